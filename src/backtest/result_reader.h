// Trade tables of backtest.db read back: those that stom writes (result_tables.h) and those of the reference, minute or second rows.
#pragma once

#include "backtest/trade_record.h"
#include "store/result_store.h"

namespace stom::backtest {

struct StoredTrades {
  std::string name;                 // of the table
  market::Market market{};          // from the beginning of the name; `coin` is Upbit unless the table tells a position (LONG, SHORT)
  market::Frame frame{};            // from the number of digits of the sale times
  std::vector<TradeRecord> trades;  // as stored
};

// A table without the columns of trades, or with a value that is no number where one belongs, is a DataError that names both.
// Codes are not stored: each trade's code is its name.
[[nodiscard]] StoredTrades read_detail_table(const store::ResultTable& table);
[[nodiscard]] StoredTrades read_detail_table(const store::ResultStore& store, const std::string& table);

}  // namespace stom::backtest
