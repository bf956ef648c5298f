// Parallel work over a list of independent items with one result slot each: the result never depends on the thread count.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>

namespace stom {

// Set by a signal handler or by another thread; long work looks at it often enough to stop within a second.
class StopFlag {
 public:
  void request() { stop_.store(true, std::memory_order_relaxed); }
  [[nodiscard]] bool requested() const { return stop_.load(std::memory_order_relaxed); }
  void throw_if_requested() const;

 private:
  std::atomic<bool> stop_{false};
};

// Runs work(item, worker) for item 0…count−1 on `threads` threads; free threads take the next item in order. The first
// exception in item order is rethrown after all threads have ended; StopFlag is looked at before every item.
void parallel_for(std::size_t count, unsigned threads, const StopFlag& stop,
                  const std::function<void(std::size_t item, unsigned worker)>& work);

[[nodiscard]] unsigned hardware_threads();

// SIGINT, SIGTERM and SIGHUP (the terminal was closed; not under nohup) request the stop; a second SIGINT ends the process at once
// (status 130).
void stop_on_signals(StopFlag& stop);
// From now on a second SIGINT changes nothing, and writing into a closed pipe fails instead of ending the process: for
// what must end in order.
void end_only_in_order();

}  // namespace stom
