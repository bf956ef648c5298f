#include "live/order_journal.h"

#include <charconv>

#include "base/append_file.h"
#include "base/error.h"
#include "base/file.h"
#include "live/journal_codec.h"

namespace stom::live {
namespace {

constexpr std::string_view kEnding = ".journal";

}  // namespace

struct OrderJournal::Impl {
  std::filesystem::path folder;
  std::string name;
  TradingDay day = 0;
  std::vector<JournalRecord> recovered;
  bool was_torn = false;
  std::unique_ptr<AppendFile> file;

  void open() {
    const std::filesystem::path path = file_of(folder, name, day);
    file = std::make_unique<AppendFile>(path);  // first: nobody else writes while it is read
    JournalContent content = read_journal(read_file(path), path.string());
    was_torn = content.is_torn;
    if (was_torn) file->cut(content.whole);
    if (file->size() == 0) file->append(kJournalHead, true);
    recovered = std::move(content.records);
  }
};

OrderJournal::OrderJournal(std::filesystem::path folder, std::string name, TradingDay day) : impl_(std::make_unique<Impl>()) {
  stom::create_directories(folder);
  impl_->folder = std::move(folder);
  impl_->name = std::move(name);
  impl_->day = day;
  impl_->open();
}

OrderJournal::~OrderJournal() = default;

void OrderJournal::append(const JournalRecord& record) {
  std::string bytes;
  append_frame(bytes, impl_->file->size(), record);
  impl_->file->append(bytes, must_last(record));
}

void OrderJournal::append(const std::vector<JournalRecord>& records) {
  if (records.empty()) return;
  std::string bytes;
  bool synced = false;
  for (const JournalRecord& record : records) {
    append_frame(bytes, impl_->file->size() + bytes.size(), record);
    synced = synced || must_last(record);
  }
  impl_->file->append(bytes, synced);
}

const std::vector<JournalRecord>& OrderJournal::recovered() const { return impl_->recovered; }
bool OrderJournal::was_torn() const { return impl_->was_torn; }
TradingDay OrderJournal::day() const { return impl_->day; }

void OrderJournal::roll(TradingDay day, const std::vector<JournalRecord>& carried) {
  const std::filesystem::path path = file_of(impl_->folder, impl_->name, day);
  if (std::filesystem::exists(path)) {
    throw FileError(message("{}: 그 날의 주문 일지가 이미 있습니다.", "{}: that day has an order journal already.", path.string()));
  }
  std::string bytes(kJournalHead);
  for (const JournalRecord& record : carried) append_frame(bytes, bytes.size(), record);
  write_file_atomically(path, bytes);
  sync_folder(impl_->folder);
  auto file = std::make_unique<AppendFile>(path);
  impl_->file = std::move(file);
  impl_->day = day;
}

TradingDay OrderJournal::last_day(const std::filesystem::path& folder, const std::string& name, TradingDay day) {
  TradingDay newest = 0;
  std::error_code no_folder;
  for (const auto& entry : std::filesystem::directory_iterator(folder, no_folder)) {
    const std::string file = entry.path().filename().string();
    if (file.size() != name.size() + 1 + 8 + kEnding.size() || !file.starts_with(name + '.') || !file.ends_with(kEnding)) continue;
    const char* digits = file.data() + name.size() + 1;
    TradingDay found = 0;
    const auto [end, error] = std::from_chars(digits, digits + 8, found);
    if (error != std::errc() || end != digits + 8 || !is_valid_day(found) || found >= day) continue;
    newest = std::max(newest, found);
  }
  return newest;
}

std::vector<JournalRecord> OrderJournal::read(const std::filesystem::path& file) {
  return read_journal(read_file(file), file.string()).records;
}

std::filesystem::path OrderJournal::file_of(const std::filesystem::path& folder, const std::string& name, TradingDay day) {
  return folder / fmt::format("{}.{:08}{}", name, day, kEnding);
}

}  // namespace stom::live
