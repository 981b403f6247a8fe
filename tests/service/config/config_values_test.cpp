#include "service/config_values.hpp"

#include <gtest/gtest.h>

namespace tributary {
namespace {

struct Duration {
  const char* text;
  std::optional<std::int64_t> milliseconds;
};

class Durations : public testing::TestWithParam<Duration> {};

TEST_P(Durations, NeedAUnit) {
  const auto parsed = parse_duration(GetParam().text);
  ASSERT_EQ(parsed.has_value(), GetParam().milliseconds.has_value());
  if (parsed) {
    EXPECT_EQ(parsed->count(), *GetParam().milliseconds);
    EXPECT_EQ(parse_duration(duration_text(*parsed)), *parsed);
  }
}

INSTANTIATE_TEST_SUITE_P(Texts,
                         Durations,
                         testing::Values(Duration{"500ms", 500},
                                         Duration{"10s", 10'000},
                                         Duration{"2m", 120'000},
                                         Duration{"1h", 3'600'000},
                                         Duration{"0ms", 0},
                                         Duration{"8760h", 31'536'000'000},
                                         Duration{"8761h", std::nullopt},
                                         Duration{"10", std::nullopt},
                                         Duration{"-1s", std::nullopt},
                                         Duration{"1.5s", std::nullopt},
                                         Duration{"s", std::nullopt},
                                         Duration{"", std::nullopt},
                                         Duration{"1 s", std::nullopt}));

TEST(DurationText, IsTheShortest) {
  EXPECT_EQ(duration_text(std::chrono::milliseconds(120'000)), "2m");
  EXPECT_EQ(duration_text(std::chrono::milliseconds(1'500)), "1500ms");
  EXPECT_EQ(duration_text(std::chrono::milliseconds(0)), "0ms");
}

struct Size {
  const char* text;
  std::optional<std::uint64_t> bytes;
};

class Sizes : public testing::TestWithParam<Size> {};

TEST_P(Sizes, TakeBinaryUnits) {
  const auto parsed = parse_size(GetParam().text);
  ASSERT_EQ(parsed.has_value(), GetParam().bytes.has_value());
  if (parsed) {
    EXPECT_EQ(*parsed, *GetParam().bytes);
  }
}

INSTANTIATE_TEST_SUITE_P(Texts,
                         Sizes,
                         testing::Values(Size{"0", 0},
                                         Size{"1048576", 1048576},
                                         Size{"64KiB", 65536},
                                         Size{"256MiB", 268435456},
                                         Size{"1GiB", 1073741824},
                                         Size{"1GB", std::nullopt},
                                         Size{"99999999999999GiB", std::nullopt},
                                         Size{"99999999999999999999", std::nullopt},
                                         Size{"-1", std::nullopt}));

TEST(Nearest, ForgivesLettersAndSpelling) {
  const std::vector<std::string> known{"maxHeaderBytes", "address", "port"};
  EXPECT_EQ(nearest("max-header-bytes", known), "maxHeaderBytes");
  EXPECT_EQ(nearest("adress", known), "address");
  EXPECT_EQ(nearest("ports", known), "port");
  EXPECT_EQ(nearest("zzzzzzzz", known), "");
}

}  // namespace
}  // namespace tributary
