// The messages of a file, however it is shaped: one JSON message, a JSON list of messages, one message a line, or a
// recording (recording_line.h: a receive stamp before each message, Python bytes, addresses of REST answers); plain or
// compressed. Nothing is interpreted but the wrapping.
#pragma once

#include <deque>
#include <filesystem>
#include <string>

#include "base/message.h"

namespace stom::app {

struct VenueMessage {
  std::string text;
  std::string symbol;        // that the address of a REST answer names
  std::uint64_t place = 0;   // line, or position in the list of a JSON file; from 1
  Message problem;           // the wrapping is broken: text is empty
};

class VenueFile {
 public:
  explicit VenueFile(const std::filesystem::path& path);
  // False at the end. Lines that carry no message (connections, what was sent, empty ones) are passed over.
  bool next(VenueMessage& message);

 private:
  void take_whole(const std::string& text);
  bool take_line(std::string_view line, VenueMessage& message);

  std::string text_;
  std::size_t at_ = 0;
  std::uint64_t line_ = 0;
  bool is_whole_ = false;
  std::deque<std::string> elements_;
  std::uint64_t element_ = 0;
};

}  // namespace stom::app
