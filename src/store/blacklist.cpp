#include "store/blacklist.h"

#include <set>

#include "base/file.h"

namespace stom::store {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool is_separator(char c) { return c == ';' || static_cast<unsigned char>(c) <= ' '; }

}  // namespace

std::string read_blacklist(const std::filesystem::path& file) {
  std::error_code code;
  if (!std::filesystem::exists(file, code)) return {};
  const std::string content = read_file(file);
  std::string_view rest = content;
  if (rest.starts_with(kByteOrderMark)) rest.remove_prefix(kByteOrderMark.size());
  std::set<std::string_view> known;
  std::string codes;
  while (!rest.empty()) {
    const auto end = static_cast<std::size_t>(std::find_if(rest.begin(), rest.end(), is_separator) - rest.begin());
    const std::string_view entry = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (entry.empty() || !known.insert(entry).second) continue;
    codes += (codes.empty() ? "" : ";") + std::string(entry);
  }
  return codes;
}

}  // namespace stom::store
