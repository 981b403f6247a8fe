#include "connections/lifecycle/control_queue.hpp"

#include "connections/lifecycle/answer.hpp"
#include "tests/fakes/manual_clock.hpp"

#include <gtest/gtest.h>

#include <string>
#include <thread>

namespace tributary {
namespace {

using std::chrono::milliseconds;

class ControlQueueTest : public testing::Test {
 protected:
  fakes::ManualClock clock_;
  ControlQueue queue_{clock_};
  std::string log_;
  ControlQueue::Task note(char c) {
    return [this, c] { log_ += c; };
  }
};

TEST_F(ControlQueueTest, RunsTasksInOrder) {
  queue_.post(note('a'));
  queue_.post(note('b'));
  EXPECT_TRUE(queue_.run_ready());
  EXPECT_EQ(log_, "ab");
  EXPECT_FALSE(queue_.run_ready());
}

TEST_F(ControlQueueTest, TasksPostedByATaskWaitForTheNextTurn) {
  queue_.post([this] {
    log_ += 'a';
    queue_.post(note('c'));
  });
  queue_.post(note('b'));
  queue_.run_ready();
  EXPECT_EQ(log_, "ab");
  queue_.run_ready();
  EXPECT_EQ(log_, "abc");
}

TEST_F(ControlQueueTest, TimersRunWhenDueInOrderOfTime) {
  queue_.after(milliseconds{20}, note('b'));
  queue_.after(milliseconds{10}, note('a'));
  queue_.after(milliseconds{30}, note('c'));
  EXPECT_FALSE(queue_.run_ready());
  clock_.advance(milliseconds{20});
  EXPECT_TRUE(queue_.run_ready());
  EXPECT_EQ(log_, "ab");
}

TEST_F(ControlQueueTest, CancelledTimersDontRun) {
  const auto timer = queue_.after(milliseconds{1}, note('a'));
  queue_.cancel(timer);
  queue_.cancel(timer);
  queue_.cancel(0);
  clock_.advance(milliseconds{5});
  EXPECT_FALSE(queue_.run_ready());
}

TEST_F(ControlQueueTest, RefusesTasksAfterClose) {
  queue_.post(note('a'));
  queue_.close();
  EXPECT_FALSE(queue_.post(note('b')));
  queue_.run();
  EXPECT_EQ(log_, "");
}

TEST_F(ControlQueueTest, AThreadRunsTasksUntilOneOfThemCloses) {
  std::thread thread{[this] { queue_.run(); }};
  queue_.post(note('a'));
  queue_.post([this] { queue_.close(); });
  thread.join();
  EXPECT_EQ(log_, "a");
}

TEST(ControlQueueWithRealTime, WakesForATimerAndForATaskBeforeIt) {
  const SystemClock clock;
  ControlQueue queue{clock};
  std::string log;
  queue.after(std::chrono::hours{1}, [&] { log += "never"; });
  queue.after(milliseconds{1}, [&] {
    log += 't';
    queue.post([&] { queue.close(); });
  });
  queue.run();
  EXPECT_EQ(log, "t");
}

TEST(Answer, ReachesTheCallerOnce) {
  int calls = 0;
  {
    const Answer<int> answer{[&](const Result<int>& result) {
      ++calls;
      EXPECT_EQ(*result, 7);
    }};
    const auto copy = answer;
    copy(7);
    answer(8);
  }
  EXPECT_EQ(calls, 1);
}

TEST(Answer, IsGivenWhenEverybodyForgotTheCaller) {
  std::uint16_t status = 0;
  {
    const Answer<int> answer{[&](const Result<int>& result) { status = result.error().status; }};
  }
  EXPECT_EQ(status, 503);
}

}  // namespace
}  // namespace tributary
