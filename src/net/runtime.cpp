#include "net/runtime.h"

#include <boost/asio/steady_timer.hpp>

#include "net/runtime_core.h"

namespace stom::net {

namespace asio = boost::asio;

void Runtime::Core::run() {
  while (true) {
    try {
      io.run();
      return;
    } catch (...) {
      failed(std::current_exception());
    }
  }
}

bool Runtime::Core::post(std::function<void()> work) {
  const std::lock_guard lock(mutex);
  if (stopping) return false;
  asio::post(io, std::move(work));
  return true;
}

void Runtime::Core::failed(std::exception_ptr failure) { on_failure(std::move(failure)); }

void Runtime::Core::add(const std::shared_ptr<Member>& member) {
  if (!post([this, member] { members.push_back(member); })) member->mark_ended();
}

void Runtime::Core::member_ended() {
  std::erase_if(members, [](const std::weak_ptr<Member>& member) {
    const std::shared_ptr<Member> alive = member.lock();
    return !alive || alive->ended();
  });
  // What was posted before stop() stands before this in the queue.
  if (draining && members.empty()) asio::post(io, [this] { io.stop(); });
}

void Runtime::Core::close(const std::shared_ptr<Member>& member) {
  if (thread->is_current()) {
    member->close_now();
    return;
  }
  // A stopping runtime closes the client itself.
  post([member] { member->close_now(); });
  member->wait_until_ended();
}

Runtime::Runtime(FailureHandler on_failure, const std::string& thread_name) : core_(std::make_shared<Core>()) {
  core_->on_failure = std::move(on_failure);
  core_->thread = std::make_unique<Thread>(thread_name, [core = core_.get()] { core->run(); });
}

Runtime::~Runtime() { stop(); }

bool Runtime::post(std::function<void()> work) { return core_->post(std::move(work)); }

bool Runtime::is_current() const { return core_->thread->is_current(); }

void Runtime::stop() {
  {
    const std::lock_guard lock(core_->mutex);
    if (!core_->stopping) {
      core_->stopping = true;
      asio::post(core_->io, [core = core_.get()] {
        core->draining = true;
        const std::vector<std::weak_ptr<Member>> members = core->members;
        for (const std::weak_ptr<Member>& member : members) {
          if (const std::shared_ptr<Member> alive = member.lock()) alive->close_now();
        }
        core->member_ended();
      });
    }
  }
  core_->thread->join();
}

struct Timer::State {
  explicit State(std::shared_ptr<Runtime::Core> runtime) : core(std::move(runtime)), timer(core->io) {}

  std::shared_ptr<Runtime::Core> core;
  std::recursive_mutex mutex;  // held while the callback runs, so that cancel() elsewhere waits for it
  std::uint64_t generation = 0;
  std::function<void()> callback;
  asio::steady_timer timer;  // network thread
};

Timer::Timer(Runtime& runtime) : state_(std::make_shared<State>(runtime.core())) {}

Timer::~Timer() { cancel(); }

void Timer::start(double seconds, std::function<void()> callback) {
  const std::lock_guard lock(state_->mutex);
  state_->callback = std::move(callback);
  const std::uint64_t generation = ++state_->generation;
  state_->core->post([state = state_, generation, seconds] {
    state->timer.expires_after(asio_seconds(seconds));
    state->timer.async_wait([weak = std::weak_ptr(state), generation](const boost::system::error_code& error) {
      const std::shared_ptr<State> alive = weak.lock();
      if (error || !alive) return;
      const std::lock_guard running(alive->mutex);
      if (alive->generation != generation || !alive->callback) return;
      const std::function<void()> call = std::move(alive->callback);
      alive->callback = nullptr;
      call();
    });
  });
}

void Timer::cancel() {
  const std::lock_guard lock(state_->mutex);
  ++state_->generation;
  state_->callback = nullptr;
  state_->core->post([state = state_] { state->timer.cancel(); });
}

}  // namespace stom::net
