#include "app/venue_file.h"

#include "aggregation/formats/csv_line.h"
#include "aggregation/formats/json_list.h"
#include "aggregation/formats/recording_line.h"
#include "base/compress.h"

namespace stom::app {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

// Where the JSON value at the start of the text ends; npos: it does not.
std::size_t value_end(std::string_view text) {
  std::size_t depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\\') ++i;
      else if (c == '"') quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if ((c == '}' || c == ']') && (depth == 0 || --depth == 0)) {
      return i + 1;
    }
  }
  return std::string_view::npos;
}

// The file is one JSON value, perhaps over many lines, and not one message a line.
bool is_one_value(std::string_view text) {
  if (text.empty() || (text[0] != '{' && text[0] != '[')) return false;
  const std::size_t end = value_end(text);
  if (end == text.size()) return true;
  // Cut off: the value does not end, and its first line is none by itself.
  const std::string_view first_line = text.substr(0, text.find('\n'));
  return end == std::string_view::npos && value_end(first_line) == std::string_view::npos;
}

// A row of scalars ([open time, "o", …]) is an element of a list of rows.
bool is_row(std::string_view element) {
  if (element.empty() || element[0] != '[') return false;
  const std::string_view inside = trimmed(element.substr(1));
  return !inside.empty() && inside[0] != '{' && inside[0] != '[' && inside[0] != ']';
}

}  // namespace

VenueFile::VenueFile(const std::filesystem::path& path) {
  DecompressedFile file(path);
  text_ = file.read_rest();
  const std::string_view text = trimmed(aggregation::without_byte_order_mark(text_));
  is_whole_ = is_one_value(text);
  if (is_whole_) take_whole(std::string(text));
}

void VenueFile::take_whole(const std::string& text) {
  std::vector<std::string_view> elements;
  if (text[0] == '[' && aggregation::split_json(text, elements) && !elements.empty()) {
    for (const std::string_view element : elements)
      elements_.push_back(is_row(element) ? "[" + std::string(element) + "]" : std::string(element));
  } else {
    elements_.push_back(text);
  }
}

bool VenueFile::take_line(std::string_view line, VenueMessage& message) {
  std::string buffer;
  const aggregation::RecordedMessage recorded = aggregation::unwrap_recorded_line(line, buffer);
  if (recorded.text.empty() && recorded.problem.en.empty()) return false;
  message.text = recorded.text;
  message.symbol = recorded.symbol;
  message.problem = recorded.problem;
  return true;
}

bool VenueFile::next(VenueMessage& message) {
  message = {};
  if (is_whole_) {
    if (elements_.empty()) return false;
    message.text = std::move(elements_.front());
    elements_.pop_front();
    message.place = ++element_;
    return true;
  }
  while (at_ < text_.size()) {
    const std::size_t end = std::min(text_.find('\n', at_), text_.size());
    const std::string_view line = std::string_view(text_).substr(at_, end - at_);
    at_ = end + 1;
    ++line_;
    if (!take_line(line, message)) continue;
    message.place = line_;
    return true;
  }
  return false;
}

}  // namespace stom::app
