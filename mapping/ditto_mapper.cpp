#include "mapping/ditto_mapper.hpp"

#include "connections/protocol/envelope_writer.hpp"

#include <array>
#include <string_view>

namespace tributary {
namespace {

constexpr std::string_view kContentType = "application/vnd.eclipse.ditto+json";
constexpr std::array<std::string_view, 3> kCarried{"correlation-id", "traceparent", "tracestate"};

/// Adds a header of the signal if it has one. A value without escapes stays a view into the signal.
void carry(std::string_view name,
           const Signal& signal,
           MappedMessage& message,
           std::string& buffer) {
  buffer.clear();
  const auto text = signal.header(name, buffer);
  if (!text) {
    return;
  }
  if (text->data() != buffer.data()) {
    message.headers.push_back({name, *text});
    return;
  }
  // `owned` was reserved for all carried headers, so that earlier views into it stay valid.
  const std::size_t begin = message.owned.size();
  message.owned.append(*text);
  message.headers.push_back({name, std::string_view(message.owned).substr(begin)});
}

}  // namespace

Result<> DittoMapper::map(const Signal& signal,
                          const EnvelopeChanges& changes,
                          MappedMessages& out) const {
  MappedMessage& message = out.add();
  append_envelope(message.payload, signal, changes);
  message.headers.push_back({"content-type", kContentType});
  std::string buffer;
  // Unescaping never makes text longer than the envelope it stands in.
  if (message.owned.capacity() < signal.text.size()) {
    message.owned.reserve(signal.text.size());
  }
  for (const std::string_view name : kCarried) {
    carry(name, signal, message, buffer);
  }
  return {};
}

}  // namespace tributary
