#pragma once

#include "connections/model/ditto_error.hpp"
#include "connections/ports/publisher.hpp"
#include "connections/protocol/signal.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

struct EnvelopeChanges;

/// One outgoing message before header mapping: what a record's value and headers are made of.
/// Reused from signal to signal, so that mapping doesn't allocate in steady state.
struct MappedMessage {
  std::string payload;  ///< the record's value; empty = zero bytes, never a tombstone
  std::vector<RecordHeader>
      headers;        ///< names as spelt; views into the signal, into constants or into `owned`
  std::string owned;  ///< text that headers point into; reserved before the first pointer is taken

  void clear() {
    payload.clear();
    headers.clear();
    owned.clear();
  }
};

/// The messages that the mappers of one target made of one signal, in mapper order, then message
/// order.
class MappedMessages {
 public:
  void clear() noexcept { used_ = 0; }
  MappedMessage& add();
  std::size_t size() const noexcept { return used_; }
  MappedMessage& operator[](std::size_t i) noexcept { return *messages_[i]; }

 private:
  std::vector<std::unique_ptr<MappedMessage>> messages_;
  std::size_t used_ = 0;
};

/// Makes messages of a signal. Immutable; any thread. Adds nothing = the signal is dropped for this
/// mapper. Fails with connectivity:message.mapping.failed (400).
class PayloadMapper {
 public:
  virtual ~PayloadMapper() = default;
  virtual Result<> map(const Signal& signal,
                       const EnvelopeChanges& changes,
                       MappedMessages& out) const = 0;
};

}  // namespace tributary
