// Text for people, always in both languages of stom (Korean and English), chosen when it is shown.
#pragma once

#include <string>
#include <string_view>

#include <fmt/format.h>

namespace stom {

enum class Language { kKorean, kEnglish };

struct Message {
  std::string ko;
  std::string en;

  [[nodiscard]] const std::string& in(Language language) const { return language == Language::kKorean ? ko : en; }
};

// Formats the same arguments into both languages: message("{}행", "line {}", 3).
template <typename... Args>
[[nodiscard]] Message message(fmt::format_string<const Args&...> ko, fmt::format_string<const Args&...> en,
                              const Args&... args) {
  return {fmt::format(ko, args...), fmt::format(en, args...)};
}

// LC_ALL, LC_MESSAGES, LANG in that order: Korean when the locale starts with "ko", or when none is set.
[[nodiscard]] Language system_language();

// "ko" or "en"; nothing else is a language of stom.
[[nodiscard]] bool parse_language(std::string_view text, Language& language);

}  // namespace stom
