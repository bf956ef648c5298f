// Batches of the bus as the stores take them.
#pragma once

#include <vector>

#include "bus/messages/trade_records.h"
#include "bus/messages/trading.h"
#include "store/recording_file.h"
#include "store/trade_list_store.h"

namespace stom::service {

struct RecordedRows {
  std::vector<store::RowBlock> rows;
  std::vector<store::WatchRow> watch;
};

// Rows of one code's table, or of moneytop. DataError where columns or values are not those of the market's schema.
[[nodiscard]] RecordedRows read_rows(const bus::RecordRows& batch, market::Market market, market::Frame frame);

[[nodiscard]] store::TradeBatch read_trades(const bus::RecordTrades& batch);

}  // namespace stom::service
