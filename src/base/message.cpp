#include "base/message.h"

#include <cstdlib>

namespace stom {

Language system_language() {
  for (const char* variable : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(variable);
    if (value == nullptr || *value == '\0') continue;
    const std::string_view locale = value;
    if (locale == "C" || locale == "POSIX" || locale.starts_with("C.")) continue;
    return locale.starts_with("ko") ? Language::kKorean : Language::kEnglish;
  }
  return Language::kKorean;
}

bool parse_language(std::string_view text, Language& language) {
  if (text == "ko") language = Language::kKorean;
  else if (text == "en") language = Language::kEnglish;
  else return false;
  return true;
}

}  // namespace stom
