#include "connections/pipeline/recycling_pool.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>
#include <vector>

namespace tributary {
namespace {

struct Thing {
  Thing* next_free = nullptr;
  int value = 0;
};

TEST(RecyclingPool, HandsOutEachObjectOnceUntilItIsGivenBack) {
  RecyclingPool<Thing> pool;
  std::set<Thing*> taken;  // whole chunks, so that nothing of the last one is left over
  for (int i = 0; i < 192; ++i) {
    EXPECT_TRUE(taken.insert(&pool.take()).second);
  }
  for (Thing* thing : taken) {
    pool.give_back(*thing);
  }
  for (int i = 0; i < 192; ++i) {
    EXPECT_EQ(taken.erase(&pool.take()), 1U) << "memory is used again before the pool grows";
  }
}

TEST(RecyclingPool, TakesBackFromOtherThreadsWhileItHandsOut) {
  RecyclingPool<Thing> pool;
  constexpr int kRounds = 20'000;
  std::atomic<Thing*> mailbox{nullptr};
  std::thread other([&] {
    for (int i = 0; i < kRounds; ++i) {
      Thing* thing = nullptr;
      while ((thing = mailbox.exchange(nullptr)) == nullptr) {
        std::this_thread::yield();
      }
      thing->value += 1;
      pool.give_back(*thing);
    }
  });
  for (int i = 0; i < kRounds; ++i) {
    Thing& thing = pool.take();
    while (mailbox.load() != nullptr) {
      std::this_thread::yield();
    }
    mailbox = &thing;
  }
  other.join();
  int sum = 0;
  for (int i = 0; i < 64; ++i) {
    sum += pool.take().value;
  }
  EXPECT_EQ(sum, kRounds) << "never more than one chunk was needed, and no hand-over was lost";
}

}  // namespace
}  // namespace tributary
