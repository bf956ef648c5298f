#include "live/price_watch.h"

#include <set>

namespace stom::live {
namespace {

constexpr EpochMicros kAskAgain = 30'000'000;

}  // namespace

bool PriceWatch::saw(const std::string& code, EpochMicros now) {
  Seen& seen = seen_[code];
  const bool was_lost = seen.is_lost;
  seen = {now, 0, false};
  return was_lost;
}

PriceWatch::Look PriceWatch::look(const std::vector<std::string>& held, EpochMicros now) {
  Look look;
  for (const std::string& code : held) {
    Seen& seen = seen_[code];
    if (seen.at == 0 || seen.at > now) seen.at = now;  // held since before the start; or the clock was set back
    if (now - seen.at < limit_) continue;
    if (!seen.is_lost) look.lost.push_back(code);
    seen.is_lost = true;
    if (seen.asked != 0 && now - seen.asked < kAskAgain && seen.asked <= now) continue;
    seen.asked = now;
    look.ask.push_back(code);
  }
  const std::set<std::string> still(held.begin(), held.end());
  for (auto& [code, seen] : seen_) {
    if (seen.is_lost && still.count(code) == 0) seen = {seen.at, 0, false};
  }
  return look;
}

}  // namespace stom::live
