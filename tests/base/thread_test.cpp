#include "base/thread.h"

#include <atomic>
#include <future>

#include <gtest/gtest.h>

namespace stom {
namespace {

TEST(NamedThread, RunsItsFunctionOnceAndKnowsItself) {
  std::atomic<int> runs{0};
  std::promise<void> ready;
  std::future<void> go = ready.get_future();
  std::atomic<bool> on_itself{false};
  std::unique_ptr<Thread> thread;
  thread = std::make_unique<Thread>("a name longer than the system shows", [&] {
    go.wait();
    on_itself = thread->is_current();
    ++runs;
  });
  EXPECT_FALSE(thread->is_current());
  ready.set_value();
  thread->join();
  thread->join();
  EXPECT_EQ(runs, 1);
  EXPECT_TRUE(on_itself);
}

TEST(NamedThread, TheDestructorWaitsForTheEnd) {
  std::atomic<bool> ended{false};
  std::promise<void> ready;
  {
    const Thread thread("waiter", [&, go = std::make_shared<std::future<void>>(ready.get_future())] {
      go->wait();
      ended = true;
    });
    ready.set_value();
  }
  EXPECT_TRUE(ended);
}

}  // namespace
}  // namespace stom
