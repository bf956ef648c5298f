// How jobs that change one file in place are made: steps that can be counted on a read-only connection and applied in one transaction.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "store/back_database.h"
#include "store/maintenance.h"
#include "store/sqlite.h"

namespace stom::store {

enum class StepEffect { kRemoves, kChanges };

struct JobStep {
  std::string table;
  StepEffect effect{};
  bool drops = false;
  std::function<std::uint64_t(Connection&)> count;  // rows that apply() would touch; reads only
  std::function<void(Connection&)> apply;
};

// Counts all steps; unless dry_run, makes the backup and applies those that touch something, or drop, in one transaction.
JobReport run_steps(const std::filesystem::path& file, const std::vector<JobStep>& steps, const Message& stage, const JobOptions& options,
                    JobContext context);

// A file with market rows: its one layout and its tables. Throws as BackDatabase does.
struct RowFile {
  RowLayout layout;
  std::vector<std::string> codes;
  bool has_watch_list = false, has_names = false;

  [[nodiscard]] std::int64_t divisor() const { return market::day_divisor(layout.frame); }
  // A market whose schema this layout is.
  [[nodiscard]] market::Market market() const { return layout.crypto ? market::Market::kUpbit : market::Market::kStock; }
};
[[nodiscard]] RowFile inspect_rows(const std::filesystem::path& file);

[[nodiscard]] std::uint64_t count_of(Connection& connection, const std::string& sql, const std::string& where);
// Deletes where a condition on the table holds; tables that become empty are dropped.
[[nodiscard]] JobStep delete_where(const std::string& table, const std::string& condition, bool drop_empty);
[[nodiscard]] JobStep drop_table(const std::string& table);
// "index" columns joined for SQL in schema order.
[[nodiscard]] std::string column_list(const RowLayout& layout, std::string_view prefix);

// VACUUM if there is room for it, else a note.
void vacuum_if_room(const std::filesystem::path& file, JobReport& report, JobContext context);

}  // namespace stom::store
