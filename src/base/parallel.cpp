#include "base/parallel.h"

#include <csignal>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include <unistd.h>

#include "base/error.h"

namespace stom {
namespace {

StopFlag* signalled_flag = nullptr;
volatile std::sig_atomic_t is_patient = 0;

void on_signal(int signal) {
  if (signalled_flag == nullptr) return;
  if (signal == SIGINT && is_patient == 0 && signalled_flag->requested()) ::_exit(130);
  signalled_flag->request();
}

}  // namespace

void StopFlag::throw_if_requested() const {
  if (requested()) throw Cancelled();
}

void parallel_for(std::size_t count, unsigned threads, const StopFlag& stop,
                  const std::function<void(std::size_t, unsigned)>& work) {
  if (count == 0) return;
  threads = std::max(1u, std::min<unsigned>(threads, static_cast<unsigned>(std::min<std::size_t>(count, 1024))));
  std::atomic<std::size_t> next{0};
  std::atomic<bool> failed{false};
  std::mutex mutex;
  std::size_t first_failed = count;
  std::exception_ptr failure;
  auto worker = [&](unsigned id) {
    while (!failed.load(std::memory_order_relaxed)) {
      const std::size_t item = next.fetch_add(1, std::memory_order_relaxed);
      if (item >= count) return;
      try {
        stop.throw_if_requested();
        work(item, id);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (item < first_failed) {
          first_failed = item;
          failure = std::current_exception();
        }
        failed = true;
      }
    }
  };
  std::vector<std::thread> pool;
  for (unsigned id = 1; id < threads; ++id) pool.emplace_back(worker, id);
  worker(0);
  for (std::thread& thread : pool) thread.join();
  if (failure) std::rethrow_exception(failure);
}

unsigned hardware_threads() { return std::max(1u, std::thread::hardware_concurrency()); }

void stop_on_signals(StopFlag& stop) {
  signalled_flag = &stop;
  struct sigaction action {};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
  struct sigaction before {};
  if (::sigaction(SIGHUP, nullptr, &before) == 0 && before.sa_handler != SIG_IGN) ::sigaction(SIGHUP, &action, nullptr);
}

void end_only_in_order() {
  is_patient = 1;
  std::signal(SIGPIPE, SIG_IGN);
}

}  // namespace stom
