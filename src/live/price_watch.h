// Which held symbols have no price (live-coin 6.1: 30 s): a stop loss that has nothing to look at must not be silent. Times are the
// trader's. One thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/time.h"

namespace stom::live {

class PriceWatch {
 public:
  explicit PriceWatch(EpochMicros limit) : limit_(limit) {}

  // A price came by the ordinary way. True: it had been missing.
  bool saw(const std::string& code, EpochMicros now);

  struct Look {
    std::vector<std::string> lost;  // from now on
    std::vector<std::string> ask;   // at the venue, now
  };
  [[nodiscard]] Look look(const std::vector<std::string>& held, EpochMicros now);

 private:
  struct Seen {
    EpochMicros at = 0, asked = 0;
    bool is_lost = false;
  };
  EpochMicros limit_;
  std::map<std::string, Seen> seen_;
};

}  // namespace stom::live
