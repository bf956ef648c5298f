// The trader of one account: rows with signals in, orders and their consequences out. Everything that counts goes
// through commit(): first into the journal, then into the books (trader_books.h). Who fills an order is the only
// difference between paper and real: without a broker the desks do it.
//
// Driven from one thread: messages, the broker's events and tick() (about every 50 ms) come with the time (UTC
// microseconds). Nothing here opens a socket, reads a clock or waits. The broker's events may come late, twice and in
// any order.
#pragma once

#include <deque>
#include <set>

#include "bus/messages/control.h"
#include "bus/messages/desk.h"
#include "bus/messages/log.h"
#include "bus/messages/market.h"
#include "gateway/broker.h"
#include "live/liquidation.h"
#include "live/price_watch.h"
#include "live/reconciliation.h"
#include "live/request_queue.h"
#include "live/trader_books.h"
#include "live/venue_agreement.h"

namespace stom::live {

inline constexpr double kLeastWon = 5000;  // of an Upbit order: a holding below it cannot be sold

struct TraderOptions {
  market::Market market{};
  Mode mode = Mode::kPaper;
  market::Frame frame = market::Frame::kTick;
  trade::FillModel fill_model;
  std::string account = "paper";
  std::filesystem::path journal_folder;
  std::string reply_to;                 // channel for RecordAck
};

// What a trader tells others.
class TraderOutput {
 public:
  virtual ~TraderOutput() = default;
  virtual void symbol_state(const bus::SymbolState& state) = 0;
  virtual void account(const bus::AccountSnapshot& account) = 0;
  virtual bool records(const bus::RecordTrades& records) = 0;  // false: the channel is full, it comes again
  virtual void log(bus::LogLevel level, const Message& text) = 0;
  virtual void notify(const char* event, const Message& text) = 0;  // to people
  virtual void speak(const Message& text) = 0;
};

class TraderCore final : private DeskHost {
 public:
  // Opens the journal and replays it. Throws FileError, DataError: without its journal a trader does not trade.
  TraderCore(TraderOptions options, std::shared_ptr<const TraderSettings> settings, TraderOutput& output, EpochMicros now);
  ~TraderCore() override;
  // Real: orders go there. Before start(); must outlive the calls.
  void set_broker(gateway::Broker& broker) { broker_ = &broker; }
  // Intents that were never sent are dropped; what was sent is looked up.
  void start(EpochMicros now);

  void on_row(const bus::RowDecision& decision, EpochMicros now);
  void on_price(const std::string& code, double price, EpochMicros now);
  // Who asks the venue for prices of held symbols that have had none for a while; on_asked_price() is the answer. Before start().
  void set_price_question(std::function<void(const std::vector<std::string>& codes)> ask) { ask_prices_ = std::move(ask); }
  void on_asked_price(const std::string& code, double price, EpochMicros now);
  void on_instruments(const bus::InstrumentList& list, EpochMicros now);
  void on_settings(std::shared_ptr<const TraderSettings> settings, EpochMicros now);
  void on_record_ack(const bus::RecordAck& ack, EpochMicros now);
  // Throws UsageError for a symbol of which there is nothing to cancel or to close.
  [[nodiscard]] bus::HaltReply on_halt(const bus::HaltRequest& request, EpochMicros now);
  void exit_all(EpochMicros now);       // C잔고청산
  // By a person: cancel the symbol's orders, or close its position at market (again and again until it is flat, a minute at most; nothing
  // is entered meanwhile).
  void cancel_symbol(const std::string& code, EpochMicros now);
  void exit_symbol(const std::string& code, EpochMicros now);
  void tell_everything(EpochMicros now);  // a worker began anew
  void tick(EpochMicros now);
  void finish(EpochMicros now);         // before the end of the process: what waits goes out

  // The broker's events, on this thread.
  void on_order(const venue::OrderUpdate& order, EpochMicros now);
  void on_fill(const venue::Fill& fill, EpochMicros now);
  void on_balance(const venue::Balance& balance, EpochMicros now);
  void on_position(const venue::Position& position, EpochMicros now);
  void on_result(const gateway::RequestResult& result, EpochMicros now);
  void on_account(const gateway::AccountPicture& picture, EpochMicros now);
  void on_order_history(const std::string& client_id, bool found, const venue::OrderUpdate& order, const std::vector<venue::Fill>& fills,
                        EpochMicros now);
  void on_private_stream(bool up, EpochMicros now);
  void on_alarm(const Message& text, bool stop_trading, EpochMicros now);

  [[nodiscard]] const TraderBooks& books() const { return *books_; }
  [[nodiscard]] bool is_sure() const { return sure_; }
  [[nodiscard]] bool is_halted() const { return halted_; }
  // The disk refuses the journal or the records, or has hardly any room left.
  [[nodiscard]] bool has_failed_disk() const { return disk_failed_ || rebuild_needed_ || records_refused_ || !has_room_; }
  [[nodiscard]] const Liquidation& liquidation() const { return liquidation_; }
  // Why no position may be opened now; nothing: it may.
  [[nodiscard]] std::optional<Message> entry_block() const;
  [[nodiscard]] Money money() const;
  [[nodiscard]] double budget() const;
  [[nodiscard]] std::size_t unstored() const { return outbox_.unacknowledged(); }

 private:
  // DeskHost
  bool submit(OrderIntent& intent) override;
  void request_cancel(const OrderIntent& order, const char* why) override;
  void request_amend(const OrderIntent& order, Decimal limit) override;
  void paper_fill(const FillIncrement& fill) override;
  void paper_end(const std::string& client_id, OrderEnd end, EpochMicros time) override;
  void paper_amend(const std::string& client_id, Decimal limit, EpochMicros time) override;
  void refused(const OrderIntent& intent, const Message& why) override;

  // Journal (trader_core.cpp)
  void open_journal(EpochMicros now);
  [[nodiscard]] std::unique_ptr<TraderBooks> fold(const std::vector<JournalRecord>& records, TradingDay day, RecordOutbox* lines);
  void take_latches();
  void rebuild();
  bool commit(const std::vector<JournalRecord>& records);
  void must_commit(const JournalRecord& record);  // throws FileError: the desk that asked is built anew
  void disk_failed(const Message& text);
  void probe_disk();
  void look_for_room();
  void roll_day();
  void note_order_types();
  void step_done(const std::string& answered = {});
  void set_latch(const char* name, bool set, std::string why);

  // Orders (trader_orders.cpp)
  [[nodiscard]] bool entry_is_allowed(const OrderIntent& intent);
  [[nodiscard]] bool risk_allows(const OrderIntent& intent);
  void refuse(const OrderIntent& intent, const char* word, const Message& reason);  // a symbol and word at most every 180 s
  void prepare(const std::string& code);
  void send_waiting();
  void send(const QueuedRequest& request);
  void place(const OrderIntent& intent);
  [[nodiscard]] venue::NewOrder new_order(const OrderIntent& intent) const;
  void repeat_cancels();
  [[nodiscard]] bool has_working_orders() const;
  [[nodiscard]] bool is_flat() const;
  void cancel_everything(const char* why);

  // What people hear (trader_reports.cpp)
  void report(const JournalRecord& record, std::int64_t trades_before);
  void send_state(const std::string& code, RowKey answered);
  void send_account();
  void store_state();

  // Stops (trader_stops.cpp)
  void take_by_hand(const bus::HaltRequest& request, bus::HaltReply& reply);
  void step_hand_exits();
  void look_for_prices();
  void price_came(const std::string& code);
  void check_stops();
  void check_day_result();
  void check_end_of_day();
  void begin_exit(OrderReason reason, bool exits);
  void step_liquidation();

  // Venue (trader_venue.cpp)
  void take_change(const LedgerChange& change, const std::string& symbol, const std::string& client_id);
  void doubt(const Message& why, const std::string& symbol = {});  // empty: the whole account
  void ask_account_if_due();
  void take_plan(const ReconcilePlan& plan);
  void ask_history(const std::string& symbol, const std::string& client_id);
  void take_foreign_money();
  void check_told_positions();
  [[nodiscard]] std::vector<HeldPosition> held() const;
  [[nodiscard]] MoneyFacts money_facts() const;
  [[nodiscard]] bool is_real() const { return options_.mode == Mode::kReal; }

  TraderOptions options_;
  std::shared_ptr<const TraderSettings> settings_;
  TraderOutput& output_;
  gateway::Broker* broker_ = nullptr;
  std::string journal_name_;
  std::unique_ptr<OrderJournal> journal_;
  RecordOutbox outbox_;
  std::unique_ptr<TraderBooks> books_;
  EpochMicros now_ = 0;

  // journal
  bool disk_failed_ = false, rebuild_needed_ = false;
  EpochMicros disk_told_ = 0, next_probe_ = 0;
  bool records_refused_ = false;              // the query role's last answer
  bool has_room_ = true;
  std::vector<std::function<void()>> later_;  // what must not happen inside a desk's call

  // symbols
  std::map<std::string, venue::Instrument> instruments_;
  std::map<std::string, double> prices_, day_ranges_;
  PriceWatch price_watch_;
  std::function<void(const std::vector<std::string>& codes)> ask_prices_;
  std::map<std::string, std::pair<double, double>> stored_marks_;
  std::set<std::string> dirty_;               // symbols whose state must be told
  std::map<std::string, EpochMicros> refused_;  // symbol and word → when it was recorded last
  std::deque<EpochMicros> entries_;           // of the last minute
  EpochMicros row_received_ = 0;

  // stops
  bool halted_ = false, alarmed_ = false, was_blocked_ = true;
  std::string halt_why_, alarm_why_;
  Liquidation liquidation_;
  struct HandExit {
    EpochMicros begun = 0, tried = 0;
  };
  std::map<std::string, HandExit> hand_exits_;  // symbols that a person closes
  EpochMicros next_second_ = 0;
  bool positions_changed_ = true, money_changed_ = true;
  double told_budget_ = -1;

  // venue
  RequestQueue queue_;
  std::set<std::string> prepared_;                     // symbols whose leverage and margin type the venue was told
  std::map<std::string, Decimal> amending_;            // client id → limit that was asked for (same id)
  std::map<std::string, EpochMicros> cancel_sent_;
  std::map<std::string, EpochMicros> history_asked_;
  std::set<std::string> told_foreign_;
  bool sure_ = false, stream_up_ = false, clock_was_sure_ = true;
  VenueAgreement agreement_;
  EpochMicros next_reconcile_ = 0, last_answer_ = 0;
  EpochMicros asked_account_ = 0;                      // 0: no question is out
  struct PositionTold {
    Decimal amount;                                    // signed
    EpochMicros time = 0;
  };
  std::map<std::string, PositionTold> told_positions_;
  int unsure_rounds_ = 0;
  double venue_total_ = 0, bound_elsewhere_ = 0;
};

}  // namespace stom::live
