// Progress on standard error: stage, percent, elapsed and remaining time; one line that is redrawn on a terminal, one line
// every five seconds otherwise. Safe to advance from any thread.
#pragma once

#include <atomic>
#include <mutex>

#include "base/progress.h"

namespace stom::app {

class ConsoleProgress final : public Progress {
 public:
  explicit ConsoleProgress(Language language);
  void begin(const Message& stage, std::uint64_t total) override;
  void advance(std::uint64_t units) override;
  void end() override;

 private:
  void show(double now, bool last);

  Language language_;
  bool terminal_;
  std::string stage_;
  std::uint64_t total_ = 0;
  std::atomic<std::uint64_t> done_{0};
  std::atomic<double> next_show_{0};
  double started_ = 0;
  bool shown_ = false;
  std::mutex mutex_;
};

}  // namespace stom::app
