#include "app/venue_file.h"

namespace stom::app {

VenueFile::VenueFile(const std::filesystem::path& path) : file_(path) {}

bool VenueFile::next(venue::SplitMessage& message) {
  while (!split_.next(message)) {
    if (has_ended_) return false;
    if (std::string_view line; file_.next_line(line)) {
      split_.feed(line);
    } else {
      split_.end();
      has_ended_ = true;
    }
  }
  return true;
}

}  // namespace stom::app
