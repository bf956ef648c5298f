// What happened to an account's orders and positions, in order, on disk: the truth of a trader after a kill. Append-only files, one a UTC
// day and mode (trader.upbit.paper.20261123.journal), begun with a snapshot record of what was carried over. A record is on disk
// (fdatasync) before append() returns when it is one that must survive a power cut (intents, what was sent, new ids, fills, ends,
// corrections, latches: journal_fields.h); others are written at once and synced with the next. A torn last record is cut off at opening;
// a damaged one is refused with file and offset (nothing is guessed). One process at a time. The first start of a day opens the file of
// last_day() and rolls, so that a day file never lacks its beginning.
#pragma once

#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "live/order_intent.h"

namespace stom::live {

struct IntentRecord { OrderIntent intent; };
struct SentRecord { std::string client_id; EpochMicros time = 0; };          // bytes may have left; without it nothing was sent
struct AcceptedRecord { std::string client_id, venue_order_id; EpochMicros time = 0; };
struct UnknownRecord { std::string client_id; EpochMicros time = 0; };       // no answer: being looked up
struct FillRecord { FillIncrement fill; };
struct EndRecord { std::string client_id; OrderEnd end{}; std::string words; EpochMicros time = 0; };
struct AmendRecord { std::string client_id, new_client_id; Decimal limit; EpochMicros time = 0; };
struct CancelRecord { std::string client_id, why; EpochMicros time = 0; };   // asked for
struct CorrectionRecord {                                                     // the venue's truth replaced ours
  std::string code; trade::Side side{}; Decimal quantity; double price = 0; std::string why; EpochMicros time = 0;
};
struct ForeignRecord { std::string code, order_id, what; EpochMicros time = 0; };  // 외부주문, adopted or seen
struct MarksRecord { std::string code; double highest = 0, lowest = 0; };
struct LatchRecord { std::string name; bool set = false; std::string why; EpochMicros time = 0; };  // halt, day stop, liquidated, armed
struct CashRecord { std::string asset; Decimal total, available; EpochMicros time = 0; };           // as the venue said
struct PositionSnapshotRecord {                                               // first records of a day file
  std::string code;
  trade::Side side{};
  Decimal quantity;
  double price = 0, price_unrounded = 0, last_buy_price = 0, highest = 0, lowest = 0;
  RowKey entry_row = 0; std::int64_t entry_seconds = 0; int buys = 0, sells = 0, leverage = 1; std::string added_buys;
  double entry_fee = 0; bool entry_fee_known = false;
};
// What the venue says of an own order and is not booked: more executed than the fills that were told (its end then waits for them), or a
// fill by id that a fill without id, made from the order's state, covered already.
struct ToldRecord {
  std::string client_id;
  Decimal quantity, money;                                                    // cumulative
  bool ended = false;
  OrderEnd end{};
  std::string words, covered_fill;
  Decimal covered_quantity;
  EpochMicros time = 0;
};
using JournalRecord =
    std::variant<IntentRecord, SentRecord, AcceptedRecord, UnknownRecord, FillRecord, EndRecord, AmendRecord, CancelRecord,
                 CorrectionRecord, ForeignRecord, MarksRecord, LatchRecord, CashRecord, PositionSnapshotRecord, ToldRecord>;

// One line of JSON: for `stom journal` and bug reports.
[[nodiscard]] std::string to_json(const JournalRecord& record);

class OrderJournal {
 public:
  // Opens or makes the file of the day. Throws FileError / DataError.
  OrderJournal(std::filesystem::path folder, std::string name, TradingDay day);
  ~OrderJournal();
  OrderJournal(const OrderJournal&) = delete;
  OrderJournal& operator=(const OrderJournal&) = delete;

  // Throws FileError when the disk does not take it: then it did not happen, and nothing may be sent.
  void append(const JournalRecord& record);
  void append(const std::vector<JournalRecord>& records);   // one write, one sync
  [[nodiscard]] const std::vector<JournalRecord>& recovered() const;  // what stood in the file when it was opened
  [[nodiscard]] bool was_torn() const;
  [[nodiscard]] TradingDay day() const;
  // The file of the next day, begun with these records (whole or not at all); the old file stays. Throws FileError where that day has one
  // already.
  void roll(TradingDay day, const std::vector<JournalRecord>& carried);
  // The newest day before `day` that has a file; 0: none.
  [[nodiscard]] static TradingDay last_day(const std::filesystem::path& folder, const std::string& name, TradingDay day);
  // Without a torn end, and without touching the file.
  [[nodiscard]] static std::vector<JournalRecord> read(const std::filesystem::path& file);
  [[nodiscard]] static std::filesystem::path file_of(const std::filesystem::path& folder, const std::string& name, TradingDay day);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace stom::live
