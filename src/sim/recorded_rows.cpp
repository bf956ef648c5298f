// Rows of a back database as a market: the file is read once for the grids of its symbols, then ten minutes at a time as it plays.
#include "base/error.h"
#include "market/price_grid.h"
#include "sim/coins.h"
#include "sim/event_queue.h"
#include "sim/money.h"
#include "sim/row_events.h"
#include "store/back_database.h"

namespace stom::sim {
namespace {

using market::Frame;
using market::Market;
using venue::Number;

constexpr EpochMicros kSecond = 1'000'000;
constexpr std::int64_t kChunkSeconds = 600;
constexpr std::int64_t kDaySeconds = 86'400;

// A column vector of one row, again and again.
class OneRow : public store::RowSink {
 public:
  explicit OneRow(std::size_t columns) : values_(columns) {}
  double* slot() override { return values_.data(); }

 protected:
  std::vector<double> values_;
};

// What has to be known of a symbol before its first row plays.
class Survey final : public OneRow {
 public:
  Survey(Market market, Frame frame) : OneRow(market::schema(market, frame).size()), market_(market), frame_(frame) {}

  void accept(RowKey index, std::uint64_t) override {
    const RowValues row = row_values(market_, frame_, index, values_.data());
    if (!row.price.is_positive()) return;
    if (rows++ == 0) first_price = row.price;
    const auto note_price = [&](Decimal price) { tick = Decimal::common_step(tick, price); };
    for (const Decimal price : {row.price, row.high, row.low}) note_price(price);
    for (const std::vector<venue::Level>* levels : {&row.asks, &row.bids}) {
      for (const venue::Level& level : *levels) {
        note_price(level.price);
        places = std::max(places, level.quantity.places());
      }
    }
    for (const Decimal quantity : {row.buy, row.sell}) places = std::max(places, quantity.places());
    // The previous close lies where all change rates, which have two places, agree; the first contradiction ends the search.
    if (agrees && row.change_rate > -99) {
      const double least = row.price.to_double() / (1 + (row.change_rate + 0.005) / 100);
      const double greatest = row.price.to_double() / (1 + (row.change_rate - 0.005) / 100);
      agrees = least <= close_high && greatest >= close_low;
      if (agrees) {
        close_low = std::max(close_low, least);
        close_high = std::min(close_high, greatest);
      }
    }
  }

  std::uint64_t rows = 0;
  Decimal tick, first_price;
  int places = 0;
  double close_low = 0, close_high = 1e18;

 private:
  Market market_;
  Frame frame_;
  bool agrees = true;
};

class RowCursor final : public EventCursor {
 public:
  RowCursor(std::shared_ptr<store::BackDatabase> database, store::RowTable table, store::RowLayout layout, Market market, TradingDay day,
            RowEvents made)
      : database_(std::move(database)),
        table_(std::move(table)),
        layout_(layout),
        market_(market),
        events_(std::move(made)),
        next_(epoch_seconds(static_cast<RowKey>(day) * 1'000'000)),
        end_(next_ + kDaySeconds) {}

  bool more(std::vector<MarketEvent>& events) override {
    if (next_ >= end_) {
      if (!finished_) events_.finish(events);
      return !std::exchange(finished_, true);
    }
    Player player(*this, events);
    const std::int64_t last = std::min(next_ + kChunkSeconds, end_) - 1;
    database_->read_rows(table_, layout_, store::RowOrder::kByIndex, player, StopFlag{}, store::KeyRange{key(next_), key(last)});
    next_ = last + 1;
    return true;
  }

 private:
  class Player final : public OneRow {
   public:
    Player(RowCursor& owner, std::vector<MarketEvent>& events)
        : OneRow(market::schema(owner.market_, owner.layout_.frame).size()), owner_(owner), events_(events) {}
    void accept(RowKey index, std::uint64_t) override {
      owner_.events_.add(row_values(owner_.market_, owner_.layout_.frame, index, values_.data()), events_);
    }

   private:
    RowCursor& owner_;
    std::vector<MarketEvent>& events_;
  };

  [[nodiscard]] RowKey key(std::int64_t second) const {
    return layout_.frame == Frame::kTick ? second_key(second) : second_key(second) / 100;
  }

  std::shared_ptr<store::BackDatabase> database_;
  store::RowTable table_;
  store::RowLayout layout_;
  Market market_;
  RowEvents events_;
  std::int64_t next_, end_;
  bool finished_ = false;
};

[[noreturn]] void throw_no_rows(const std::string& database, TradingDay day) {
  throw DataError(message("{}: {}의 행이 없습니다. 거래소, 날짜, 종목코드를 확인하십시오.",
                          "{}: there are no rows of {}. Check the venue, the day and the codes.", database, day));
}

TradeGrid grid_of(venue::Venue venue, const std::string& code, Decimal tick, Decimal step, TradingDay day) {
  if (venue == venue::Venue::kBinance) {
    return {[tick](Decimal price) { return cut_to_step(price, tick); }, [tick](Decimal price) { return price + tick; }, step};
  }
  const market::PriceGrid grid = market::upbit_grid(code, day);
  return {[grid](Decimal price) { return Decimal::from_double(grid.cut(price.to_double())); },
          [grid](Decimal price) { return Decimal::from_double(grid.next_up(price.to_double())); }, step};
}

}  // namespace

std::unique_ptr<MarketSource> recorded_rows(venue::Venue venue, const std::string& database, const std::vector<std::string>& codes,
                                            TradingDay day, EpochMicros start) {
  const bool upbit = venue == venue::Venue::kUpbit;
  const Market market = upbit ? Market::kUpbit : Market::kBinance;
  const auto file = std::make_shared<store::BackDatabase>(database);
  std::vector<venue::Instrument> instruments;
  std::vector<EventQueue> queues;
  Frame frame = Frame::kTick;
  for (const store::RowLayout& layout : file->layouts()) {
    if (!layout.crypto || !queues.empty()) continue;
    frame = layout.frame;
    const RowKey first = static_cast<RowKey>(day) * (frame == Frame::kTick ? 1'000'000 : 10'000);
    const store::KeyRange range{first, first + (frame == Frame::kTick ? 235'959 : 2'359)};
    std::vector<Message> notices;
    for (store::RowTable& table : file->row_tables(layout, notices)) {
      const std::string code = table.code;
      if (store::looks_like_upbit(code) != upbit) continue;
      if (!codes.empty() && std::find(codes.begin(), codes.end(), code) == codes.end()) continue;
      Survey survey(market, frame);
      file->read_rows(table, layout, store::RowOrder::kByIndex, survey, StopFlag{}, range);
      if (survey.rows == 0) continue;
      const Decimal tick = upbit ? Decimal::from_double(market::upbit_grid(code, day).tick(survey.first_price.to_double())) : survey.tick;
      const Decimal step = upbit ? Decimal::step(8) : Decimal::step(std::min(survey.places, 8));
      instruments.push_back(instrument_of(venue, code, tick, step, Decimal(5)));
      const double close = (survey.close_low + survey.close_high) / 2;
      const Decimal previous = cut(Decimal::from_double(close), 8);
      RowEvents made(frame, code, grid_of(venue, code, survey.tick, step, day), previous);
      queues.emplace_back(std::make_unique<RowCursor>(file, std::move(table), layout, market, day, std::move(made)));
    }
  }
  if (queues.empty()) throw_no_rows(database, day);
  return std::make_unique<RecordedMarket>(std::move(instruments), std::move(queues), start, frame == Frame::kTick ? kSecond : 60 * kSecond);
}

}  // namespace stom::sim
