// One named thread that runs one function and is joined at the latest by its destructor. For loops that last as long as a program
// part (network, channels); parallel work over items belongs to base/parallel.h.
#pragma once

#include <functional>
#include <memory>
#include <string>

namespace stom {

class Thread {
 public:
  // The function must not throw (a throw ends the program). The system shows the first 15 bytes of the name.
  Thread(std::string name, std::function<void()> work);
  ~Thread();
  Thread(const Thread&) = delete;
  Thread& operator=(const Thread&) = delete;

  // Returns when the function has ended; may be called more than once, but not on the thread itself.
  void join();
  [[nodiscard]] bool is_current() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace stom
