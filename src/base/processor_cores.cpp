#include "base/processor_cores.h"

#include <sched.h>

#include <charconv>
#include <set>

#include "base/error.h"
#include "base/message.h"

namespace stom {
namespace {

[[noreturn]] void refuse(std::string_view option, std::string_view text) {
  throw UsageError(message("{}: '{}'은(는) 코어 목록이 아닙니다. 예: 0 또는 0,2 또는 4-7 (쓸 수 있는 코어: {})",
                           "{}: '{}' is no list of cores. Examples: 0 or 0,2 or 4-7 (usable cores: {})", option, text,
                           cores_text(usable_cores())));
}

bool read_number(std::string_view& text, unsigned& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

}  // namespace

std::vector<unsigned> usable_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  std::vector<unsigned> cores;
  if (::sched_getaffinity(0, sizeof set, &set) != 0) return cores;
  for (unsigned core = 0; core < CPU_SETSIZE; ++core) {
    if (CPU_ISSET(core, &set)) cores.push_back(core);
  }
  return cores;
}

std::vector<unsigned> parse_cores(std::string_view text, std::string_view option) {
  const std::vector<unsigned> usable = usable_cores();
  std::set<unsigned> wanted;
  for (std::string_view rest = text;;) {
    unsigned first = 0, last = 0;
    if (!read_number(rest, first)) refuse(option, text);
    last = first;
    if (rest.starts_with('-')) {
      rest.remove_prefix(1);
      if (!read_number(rest, last) || last < first) refuse(option, text);
    }
    for (unsigned core = first;; ++core) {
      if (!std::binary_search(usable.begin(), usable.end(), core)) refuse(option, text);
      wanted.insert(core);
      if (core == last) break;
    }
    if (rest.empty()) break;
    if (!rest.starts_with(',')) refuse(option, text);
    rest.remove_prefix(1);
  }
  return {wanted.begin(), wanted.end()};
}

std::string cores_text(const std::vector<unsigned>& cores) {
  std::string out;
  for (std::size_t i = 0; i < cores.size();) {
    std::size_t last = i;
    while (last + 1 < cores.size() && cores[last + 1] == cores[last] + 1) ++last;
    if (!out.empty()) out += ',';
    out += last == i ? fmt::format("{}", cores[i]) : fmt::format("{}-{}", cores[i], cores[last]);
    i = last + 1;
  }
  return out;
}

bool stay_on_cores(const std::vector<unsigned>& cores) {
  cpu_set_t set;
  CPU_ZERO(&set);
  for (const unsigned core : cores) CPU_SET(core, &set);
  return ::sched_setaffinity(0, sizeof set, &set) == 0;
}

}  // namespace stom
