#include "venue/message_split.h"

#include "aggregation/formats/csv_line.h"
#include "aggregation/formats/recording_line.h"

namespace stom::venue {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r'; }

std::size_t after_spaces(std::string_view text, std::size_t at = 0) {
  while (at < text.size() && is_space(text[at])) ++at;
  return at;
}

bool is_blank(std::string_view line) { return after_spaces(line) == line.size(); }

// A row of scalars ([open time, "o", …]) is an element of a list of rows.
bool is_row(std::string_view element) {
  if (element.empty() || element[0] != '[') return false;
  const std::size_t inside = element.find_first_not_of(" \t\r\n", 1);
  return inside != std::string_view::npos && element[inside] != '{' && element[inside] != '[' && element[inside] != ']';
}

// Letters a person may read, at most so many bytes.
std::string excerpt(std::string_view text) {
  constexpr std::size_t kMost = 60;
  std::string shown;
  for (const char c : text.substr(0, kMost)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) shown += fmt::format("\\x{:02x}", byte);
    else shown += c;
  }
  while (!shown.empty() && text.size() > kMost && (static_cast<unsigned char>(shown.back()) & 0x80) != 0) shown.pop_back();
  return shown + (text.size() > kMost ? "…" : "");
}

bool is_utf16(std::string_view line) { return line.starts_with("\xFF\xFE") || line.starts_with("\xFE\xFF"); }

// "<title>502 Bad Gateway</title>"
std::string title_of(std::string_view line) {
  const std::size_t at = line.find("<title>");
  if (at == std::string_view::npos) return {};
  const std::string_view rest = line.substr(at + 7);
  return excerpt(rest.substr(0, rest.find('<')));
}

}  // namespace

bool MessageSplit::next(SplitMessage& message) {
  if (ready_.empty()) return false;
  message = std::move(ready_.front());
  ready_.pop_front();
  return true;
}

void MessageSplit::wrong_at(std::uint64_t line, std::size_t column, Message reason) {
  SplitMessage& message = ready_.emplace_back();
  message.line = line;
  message.column = column;
  message.place = is_list_ ? element_ : line;
  message.problem = std::move(reason);
}

// The value being read is broken here.
void MessageSplit::broken(std::uint64_t line, std::size_t column) {
  const Message why = check_.reason();
  Message reason{"JSON이 잘못되었거나 도중에 끊겼습니다: " + why.ko, "broken or cut off JSON: " + why.en};
  if (line != value_line_) {
    reason.ko += fmt::format(" (메시지는 {}:{}에서 시작합니다)", value_line_, value_column_);
    reason.en += fmt::format(" (the message begins at {}:{})", value_line_, value_column_);
  }
  wrong_at(line, column, std::move(reason));
  value_.clear();
}

// It ended with the line before this one.
void MessageSplit::cut_off() { broken(line_ - 1, last_length_ + 1); }

void MessageSplit::emit(std::string text) {
  SplitMessage& message = ready_.emplace_back();
  message.text = is_list_ && is_row(text) ? "[" + std::move(text) + "]" : std::move(text);
  message.symbol = symbol_;
  message.line = value_line_;
  message.column = value_column_;
  message.place = is_list_ ? element_ : value_line_;
}

void MessageSplit::begin(State state, std::string_view line, std::size_t at) {
  state_ = state;
  check_ = {};
  value_.clear();
  value_line_ = line_;
  value_column_ = at + 1;
  indent_ = after_spaces(line);
  is_bare_ = after_spaces(line, at + 1) == line.size();
}

// Reads on in the value; true: it has ended, behind `at`. What is wrong is told, and the rest of the line passed over.
bool MessageSplit::take(std::string_view line, std::size_t& at) {
  const std::size_t taken = check_.feed(line.substr(at));
  value_.append(line.substr(at, taken));
  at += taken;
  if (check_.status() == JsonCheck::Status::kEnded) return true;
  if (check_.status() == JsonCheck::Status::kOpen && check_.feed("\n") == 1) {
    value_ += '\n';
    return false;
  }
  broken(line_, at + 1);
  state_ = State::kSkipping;
  return false;
}

// A line that nothing was begun before, or that cannot belong to it.
bool MessageSplit::begins_message(std::string_view line) const {
  const std::size_t at = after_spaces(line);
  if (at == line.size() || at > indent_) return false;
  if (is_list_ && line[at] == ',') return after_spaces(line, at + 1) < line.size();
  return std::string_view("}]\",:").find(line[at]) == std::string_view::npos;
}

void MessageSplit::feed(std::string_view line) {
  ++line_;
  if (!has_begun_) {
    if (is_utf16(line)) {
      state_ = State::kDead;
      wrong_at(1, 1, message("UTF-16 파일입니다. UTF-8로 저장하세요.", "this is a UTF-16 file: save it as UTF-8."));
    }
    if (line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
    has_begun_ = !is_blank(line);
    const std::size_t at = after_spaces(line);
    // A list that does not end on its line is a list of messages; of one that does only the next line tells.
    if (has_begun_ && state_ == State::kBetween && line[at] == '[') {
      JsonCheck whole;
      const std::size_t taken = whole.feed(line.substr(at));
      if (whole.status() == JsonCheck::Status::kEnded && is_blank(line.substr(at + taken))) {
        first_list_ = line;
        first_list_line_ = line_;
        return;
      }
      read_list(line, at + 1);
      last_length_ = line.size();
      return;
    }
  } else if (!first_list_.empty() && !is_blank(line)) {
    const std::string frame = std::exchange(first_list_, {});
    const std::uint64_t now = std::exchange(line_, first_list_line_);
    read_line(frame);
    line_ = now;
  }
  read_line(line);
  last_length_ = line.size();
}

void MessageSplit::release_list() {
  if (first_list_.empty()) return;
  const std::string list = std::exchange(first_list_, {});
  line_ = first_list_line_;
  read_list(list, after_spaces(list) + 1);
}

void MessageSplit::end() {
  release_list();
  ++line_;
  if (state_ == State::kInPage) {
    page_ended();
  } else if (state_ == State::kInValue || state_ == State::kInElement) {
    cut_off();
  } else if (state_ == State::kInList) {
    wrong_at(line_ - 1, last_length_ + 1, message("목록이 끝나지 않았습니다 (']'가 없습니다).", "the list does not end (']' is missing)."));
  }
  state_ = State::kBetween;
}

void MessageSplit::read_line(std::string_view line) {
  switch (state_) {
    case State::kDead: return;
    case State::kSkipping:
      if (!begins_message(line)) {
        const std::size_t first = after_spaces(line);
        if (is_list_ && first <= indent_ && line.substr(first).starts_with("]")) read_list(line, first);
        return;
      }
      return is_list_ ? read_list(line, 0) : read_fresh(line);
    case State::kInPage:
      if (line.substr(after_spaces(line)).starts_with("{\"")) {
        page_ended();
        return read_fresh(line);
      }
      return read_page(line);
    case State::kInValue:
    case State::kInElement: return go_on(line);
    case State::kInList: return read_list(line, 0);
    case State::kBetween: return read_fresh(line);
  }
}

// The next line of a value. A line that is a message by itself does not belong to a value whose lines are longer than a
// bracket: that one was cut off.
void MessageSplit::go_on(std::string_view line) {
  const std::size_t first = after_spaces(line);
  if (begins_message(line)) {
    std::string buffer;
    const std::string_view text = is_list_ ? line.substr(first) : aggregation::unwrap_recorded_line(line, buffer).text;
    JsonCheck alone;
    const std::size_t taken = alone.feed(text);
    const std::size_t rest = after_spaces(text, taken);
    const bool is_whole = alone.status() == JsonCheck::Status::kEnded && (rest == text.size() || text[rest] == ',');
    JsonCheck onward = check_;
    const bool fits_at_first = onward.feed(line) > first;
    const bool fits = onward.status() != JsonCheck::Status::kWrong;
    if (!text.empty() && (!fits_at_first || (!is_bare_ && (is_whole || !fits)))) {
      cut_off();
      return is_list_ ? read_list(line, 0) : read_fresh(line);
    }
  }
  std::size_t at = 0;
  if (!take(line, at)) return;
  emit(std::exchange(value_, {}));
  if (is_list_) {
    needs_comma_ = true;
    return read_list(line, at);
  }
  state_ = State::kBetween;
  if (!is_blank(line.substr(at))) read_values(line, at);
}

// Elements of a list of messages, from `at` on.
void MessageSplit::read_list(std::string_view line, std::size_t at) {
  if (!is_list_) {
    is_list_ = true;
    element_ = 0;
    needs_comma_ = false;
  }
  state_ = State::kInList;
  while ((at = after_spaces(line, at)) < line.size()) {
    const char c = line[at];
    if (c == ']') {
      is_list_ = false;
      state_ = State::kBetween;
      if (!is_blank(line.substr(at + 1))) read_values(line, at + 1);
      return;
    }
    if (c == ',') {
      needs_comma_ = false;
      ++at;
      continue;
    }
    begin(State::kInElement, line, at);
    ++element_;
    if (std::exchange(needs_comma_, false)) wrong_at(line_, at + 1, message("','가 있어야 합니다.", "',' is missing."));
    if (!take(line, at)) {
      if (state_ != State::kSkipping) return;
      // On one line the next object of the list may be found behind the broken one.
      const std::size_t next = line.find("},", at);
      if (next == std::string_view::npos) return;
      const std::size_t object = after_spaces(line, next + 2);
      if (object >= line.size() || line[object] != '{') return;
      state_ = State::kInList;
      at = next + 1;
      continue;
    }
    emit(std::exchange(value_, {}));
    needs_comma_ = true;
    state_ = State::kInList;
  }
}

void MessageSplit::read_page(std::string_view line) {
  if (page_title_.empty()) page_title_ = title_of(line);
  if (line.find("</html>") != std::string_view::npos) page_ended();
}

void MessageSplit::page_ended() {
  wrong_at(value_line_, value_column_, message("JSON이 아니라 웹 페이지입니다: '{}'", "a web page instead of JSON: '{}'", page_title_));
  state_ = State::kBetween;
}

// A line that begins something.
void MessageSplit::read_fresh(std::string_view line) {
  state_ = State::kBetween;
  is_list_ = false;
  const std::size_t first = after_spaces(line);
  if (first == line.size()) return;
  if (line[first] == '<') {
    begin(State::kInPage, line, first);
    page_title_.clear();
    return read_page(line);
  }
  std::string buffer;
  const aggregation::RecordedMessage recorded = aggregation::unwrap_recorded_line(line, buffer);
  symbol_ = recorded.symbol;
  if (!recorded.problem.en.empty()) {
    const std::string got = excerpt(line.substr(first));
    return wrong_at(line_, first + 1,
                    {fmt::format("{} 받은 것: '{}'", recorded.problem.ko, got), fmt::format("{} Got '{}'", recorded.problem.en, got)});
  }
  if (recorded.text.empty()) return;
  const bool is_view = recorded.text.data() >= line.data() && recorded.text.data() <= line.data() + line.size();
  if (is_view) return read_values(line, static_cast<std::size_t>(recorded.text.data() - line.data()));
  read_values(recorded.text, 0);
  // A literal is whole on its line.
  if (state_ != State::kInValue) return;
  broken(line_, line.size() + 1);
  state_ = State::kBetween;
}

// JSON values one behind another, from `at` on; the last one may go on on the next lines.
void MessageSplit::read_values(std::string_view text, std::size_t at) {
  while ((at = after_spaces(text, at)) < text.size()) {
    if (text[at] != '{' && text[at] != '[') {
      if (text[at] == ',') {
        ++at;
        continue;
      }
      wrong_at(line_, at + 1, message("메시지가 아닙니다: '{}'", "not a message: '{}'", excerpt(text.substr(at))));
      return;
    }
    begin(State::kInValue, text, at);
    if (!take(text, at)) return;
    state_ = State::kBetween;
    std::string value = std::exchange(value_, {});
    const std::size_t rest = after_spaces(text, at);
    // Something else behind a message means that the line is damaged, and the message with it.
    if (rest < text.size() && std::string_view("{[,").find(text[rest]) == std::string_view::npos) {
      wrong_at(line_, rest + 1, message("메시지 뒤에 다른 글자가 있습니다: '{}'", "something follows the message: '{}'", excerpt(text.substr(rest))));
      return;
    }
    emit(std::move(value));
  }
}

}  // namespace stom::venue
