#include "service/http/server.hpp"

#include "service/http/io_thread.hpp"
#include "service/http/listener.hpp"
#include "service/http/tls.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <thread>

namespace tributary::http {

namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;
using std::chrono::milliseconds;

// How long a stopping server keeps connections that have sent no request: one may be on its way.
constexpr milliseconds kIdleWindow{250};

}  // namespace

struct Server::State {
  State(ServerOptions options, const Router& router, RenderError render)
      : shared(std::make_shared<Shared>(std::move(options), router, std::move(render))) {}

  tl::expected<void, std::string> open_tls();
  tl::expected<void, std::string> listen();
  error_code open_listeners(tcp::endpoint endpoint);

  std::shared_ptr<Shared> shared;
  std::vector<std::shared_ptr<IoThread>> threads;
  std::vector<std::unique_ptr<Listener>> listeners;
  std::uint16_t port = 0;
  bool running = false;
};

Server::Server(ServerOptions options, const Router& router, RenderError render_error)
    : state_(std::make_unique<State>(std::move(options), router, std::move(render_error))) {
  const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
  const std::size_t wanted = state_->shared->options.io_threads;
  for (std::size_t i = 0; i < (wanted == 0 ? cores : wanted); ++i) {
    state_->threads.push_back(std::make_shared<IoThread>(state_->shared, i));
    state_->shared->threads.push_back(state_->threads.back().get());
  }
}

Server::~Server() {
  stop(milliseconds{0});
}

tl::expected<void, std::string> Server::State::open_tls() {
  const ServerOptions& options = shared->options;
  if (options.tls_certificate_file.empty() && options.tls_key_file.empty()) {
    return {};
  }
  auto context = make_tls_context(options.tls_certificate_file, options.tls_key_file);
  if (!context) {
    return tl::unexpected(context.error());
  }
  shared->tls.emplace(std::move(*context));
  return {};
}

error_code Server::State::open_listeners(tcp::endpoint endpoint) {
  if (endpoint.port() != 0) {
    if (const error_code taken = probe(threads.front()->context(), endpoint)) {
      return taken;
    }
  }
  for (const auto& thread : threads) {
    auto listener = std::make_unique<Listener>(*thread, std::vector<IoThread*>{thread.get()});
    if (listener->open(endpoint, Listener::SharePort::yes)) {
      listeners.clear();
      break;
    }
    endpoint.port(listener->port());
    listeners.push_back(std::move(listener));
  }
  if (!listeners.empty()) {
    return {};
  }
  // No SO_REUSEPORT here: one listener hands over to all.
  auto listener = std::make_unique<Listener>(*threads.front(), shared->threads);
  const error_code error = listener->open(endpoint, Listener::SharePort::no);
  if (!error) {
    listeners.push_back(std::move(listener));
  }
  return error;
}

tl::expected<void, std::string> Server::State::listen() {
  const ServerOptions& options = shared->options;
  error_code error;
  const auto address = boost::asio::ip::make_address(
      options.address == "localhost" ? "127.0.0.1" : options.address, error);
  if (error) {
    return tl::unexpected("'" + options.address + "' is not an IP address to listen at");
  }
  error = open_listeners({address, options.port});
  if (error) {
    return tl::unexpected("cannot listen at " + options.address + " port " +
                          std::to_string(options.port) + ": " + error.message());
  }
  port = listeners.front()->port();
  return {};
}

tl::expected<void, std::string> Server::start() {
  if (auto opened = state_->open_tls(); !opened) {
    return opened;
  }
  if (auto listening = state_->listen(); !listening) {
    return listening;
  }
  for (const auto& listener : state_->listeners) {
    listener->accept();
  }
  for (const auto& thread : state_->threads) {
    thread->start();
  }
  state_->running = true;
  return {};
}

void Server::stop(milliseconds grace) {
  if (!std::exchange(state_->running, false)) {
    return;
  }
  Shared& shared = *state_->shared;
  const milliseconds window = std::min(grace / 4, kIdleWindow);
  for (std::size_t i = 0; i < state_->threads.size(); ++i) {
    IoThread* thread = state_->threads[i].get();
    Listener* listener = i < state_->listeners.size() ? state_->listeners[i].get() : nullptr;
    thread->post([thread, listener, window] {
      if (listener != nullptr) {
        listener->close();
      }
      thread->drain(window);
    });
  }
  {
    std::unique_lock lock(shared.mutex);
    shared.progress.wait_for(lock, grace, [&shared] {
      return shared.draining_threads.load() == shared.threads.size() &&
             shared.connections.load() == 0;
    });
  }
  for (const auto& thread : state_->threads) {
    thread->post([thread = thread.get()] { thread->shut_down(); });
  }
  for (const auto& thread : state_->threads) {
    thread->join();
  }
  state_->listeners.clear();
}

std::uint16_t Server::port() const noexcept {
  return state_->port;
}

std::size_t Server::io_threads() const noexcept {
  return state_->threads.size();
}

bool Server::post(std::size_t index, std::function<void()> work) {
  return index < state_->threads.size() && state_->threads[index]->post(std::move(work));
}

std::size_t Server::connections() const noexcept {
  return state_->shared->connections.load();
}

}  // namespace tributary::http
