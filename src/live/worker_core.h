// All symbols of one strategy worker, without sockets, files or clocks: rows and states of the trader in, decisions out.
//
// A complete row is taken once: into its symbol's arrays, then the texts are asked, then a RowDecision goes out if the symbol is held, has
// pending orders, or is watched and the buy text signals. Rows of a symbol are handled in their order. Paper: the trader fills orders from
// the decided row, so later rows of that symbol wait for the answer (SymbolState::answered_index), as a back-test knows its position before
// the next row. When more wait than `most_waiting`, the oldest go into the arrays without being evaluated: figures have no hole. Real:
// nothing waits.
//
// After a start, and after messages were lost, a symbol's rows are held back until its recorded rows have been put before them (bridge()).
// One thread.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "bus/messages/desk.h"
#include "bus/messages/market.h"
#include "bus/messages/trading.h"
#include "live/order_intent.h"
#include "live/symbol_evaluator.h"

namespace stom::live {

class WorkerHost {
 public:
  virtual ~WorkerHost() = default;
  virtual void decided(const bus::RowDecision& decision) = 0;
  virtual void warn(const Message& text) = 0;
  // A row has been through the texts and, where it was decided, through decided(); `received`: when its last event came.
  virtual void evaluated(EpochMicros) {}
  // What the buy text said at a row that was evaluated (script::Signal).
  virtual void signalled(const std::string&, RowKey, std::uint8_t) {}
};

struct WorkerOptions {
  market::Market market{};
  market::Frame frame{};
  Mode mode = Mode::kPaper;
  std::size_t most_waiting = 3600;  // rows of one symbol
  std::size_t kept_days = 1;
  bool begins_with_history = false;  // every symbol's first row is held back for bridge()
};

struct WorkerCounts {
  std::uint64_t rows = 0;         // complete rows taken
  std::uint64_t evaluated = 0;    // through the texts
  std::uint64_t decisions = 0;
  std::uint64_t repeated = 0;     // rows that were known already, or came too late
  std::uint64_t overflowed = 0;   // waited too long: taken, not evaluated
  std::uint64_t misshapen = 0;    // rows without the columns of the schema
  std::uint64_t holes = 0;        // of symbols whose rows could not be bridged
};

// Rows of one symbol as recorded, ascending.
struct RecordedRows {
  std::vector<RowKey> index;
  std::vector<std::vector<double>> rows;  // schema columns
};

// A symbol whose live rows are held back.
struct Bridge {
  std::string code;
  RowKey known = 0;       // last row in the arrays; 0: none
  RowKey first_live = 0;  // recorded rows before this one are missing; once it is recorded itself, all of them are
};

class WorkerCore {
 public:
  WorkerCore(const WorkerOptions& options, WorkerHost& host);
  ~WorkerCore();
  WorkerCore(const WorkerCore&) = delete;
  WorkerCore& operator=(const WorkerCore&) = delete;

  // From the next row of each symbol on.
  void set_texts(std::shared_ptr<StrategyTexts> texts);
  // 코인전략종료시간 (hhmmss): rows from then on are not evaluated.
  void set_end_time(std::int64_t hhmmss) { end_time_ = hhmmss; }
  void control(bus::StrategyOrder order);

  void row(bus::MarketRow row);
  void state(const bus::SymbolState& state);
  // The trader that should answer is another process now: rows that wait for it go on.
  void forget_answers();
  // Rows may be missing: every symbol is bridged at its next row.
  void suspect_holes();

  [[nodiscard]] std::vector<Bridge> bridges() const;
  // Recorded rows after `known`. True: the symbol goes on (the first live row is among them, or `at_last` says that no more will come; then
  // the symbol has a hole and its next row is not evaluated). Of the rows that were held back only the newest is evaluated.
  bool bridge(const std::string& code, const RecordedRows& rows, bool at_last);

  [[nodiscard]] const WorkerCounts& counts() const { return counts_; }
  [[nodiscard]] std::size_t waiting(const std::string& code) const;
  // Rows that wait for an answer of the trader, the symbols' oldest unanswered keys.
  [[nodiscard]] std::map<std::string, RowKey> unanswered() const;
  // Null until the symbol had a row.
  [[nodiscard]] const SymbolEvaluator* symbol(const std::string& code) const;
  [[nodiscard]] std::vector<std::string> codes() const;

 private:
  struct Symbol;

  Symbol& symbol_of(const std::string& code);
  void handle(Symbol& symbol, const bus::MarketRow& row, bool evaluate);
  void drain(Symbol& symbol);
  [[nodiscard]] bool entry_may_be_countered(const bus::SymbolState& state) const;
  [[nodiscard]] script::HoldingState holding(Symbol& symbol) const;
  [[nodiscard]] bus::RowDecision decision(const Symbol& symbol, const bus::MarketRow& row) const;

  WorkerOptions options_;
  WorkerHost& host_;
  std::shared_ptr<StrategyTexts> texts_;
  trade::FeeRates fees_;
  std::map<std::string, std::unique_ptr<Symbol>, std::less<>> symbols_;
  WorkerCounts counts_;
  std::int64_t end_time_ = 240000;
  bool buys_ = true, sells_ = true;
  std::size_t columns_;
};

}  // namespace stom::live
