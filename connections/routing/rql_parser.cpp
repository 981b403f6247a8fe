#include "connections/model/ditto_errors.hpp"
#include "connections/routing/number_text.hpp"
#include "connections/routing/rql_program.hpp"

#include <tao/pegtl.hpp>
#include <tao/pegtl/contrib/unescape.hpp>

#include <charconv>
#include <string>
#include <system_error>
#include <utility>

namespace tributary::rql {
namespace {

namespace pegtl = tao::pegtl;

/// What the actions build up.
struct Builder {
  Program program;
  std::vector<std::uint32_t> open;  ///< logical operators whose clauses are being read
  Node node;                        ///< the comparison being read
  LetterCase letter_case = LetterCase::sensitive;
  std::string text;     ///< of the property or string being read, unescaped
  std::string problem;  ///< why an action refused what the grammar took
};

// NOLINTBEGIN(readability-identifier-naming): rules are named like grammar

// ---- grammar

namespace grammar {

using namespace pegtl;

struct blanks : star<one<' ', '\n', '\r', '\t', '\f'>> {};

template <char Quote>
struct escaped_character : one<Quote, '\\', '/', 'b', 'f', 'n', 'r', 't'> {};
struct unicode : list<seq<one<'u'>, rep<4, must<xdigit>>>, one<'\\'>> {};
template <char Quote>
struct escape : seq<one<'\\'>, sor<escaped_character<Quote>, unicode>> {};

struct property_character : not_one<',', ')', '"', '\\'> {};
struct property : star<sor<property_character, escape<'"'>>> {};

template <char Quote>
struct string_character : not_one<Quote, '\\'> {};
template <char Quote>
struct string_content : star<sor<string_character<Quote>, escape<Quote>>> {};
template <char Quote>
struct quoted : seq<one<Quote>, string_content<Quote>, one<Quote>> {};

struct integer : seq<opt<one<'+', '-'>>, sor<seq<range<'1', '9'>, plus<digit>>, digit>> {};
struct fraction_number : seq<integer, one<'.'>, plus<digit>> {};
struct whole_number : seq<not_at<string<'-', '0'>>, integer> {};
struct time_name : star<sor<property_character, escape<'"'>>> {};
struct time : seq<TAO_PEGTL_STRING("time:"), time_name> {};
struct truth : TAO_PEGTL_STRING("true") {};
struct falsity : TAO_PEGTL_STRING("false") {};
struct null : TAO_PEGTL_STRING("null") {};
struct literal
    : seq<sor<fraction_number, whole_number, quoted<'"'>, quoted<'\''>, time, truth, falsity, null>,
          blanks> {};
struct pattern : seq<sor<quoted<'"'>, quoted<'\''>>, blanks> {};

struct compared_property : property {};
struct present_property : property {};

struct eq : TAO_PEGTL_STRING("eq(") {};
struct ne : TAO_PEGTL_STRING("ne(") {};
struct gt : TAO_PEGTL_STRING("gt(") {};
struct ge : TAO_PEGTL_STRING("ge(") {};
struct lt : TAO_PEGTL_STRING("lt(") {};
struct le : TAO_PEGTL_STRING("le(") {};
struct in : TAO_PEGTL_STRING("in(") {};
struct like : TAO_PEGTL_STRING("like(") {};
struct ilike : TAO_PEGTL_STRING("ilike(") {};
struct exists : TAO_PEGTL_STRING("exists(") {};
struct empty : TAO_PEGTL_STRING("empty(") {};
struct all_of : TAO_PEGTL_STRING("and(") {};
struct any_of : TAO_PEGTL_STRING("or(") {};
struct none_of : TAO_PEGTL_STRING("not(") {};

struct comma : one<','> {};
struct close : one<')'> {};
struct close_clauses : one<')'> {};

struct comparison : if_must<sor<eq, ne, gt, ge, lt, le>, compared_property, comma, literal, close> {
};
struct membership : if_must<in, compared_property, plus<comma, literal>, close> {};
struct likeness : if_must<sor<like, ilike>, compared_property, comma, pattern, close> {};
struct presence : if_must<sor<exists, empty>, present_property, close> {};

struct clause;
struct clauses : list_must<clause, seq<comma, blanks>> {};
struct logic : if_must<sor<all_of, any_of>, clauses, close_clauses> {};
struct negation : if_must<none_of, clause, close_clauses> {};
struct clause : sor<comparison, membership, likeness, presence, logic, negation> {};
struct query : must<blanks, clause, pegtl::eof> {};

}  // namespace grammar

// ---- actions; a bool-returning one refuses by returning false

template <class Rule>
struct action : pegtl::nothing<Rule> {};

template <class Input>
void refuse(const Input& in, Builder& builder, std::string problem) {
  builder.problem = std::move(problem);
  throw pegtl::parse_error("", in);
}

template <class Container>
std::uint32_t size_of(const Container& container) {
  return static_cast<std::uint32_t>(container.size());
}

/// A comparison starts, with room for its operands.
template <Operation Op>
struct starts_leaf {
  template <class Input>
  static void apply(const Input& /*in*/, Builder& builder) {
    builder.node = {};
    builder.node.operation = Op;
    builder.node.field = size_of(builder.program.fields);
    builder.node.operand = Op == Operation::like ? size_of(builder.program.patterns)
                                                 : size_of(builder.program.literals);
    builder.text.clear();
  }
};

template <Operation Op>
struct opens_clauses {
  template <class Input>
  static void apply(const Input& in, Builder& builder) {
    if (builder.open.size() >= static_cast<std::size_t>(kMaxRqlDepth)) {
      refuse(
          in, builder, "it is nested more than " + std::to_string(kMaxRqlDepth) + " levels deep");
    }
    builder.open.push_back(size_of(builder.program.nodes));
    Node node;
    node.operation = Op;
    builder.program.nodes.push_back(node);
  }
};

template <>
struct action<grammar::eq> : starts_leaf<Operation::eq> {};
template <>
struct action<grammar::ne> : starts_leaf<Operation::ne> {};
template <>
struct action<grammar::gt> : starts_leaf<Operation::gt> {};
template <>
struct action<grammar::ge> : starts_leaf<Operation::ge> {};
template <>
struct action<grammar::lt> : starts_leaf<Operation::lt> {};
template <>
struct action<grammar::le> : starts_leaf<Operation::le> {};
template <>
struct action<grammar::in> : starts_leaf<Operation::in> {};
template <>
struct action<grammar::exists> : starts_leaf<Operation::exists> {};
template <>
struct action<grammar::empty> : starts_leaf<Operation::empty> {};
template <>
struct action<grammar::all_of> : opens_clauses<Operation::all_of> {};
template <>
struct action<grammar::any_of> : opens_clauses<Operation::any_of> {};
template <>
struct action<grammar::none_of> : opens_clauses<Operation::none_of> {};

template <>
struct action<grammar::like> {
  template <class Input>
  static void apply(const Input& in, Builder& builder) {
    starts_leaf<Operation::like>::apply(in, builder);
    builder.letter_case = LetterCase::sensitive;
  }
};
template <>
struct action<grammar::ilike> {
  template <class Input>
  static void apply(const Input& in, Builder& builder) {
    starts_leaf<Operation::like>::apply(in, builder);
    builder.letter_case = LetterCase::ascii_insensitive;
  }
};

template <>
struct action<grammar::close> {
  static void apply0(Builder& builder) {
    builder.program.nodes.push_back(builder.node);
    builder.program.nodes.back().end = size_of(builder.program.nodes);
  }
};
template <>
struct action<grammar::close_clauses> {
  static void apply0(Builder& builder) {
    builder.program.nodes[builder.open.back()].end = size_of(builder.program.nodes);
    builder.open.pop_back();
  }
};

// -- texts

struct appends {
  template <class Input>
  static void apply(const Input& in, Builder& builder) {
    builder.text.append(in.begin(), in.end());
  }
};
template <>
struct action<grammar::property_character> : appends {};
template <char Quote>
struct action<grammar::string_character<Quote>> : appends {};

template <char Quote>
struct action<grammar::escaped_character<Quote>> {
  template <class Input>
  static void apply(const Input& in, Builder& builder) {
    constexpr std::string_view kNames = "bfnrt";
    constexpr std::string_view kCharacters = "\b\f\n\r\t";
    const char c = in.peek_char();
    const std::size_t index = kNames.find(c);
    builder.text += index == std::string_view::npos ? c : kCharacters[index];
  }
};

/// One or several \uXXXX in a row, so that surrogates find their partner; one without is '?', as in
/// JSON texts.
template <>
struct action<grammar::unicode> {
  template <class Input>
  static void apply(const Input& in, Builder& builder) {
    constexpr std::size_t kStep = 6;  // uXXXX and the backslash between
    std::size_t at = 0;
    const auto unit = [&in](std::size_t offset) {
      return pegtl::unescape::unhex_string<unsigned>(in.begin() + offset + 1,
                                                     in.begin() + offset + 5);
    };
    for (; at < in.size(); at += kStep) {
      unsigned code = unit(at);
      if (code >= 0xD800 && code < 0xDC00 && at + kStep < in.size()) {
        const unsigned low = unit(at + kStep);
        if (low >= 0xDC00 && low < 0xE000) {
          code = 0x10000 + ((code - 0xD800) << 10U) + (low - 0xDC00);
          at += kStep;
        }
      }
      if (!pegtl::unescape::utf8_append_utf32(builder.text, code)) {
        builder.text += '?';
      }
    }
  }
};

// -- fields

template <FieldUse Use>
struct ends_property {
  template <class Input>
  static void apply(const Input& in, Builder& builder) {
    auto field = Field::compile(builder.text, Use);
    if (!field) {
      refuse(in, builder, "'" + builder.text + "' can't be filtered by");
      return;
    }
    builder.program.fields.push_back(std::move(*field));
    builder.text.clear();
  }
};
template <>
struct action<grammar::compared_property> : ends_property<FieldUse::compare> {};
template <>
struct action<grammar::present_property> : ends_property<FieldUse::presence> {};

// -- literals

void add(Builder& builder, Literal::Value value) {
  builder.program.literals.emplace_back(std::move(value));
  ++builder.node.operands;
  builder.text.clear();
}

std::string_view without_plus(std::string_view number) {
  number.remove_prefix(number.front() == '+' ? 1 : 0);
  return number;
}

template <>
struct action<grammar::fraction_number> {
  template <class Input>
  static void apply(const Input& in, Builder& builder) {
    add(builder, Literal::Number{decimal_text(without_plus(in.string_view()))});
  }
};
template <>
struct action<grammar::whole_number> {
  template <class Input>
  static void apply(const Input& in, Builder& builder) {
    const std::string_view text = without_plus(in.string_view());
    std::int64_t value = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc{}) {
      refuse(in, builder, "the number doesn't fit 64 bits");
    }
    add(builder, Literal::Number{std::to_string(value)});
  }
};
template <>
struct action<grammar::time> {
  template <class Input>
  static void apply(const Input& in, Builder& builder) {
    add(builder, Literal::Time{Placeholder::compile(in.string_view(), Scope{Prefix::time})});
  }
};
template <>
struct action<grammar::truth> {
  static void apply0(Builder& builder) { add(builder, true); }
};
template <>
struct action<grammar::falsity> {
  static void apply0(Builder& builder) { add(builder, false); }
};
template <>
struct action<grammar::null> {
  static void apply0(Builder& builder) { add(builder, Literal::Null{}); }
};
template <char Quote>
struct action<grammar::quoted<Quote>> {
  static void apply0(Builder& builder) {
    if (builder.node.operation == Operation::like) {
      builder.program.patterns.emplace_back(builder.text, builder.letter_case);
      builder.text.clear();
    } else {
      add(builder, Literal::Text{builder.text});
    }
  }
};

// NOLINTEND(readability-identifier-naming)

DittoError invalid(std::string_view rql, std::size_t position, const std::string& problem) {
  constexpr std::size_t kShown = 200;
  return errors::rql_invalid(
      "The filter '" + std::string(rql.substr(0, kShown)) + (rql.size() > kShown ? "…" : "") +
          "' is invalid at position " + std::to_string(position) + ": " + problem + ".",
      "Operators are and, or, not, eq, ne, gt, ge, lt, le, in, like, ilike, exists and empty.");
}

}  // namespace

Result<Program> parse(std::string_view rql) {
  Builder builder;
  pegtl::memory_input<pegtl::tracking_mode::lazy> in(rql.data(), rql.size(), "");
  try {
    pegtl::parse<grammar::query, action>(in, builder);
  } catch (const pegtl::parse_error& error) {
    const std::size_t position = error.positions().front().byte;
    return failure(
        invalid(rql, position, builder.problem.empty() ? "unexpected text" : builder.problem));
  }
  return std::move(builder.program);
}

}  // namespace tributary::rql
