// Work that is due at a time, in order. Pure: the time (seconds, any steady origin) is passed in. What is due at the same time runs in
// the order in which it was added.
#pragma once

#include <functional>
#include <map>

namespace stom::gateway {

class Agenda {
 public:
  void add(double due, std::function<void()> work) { works_.emplace(due, std::move(work)); }
  // Infinite when there is nothing.
  [[nodiscard]] double next_due() const;
  // Runs what is due, also what that adds, as far as it is due.
  void run(double now);
  void clear() { works_.clear(); }

 private:
  std::multimap<double, std::function<void()>> works_;
};

}  // namespace stom::gateway
