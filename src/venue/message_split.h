// Cuts a text of messages into single ones, line by line, so that a file of any size can be read: JSON values over one or
// many lines, several on a line, a list of messages, recordings (aggregation/formats/recording_line.h: receive stamps,
// Python bytes, addresses of REST answers). Nothing is interpreted but the wrapping.
//
// What is broken comes out as a message without text, with its line and column (characters from 1, in bytes); what follows
// is read on from the next line that can begin a message, so one broken line costs no other.
#pragma once

#include <deque>
#include <string>

#include "base/message.h"
#include "venue/json_check.h"

namespace stom::venue {

struct SplitMessage {
  std::string text;
  std::string symbol;                  // that the address of a REST answer names
  std::uint64_t line = 0, column = 0;  // where it begins; where it is broken
  std::uint64_t place = 0;             // its line, or its position in a list of messages
  Message problem;                     // text is empty
};

class MessageSplit {
 public:
  // The next line without its end, then the end of the text. Messages are had with next() between the calls.
  void feed(std::string_view line);
  void end();
  bool next(SplitMessage& message);

 private:
  enum class State : std::uint8_t { kBetween, kInValue, kInList, kInElement, kSkipping, kInPage, kDead };

  void read_line(std::string_view line);
  void read_fresh(std::string_view line);
  void read_values(std::string_view text, std::size_t column);
  void read_list(std::string_view line, std::size_t at);
  void go_on(std::string_view line);
  void begin(State state, std::string_view line, std::size_t at);
  bool take(std::string_view line, std::size_t& at);
  void emit(std::string text);
  void wrong_at(std::uint64_t line, std::size_t column, Message reason);
  void broken(std::uint64_t line, std::size_t column);
  void cut_off();
  void read_page(std::string_view line);
  void page_ended();
  void release_list();
  [[nodiscard]] bool begins_message(std::string_view line) const;

  std::deque<SplitMessage> ready_;
  State state_ = State::kBetween;
  JsonCheck check_;
  std::string value_;                   // of the value that is being read
  std::string first_list_;              // a list on the first line: a file of one list, or a frame?
  std::string symbol_, page_title_;
  std::uint64_t line_ = 0, first_list_line_ = 0;
  std::uint64_t value_line_ = 0;
  std::size_t value_column_ = 0, indent_ = 0, last_length_ = 0;
  bool is_bare_ = false;                // the first line of the value is a bracket alone
  bool is_list_ = false;                // the value is an element of a list of messages
  bool needs_comma_ = false;
  std::uint64_t element_ = 0;
  bool has_begun_ = false;              // something other than blank lines came
};

}  // namespace stom::venue
