// Upbit's answers and error names as outcomes.
#pragma once

#include "venue/outcome.h"

namespace stom::venue::upbit {

// By status and body. `now` gives the rest of the running second, after which a rate limit is open again.
[[nodiscard]] Outcome judge(const RestRequest& request, const Answer& answer, EpochMicros now);
// Of an error frame on a socket: INVALID_AUTH, WRONG_FORMAT, NO_TICKET, NO_TYPE, NO_CODES, INVALID_PARAM, TOO_MANY_REQUEST.
[[nodiscard]] Outcome judge_frame(std::string_view name);

}  // namespace stom::venue::upbit
