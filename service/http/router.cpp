#include "service/http/http.hpp"

#include <algorithm>

namespace tributary::http {

namespace {

constexpr std::string_view kAny = "{}";

std::string_view without_trailing_slash(std::string_view path) {
  if (!path.empty() && path.back() == '/') {
    path.remove_suffix(1);
  }
  return path;
}

/// "/a/b" → "a", leaving "/b".
std::string_view next_segment(std::string_view& rest) {
  rest.remove_prefix(1);
  const std::string_view segment = rest.substr(0, rest.find('/'));
  rest.remove_prefix(segment.size());
  return segment;
}

void add_method(std::string& allow, std::string_view method) {
  const std::string needle = ", " + std::string(method) + ",";
  if ((", " + allow + ",").find(needle) == std::string::npos) {
    allow += allow.empty() ? "" : ", ";
    allow += method;
  }
}

}  // namespace

void Router::add(Route route) {
  const std::string_view pattern = without_trailing_slash(route.pattern);
  std::size_t node = 0;
  for (std::string_view rest = pattern; !rest.empty();) {
    node = child(node, next_segment(rest));
  }
  if (pattern.find(kAny) == std::string_view::npos) {
    exact_.emplace(std::string(pattern), node);
  }
  nodes_[node].routes.push_back(routes_.size());
  routes_.push_back(std::move(route));
}

std::size_t Router::child(std::size_t node, std::string_view segment) {
  const std::size_t fresh = nodes_.size();
  if (segment == kAny) {
    if (nodes_[node].any == 0) {
      nodes_[node].any = fresh;
      nodes_.emplace_back();
    }
    return nodes_[node].any;
  }
  for (const auto& [text, index] : nodes_[node].literals) {
    if (text == segment) {
      return index;
    }
  }
  nodes_[node].literals.emplace_back(std::string(segment), fresh);
  nodes_.emplace_back();
  return fresh;
}

const Router::Route* Router::route_of(const Node& node, std::string_view method) const {
  for (const std::size_t index : node.routes) {
    if (routes_[index].method == method) {
      return &routes_[index];
    }
  }
  return nullptr;
}

bool Router::walk(const Node& node,
                  std::string_view rest,
                  std::string_view method,
                  Found& found) const {
  if (rest.empty()) {
    found.route = route_of(node, method);
    for (const std::size_t index : node.routes) {
      if (found.route == nullptr) {
        add_method(found.allow, routes_[index].method);
      }
    }
    return found.route != nullptr;
  }
  const auto segment = percent_decode(next_segment(rest), false);
  if (!segment) {
    return false;
  }
  for (const auto& [text, index] : node.literals) {
    if (text == *segment && walk(nodes_[index], rest, method, found)) {
      return true;
    }
  }
  if (node.any == 0 || segment->empty()) {
    return false;
  }
  found.captures.push_back(*segment);
  if (walk(nodes_[node.any], rest, method, found)) {
    return true;
  }
  found.captures.pop_back();
  return false;
}

Router::Found Router::find(std::string_view method, std::string_view path) const {
  path = without_trailing_slash(path);
  Found found;
  if (const auto known = exact_.find(path); known != exact_.end()) {
    found.route = route_of(nodes_[known->second], method);
    if (found.route != nullptr) {
      return found;
    }
  }
  if (!path.empty() && path.front() != '/') {
    return found;
  }
  if (!walk(nodes_.front(), path, method, found) && method == "HEAD") {
    std::string ignored;
    std::swap(ignored, found.allow);
    walk(nodes_.front(), path, "GET", found);
  }
  if (found.route != nullptr) {
    found.allow.clear();
  } else if (!found.allow.empty()) {
    const bool get = (", " + found.allow + ",").find(", GET,") != std::string::npos;
    if (get) {
      add_method(found.allow, "HEAD");
    }
  }
  return found;
}

}  // namespace tributary::http
