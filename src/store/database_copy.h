// Whole copies of SQLite files: backups beside the file (NAME.backup-YYYYMMDDhhmmss, local time) and their way back. A copy is one state of
// the source, write-ahead log included, and appears under its name only when it is whole and checked. Restoring changes the live file
// in one transaction: whatever happens in between, it holds the old or the new content.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "base/parallel.h"
#include "base/progress.h"
#include "base/time.h"

namespace stom::store {

struct BackupFile {
  std::filesystem::path path;
  RowKey time = 0;  // local, YYYYMMDDhhmmss
  std::uint64_t bytes = 0;
};

// FileError if the disk that holds `folder` has less than `bytes` and some room to live left.
void require_room(const std::filesystem::path& folder, std::uint64_t bytes);
// Size of the database with its write-ahead log.
[[nodiscard]] std::uint64_t stored_bytes(const std::filesystem::path& database);

// Copies to a new file (replaced as a whole if it is there). Only the owner may read a copy of a file that only its owner may read.
void copy_database(const std::filesystem::path& source, const std::filesystem::path& target, Progress& progress, const StopFlag& stop);

// The name that a backup made now would have.
[[nodiscard]] std::filesystem::path backup_name(const std::filesystem::path& database);
// Newest first.
[[nodiscard]] std::vector<BackupFile> list_backups(const std::filesystem::path& database);
// In `folder`, or beside the database if that is empty. Refused without room.
std::filesystem::path make_backup(const std::filesystem::path& database, const std::filesystem::path& folder, Progress& progress,
                                  const StopFlag& stop);
// A backup that is made before a change and goes again if the change fails.
class BackupBeforeChange {
 public:
  // Makes none unless `wanted`.
  BackupBeforeChange(bool wanted, const std::filesystem::path& database, Progress& progress, const StopFlag& stop);
  ~BackupBeforeChange();
  BackupBeforeChange(const BackupBeforeChange&) = delete;
  BackupBeforeChange& operator=(const BackupBeforeChange&) = delete;
  // The change is done: the path of the backup, empty if there is none.
  std::filesystem::path keep();

 private:
  std::filesystem::path path_;
};

// Puts the backup's content in place after a backup of what is there now, whose path is returned (empty: there was nothing). A file that is
// too damaged to be copied is renamed to NAME.damaged-TIME instead.
std::filesystem::path restore_backup(const std::filesystem::path& backup, const std::filesystem::path& database, Progress& progress,
                                     const StopFlag& stop);

// Throws DatabaseError unless SQLite finds the file whole.
void require_whole(const std::filesystem::path& database);

}  // namespace stom::store
