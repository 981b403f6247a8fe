#include "service/routes/exchange.hpp"

#include "routes_fixture.hpp"
#include "service/routes/answers.hpp"

#include <future>
#include <thread>

namespace tributary::routes {
namespace {

TEST(Exchange, IsAnsweredOnceWhenManyTry) {
  ManualDeadlines deadlines;
  std::atomic<int> answered{0};
  const auto exchange = std::make_shared<Exchange>(
      RequestHeaders{}, [&](http::Response) { ++answered; }, deadlines);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] { exchange->send(empty_answer(200)); });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(answered, 1);
}

TEST(Exchange, IsNotKeptAliveByItsDeadline) {
  ManualDeadlines deadlines;
  auto exchange = std::make_shared<Exchange>(
      RequestHeaders{}, [](http::Response) { FAIL(); }, deadlines);
  exchange->start();
  const std::weak_ptr<Exchange> weak = exchange;
  exchange.reset();
  EXPECT_TRUE(weak.expired());
  deadlines.let_pass();
}

TEST(DeadlineThread, RunsTheEarlierFirst) {
  DeadlineThread deadlines;
  std::promise<std::string> order;
  std::string seen;
  deadlines.after(std::chrono::milliseconds(20), [&] { order.set_value(seen + "b"); });
  deadlines.after(std::chrono::milliseconds(1), [&] { seen += "a"; });
  EXPECT_EQ(order.get_future().get(), "ab");
}

TEST(DeadlineThread, EndsWithoutWaitingForWhatIsDue) {
  bool run = false;
  {
    DeadlineThread deadlines;
    deadlines.after(std::chrono::hours(1), [&] { run = true; });
  }
  EXPECT_FALSE(run);
}

TEST(ServerErrors, HaveDittosShapeExceptUnknownPaths) {
  const auto too_large = server_error_answer(413, "The body is too large.", "/x");
  EXPECT_EQ(too_large.status, 413u);
  EXPECT_EQ(json_of(too_large)["error"], "entity.too.large");
  EXPECT_EQ(json_of(server_error_answer(431, "Too many headers.", ""))["status"], 431);
  EXPECT_EQ(server_error_answer(404, "Nothing here.", "/api/2/x").body, "Nothing here.");
  EXPECT_EQ(json_of(server_error_answer(404, "Nothing here.", "/api/1/things"))["error"],
            "api.version.notsupported");
  EXPECT_EQ(server_error_answer(405, "Not so.", "/api/1/x").content_type.substr(0, 10),
            "text/plain");
}

}  // namespace
}  // namespace tributary::routes
