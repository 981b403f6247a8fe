#include "service/auth/base64.hpp"

#include <gtest/gtest.h>

namespace tributary::auth {
namespace {

struct Case {
  const char* name;
  std::string bytes;
  std::string text;
};

class Base64 : public testing::TestWithParam<Case> {};

TEST_P(Base64, GoesThereAndBack) {
  EXPECT_EQ(base64_encode(GetParam().bytes), GetParam().text);
  EXPECT_EQ(base64_decode(GetParam().text), GetParam().bytes);
}

INSTANTIATE_TEST_SUITE_P(
    Rfc4648,
    Base64,
    testing::Values(Case{"Empty", "", ""},
                    Case{"TwoPads", "f", "Zg=="},
                    Case{"OnePad", "fo", "Zm8="},
                    Case{"NoPad", "foo", "Zm9v"},
                    Case{"Credentials", "devops:foobar", "ZGV2b3BzOmZvb2Jhcg=="},
                    Case{"Nul", std::string("a\0", 2), "YQA="}),
    [](const auto& row) { return row.param.name; });

class NotBase64 : public testing::TestWithParam<std::string> {};

TEST_P(NotBase64, IsRefused) {
  EXPECT_EQ(base64_decode(GetParam()), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(
    Texts,
    NotBase64,
    testing::Values("Zg", "Zg=", "Z===", "====", "Zh==", "Zm9v\n", " Zg==", "Z!==", "Zg==Zg=="));

}  // namespace
}  // namespace tributary::auth
