// What the job costs at least: events taken by HTTP and published on bare librdkafka, with text
// search in place of a JSON parser, and without routing, limits or safety. The bench runs it in
// turns with the service.
//   tributary-floor PORT BROKERS TOPIC

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string>
#include <string_view>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#ifdef __clang__
// librdkafka's RD_KAFKA_V_… macros check their types by a GNU statement expression.
#pragma clang diagnostic ignored "-Wgnu-statement-expression"
#endif

namespace {

struct Peer {
  int fd = -1;
  int pending = 0;  // records without a report, plus one while a request is being read
  bool failed = false;
  std::string input;
};

[[noreturn]] void refuse(const char* what) {
  std::perror(what);
  std::exit(1);
}

rd_kafka_t* make_producer(const char* brokers) {
  rd_kafka_conf_t* const conf = rd_kafka_conf_new();
  const std::array<std::array<const char*, 2>, 8> settings{
      {{"bootstrap.servers", brokers},
       {"acks", "all"},
       {"enable.idempotence", "true"},
       {"linger.ms", "1"},
       {"partitioner", "murmur2_random"},
       {"socket.nagle.disable", "true"},
       {"queue.buffering.max.messages", "500000"},
       {"log_level", "3"}}};
  for (const auto& [name, value] : settings) {
    rd_kafka_conf_set(conf, name, value, nullptr, 0);
  }
  rd_kafka_conf_set_dr_msg_cb(conf, [](rd_kafka_t*, const rd_kafka_message_t* message, void*) {
    auto& peer = *static_cast<Peer*>(message->_private);
    peer.failed |= message->err != RD_KAFKA_RESP_ERR_NO_ERROR;
    if (--peer.pending == 0) {
      const std::string_view answer =
          peer.failed
              ? "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"
              : "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
      peer.failed = write(peer.fd, answer.data(), answer.size()) < 0;
    }
  });
  rd_kafka_t* const producer = rd_kafka_new(RD_KAFKA_PRODUCER, conf, nullptr, 0);
  if (producer == nullptr) {
    refuse("producer");
  }
  return producer;
}

/// The text after `name` up to the next quote.
std::string_view field(std::string_view event, std::string_view name) {
  const std::size_t at = event.find(name);
  if (at == std::string_view::npos) {
    return {};
  }
  const std::size_t begin = at + name.size();
  return event.substr(begin, event.find('"', begin) - begin);
}

void publish(rd_kafka_t* producer, rd_kafka_topic_t* topic, std::string_view event, Peer& peer) {
  const std::string_view thing = field(event, "\"thingId\":\"");
  const std::string_view correlation = field(event, "\"correlation-id\":\"");
  ++peer.pending;
  const auto size = [](std::string_view text) { return static_cast<ssize_t>(text.size()); };
  constexpr std::string_view kType = "application/vnd.eclipse.ditto+json";
  while (
      rd_kafka_producev(producer,
                        RD_KAFKA_V_RKT(topic),
                        RD_KAFKA_V_KEY(thing.data(), thing.size()),
                        RD_KAFKA_V_VALUE(const_cast<char*>(event.data()), event.size()),
                        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                        RD_KAFKA_V_HEADER("content-type", kType.data(), size(kType)),
                        RD_KAFKA_V_HEADER("correlation-id", correlation.data(), size(correlation)),
                        RD_KAFKA_V_HEADER("ditto-connection-id", "bench-0", 7),
                        RD_KAFKA_V_HEADER("thing-id", thing.data(), size(thing)),
                        RD_KAFKA_V_HEADER("path", "/", 1),
                        RD_KAFKA_V_OPAQUE(&peer),
                        RD_KAFKA_V_END) == RD_KAFKA_RESP_ERR__QUEUE_FULL) {
    rd_kafka_poll(producer, 10);
  }
}

/// Publishes every line of a request that is complete; the answer follows from the delivery
/// reports.
void read_request(rd_kafka_t* producer, rd_kafka_topic_t* topic, Peer& peer) {
  const std::size_t head = peer.input.find("\r\n\r\n");
  if (head == std::string::npos) {
    return;
  }
  const char* const length_text = strcasestr(peer.input.c_str(), "content-length:");
  const std::size_t length =
      length_text == nullptr ? 0 : std::strtoul(length_text + 15, nullptr, 10);
  if (peer.input.size() < head + 4 + length) {
    return;
  }
  std::string_view body = std::string_view(peer.input).substr(head + 4, length);
  peer.pending = 1;
  peer.failed = false;
  while (!body.empty()) {
    const std::string_view line = body.substr(0, body.find('\n'));
    publish(producer, topic, line, peer);
    body.remove_prefix(std::min(line.size() + 1, body.size()));
  }
  peer.input.clear();
  --peer.pending;  // reports are only served by rd_kafka_poll() below, so there is at least one
                   // left
}

int listen_on(int port) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  const int on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      listen(listener, 512) != 0) {
    refuse("listen");
  }
  return listener;
}

void watch(int epoll, int fd, void* what) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.ptr = what;
  epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

void serve_peer(rd_kafka_t* producer, rd_kafka_topic_t* topic, Peer& peer) {
  std::array<char, 1 << 16> chunk;
  const ssize_t got = read(peer.fd, chunk.data(), chunk.size());
  if (got > 0) {
    peer.input.append(chunk.data(), static_cast<std::size_t>(got));
    read_request(producer, topic, peer);
  } else if (got == 0 || errno != EAGAIN) {
    close(peer.fd);  // the Peer stays: reports may still point to it
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: tributary-floor PORT BROKERS TOPIC\n", stderr);
    return 2;
  }
  rd_kafka_t* const producer = make_producer(argv[2]);
  rd_kafka_topic_t* const topic = rd_kafka_topic_new(producer, argv[3], nullptr);
  int reports[2];
  if (pipe2(reports, O_NONBLOCK) != 0) {
    refuse("pipe");
  }
  rd_kafka_queue_io_event_enable(rd_kafka_queue_get_main(producer), reports[1], "x", 1);
  int listener = listen_on(std::atoi(argv[1]));
  const int epoll = epoll_create1(0);
  watch(epoll, listener, &listener);
  watch(epoll, reports[0], &reports);
  for (std::array<epoll_event, 256> ready;;) {
    const int count = epoll_wait(epoll, ready.data(), static_cast<int>(ready.size()), 100);
    for (int i = 0; i < count; ++i) {
      void* const what = ready[static_cast<std::size_t>(i)].data.ptr;
      if (what == &reports) {
        std::array<char, 256> sink;
        while (read(reports[0], sink.data(), sink.size()) > 0) {
        }
      } else if (what == &listener) {
        auto* const peer = new Peer;
        peer->fd = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK);
        const int on = 1;
        setsockopt(peer->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        watch(epoll, peer->fd, peer);
      } else {
        serve_peer(producer, topic, *static_cast<Peer*>(what));
      }
    }
    rd_kafka_poll(producer, 0);
  }
}
