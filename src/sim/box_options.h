// What a box is made of: markets, accounts, clock, faults. Texts of the command line are read here.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/secret_text.h"
#include "sim/exchange.h"

namespace stom::sim {

struct MarketChoice {
  enum class Kind : std::uint8_t { kNone, kRandom, kRows, kRaw };
  Kind kind = Kind::kRandom;
  std::string file;
  TradingDay day = 0;               // of rows; 0: the newest of the file
  std::vector<std::string> codes;   // of rows; empty: all
};
// "none", "random", "rows:FILE", "rows:FILE@YYYYMMDD", "raw:FILE". Throws UsageError.
[[nodiscard]] MarketChoice parse_market(std::string_view text);

struct BoxAccount {
  venue::Venue venue = venue::Venue::kBinance;
  std::string access;
  SecretText secret;
  std::vector<std::pair<std::string, Decimal>> assets;
};
// "upbit:ACCESS:SECRET:KRW=10000000,BTC=0.5". Throws UsageError, without the secret.
[[nodiscard]] BoxAccount parse_account(std::string_view text);
// [{"venue":"binance","access":"…","secret":"…","assets":{"USDT":"1000"}}]. Throws DataError, without the secrets.
[[nodiscard]] std::vector<BoxAccount> parse_accounts(std::string_view json);
[[nodiscard]] std::optional<venue::Venue> find_venue(std::string_view name);

struct BoxOptions {
  std::uint16_t port = 0;            // 0: any
  std::filesystem::path folder;      // certificates; made if it is not there
  MarketChoice upbit, binance;
  int symbols = 8;                   // of random markets
  double events_per_second = 4;      // a symbol of random markets
  std::uint64_t seed = 1;
  EpochMicros start = 0;             // of the exchange's clock; 0: the machine's
  double speed = 1;                  // 0: as fast as subscribers take it
  std::vector<BoxAccount> accounts;
  std::optional<std::uint64_t> hostile;  // seed
  Decimal funding_rate;              // Binance, every eight hours; zero: none
  bool rate_limits = true;
  bool compress = false;             // permessage-deflate when the client offers it
  // In place of the choices above (tests): the market of a venue that starts at a time; nothing: no such venue.
  std::function<std::unique_ptr<MarketSource>(venue::Venue, EpochMicros)> make_market;
};

[[nodiscard]] std::unique_ptr<MarketSource> make_market(const BoxOptions& options, venue::Venue venue, EpochMicros start);

}  // namespace stom::sim
