#pragma once

#include "service/clients/http_client.hpp"

#include <iosfwd>
#include <string>
#include <vector>

namespace tributary::cli {

/// How answers are shown: tables for people, JSON for scripts.
enum class Output { table, json };

/// A running service, and where to print what it says.
struct Remote {
  const HttpClient& client;
  Output output;
  std::ostream& out;
  std::ostream& err;
};

// Each returns the exit code: 0 when the service did as asked, 1 otherwise (the reason is on
// `err`).

int list_connections(const Remote& remote);
int get_connection(const Remote& remote, const std::string& id);
/// `file`: path of a definition, "-" = standard input.
int put_connection(const Remote& remote, const std::string& id, const std::string& file);
int delete_connection(const Remote& remote, const std::string& id);
/// `command`: openConnection or closeConnection.
int command_connection(const Remote& remote, const std::string& id, const std::string& command);
int connection_status(const Remote& remote, const std::string& id);

/// Sends one envelope, or NDJSON when `file` has more than one line that is an envelope of its own.
/// Prints the answer.
int send_signals(const Remote& remote, const std::string& file);

/// Prints the records of a topic, one per line: partition, offset, key, value; as JSON with
/// headers.
int show_records(const std::string& bootstrap_servers,
                 const std::string& topic,
                 bool follow,
                 Output output,
                 std::ostream& out,
                 std::ostream& err);

/// Columns wide enough for their cells; the first row is the heading.
std::string table(const std::vector<std::vector<std::string>>& rows);

/// Percent-encoded, so that the text is one segment of a path and nothing else.
std::string path_segment(const std::string& text);

/// Whether the text is several JSON objects, one a line, and not one object over several lines.
bool is_ndjson(const std::string& text);

}  // namespace tributary::cli
