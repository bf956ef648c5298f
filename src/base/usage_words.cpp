#include "base/usage_words.h"

#include <optional>

namespace stom {
namespace {

// "NAME: rest"; a name has no blanks.
std::string_view split_name(std::string_view& words) {
  const std::size_t colon = words.find(": ");
  if (colon == std::string_view::npos || words.substr(0, colon).find(' ') != std::string_view::npos) return {};
  const std::string_view name = words.substr(0, colon);
  words.remove_prefix(colon + 2);
  return name;
}

struct Halves {
  std::string_view before, after;
};
std::optional<Halves> split(std::string_view words, std::string_view middle) {
  const std::size_t at = words.find(middle);
  if (at == std::string_view::npos) return std::nullopt;
  return Halves{words.substr(0, at), words.substr(at + middle.size())};
}

std::optional<std::string_view> behind(std::string_view words, std::string_view begin) {
  if (!words.starts_with(begin)) return std::nullopt;
  return words.substr(begin.size());
}

// "{a,b}" → "a, b".
std::string list_of(std::string_view braces) {
  if (braces.starts_with('{') && braces.ends_with('}')) braces = braces.substr(1, braces.size() - 2);
  std::string out;
  for (const char c : braces) out += c == ',' ? ", " : std::string(1, c);
  return out;
}

Message range_words(std::string_view value, std::string_view low, std::string_view high) {
  constexpr std::size_t kEndless = 100;  // digits of the largest number that the machine knows
  if (high.size() > kEndless) return message("'{}': 0보다 큰 수여야 합니다.", "'{}': expected a number above 0.", value);
  return message("'{}': {} 이상 {} 이하의 수여야 합니다.", "'{}': expected a number from {} to {}.", value, low, high);
}

std::optional<Message> known(std::string_view words) {
  if (const auto names = behind(words, "The following argument was not expected: ")) {
    return message("'{}': 그런 명령이나 옵션이 없습니다.", "'{}': there is no such command or option.", *names);
  }
  if (const auto names = behind(words, "The following arguments were not expected: ")) {
    return message("'{}': 그런 명령이나 옵션이 없습니다.", "'{}': there are no such commands or options.", *names);
  }
  if (words == "A subcommand is required") return Message{"하위 명령이 필요합니다.", "A sub-command is required."};
  if (words.ends_with(" is required")) {
    const auto what = words.substr(0, words.size() - std::string_view(" is required").size());
    return message("{}: 꼭 필요합니다.", "{} is required.", what);
  }
  if (const auto both = split(words, " excludes ")) {
    return message("{}, {}: 함께 쓸 수 없습니다.", "{} and {} exclude each other.", both->before, both->after);
  }
  if (const auto both = split(words, " requires ")) {
    return message("{}: {} 와(과) 함께 써야 합니다.", "{} needs {}.", both->before, both->after);
  }
  if (const auto both = split(words, " not in range ")) {
    const auto limits = split(both->after, " to ");
    if (const auto value = behind(both->before, "Value "); value && limits) return range_words(*value, limits->before, limits->after);
  }
  if (const auto both = split(words, " not in "); both && both->after.starts_with('{')) {
    return message("'{}': {} 중 하나여야 합니다.", "'{}': expected one of {}.", both->before, list_of(both->after));
  }
  if (words.find(" required ") != std::string_view::npos && words.ends_with(" missing")) {
    return Message{"값이 빠졌습니다.", "its value is missing."};
  }
  if (const auto pair = behind(words, "Could not convert: ")) {
    if (const auto both = split(*pair, " = ")) return message("{}: '{}'은(는) 맞는 값이 아닙니다.", "{}: '{}' is no valid value.", both->before, both->after);
  }
  if (const auto path = behind(words, "File does not exist: ")) return message("{}: 파일이 없습니다.", "{}: there is no such file.", *path);
  if (const auto path = behind(words, "Directory does not exist: ")) return message("{}: 폴더가 없습니다.", "{}: there is no such folder.", *path);
  return std::nullopt;
}

}  // namespace

Message usage_words(std::string_view words) {
  std::string_view rest = words;
  const std::string_view name = split_name(rest);
  if (!name.empty()) {
    if (const auto translated = known(rest)) return {fmt::format("{}: {}", name, translated->ko), fmt::format("{}: {}", name, translated->en)};
  }
  if (const auto translated = known(words)) return *translated;
  return {std::string(words), std::string(words)};
}

}  // namespace stom
