#include "script/prepare.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "script/trailing_call.h"

namespace stom::script {
namespace {

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (true) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    if (end == std::string_view::npos) return lines;
    text.remove_prefix(end + 1);
  }
}

// Where "FLAG = True" (four spacings) begins in the line, or npos.
std::size_t find_assignment(std::string_view line, std::string_view flag) {
  std::size_t best = std::string_view::npos;
  for (std::string_view tail : {" = True", "= True", " =True", "=True"}) {
    best = std::min(best, line.find(std::string{flag} + std::string{tail}));
  }
  return best;
}

bool begins_with_word(std::string_view line, std::string_view word) {
  return line.starts_with(word) && (line.size() == word.size() || line[word.size()] == ' ' ||
                                    line[word.size()] == '\t' || line[word.size()] == '(' || line[word.size()] == ':');
}

// A one-line branch whose label must be its own condition, because a statement cannot be put before it (spec 1.3):
// every elif and else, and an if whose condition itself contains the flag's name.
bool is_own_condition(std::string_view line, std::size_t first_flag) {
  const std::size_t start = line.find_first_not_of(" \t");
  if (start == std::string_view::npos) return false;
  const std::string_view code = line.substr(start);
  if (begins_with_word(code, "elif") || begins_with_word(code, "else")) return true;
  if (!begins_with_word(code, "if") && !begins_with_word(code, "while") && !begins_with_word(code, "for")) return false;
  const std::string_view before = line.substr(0, first_flag);
  const std::size_t last = before.find_last_not_of(" \t");
  return last == std::string_view::npos || (before[last] != ':' && before[last] != ';');
}

void number_sell_conditions(PreparedText& out, market::Market market) {
  const bool binance = market == market::Market::kBinance;
  static constexpr std::array<std::string_view, 1> kPlain = {"매도"};
  static constexpr std::array<std::string_view, 2> kBinance = {"SELL_LONG", "BUY_SHORT"};
  const std::span<const std::string_view> flags = binance ? std::span<const std::string_view>(kBinance) : kPlain;
  std::string_view previous = "sell_cond = 0";
  int number = 0;
  const std::vector<std::string_view> lines = split_lines(out.program);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string_view line = lines[i];
    if (line.find('#') == std::string_view::npos) {
      for (std::string_view flag : flags) {
        const std::size_t assignment = find_assignment(line, flag);
        if (assignment == std::string_view::npos) continue;
        const std::size_t first = line.find(flag);
        const int line_number = static_cast<int>(i) + 1;
        std::string_view label = previous;
        if (is_own_condition(line, first)) label = line.substr(0, line.rfind(':', assignment) + 1);
        out.labels.emplace_back(label);
        out.label_of_line[line_number] = ++number;
        out.flag_column[line_number] = static_cast<int>(character_count(line.substr(0, first))) + 1;
        break;
      }
    }
    previous = line;
  }
}

// Lines with self.indicator go into the indicator programme; both texts keep all line numbers.
void move_indicator_lines(PreparedText& out) {
  const std::string whole = std::move(out.program);
  out.program.clear();
  bool first = true;
  for (std::string_view line : split_lines(whole)) {
    if (!first) {
      out.program += '\n';
      out.indicator_program += '\n';
    }
    first = false;
    (line.find("self.indicator") != std::string_view::npos ? out.indicator_program : out.program) += line;
  }
  if (out.indicator_program.find_first_not_of('\n') == std::string::npos) out.indicator_program.clear();
}

}  // namespace

PreparedText prepare(std::string_view text, market::Market market, TextKind kind) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  PreparedText out;
  out.program = text;
  if (kind != TextKind::kBuy && kind != TextKind::kSell) return out;

  const std::size_t cut = out.program.find(marker_line(market, kind));
  if (cut != std::string::npos) {
    const std::size_t line_start = cut == 0 ? 0 : out.program.rfind('\n', cut - 1) + 1;
    if (out.program.find_first_not_of(" \t", line_start) != cut) {
      out.cut_line = static_cast<int>(std::count(out.program.begin(),
                                                 out.program.begin() + static_cast<std::ptrdiff_t>(cut), '\n')) +
                     1;
    }
    out.program.resize(cut);
  }
  if (kind == TextKind::kBuy) {
    move_indicator_lines(out);
  } else {
    out.labels.emplace_back(kLabelEndOfStrategy);
    number_sell_conditions(out, market);
  }
  return out;
}

}  // namespace stom::script
