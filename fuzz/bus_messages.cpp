// Bodies and frames as other processes and machines send them: whatever comes, a message that is written again as it was read, or a
// refusal with words in both languages. First byte: which message, second: its version.
#include <cstdlib>

#include "bus/all_messages.h"
#include "bus/envelope.h"
#include "bus/settings_snapshot.h"

namespace {

using namespace stom;
using namespace stom::bus;

template <typename M>
std::optional<M> read(std::string_view body, unsigned version) {
  try {
    return decode<M>(body, version);
  } catch (const DataError& error) {
    if (error.text().ko.empty() || error.text().en.empty()) std::abort();
    return std::nullopt;
  }
}

template <typename M>
void check(std::string_view body, unsigned version) {
  const std::optional<M> first = read<M>(body, version);
  if (!first) return;
  const std::string written = encode(*first);
  const std::optional<M> again = read<M>(written, M::kFacts.version);
  if (!again || encode(*again) != written) std::abort();
  if constexpr (std::is_same_v<M, SettingsSnapshot>) {
    const Settings settings(first->version, first->values);
    for (const auto& [key, value] : first->values) {
      if (!settings.has(key)) std::abort();
      (void)settings.flag(key, false);
      (void)settings.whole(key, 0);
      (void)settings.number(key, 0);
      (void)settings.text(key, "");
    }
    if (encode(settings.message()) != written) std::abort();
  }
}

void check_frame(std::string_view bytes) {
  std::string_view body;
  const std::optional<Envelope> envelope = read_frame(bytes, body);
  if (envelope && to_frame(*envelope, body) != bytes) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check_frame(bytes);
  if (size < 2) return 0;
  const std::size_t chosen = data[0] % std::tuple_size_v<AllMessages>;
  std::size_t number = 0;
  visit_messages([&](const auto& value) {
    if (number++ == chosen) check<std::decay_t<decltype(value)>>(bytes.substr(2), data[1]);
  });
  return 0;
}
