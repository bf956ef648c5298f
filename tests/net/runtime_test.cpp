#include "net/runtime.h"

#include <future>
#include <stdexcept>

#include <gtest/gtest.h>

#include "net/inbox.h"

namespace stom::net {
namespace {

using test::Inbox;

struct World {
  Inbox<std::string> failures;
  Runtime runtime{[this](std::exception_ptr failure) {
    try {
      std::rethrow_exception(failure);
    } catch (const std::exception& error) {
      failures.put(error.what());
    }
  }};
};

TEST(NetRuntime, RunsPostedWorkInOrderOnItsOwnThread) {
  World world;
  Inbox<int> seen;
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(world.runtime.post([&, i] { seen.put(world.runtime.is_current() ? i : -1); }));
  }
  ASSERT_TRUE(seen.wait_for_count(100));
  const std::vector<int> numbers = seen.all();
  for (int i = 0; i < 100; ++i) EXPECT_EQ(numbers[static_cast<std::size_t>(i)], i);
  EXPECT_FALSE(world.runtime.is_current());
}

TEST(NetRuntime, TellsOfEveryThrowAndGoesOn) {
  World world;
  Inbox<int> seen;
  world.runtime.post([] { throw std::runtime_error("first"); });
  world.runtime.post([] { throw std::runtime_error("second"); });
  world.runtime.post([&] { seen.put(1); });
  ASSERT_TRUE(seen.wait_for_count(1));
  EXPECT_EQ(world.failures.all(), (std::vector<std::string>{"first", "second"}));
}

TEST(NetRuntime, StopRunsWhatWasPostedAndRefusesTheRest) {
  World world;
  Inbox<int> seen;
  for (int i = 0; i < 1000; ++i) world.runtime.post([&, i] { seen.put(i); });
  world.runtime.stop();
  EXPECT_EQ(seen.all().size(), 1000u);
  EXPECT_FALSE(world.runtime.post([] {}));
  world.runtime.stop();
}

TEST(NetTimer, CallsBackOnceAndMayBeStartedAgainByItsCallback) {
  World world;
  Inbox<int> seen;
  Timer timer(world.runtime);
  timer.start(0.001, [&] {
    seen.put(1);
    timer.start(0.001, [&] { seen.put(2); });
  });
  ASSERT_TRUE(seen.wait_for_count(2));
  EXPECT_EQ(seen.all(), (std::vector<int>{1, 2}));
}

TEST(NetTimer, StartingAgainReplacesTheFirstTime) {
  World world;
  Inbox<int> seen;
  Timer timer(world.runtime), later(world.runtime);
  timer.start(0.0, [&] { seen.put(1); });
  timer.start(0.005, [&] { seen.put(2); });
  later.start(0.02, [&] { seen.put(3); });
  ASSERT_TRUE(seen.wait([](const std::vector<int>& all) { return std::count(all.begin(), all.end(), 3) == 1; }));
  // The first may have fired before it was replaced, but never after.
  const std::vector<int> all = seen.all();
  EXPECT_EQ(std::count(all.begin(), all.end(), 2), 1);
  EXPECT_TRUE(all.size() == 2 || all.front() == 1);
}

TEST(NetTimer, ACancelledTimerNeverCallsBack) {
  World world;
  Inbox<int> seen;
  std::promise<void> go;
  world.runtime.post([&] { go.get_future().wait(); });  // holds the thread until the timer is cancelled
  Timer timer(world.runtime);
  timer.start(0.0, [&] { seen.put(1); });
  timer.cancel();
  Timer after(world.runtime);
  after.start(0.01, [&] { seen.put(2); });
  go.set_value();
  ASSERT_TRUE(seen.wait_for_count(1));
  EXPECT_EQ(seen.all(), std::vector<int>{2});
}

TEST(NetTimer, OutlivesItsRuntimeWithoutHarm) {
  auto world = std::make_unique<World>();
  Timer timer(world->runtime);
  timer.start(1000.0, [] { FAIL(); });
  world.reset();
  timer.cancel();
  timer.start(0.0, [] { FAIL(); });
}

}  // namespace
}  // namespace stom::net
