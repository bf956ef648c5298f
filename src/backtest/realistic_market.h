// The rows of one day as the realistic fill model sees them: builds its view of a row from the columns, lets the venue forget
// takings row by row, and advances orders.
#pragma once

#include "market/schema.h"
#include "trade/fill.h"
#include "trade/fill_model.h"
#include "trade/realistic_fill.h"

namespace stom::backtest {

struct MarketColumns {
  trade::BookLevels asks{}, bids{};
  const double* low = nullptr;   // second rows: the price
  const double* high = nullptr;
  const double* bought = nullptr;
  const double* sold = nullptr;
};

// column: Field → the values of the bound slice.
template <typename Column>
[[nodiscard]] MarketColumns market_columns(const trade::BookLevels& asks, const trade::BookLevels& bids, market::Frame frame,
                                           const Column& column) {
  const bool minute = frame == market::Frame::kMinute;
  return {asks, bids, column(minute ? market::Field::kMinuteLow : market::Field::kPrice),
          column(minute ? market::Field::kMinuteHigh : market::Field::kPrice), column(market::Field::kBuyQuantity),
          column(market::Field::kSellQuantity)};
}

class RealisticMarket {
 public:
  RealisticMarket(market::Market market, const trade::RealisticFillOptions& options)
      : options_(options), venue_(market, options.queue, options.consume_book) {}

  void start_day(const MarketColumns& columns);

  // May a market order be sent at this row? (live trading sends none that the first levels do not hold)
  [[nodiscard]] bool may_send(bool buys, double quantity, int levels, std::int64_t row);
  [[nodiscard]] trade::WorkingOrder make_order(const trade::OrderKind& kind, bool buys, double limit, double quantity, std::int64_t row) const {
    return trade::make_order(options_, kind, buys, limit, quantity, row);
  }
  trade::Execution advance(trade::WorkingOrder& order, std::int64_t row);
  void request_cancel(trade::WorkingOrder& order, std::int64_t row) const { trade::request_cancel(options_, order, row); }
  void request_amend(trade::WorkingOrder& order, double limit, std::int64_t row) const { trade::request_amend(options_, order, limit, row); }
  // Money for what is closed at the last row of a day; 0: nobody quotes.
  [[nodiscard]] double close(bool buys, double quantity, std::int64_t row);

 private:
  [[nodiscard]] trade::MarketRow view(std::int64_t row) const;
  trade::MarketRow see(std::int64_t row);

  trade::RealisticFillOptions options_;
  trade::RealisticVenue venue_;
  MarketColumns columns_;
  std::int64_t seen_ = -1;  // rows whose book the venue has observed
};

}  // namespace stom::backtest
