// Runs a piece of work on the network thread and waits for it; after the runtime's stop, and on that thread itself, at once.
#pragma once

#include <functional>
#include <future>

#include "net/runtime.h"

namespace stom::gateway {

inline void on_network(net::Runtime& runtime, const std::function<void()>& work) {
  if (runtime.is_current()) return work();
  std::promise<void> done;
  const bool posted = runtime.post([&] {
    work();
    done.set_value();
  });
  if (posted) done.get_future().wait();
  else work();
}

}  // namespace stom::gateway
