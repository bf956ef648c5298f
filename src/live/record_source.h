// Whether the records of a data folder come from the exchange in a box or from a real venue. Rows, trades and journals of the two never stand in one folder:
// its file source.txt ("box" or "real") is written before the first record, and a start with the other source is refused while there are records.
// A folder of an earlier version has no such file: its records count as real unless a box is known to have run with it. A client of shared rows learns from
// its server where they come from; until then an empty folder's file says "undecided".
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace stom::live {

enum class RecordSource : std::uint8_t { kBox, kReal, kUndecided };

// What source.txt says; nothing: there is none. UsageError for any other word.
[[nodiscard]] std::optional<RecordSource> marked_source(const std::filesystem::path& data);
// Recorded rows, or trades of stom; a file that cannot be read counts.
[[nodiscard]] bool has_records(const std::filesystem::path& data);
// Before a client of shared rows starts: an empty folder without mark will take either source.
void leave_source_open(const std::filesystem::path& data);
// Marks the folder, or throws a UsageError that says what to do. `knew_box`: a box has run beside this folder before.
void claim_records(const std::filesystem::path& data, RecordSource source, bool knew_box);

}  // namespace stom::live
