#include "base/thread.h"

#include <mutex>
#include <thread>

#include <pthread.h>

namespace stom {

struct Thread::State {
  std::mutex joining;
  std::thread::id id;
  std::thread thread;
};

Thread::Thread(std::string name, std::function<void()> work) : state_(std::make_unique<State>()) {
  state_->thread = std::thread([name = name.substr(0, 15), work = std::move(work)] {
    ::pthread_setname_np(::pthread_self(), name.c_str());
    work();
  });
  state_->id = state_->thread.get_id();
}

Thread::~Thread() { join(); }

void Thread::join() {
  const std::lock_guard lock(state_->joining);
  if (state_->thread.joinable()) state_->thread.join();
}

bool Thread::is_current() const { return std::this_thread::get_id() == state_->id; }

}  // namespace stom
