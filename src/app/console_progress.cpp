#include "app/console_progress.h"

#include <cstdio>

#include <unistd.h>

#include "base/time.h"

namespace stom::app {
namespace {

std::string duration(double seconds) {
  const auto whole = static_cast<std::int64_t>(seconds);
  if (whole >= 3600) return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

}  // namespace

ConsoleProgress::ConsoleProgress(Language language) : language_(language), terminal_(::isatty(STDERR_FILENO) == 1) {}

void ConsoleProgress::begin(const Message& stage, std::uint64_t total) {
  const std::lock_guard lock(mutex_);
  stage_ = stage.in(language_);
  total_ = total;
  done_ = 0;
  started_ = monotonic_seconds();
  shown_ = false;
  next_show_ = started_ + (terminal_ ? 0.3 : 5.0);
}

void ConsoleProgress::advance(std::uint64_t units) {
  done_ += units;
  const double now = monotonic_seconds();
  if (now < next_show_) return;
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (lock.owns_lock() && now >= next_show_) show(now, false);
}

void ConsoleProgress::end() {
  const std::lock_guard lock(mutex_);
  if (shown_) show(monotonic_seconds(), true);
}

void ConsoleProgress::show(double now, bool last) {
  const std::uint64_t done = done_;
  const double elapsed = now - started_;
  std::string line = stage_;
  if (total_ > 0) {
    const double fraction = std::min(1.0, static_cast<double>(done) / static_cast<double>(total_));
    line += fmt::format(" {:5.1f}%", fraction * 100);
    if (!last && fraction > 0) {
      line += message("  경과 {}  남음 {}", "  elapsed {}  remaining {}", duration(elapsed), duration(elapsed / fraction - elapsed)).in(language_);
    }
  } else {
    line += fmt::format(" {}", done);
  }
  if (last) line += message("  ({:.1f}초)", "  ({:.1f} s)", elapsed).in(language_);
  if (terminal_) std::fprintf(stderr, "\r\033[K%s%s", line.c_str(), last ? "\n" : "");
  else std::fprintf(stderr, "%s\n", line.c_str());
  std::fflush(stderr);
  shown_ = true;
  next_show_ = now + (terminal_ ? 0.2 : 5.0);
}

}  // namespace stom::app
