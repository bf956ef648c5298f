// The network thread: one thread that runs every socket, timer and callback of the clients made on it. Callbacks of one Runtime never
// run at the same time, so an owner whose state is touched only by them needs no locks; a callback that blocks stops everything.
//
// An exception that leaves a callback does not end the thread: it is given to the failure handler (on the network
// thread), which must not throw itself.
// stop() closes the clients (each open request is answered with Problem::kStopped), runs what was posted before, and joins. A name
// look-up that hangs inside the system can delay the end until the system's own limit.
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <string>

namespace stom::net {

class Runtime {
 public:
  using FailureHandler = std::function<void(std::exception_ptr)>;

  explicit Runtime(FailureHandler on_failure, const std::string& thread_name = "net");
  ~Runtime();  // stops; not on the network thread
  Runtime(const Runtime&) = delete;
  Runtime& operator=(const Runtime&) = delete;

  // Runs the work on the network thread, in the order of posting. False: stopped, the work will not run.
  bool post(std::function<void()> work);
  [[nodiscard]] bool is_current() const;
  void stop();

  struct Core;  // for the clients in src/net
  [[nodiscard]] const std::shared_ptr<Core>& core() const { return core_; }

 private:
  std::shared_ptr<Core> core_;
};

// Calls back once, after a time. All members may be called on any thread; the callback runs on the network thread.
class Timer {
 public:
  explicit Timer(Runtime& runtime);
  ~Timer();  // cancels
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  // Replaces what was started before.
  void start(double seconds, std::function<void()> callback);
  // After its return the callback neither runs nor will run (called by the callback itself: will not run again).
  void cancel();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace stom::net
