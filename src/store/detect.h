// What a market-data file is, told from the file itself.
#pragma once

#include <filesystem>

#include "market/market.h"

namespace stom::store {

struct DatabaseKind {
  market::Market market{};
  market::Frame frame{};
};

// Stock or crypto and the time frame come from the columns, the exchange from the codes (KRW-BTC, BTCUSDT). A file that
// holds several kinds is a UsageError that asks for --market or --frame; one without market data is a DatabaseError.
[[nodiscard]] DatabaseKind detect_database(const std::filesystem::path& path);

}  // namespace stom::store
