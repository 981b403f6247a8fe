#pragma once

#include "connections/routing/rql_field.hpp"
#include "connections/routing/rql_literal.hpp"
#include "connections/routing/wildcard.hpp"

#include <cstdint>
#include <deque>
#include <string_view>
#include <vector>

namespace tributary::rql {

enum class Operation : std::uint8_t {
  all_of,
  any_of,
  none_of,  // and, or, not: clauses follow
  eq,
  ne,
  gt,
  ge,
  lt,
  le,
  in,    // a field and literals
  like,  // a field and a pattern, ilike included
  exists,
  empty,  // a field
};

/// One operator; the tree lies in pre-order, so the clauses of an operator are the nodes up to
/// `end`.
struct Node {
  Operation operation = Operation::all_of;
  std::uint32_t end = 0;  ///< index behind the last clause
  std::uint32_t field = 0;
  std::uint32_t operand = 0;  ///< first literal, or the pattern
  std::uint32_t operands = 0;
};

/// A parsed filter. Literals hold views into themselves, hence the deques.
struct Program {
  std::vector<Node> nodes;
  std::vector<Field> fields;
  std::deque<Literal> literals;
  std::deque<Wildcard> patterns;
};

/// Fails with rql.expression.invalid (400).
Result<Program> parse(std::string_view rql);

}  // namespace tributary::rql
