// Inside of Runtime, for the .cpp files of src/net only: Asio's context and the clients that must end before it stops.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "base/thread.h"
#include "net/runtime.h"

namespace stom::net {

// A client with work on the network thread. It has ended when it was closed and its last coroutine is gone.
class Member {
 public:
  virtual ~Member() = default;
  virtual void close_now() = 0;  // network thread; may be called again
  void wait_until_ended() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return ended_; });
  }
  [[nodiscard]] bool ended() {
    const std::lock_guard lock(mutex_);
    return ended_;
  }
  void mark_ended() {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool ended_ = false;
};

struct Runtime::Core {
  boost::asio::io_context io{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard{io.get_executor()};
  FailureHandler on_failure;
  std::mutex mutex;
  bool stopping = false;                        // under mutex: nothing is accepted any more
  bool draining = false;                        // network thread
  std::vector<std::weak_ptr<Member>> members;  // network thread
  std::unique_ptr<Thread> thread;

  void run();
  bool post(std::function<void()> work);
  void failed(std::exception_ptr failure);
  // Makes stop() close the client. After stop() the client counts as ended.
  void add(const std::shared_ptr<Member>& member);
  // Told by a client on the network thread when it has ended.
  void member_ended();
  // Closes the client and waits for its end, except on the network thread, which cannot wait for itself.
  void close(const std::shared_ptr<Member>& member);
};

[[nodiscard]] inline std::chrono::steady_clock::duration asio_seconds(double seconds) {
  return std::chrono::duration_cast<std::chrono::steady_clock::duration>(std::chrono::duration<double>(std::max(0.0, seconds)));
}

}  // namespace stom::net
