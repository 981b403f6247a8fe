#include "connections/store/sqlite_store.hpp"
#include "tests/connections/store/temporary_directory.hpp"
#include "tests/fakes/fake_store.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>

namespace tributary {
namespace {

using std::chrono::system_clock;

StoredConnection definition(const std::string& id, const std::string& json = R"({"a":1})") {
  StoredConnection row;
  row.id = id;
  row.json = json;
  row.desired_status = "closed";
  row.created = system_clock::time_point{std::chrono::milliseconds{1'700'000'000'123}};
  row.modified = row.created;
  return row;
}

struct Kind {
  const char* name;
  std::function<std::unique_ptr<ConnectionStore>(const TemporaryDirectory&)> open;
};

/// What every store promises, whatever it is made of.
class ConnectionStoreContract : public testing::TestWithParam<Kind> {
 protected:
  TemporaryDirectory directory_;
  std::unique_ptr<ConnectionStore> store_ = GetParam().open(directory_);
};

TEST_P(ConnectionStoreContract, IsEmptyAtFirst) {
  EXPECT_TRUE(store_->load()->empty());
  EXPECT_EQ(*store_->find("nothing"), std::nullopt);
}

TEST_P(ConnectionStoreContract, ReturnsWhatWasCreated) {
  const auto put = store_->put(definition("a"), std::nullopt);
  ASSERT_TRUE(put);
  EXPECT_EQ(put->revision, 1);
  EXPECT_EQ(put->sequence, 1);
  EXPECT_EQ(*store_->find("a"), *put);
  EXPECT_EQ(*store_->load(), std::vector{*put});
}

TEST_P(ConnectionStoreContract, KeepsTheTextByteForByte) {
  const std::string text = "{ \"unknown\" : [1 ,2.50], \"n\":\"\xc3\xa4\\u0000\", \"long\":\"" +
                           std::string(300'000, 'x') + "\" }";
  ASSERT_TRUE(store_->put(definition("a", text), std::nullopt));
  EXPECT_EQ((*store_->find("a"))->json, text);
}

TEST_P(ConnectionStoreContract, ReplacingRaisesRevisionAndSequenceAndKeepsTheTimeOfCreation) {
  const auto first = store_->put(definition("a"), std::nullopt);
  auto next = definition("a", "{}");
  next.created += std::chrono::hours{1};
  next.modified += std::chrono::hours{1};
  const auto second = store_->put(next, first->sequence);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->revision, 2);
  EXPECT_EQ(second->sequence, 2);
  EXPECT_EQ(second->created, first->created);
  EXPECT_EQ(second->modified, next.modified);
  EXPECT_EQ(*store_->find("a"), *second);
}

TEST_P(ConnectionStoreContract, OpeningRaisesOnlyTheSequence) {
  const auto first = store_->put(definition("a"), std::nullopt);
  const auto opened = store_->set_desired_status("a", "open", first->sequence);
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->desired_status, "open");
  EXPECT_EQ(opened->revision, 1);
  EXPECT_EQ(opened->sequence, 2);
  EXPECT_EQ(opened->json, first->json);
  EXPECT_EQ(*store_->find("a"), *opened);
}

TEST_P(ConnectionStoreContract, RefusesWhatRestsOnAStaleSequence) {
  const auto row = store_->put(definition("a"), std::nullopt);
  EXPECT_EQ(store_->put(definition("a", "{}"), std::nullopt).error().status, 409);
  EXPECT_EQ(store_->put(definition("a", "{}"), row->sequence + 1).error().status, 409);
  EXPECT_EQ(store_->set_desired_status("a", "open", row->sequence - 1).error().status, 409);
  EXPECT_EQ(store_->remove("a", row->sequence + 1).error().status, 409);
  EXPECT_EQ(*store_->find("a"), *row);
}

TEST_P(ConnectionStoreContract, RefusesToChangeWhatIsNotThere) {
  EXPECT_EQ(store_->put(definition("a"), 1).error().status, 409);
  EXPECT_EQ(store_->set_desired_status("a", "open", 1).error().status, 409);
  EXPECT_EQ(store_->remove("a", 1).error().status, 409);
  EXPECT_TRUE(store_->load()->empty());
}

TEST_P(ConnectionStoreContract, ForgetsWhatWasRemovedAndTakesTheIdAgain) {
  const auto row = store_->put(definition("a"), std::nullopt);
  ASSERT_TRUE(store_->remove("a", row->sequence));
  EXPECT_EQ(*store_->find("a"), std::nullopt);
  EXPECT_TRUE(store_->put(definition("a", "{}"), std::nullopt));
}

TEST_P(ConnectionStoreContract, LoadsSortedById) {
  for (const auto* id : {"b", "a", "c", "B"}) {
    ASSERT_TRUE(store_->put(definition(id), std::nullopt));
  }
  std::string order;
  const auto rows = store_->load();
  for (const auto& row : *rows) {
    order += row.id;
  }
  EXPECT_EQ(order, "Babc");
}

INSTANTIATE_TEST_SUITE_P(
    Stores,
    ConnectionStoreContract,
    testing::Values(Kind{"Fake", [](const auto&) { return std::make_unique<fakes::FakeStore>(); }},
                    Kind{"Sqlite",
                         [](const TemporaryDirectory& directory) {
                           return std::move(
                               open_sqlite_store({.path = directory.file("c.db")}).value());
                         }}),
    [](const auto& row) { return std::string{row.param.name}; });

}  // namespace
}  // namespace tributary
