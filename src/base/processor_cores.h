// Which processor cores a process may run on, as people write them: "0", "0,2", "4-7".
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace stom {

// Those that this process may use, ascending.
[[nodiscard]] std::vector<unsigned> usable_cores();
// Ascending, each once. Throws UsageError for what is no list of cores and for cores that this process may not use; `option` is named.
[[nodiscard]] std::vector<unsigned> parse_cores(std::string_view text, std::string_view option);
// "0-3,6".
[[nodiscard]] std::string cores_text(const std::vector<unsigned>& cores);

// False: the system refuses. Safe between fork and exec.
[[nodiscard]] bool stay_on_cores(const std::vector<unsigned>& cores);

}  // namespace stom
