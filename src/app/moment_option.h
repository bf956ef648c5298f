// Times as options name them.
#pragma once

#include <string>

#include "base/time.h"

namespace stom::app {

// "20240808", "202408082354" or "20240808235416" as a second key; `last` fills the missing places with the end of the
// day or minute. Throws UsageError.
[[nodiscard]] RowKey parse_moment(const std::string& text, const char* option, bool last);

}  // namespace stom::app
