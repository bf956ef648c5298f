#include "base/wake_signal.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/error.h"

namespace stom {

WakeSignal::WakeSignal() : descriptor_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (descriptor_ < 0) throw Error(message("깨우기 신호를 만들 수 없습니다: {}", "cannot make a wake signal: {}", std::strerror(errno)));
}
WakeSignal::~WakeSignal() { ::close(descriptor_); }

void WakeSignal::signal() noexcept {
  const std::uint64_t one = 1;
  // A full counter is signalled already.
  [[maybe_unused]] const auto written = ::write(descriptor_, &one, sizeof one);
}

void WakeSignal::clear() noexcept {
  std::uint64_t count = 0;
  [[maybe_unused]] const auto taken = ::read(descriptor_, &count, sizeof count);
}

}  // namespace stom
