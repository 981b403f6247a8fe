#pragma once

#include "connections/model/ditto_errors.hpp"

#include <functional>
#include <memory>
#include <utility>

namespace tributary {

/// The obligation to answer a command once: copies share it, the first call fulfils it, and if the
/// last copy goes without a call the command is answered as stopped (503). So no path can forget a
/// caller. Replies must not throw.
template <class T>
class Answer {
 public:
  using Reply = std::function<void(Result<T>)>;
  explicit Answer(Reply reply) : obligation_(std::make_shared<Obligation>(std::move(reply))) {}

  void operator()(Result<T> result) const { obligation_->fulfil(std::move(result)); }

 private:
  struct Obligation {
    explicit Obligation(Reply to) : reply(std::move(to)) {}
    Obligation(const Obligation&) = delete;
    Obligation& operator=(const Obligation&) = delete;
    ~Obligation() {
      fulfil(
          failure(errors::connection_unavailable("The service is stopping.", "Try again later.")));
    }
    void fulfil(Result<T> result) {
      if (const Reply once = std::exchange(reply, nullptr)) {
        once(std::move(result));
      }
    }
    Reply reply;  ///< empty once it was called
  };
  std::shared_ptr<Obligation> obligation_;
};

}  // namespace tributary
