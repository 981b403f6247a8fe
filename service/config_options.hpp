#pragma once

#include "service/config.hpp"

namespace tributary {

/// Names of all options: each once. `v.section(name, fn)` opens a mapping, `v.option(name,
/// variable, member)` is one value; `variable` is the environment's name for it, Ditto's where
/// Ditto has one. Works on Config and const Config. No variable begins with TRIBUTARY_SERVICE_ or
/// TRIBUTARY_PORT: Kubernetes sets such ones by itself.
template <class Visitor, class C>
void visit_options(Visitor& v, C& c) {
  v.section("http", [&] {
    v.option("address", "BIND_HOSTNAME", c.http.address);
    v.option("port", "HTTP_PORT", c.http.port);
    v.option("ioThreads", "TRIBUTARY_HTTP_IO_THREADS", c.http.io_threads);
    v.option("maxHeaderBytes", "TRIBUTARY_HTTP_MAX_HEADER_BYTES", c.http.max_header_bytes);
    v.option("maxConnections", "TRIBUTARY_HTTP_MAX_CONNECTIONS", c.http.max_connections);
    v.option("headerTimeout", "TRIBUTARY_HTTP_HEADER_TIMEOUT", c.http.header_timeout);
    v.option("bodyTimeout", "TRIBUTARY_HTTP_BODY_TIMEOUT", c.http.body_timeout);
    v.option("idleTimeout", "TRIBUTARY_HTTP_IDLE_TIMEOUT", c.http.idle_timeout);
    v.option(
        "tlsCertificateFile", "TRIBUTARY_HTTP_TLS_CERTIFICATE_FILE", c.http.tls_certificate_file);
    v.option("tlsKeyFile", "TRIBUTARY_HTTP_TLS_KEY_FILE", c.http.tls_key_file);
  });
  v.section("authentication", [&] {
    v.option("devopsSecured", "DEVOPS_SECURED", c.authentication.devops_secured);
    v.option("devopsPassword", "DEVOPS_PASSWORD", c.authentication.devops_password);
    v.option("statusSecured", "DEVOPS_STATUS_SECURED", c.authentication.status_secured);
    v.option("statusPassword", "STATUS_PASSWORD", c.authentication.status_password);
    v.option("ingest", "TRIBUTARY_INGEST_PASSWORD", c.authentication.ingest);
  });
  v.section("store", [&] { v.option("path", "TRIBUTARY_STORE_PATH", c.store.path); });
  v.section("logging", [&] {
    v.option("level",
             "TRIBUTARY_LOG_LEVEL",
             c.logging.level,
             {"off", "error", "warn", "info", "debug", "trace"});
    v.option("format", "TRIBUTARY_LOG_FORMAT", c.logging.format, {"text", "json"});
  });
  v.section("pipeline", [&] {
    v.option("maxInFlightBytes", "TRIBUTARY_MAX_IN_FLIGHT_BYTES", c.pipeline.max_in_flight_bytes);
    v.option(
        "maxInFlightRecords", "TRIBUTARY_MAX_IN_FLIGHT_RECORDS", c.pipeline.max_in_flight_records);
    v.option("maxEventBytes", "TRIBUTARY_MAX_EVENT_BYTES", c.pipeline.max_event_bytes);
    v.option("maxLineBytes", "TRIBUTARY_MAX_LINE_BYTES", c.pipeline.max_line_bytes);
    v.option(
        "waitAcceptedAllowed", "TRIBUTARY_WAIT_ACCEPTED_ALLOWED", c.pipeline.wait_accepted_allowed);
  });
  v.section("kafka",
            [&] { v.option("maxTopics", "TRIBUTARY_KAFKA_MAX_TOPICS", c.kafka.max_topics); });
  v.section("lifecycle", [&] {
    v.option("connectTimeout", "TRIBUTARY_CONNECT_TIMEOUT", c.lifecycle.connect_timeout);
    v.option("backoffFirst", "TRIBUTARY_BACKOFF_FIRST", c.lifecycle.backoff_first);
    v.option("backoffLast", "TRIBUTARY_BACKOFF_LAST", c.lifecycle.backoff_last);
  });
  v.section("embedded", [&] {
    v.option("enabled", "TRIBUTARY_EMBEDDED", c.embedded.enabled);
    v.option("partitions", "TRIBUTARY_EMBEDDED_PARTITIONS", c.embedded.partitions);
  });
  v.option("shutdownDeadline", "TRIBUTARY_SHUTDOWN_DEADLINE", c.shutdown_deadline);
}

}  // namespace tributary
