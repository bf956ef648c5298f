// What survives in an order journal: everything that append() returned from, and nothing that it refused.
#include <csignal>
#include <filesystem>

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "base/append_file.h"
#include "base/error.h"
#include "base/file.h"
#include "live/journal_codec.h"
#include "live/order_journal.h"

namespace stom::live {
namespace {

constexpr TradingDay kDay = 20261123;
const std::string kName = "trader.upbit.paper";

Decimal decimal(std::string_view text) {
  Decimal value;
  EXPECT_TRUE(Decimal::parse(text, value)) << text;
  return value;
}

std::filesystem::path fresh_folder(const char* name) {
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "order_journal" / name;
  std::filesystem::remove_all(folder);
  return folder;
}

OrderIntent an_intent(int number) {
  OrderIntent intent;
  intent.client_id = fmt::format("stom-P-20261123-{:06}-1", number);
  intent.code = "KRW-XRP";
  intent.side = trade::Side::kLong;
  intent.purpose = OrderPurpose::kClose;
  intent.reason = OrderReason::kDayStop;
  intent.kind = {trade::OrderType::kLimit, trade::TimeInForce::kImmediateOrCancel, trade::PricePeg::kBestOwn};
  intent.limit = decimal("3120.5");
  intent.quantity = decimal("0.123456789012345678");
  intent.reference_price = 0.1 + 0.2;
  intent.label = -7;
  intent.label_text = "익절 \"하나\"\n";
  intent.row = 20261123091502;
  intent.row_seconds = 1795132800;
  intent.amended = 2;
  intent.replaces = "stom-P-20261123-000001-1";
  intent.created = 1795132801102003;
  intent.day = kDay;
  return intent;
}

std::vector<JournalRecord> one_of_each() {
  FillIncrement fill{"KRW-XRP:0d7e",
                     "stom-P-20261123-000017-1",
                     decimal("40"),
                     decimal("124800"),
                     decimal("62.4"),
                     "KRW",
                     1795133704120000,
                     20261123091504,
                     true};
  PositionSnapshotRecord position;
  position.code = "BTCUSDT";
  position.side = trade::Side::kShort;
  position.quantity = decimal("0.012");
  position.price = 61800.2;
  position.added_buys = "20261123091502;";
  position.leverage = 10;
  return {IntentRecord{an_intent(17)},
          SentRecord{"stom-P-20261123-000017-1", 1},
          AcceptedRecord{"stom-P-20261123-000017-1", "6a1e0d0c", 2},
          UnknownRecord{"stom-P-20261123-000017-1", 3},
          FillRecord{fill},
          EndRecord{"stom-P-20261123-000017-1", OrderEnd::kExpired, "EXPIRED", 4},
          AmendRecord{"stom-P-20261123-000017-1", "stom-P-20261123-000018-1", decimal("3119"), 5},
          CancelRecord{"stom-P-20261123-000018-1", "시간", 6},
          CorrectionRecord{"KRW-XRP", trade::Side::kLong, decimal("1.5"), 3100, "거래소 수량", 7},
          ForeignRecord{"KRW-BTC", "77", "외부주문", 8},
          MarksRecord{"KRW-XRP", 1.25, -0.5},
          LatchRecord{"halt", true, "사용자", 9},
          CashRecord{"KRW", decimal("1500000.5"), decimal("1000000"), 10},
          position,
          ToldRecord{"stom-P-20261123-000017-1", decimal("5"), decimal("15600"), true, OrderEnd::kCancelled, "cancel", "KRW-XRP:9",
                     decimal("2"), 11}};
}

std::vector<std::string> texts(const std::vector<JournalRecord>& records) {
  std::vector<std::string> out;
  for (const JournalRecord& record : records) out.push_back(to_json(record));
  return out;
}

std::filesystem::path filled_journal(const char* folder_name, const std::vector<JournalRecord>& records) {
  const std::filesystem::path folder = fresh_folder(folder_name);
  OrderJournal journal(folder, kName, kDay);
  for (const JournalRecord& record : records) journal.append(record);
  return folder;
}

TEST(OrderJournal, GivesEveryKindOfRecordBackAsItWas) {
  const std::vector<JournalRecord> records = one_of_each();
  ASSERT_EQ(records.size(), std::variant_size_v<JournalRecord>);
  const auto folder = filled_journal("kinds", records);
  const OrderJournal journal(folder, kName, kDay);
  EXPECT_FALSE(journal.was_torn());
  EXPECT_EQ(texts(journal.recovered()), texts(records));
  const auto& intent = std::get<IntentRecord>(journal.recovered()[0]).intent;
  EXPECT_EQ(intent.reference_price, 0.1 + 0.2);
  EXPECT_EQ(intent.quantity.text(), "0.123456789012345678");
  EXPECT_TRUE(intent.kind.peg == trade::PricePeg::kBestOwn && intent.kind.force == trade::TimeInForce::kImmediateOrCancel);
}

TEST(OrderJournal, SaysARecordInOneLineOfJson) {
  EXPECT_EQ(to_json(CancelRecord{"stom-P-20261123-000018-1", "a \"b\"\n", 6}),
            R"({"record":"cancel","client_id":"stom-P-20261123-000018-1","why":"a \"b\"\n","time":6})");
  EXPECT_NE(to_json(IntentRecord{an_intent(1)}).find(R"("reason":"day_stop","type":"limit","force":"ioc")"), std::string::npos);
}

TEST(OrderJournal, KeepsTheWholeRecordsOfAFileTornAtAnyByte) {
  const std::vector<JournalRecord> records = one_of_each();
  const auto folder = filled_journal("torn", records);
  const auto path = OrderJournal::file_of(folder, kName, kDay);
  const std::string whole = read_file(path);
  std::vector<std::size_t> ends;
  std::string frames(kJournalHead);
  for (const JournalRecord& record : records) {
    append_frame(frames, frames.size(), record);
    ends.push_back(frames.size());
  }
  ASSERT_EQ(frames, whole);
  const std::vector<std::string> expected = texts(records);
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    for (const std::size_t zeros : {0, 700}) {
      const JournalContent content = read_journal(whole.substr(0, size) + std::string(zeros, '\0'), "x");
      const auto kept = static_cast<std::size_t>(std::upper_bound(ends.begin(), ends.end(), size) - ends.begin());
      ASSERT_EQ(content.records.size(), kept) << size;
      ASSERT_EQ(texts(content.records), std::vector<std::string>(expected.begin(), expected.begin() + static_cast<std::ptrdiff_t>(kept)));
      const bool at_an_end = size == 0 || size == kJournalHead.size() || (kept > 0 && ends[kept - 1] == size);
      ASSERT_EQ(content.is_torn, zeros > 0 || !at_an_end) << size;
    }
  }
}

TEST(OrderJournal, CutsATornEndOffAndGoesOnBehindIt) {
  const std::vector<JournalRecord> records = one_of_each();
  const auto folder = filled_journal("cut", records);
  const auto path = OrderJournal::file_of(folder, kName, kDay);
  std::filesystem::resize_file(path, std::filesystem::file_size(path) - 3);
  {
    OrderJournal journal(folder, kName, kDay);
    EXPECT_TRUE(journal.was_torn());
    EXPECT_EQ(journal.recovered().size(), records.size() - 1);
    journal.append(LatchRecord{"halt", false, "", 12});
  }
  const OrderJournal again(folder, kName, kDay);
  EXPECT_FALSE(again.was_torn());
  ASSERT_EQ(again.recovered().size(), records.size());
  EXPECT_EQ(to_json(again.recovered().back()), to_json(LatchRecord{"halt", false, "", 12}));
}

TEST(OrderJournal, RefusesEveryFlippedBitAndSaysWhere) {
  const auto folder =
      filled_journal("flips", {IntentRecord{an_intent(1)}, SentRecord{"stom-P-20261123-000001-1", 1}, LatchRecord{"halt", true, "x", 2}});
  const std::string whole = read_file(OrderJournal::file_of(folder, kName, kDay));
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    std::string changed = whole;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_THROW((void)read_journal(changed, "x.journal"), DataError) << bit;
  }
  const auto path = OrderJournal::file_of(folder, kName, kDay);
  std::string changed = whole;
  changed[whole.size() - 4] = '?';
  write_file_atomically(path, changed);
  try {
    const OrderJournal journal(folder, kName, kDay);
    FAIL() << "opened";
  } catch (const DataError& error) {
    EXPECT_NE(error.text().en.find(path.string()), std::string::npos);
    EXPECT_NE(error.text().ko.find("바이트"), std::string::npos);
  }
  EXPECT_EQ(read_file(path), changed) << "a damaged file is left as it is";
}

TEST(OrderJournal, RefusesAFrameThatWasMoved) {
  const JournalRecord record = LatchRecord{"halt", true, "x", 2};
  std::string bytes(kJournalHead);
  append_frame(bytes, bytes.size(), record);
  const std::string frame = bytes.substr(kJournalHead.size());
  EXPECT_THROW((void)read_journal(bytes + frame, "x"), DataError);
}

TEST(OrderJournal, RefusesAForeignFile) {
  const auto folder = fresh_folder("foreign");
  stom::create_directories(folder);
  write_file_atomically(OrderJournal::file_of(folder, kName, kDay), "SQLite format 3");
  EXPECT_THROW(OrderJournal(folder, kName, kDay), DataError);
}

// Files of this process may not grow beyond `bytes` while it lives: a disk that is full in the middle of a record.
class FullDisk {
 public:
  explicit FullDisk(std::uint64_t bytes) {
    before_handler_ = std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limit = before_;
    limit.rlim_cur = bytes;
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, before_handler_);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
  void (*before_handler_)(int) = nullptr;
};

TEST(OrderJournal, LeavesNothingOfARecordThatAFullDiskRefused) {
  const auto folder = fresh_folder("full");
  const auto path = OrderJournal::file_of(folder, kName, kDay);
  OrderJournal journal(folder, kName, kDay);
  journal.append(LatchRecord{"halt", true, "first", 1});
  const auto size = std::filesystem::file_size(path);
  for (const std::uint64_t room : {0, 1, 15, 16, 40}) {
    const FullDisk full(size + room);
    EXPECT_THROW(journal.append(IntentRecord{an_intent(1)}), FileError) << room;
    EXPECT_THROW(journal.append(std::vector<JournalRecord>{SentRecord{"a", 1}, IntentRecord{an_intent(1)}}), FileError) << room;
    EXPECT_EQ(std::filesystem::file_size(path), size);
  }
  journal.append(std::vector<JournalRecord>{IntentRecord{an_intent(2)}, SentRecord{"stom-P-20261123-000002-1", 2}});
  const auto records = OrderJournal::read(path);
  ASSERT_EQ(records.size(), 3u);
  EXPECT_EQ(std::get<IntentRecord>(records[1]).intent.client_id, "stom-P-20261123-000002-1");
}

TEST(OrderJournal, RollsWholeOrNotAtAll) {
  const auto folder = filled_journal("roll", one_of_each());
  OrderJournal journal(folder, kName, kDay);
  PositionSnapshotRecord held;
  held.code = "KRW-XRP";
  held.side = trade::Side::kLong;
  const std::vector<JournalRecord> carried = {held, LatchRecord{"halt", true, "kept", 1}};
  const auto next = OrderJournal::file_of(folder, kName, 20261124);
  {
    const FullDisk full(30);
    EXPECT_THROW(journal.roll(20261124, carried), FileError);
  }
  EXPECT_FALSE(std::filesystem::exists(next));
  EXPECT_EQ(journal.day(), kDay);
  journal.append(MarksRecord{"KRW-XRP", 1, 0});
  journal.roll(20261124, carried);
  EXPECT_EQ(journal.day(), 20261124);
  journal.append(MarksRecord{"KRW-XRP", 2, 0});
  EXPECT_EQ(OrderJournal::read(next).size(), 3u);
  EXPECT_EQ(OrderJournal::read(OrderJournal::file_of(folder, kName, kDay)).size(), one_of_each().size() + 1);
  EXPECT_THROW(journal.roll(kDay, {}), FileError) << "never over a file that is there";
}

TEST(OrderJournal, DoesNotWriteWhatItCouldNotRead) {
  const auto folder = filled_journal("unreadable", {LatchRecord{"halt", true, "x", 2}});
  OrderJournal journal(folder, kName, kDay);
  EXPECT_THROW(journal.append(PositionSnapshotRecord{}), DataError) << "a position without a side";
  EXPECT_THROW(journal.append(LatchRecord{"halt", true, std::string(2'000'000, 'x'), 2}), DataError);
  EXPECT_EQ(OrderJournal::read(OrderJournal::file_of(folder, kName, kDay)).size(), 1u);
}

TEST(OrderJournal, FindsTheLastDayOfItsNameBeforeADay) {
  const auto folder = fresh_folder("days");
  EXPECT_EQ(OrderJournal::last_day(folder, kName, kDay), 0);
  for (const TradingDay day : {20261120, 20261121, 20261123}) { const OrderJournal journal(folder, kName, day); }
  { const OrderJournal other(folder, "trader.upbit.real", 20261122); }
  write_file_atomically(folder / (kName + ".20269999.journal"), "");
  EXPECT_EQ(OrderJournal::last_day(folder, kName, kDay), 20261121);
  EXPECT_EQ(OrderJournal::last_day(folder, kName, 20261120), 0);
}

TEST(OrderJournal, BelongsToOneProcessAtATime) {
  const auto folder = fresh_folder("lock");
  const OrderJournal journal(folder, kName, kDay);
  EXPECT_THROW(OrderJournal(folder, kName, kDay), FileError);
}

TEST(OrderJournal, SaysWhenItsFolderCannotBeMade) {
  const auto folder = fresh_folder("no_folder");
  stom::create_directories(folder.parent_path());
  write_file_atomically(folder, "a file");
  EXPECT_THROW(OrderJournal(folder, kName, kDay), FileError);
}

}  // namespace
}  // namespace stom::live
