// The messages of a file, however it is shaped (venue/message_split.h); plain or compressed (base/compress.h). Files of any
// size: no more than one message is held, or one line.
#pragma once

#include <filesystem>

#include "base/compress.h"
#include "venue/message_split.h"

namespace stom::app {

class VenueFile {
 public:
  explicit VenueFile(const std::filesystem::path& path);
  // False at the end. Lines that carry no message (connections, what was sent, empty ones) are passed over.
  bool next(venue::SplitMessage& message);

 private:
  DecompressedFile file_;
  venue::MessageSplit split_;
  bool has_ended_ = false;
};

}  // namespace stom::app
