// Journal records as bytes and back (journal_fields.h), and the frames that they stand in within a file: 4 bytes length, 4 bytes check of
// the frame's head, 8 bytes checksum of the record, the record, a newline. Both checks depend on the frame's place in the file, so that a
// frame of another place or an older life of the file is none.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "live/order_journal.h"

namespace stom::live {

inline constexpr std::string_view kJournalHead = "stom order journal 1\n";

[[nodiscard]] std::string encode_record(const JournalRecord& record);
// Throws DataError.
[[nodiscard]] JournalRecord decode_record(std::string_view bytes);
// Must be on disk before append() returns.
[[nodiscard]] bool must_last(const JournalRecord& record);

// The frame of a record that will stand at `offset`.
void append_frame(std::string& out, std::uint64_t offset, const JournalRecord& record);

struct JournalContent {
  std::vector<JournalRecord> records;
  std::uint64_t whole = 0;  // bytes up to the end of the last whole frame
  bool is_torn = false;     // something that was not written to its end stands behind it
};
// `name` is for messages. Throws DataError where it is no journal or damaged.
[[nodiscard]] JournalContent read_journal(std::string_view bytes, const std::string& name);

}  // namespace stom::live
