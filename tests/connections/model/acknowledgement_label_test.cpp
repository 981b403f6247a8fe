#include "connections/model/acknowledgement_label.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tributary {
namespace {

struct Case {
  const char* name;
  std::string label;
  bool valid;
};

class AcknowledgementLabel : public testing::TestWithParam<Case> {};

TEST_P(AcknowledgementLabel, IsChecked) {
  const auto checked = check_acknowledgement_label(GetParam().label);
  EXPECT_EQ(checked.has_value(), GetParam().valid);
  if (!checked) {
    EXPECT_EQ(checked.error().code, "acknowledgement:label.invalid");
    EXPECT_EQ(checked.error().status, 400);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    AcknowledgementLabel,
    testing::Values(Case{"plain", "twin-persisted", true},
                    Case{"three", "abc", true},
                    Case{"two", "ab", false},
                    Case{"none", "", false},
                    Case{"longest", std::string(165, 'x'), true},
                    Case{"too_long", std::string(166, 'x'), false},
                    Case{"placeholder", "{{connection:id}}:own", true},
                    Case{"placeholder_with_blanks", "{{ connection:id }}:a-b_c:d", true},
                    Case{"two_placeholders", "{{a:b}}{{c:d}}:xyz", false},
                    Case{"function", "{{ a:b | fn:upper() }}:xyz", false},
                    Case{"placeholder_only", "{{ a:b }}:", false},
                    Case{"placeholder_behind", "xyz:{{ a:b }}", false},
                    Case{"blank", "a b c", false},
                    Case{"mark", "own!", false},
                    Case{"not_ascii", "täg", false}),
    [](const auto& row) { return row.param.name; });

TEST(AcknowledgementLabel, KnowsTheIdOfItsConnectionOnly) {
  const auto resolved = [](std::string_view label) {
    const auto text = resolve_acknowledgement_label(label, "c1");
    return text ? *text : std::string(text.error().code);
  };
  EXPECT_EQ(resolved("own:label"), "own:label");
  EXPECT_EQ(resolved("{{connection:id}}:ack"), "c1:ack");
  EXPECT_EQ(resolved("{{ connection:id }}:ack"), "c1:ack");
  EXPECT_EQ(resolved("{{ thing:id }}:ack"), "placeholder:unresolved");
}

}  // namespace
}  // namespace tributary
