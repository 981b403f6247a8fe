#include "mapping/payload_mapper.hpp"

namespace tributary {

MappedMessage& MappedMessages::add() {
  if (used_ == messages_.size()) {
    messages_.push_back(std::make_unique<MappedMessage>());
  }
  MappedMessage& message = *messages_[used_++];
  message.clear();
  return message;
}

}  // namespace tributary
