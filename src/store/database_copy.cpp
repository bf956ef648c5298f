#include "store/database_copy.h"

#include <charconv>

#include <sqlite3.h>

#include "base/error.h"
#include "base/file.h"
#include "store/sqlite.h"

namespace stom::store {
namespace {

constexpr std::string_view kBackupMark = ".backup-", kDamagedMark = ".damaged-";
constexpr std::uint64_t kSpareBytes = 16 << 20;  // what a disk should have left
constexpr int kPagesPerStep = 256;
constexpr const char* kSideFiles[] = {"-journal", "-wal", "-shm"};

std::filesystem::path folder_of(const std::filesystem::path& file) {
  const std::filesystem::path folder = file.parent_path();
  return folder.empty() ? std::filesystem::path(".") : folder;
}

// NAME + mark + time, with "-2", "-3", … where that name is taken.
std::filesystem::path free_name(const std::filesystem::path& folder, const std::filesystem::path& database, std::string_view mark) {
  const std::string base = database.filename().string() + std::string(mark) + std::to_string(local_now_second_key());
  std::filesystem::path path = folder / base;
  for (int n = 2; std::filesystem::exists(path); ++n) path = folder / fmt::format("{}-{}", base, n);
  return path;
}

struct BackupCloser {
  void operator()(sqlite3_backup* backup) const { sqlite3_backup_finish(backup); }
};

void copy_pages(Connection& source, Connection& target, Progress& progress, const StopFlag& stop) {
  sqlite3_backup* const started = sqlite3_backup_init(target.handle(), "main", source.handle(), "main");
  if (started == nullptr) target.fail("backup");
  std::unique_ptr<sqlite3_backup, BackupCloser> backup(started);
  bool begun = false;
  int done = 0;
  while (true) {
    stop.throw_if_requested();
    const int code = sqlite3_backup_step(backup.get(), kPagesPerStep);
    if (code != SQLITE_OK && code != SQLITE_DONE) {
      backup.reset();  // writes the code to the connection
      target.fail("backup");
    }
    const int total = sqlite3_backup_pagecount(backup.get()), now = total - sqlite3_backup_remaining(backup.get());
    if (!begun) progress.begin({"데이터베이스 복사", "copying the database"}, static_cast<std::uint64_t>(total));
    begun = true;
    progress.advance(static_cast<std::uint64_t>(std::max(0, now - done)));
    done = now;
    if (code == SQLITE_DONE) break;
  }
  const int code = sqlite3_backup_finish(backup.release());
  if (code != SQLITE_OK) target.fail("backup");
  progress.end();
}

// One state for as long as the copy takes, whoever writes meanwhile.
struct Reader {
  explicit Reader(const std::filesystem::path& path)
      : connection(path, OpenMode::kReadOnly), transaction(connection, Transaction::Kind::kRead) {
    Statement(connection, "SELECT count(*) FROM sqlite_master").run();
  }
  Connection connection;
  Transaction transaction;
};

std::filesystem::perms permissions_of(const std::filesystem::path& path) { return std::filesystem::status(path).permissions(); }

}  // namespace

void require_room(const std::filesystem::path& folder, std::uint64_t bytes) {
  std::error_code code;
  const std::filesystem::space_info space = std::filesystem::space(folder, code);
  if (code || space.available >= bytes + kSpareBytes) return;
  throw FileError(message("{}: 디스크에 자리가 모자랍니다 (필요 {:.1f} MB, 남음 {:.1f} MB). 아무것도 바꾸지 않았습니다.",
                          "{}: not enough room on the disk (needed {:.1f} MB, free {:.1f} MB). Nothing was changed.", folder.string(),
                          static_cast<double>(bytes + kSpareBytes) / 1e6, static_cast<double>(space.available) / 1e6));
}

std::uint64_t stored_bytes(const std::filesystem::path& database) {
  std::error_code code;
  std::uint64_t bytes = 0;
  for (const char* suffix : {"", "-wal"}) {
    const std::uint64_t size = std::filesystem::file_size(database.string() + suffix, code);
    if (!code) bytes += size;
  }
  return bytes;
}

void copy_database(const std::filesystem::path& source, const std::filesystem::path& target, Progress& progress, const StopFlag& stop) {
  Reader reader(source);
  require_room(folder_of(target), stored_bytes(source));
  AtomicFile file(target);
  std::filesystem::permissions(file.temporary_path(), permissions_of(source) & std::filesystem::perms(0666));
  {
    Connection copy(file.temporary_path(), OpenMode::kCreate);
    copy.execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF");
    copy_pages(reader.connection, copy, progress, stop);
  }
  require_whole(file.temporary_path());
  file.commit();
}

std::filesystem::path backup_name(const std::filesystem::path& database) { return free_name(folder_of(database), database, kBackupMark); }

std::vector<BackupFile> list_backups(const std::filesystem::path& database) {
  std::vector<BackupFile> backups;
  const std::string prefix = database.filename().string() + std::string(kBackupMark);
  std::error_code code;
  for (const auto& entry : std::filesystem::directory_iterator(folder_of(database), code)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(prefix)) continue;
    const std::string_view rest = std::string_view(name).substr(prefix.size());
    BackupFile backup{entry.path(), 0, stored_bytes(entry.path())};
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), backup.time);
    // Not the files that are being written or belong to a backup.
    const std::string_view tail = rest.substr(static_cast<std::size_t>(end - rest.data()));
    const bool is_numbered = tail.size() >= 2 && tail[0] == '-' && tail[1] >= '0' && tail[1] <= '9';
    if (error == std::errc() && (tail.empty() || is_numbered) && is_valid_second_key(backup.time)) backups.push_back(std::move(backup));
  }
  std::sort(backups.begin(), backups.end(), [](const BackupFile& a, const BackupFile& b) {
    if (a.time != b.time) return a.time > b.time;
    const std::size_t left = a.path.native().size(), right = b.path.native().size();
    return left != right ? left > right : a.path > b.path;
  });
  return backups;
}

std::filesystem::path make_backup(const std::filesystem::path& database, const std::filesystem::path& folder, Progress& progress,
                                  const StopFlag& stop) {
  if (!folder.empty()) stom::create_directories(folder);
  const std::filesystem::path path = free_name(folder.empty() ? folder_of(database) : folder, database, kBackupMark);
  copy_database(database, path, progress, stop);
  return path;
}

BackupBeforeChange::BackupBeforeChange(bool wanted, const std::filesystem::path& database, Progress& progress, const StopFlag& stop) {
  if (wanted) path_ = make_backup(database, {}, progress, stop);
}

BackupBeforeChange::~BackupBeforeChange() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove(path_, ignored);
}

std::filesystem::path BackupBeforeChange::keep() { return std::exchange(path_, {}); }

std::filesystem::path restore_backup(const std::filesystem::path& backup, const std::filesystem::path& database, Progress& progress,
                                     const StopFlag& stop) {
  require_whole(backup);
  std::error_code code;
  if (!std::filesystem::exists(database, code)) {
    copy_database(backup, database, progress, stop);
    return {};
  }
  std::filesystem::path kept;
  try {
    require_whole(database);
    kept = make_backup(database, {}, progress, stop);
  } catch (const DatabaseError&) {
    kept = free_name(folder_of(database), database, kDamagedMark);
    for (const char* suffix : kSideFiles) {
      if (std::filesystem::exists(database.string() + suffix, code))
        std::filesystem::rename(database.string() + suffix, kept.string() + suffix, code);
    }
    std::filesystem::rename(database, kept);
    copy_database(backup, database, progress, stop);
    return kept;
  }
  require_room(folder_of(database), stored_bytes(backup) + stored_bytes(database));
  Reader reader(backup);
  Connection live(database, OpenMode::kReadWrite);
  // A write-ahead log cannot take pages of another size; nobody else may have the file open now.
  live.execute("PRAGMA journal_mode = DELETE");
  copy_pages(reader.connection, live, progress, stop);
  return kept;
}

void require_whole(const std::filesystem::path& database) {
  Connection connection(database, OpenMode::kReadOnly);
  Statement check(connection, "PRAGMA quick_check(1)");
  if (check.step() && check.text(0) == "ok") return;
  throw DatabaseError(
      message("{}: 손상된 데이터베이스입니다 ({}).", "{}: the database is damaged ({}).", database.string(), std::string(check.text(0))));
}

}  // namespace stom::store
