#include "gateway/agenda.h"

#include <limits>

namespace stom::gateway {

double Agenda::next_due() const { return works_.empty() ? std::numeric_limits<double>::infinity() : works_.begin()->first; }

void Agenda::run(double now) {
  while (!works_.empty() && works_.begin()->first <= now) {
    const std::function<void()> work = std::move(works_.begin()->second);
    works_.erase(works_.begin());
    work();
  }
}

}  // namespace stom::gateway
