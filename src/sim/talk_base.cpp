#include "sim/talk_base.h"

namespace stom::sim {
namespace {

constexpr EpochMicros kSecond = 1'000'000;

}  // namespace

void TalkBase::say(std::string payload, bool binary) {
  if (steady_ < silent_until_) return;
  last_said_ = steady_;
  outlet_.send(std::move(payload), binary);
}

bool TalkBase::passes_second(const Moment& now) {
  steady_ = now.steady;
  if (now.steady < next_second_) return false;
  next_second_ = now.steady + kSecond;
  if (faults_.ask(Fault::kCutStream, now.steady)) {
    outlet_.cut();
    return false;
  }
  if (faults_.ask(Fault::kTruncatedFrame, now.steady)) outlet_.cut_in_next_frame();
  if (const auto seconds = faults_.ask(Fault::kSilentStream, now.steady))
    silent_until_ = std::max(silent_until_, now.steady + static_cast<EpochMicros>((*seconds > 0 ? *seconds : 10) * 1e6));
  return true;
}

void TalkBase::note_received(const Moment& now) {
  steady_ = last_heard_ = now.steady;
  while (!received_.empty() && received_.front() <= now.steady - 60 * kSecond) received_.pop_front();
  received_.push_back(now.steady);
}

std::size_t TalkBase::received_within(const Moment& now, EpochMicros span) const {
  return static_cast<std::size_t>(
      std::count_if(received_.begin(), received_.end(), [&](EpochMicros at) { return at > now.steady - span; }));
}

}  // namespace stom::sim
