// What a trader knows, folded from its journal: orders, desks, latches, money, the day's result. Nothing changes here
// but by apply(); the same records give the same state, and the same rows for the trade tables, whoever applies them:
// the running trader or the next one after a kill.
//
// A day's file begins with what was carried over: live orders (ledger only), positions, cash, latches; then the latch
// `day` ends that part.
#pragma once

#include <set>

#include "live/record_lines.h"
#include "live/record_outbox.h"
#include "live/trader_settings.h"

namespace stom::live {

// Names of latches.
inline constexpr const char* kLatchDay = "day";              // what stands before it was carried over; why: the day
inline constexpr const char* kLatchHalt = "halt";
inline constexpr const char* kLatchDayStop = "day_stop";     // of its day; unset: released by the user, does not come again
inline constexpr const char* kLatchEndOfDay = "end_of_day";  // 코인전략종료시간 was handled
inline constexpr const char* kLatchExit = "exit";            // everything is being sold; why: number of the OrderReason
inline constexpr const char* kLatchHandExit = "exit.";       // + code: a person closes it
inline constexpr const char* kLatchOrderTypes = "order_types";  // why: 주문구분 of entries and exits, which fees go by
inline constexpr const char* kLatchLeverage = "leverage.";   // + code; why: the number that the venue was told

[[nodiscard]] std::string order_types(const trade::OrderSettings& settings);

struct DayResult {
  std::int64_t trades = 0;
  double cost = 0, proceeds = 0, gains = 0, losses = 0, profit = 0;
};

struct BooksOptions {
  market::Market market{};
  Mode mode = Mode::kPaper;
  trade::FillModel fill_model;
  std::string account = "paper";
  int average_ticks = 30;
};

class TraderBooks {
 public:
  // settings must outlive the books. lines: where rows for the trade tables go; null: nowhere.
  TraderBooks(BooksOptions options, const TraderSettings& settings, DeskHost& host, RecordOutbox* lines);
  void set_lines(RecordOutbox* lines) { lines_ = lines; }

  void apply(const JournalRecord& record);
  // After a roll of the journal: counters and results of the new day.
  void start_day(TradingDay day);
  void set_day(TradingDay day) { context_.day = day; }  // before the first record
  [[nodiscard]] std::vector<JournalRecord> carried(TradingDay day, EpochMicros now) const;
  [[nodiscard]] bool is_carrying() const { return carrying_; }

  [[nodiscard]] const OrderLedger& ledger() const { return ledger_; }
  [[nodiscard]] SymbolDesk& desk(const std::string& code);
  [[nodiscard]] SymbolDesk* find_desk(const std::string& code);
  [[nodiscard]] const std::map<std::string, std::unique_ptr<SymbolDesk>>& desks() const { return desks_; }
  [[nodiscard]] const LatchRecord* latch(const std::string& name) const;
  [[nodiscard]] bool is_set(const std::string& name) const;
  [[nodiscard]] const DayResult& today() const { return today_; }
  [[nodiscard]] double total() const;                  // paper: start + all profits; real: as the venue last said
  [[nodiscard]] double told_available() const { return told_available_; }
  [[nodiscard]] const LineContext& context() const { return context_; }
  // An amendment under a new id whose fate is not known yet: the order that would take over `client_id`; empty: none.
  [[nodiscard]] std::string successor_of(const std::string& client_id) const;
  [[nodiscard]] bool awaits_takeover(const std::string& client_id) const;
  void set_settings(const TraderSettings& settings);
  void set_instrument(const std::string& code, const venue::Instrument& instrument);

  // Everything as text, in a fixed order: two books are equal when their texts are.
  [[nodiscard]] std::string describe() const;

 private:
  void on(const IntentRecord& record);
  void on(const AcceptedRecord& record);
  void on(const FillRecord& record);
  void on(const EndRecord& record);
  void on(const AmendRecord& record);
  void on(const CancelRecord& record);
  void on(const CorrectionRecord& record);
  void on(const LatchRecord& record);
  void on(const CashRecord& record);
  template <typename Record>
  void on(const Record&) {}
  void on(const MarksRecord& record);
  void on(const PositionSnapshotRecord& record);
  void end_carrying();
  [[nodiscard]] std::vector<const LedgerOrder*> carried_orders() const;
  void take_order_types();
  void add_order_line(const std::string& client_id);
  template <typename Line>
  void add(Line line) {
    if (lines_ != nullptr) lines_->add(std::move(line));
  }
  [[nodiscard]] bus::DayTotalLine day_line() const;

  BooksOptions options_;
  const TraderSettings* settings_;
  trade::OrderSettings orders_;  // of the settings; the kinds of orders as they were noted last
  DeskHost& host_;
  RecordOutbox* lines_;
  LineContext context_;
  OrderLedger ledger_;
  std::map<std::string, std::unique_ptr<SymbolDesk>> desks_;
  std::map<std::string, venue::Instrument> instruments_;
  std::map<std::string, LatchRecord> latches_;
  std::map<std::string, EndRecord> held_ends_;  // by old client id: it may only have made way for its successor
  std::set<std::string> taken_over_;            // new client ids that stand in the desk
  std::set<std::string> gave_way_;              // the ids before them: their ends mean nothing to the desk
  DayResult today_;
  double total_at_start_, told_available_ = 0;
  bool carrying_ = true;
};

}  // namespace stom::live
