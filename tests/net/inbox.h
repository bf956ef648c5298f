// What callbacks brought, for the test thread to wait for (bounded).
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <vector>

namespace stom::net::test {

inline constexpr std::chrono::seconds kPatience{20};

template <typename Thing>
class Inbox {
 public:
  void put(Thing thing) {
    const std::lock_guard lock(mutex_);
    things_.push_back(std::move(thing));
    changed_.notify_all();
  }
  // False: it did not come to hold in time.
  [[nodiscard]] bool wait(const std::function<bool(const std::vector<Thing>&)>& holds) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kPatience, [&] { return holds(things_); });
  }
  [[nodiscard]] bool wait_for_count(std::size_t count) {
    return wait([count](const std::vector<Thing>& things) { return things.size() >= count; });
  }
  [[nodiscard]] std::vector<Thing> all() {
    const std::lock_guard lock(mutex_);
    return things_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Thing> things_;
};

}  // namespace stom::net::test
