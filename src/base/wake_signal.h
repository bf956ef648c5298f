// Wakes a thread that waits for file descriptors: signal() from any thread makes descriptor() readable until clear().
#pragma once

namespace stom {

class WakeSignal {
 public:
  WakeSignal();  // throws Error when the system has no descriptors left
  ~WakeSignal();
  WakeSignal(const WakeSignal&) = delete;
  WakeSignal& operator=(const WakeSignal&) = delete;

  [[nodiscard]] int descriptor() const { return descriptor_; }
  void signal() noexcept;
  void clear() noexcept;

 private:
  int descriptor_;
};

}  // namespace stom
