#include "live/client_id.h"

#include <charconv>

namespace stom::live {
namespace {

template <typename T>
bool take_number(std::string_view& rest, std::string_view end, T& number) {
  const char* last = rest.data() + rest.size();
  const auto [next, error] = std::from_chars(rest.data(), last, number);
  if (error != std::errc() || next == rest.data()) return false;
  rest.remove_prefix(static_cast<std::size_t>(next - rest.data()));
  if (!rest.starts_with(end)) return false;
  rest.remove_prefix(end.size());
  return true;
}

}  // namespace

std::string text(const ClientId& id) { return fmt::format("stom-{}-{:08}-{:06}-{}", letter(id.mode), id.day, id.sequence, id.attempt); }

std::optional<ClientId> parse_client_id(std::string_view name) {
  ClientId id;
  if (name.starts_with("stom-L-")) id.mode = Mode::kReal;
  else if (!name.starts_with("stom-P-")) return std::nullopt;
  std::string_view rest = name.substr(7);
  if (!take_number(rest, "-", id.day) || !take_number(rest, "-", id.sequence) || !take_number(rest, "", id.attempt)) return std::nullopt;
  if (!rest.empty() || text(id) != name) return std::nullopt;
  return id;
}

}  // namespace stom::live
