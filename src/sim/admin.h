// The administration of a box for tests, as JSON under /sim/ on the same port:
//   GET  /sim/state                                      clock, venues, streams, seeds, how often each fault struck, failure of a market
//   GET  /sim/account?venue=upbit&access=KEY             everything of an account (Exchange::account_json)
//   POST /sim/account   {"venue","access","secret","assets":{"KRW":"1000000"}}   opens it, or pays in
//   POST /sim/fault     {"fault":"drop-answer","probability":0.1,"seconds":1,"for_seconds":30}
//   POST /sim/hostile   {"seed":7}
//   DELETE /sim/faults                                   no faults, no bans, no maintenance
//   POST /sim/clock     {"speed":10,"paused":false,"advance_seconds":5}   each may be left out; speed 0: as fast as taken
//   POST /sim/cut-streams, POST /sim/expire-listen-keys
// Nobody but this machine reaches it; there is no other check.
#pragma once

#include "sim/box_state.h"

namespace stom::sim {

[[nodiscard]] HttpReply administer(BoxState& box, const HttpCall& call, EpochMicros utc, EpochMicros steady);

}  // namespace stom::sim
