#include "connections/lifecycle/connection_registry.hpp"

#include "connections/lifecycle/registry_core.hpp"

#include <spdlog/spdlog.h>

#include <future>
#include <thread>
#include <utility>

namespace tributary {

/// The control thread and the way to it.
struct ConnectionRegistry::State {
  State(Options options,
        ConnectionStore& store,
        PublisherFactory& publishers,
        OutboundCompiler& compiler,
        SnapshotSink& snapshots,
        const Clock& clock,
        spdlog::logger& log)
      : queue(std::make_shared<ControlQueue>(clock)),
        core(std::move(options), queue, store, publishers, compiler, snapshots, clock, log),
        logger(log) {}

  /// Answers carry their own obligation: a command that can't be queued any more is answered by
  /// being dropped.
  template <class T, class Command>
  void command(Reply<T> reply, Command command) {
    queue->post(
        [this, answer = Answer<T>{std::move(reply)}, command = std::move(command)]() mutable {
          if (!core.stopping()) {
            command(core, answer);
          }
        });
  }

  void run() {
    try {
      queue->run();
    } catch (const std::exception& fault) {
      logger.critical("the control thread ended by a fault: {}", fault.what());
      queue->close();
      queue->run();  // answers what is left
    }
  }

  std::shared_ptr<ControlQueue> queue;  ///< outlives this: callbacks of others hold it
  RegistryCore core;
  spdlog::logger& logger;
  std::thread thread;
};

ConnectionRegistry::ConnectionRegistry(Options options,
                                       ConnectionStore& store,
                                       PublisherFactory& publishers,
                                       OutboundCompiler& compiler,
                                       SnapshotSink& snapshots,
                                       const Clock& clock,
                                       spdlog::logger& log)
    : state_(std::make_unique<State>(
          std::move(options), store, publishers, compiler, snapshots, clock, log)) {}

ConnectionRegistry::~ConnectionRegistry() {
  stop();
}

Result<> ConnectionRegistry::start() {
  std::promise<Result<>> started;
  state_->thread = std::thread{[this, &started] {
    state_->core.start(
        Answer<void>{[&started](Result<> result) { started.set_value(std::move(result)); }});
    state_->run();
  }};
  return started.get_future().get();
}

void ConnectionRegistry::stop() {
  if (state_->thread.joinable()) {
    state_->queue->post([core = &state_->core, queue = state_->queue] {
      core->stop(Answer<void>{[queue](const Result<>&) { queue->close(); }});
    });
    state_->thread.join();
  } else {
    state_->queue->close();
    state_->queue->run();
  }
}

void ConnectionRegistry::create(nlohmann::json definition, Reply<ConnectionView> reply) {
  state_->command(
      std::move(reply),
      [definition = std::move(definition)](RegistryCore& core, const auto& answer) mutable {
        core.create(std::move(definition), answer);
      });
}

void ConnectionRegistry::put(ConnectionId id,
                             nlohmann::json definition,
                             std::optional<std::int64_t> if_revision,
                             Reply<PutResult> reply) {
  state_->command(std::move(reply),
                  [id = std::move(id), definition = std::move(definition), if_revision](
                      RegistryCore& core, const auto& answer) mutable {
                    core.put(id, std::move(definition), if_revision, answer);
                  });
}

void ConnectionRegistry::remove(ConnectionId id,
                                std::optional<std::int64_t> if_revision,
                                Reply<void> reply) {
  state_->command(std::move(reply),
                  [id = std::move(id), if_revision](RegistryCore& core, const auto& answer) {
                    core.remove(id, if_revision, answer);
                  });
}

void ConnectionRegistry::open(ConnectionId id, Reply<void> reply) {
  state_->command(std::move(reply), [id = std::move(id)](RegistryCore& core, const auto& answer) {
    core.open(id, answer);
  });
}

void ConnectionRegistry::close(ConnectionId id, Reply<void> reply) {
  state_->command(std::move(reply), [id = std::move(id)](RegistryCore& core, const auto& answer) {
    core.close(id, answer);
  });
}

void ConnectionRegistry::test(nlohmann::json definition, Reply<std::string> reply) {
  state_->command(
      std::move(reply),
      [definition = std::move(definition)](RegistryCore& core, const auto& answer) mutable {
        core.test(std::move(definition), answer);
      });
}

void ConnectionRegistry::find(ConnectionId id, Reply<ConnectionView> reply) {
  state_->command(std::move(reply), [id = std::move(id)](RegistryCore& core, const auto& answer) {
    core.find(id, answer);
  });
}

void ConnectionRegistry::list(Reply<std::vector<ConnectionView>> reply) {
  state_->command(std::move(reply),
                  [](RegistryCore& core, const auto& answer) { core.list(answer); });
}

void ConnectionRegistry::ids(Reply<std::vector<std::string>> reply) {
  state_->command(std::move(reply),
                  [](RegistryCore& core, const auto& answer) { core.ids(answer); });
}

void ConnectionRegistry::status(ConnectionId id, Reply<nlohmann::ordered_json> reply) {
  state_->command(std::move(reply), [id = std::move(id)](RegistryCore& core, const auto& answer) {
    core.status(id, answer);
  });
}

ConnectionRegistry::Census ConnectionRegistry::census() const {
  return state_->core.census().census();
}

}  // namespace tributary
