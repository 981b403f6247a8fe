#include "connections/kafka/record_reader.hpp"
#include "service/cli/commands.hpp"

#include <nlohmann/json.hpp>

#include <ostream>

namespace tributary::cli {

namespace {

nlohmann::ordered_json text_or_null(const std::optional<std::string_view>& text) {
  return text ? nlohmann::ordered_json(std::string(*text)) : nlohmann::ordered_json(nullptr);
}

std::string json_line(const kafka::ReadRecord& record) {
  nlohmann::ordered_json line{{"partition", record.partition},
                              {"offset", record.offset},
                              {"timestamp", record.timestamp_ms},
                              {"key", text_or_null(record.key)},
                              {"headers", nlohmann::ordered_json::array()},
                              {"value", text_or_null(record.value)}};
  for (const auto& [name, value] : record.headers) {
    line["headers"].push_back({{"name", std::string(name)}, {"value", std::string(value)}});
  }
  return line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string text_line(const kafka::ReadRecord& record) {
  return std::to_string(record.partition) + ":" + std::to_string(record.offset) + "  " +
         std::string(record.key.value_or("-")) + "  " +
         std::string(record.value.value_or("(none)"));
}

}  // namespace

int show_records(const std::string& bootstrap_servers,
                 const std::string& topic,
                 bool follow,
                 Output output,
                 std::ostream& out,
                 std::ostream& err) {
  kafka::RecordReader reader;
  reader.properties = {{"bootstrap.servers", bootstrap_servers}};
  reader.follow = follow ? kafka::RecordReader::Follow::yes : kafka::RecordReader::Follow::no;
  const Result<> read = reader.read(topic, [&](const kafka::ReadRecord& record) {
    out << (output == Output::json ? json_line(record) : text_line(record)) << std::endl;
    return out.good();
  });
  if (!read) {
    err << "tributary: " << read.error().message << '\n';
    return 1;
  }
  return 0;
}

}  // namespace tributary::cli
