#include "sim/coins.h"

#include "sim/money.h"
#include "sim/upbit_ledger.h"
#include "sim/upbit_rules.h"

namespace stom::sim {
namespace {

using venue::Number;

struct Row {
  std::string_view code, korean, english;
  double won, dollar;
  std::string_view tick, step, notional;  // Binance
};
constexpr Row kRows[] = {
    {"BTC", "비트코인", "Bitcoin", 137'300'000, 92'000, "0.1", "0.001", "50"},
    {"ETH", "이더리움", "Ethereum", 4'480'000, 3'010, "0.01", "0.001", "20"},
    {"XRP", "엑스알피(리플)", "XRP", 3'120, 2.08, "0.0001", "0.1", "5"},
    {"SOL", "솔라나", "Solana", 199'400, 133.7, "0.01", "0.01", "5"},
    {"DOGE", "도지코인", "Dogecoin", 224, 0.1504, "0.00001", "1", "5"},
    {"ADA", "에이다", "Cardano", 612, 0.4107, "0.0001", "1", "5"},
    {"TRX", "트론", "TRON", 409, 0.2744, "0.00001", "1", "5"},
    {"LINK", "체인링크", "Chainlink", 19'050, 12.79, "0.001", "0.01", "5"},
    {"SUI", "수이", "Sui", 2'112, 1.418, "0.0001", "0.1", "5"},
    {"AVAX", "아발란체", "Avalanche", 19'840, 13.31, "0.001", "1", "5"},
    {"SHIB", "시바이누", "Shiba Inu", 0.01214, 0.008147, "0.000001", "1", "5"},
    {"DOT", "폴카닷", "Polkadot", 3'388, 2.273, "0.001", "0.1", "5"},
    {"BCH", "비트코인캐시", "Bitcoin Cash", 779'500, 523.4, "0.01", "0.001", "20"},
    {"NEAR", "니어프로토콜", "NEAR Protocol", 2'705, 1.815, "0.001", "1", "5"},
    {"APT", "앱토스", "Aptos", 3'740, 2.509, "0.001", "0.1", "5"},
    {"ETC", "이더리움클래식", "Ethereum Classic", 20'150, 13.52, "0.001", "0.01", "20"},
};
constexpr int kNamed = static_cast<int>(std::size(kRows));

}  // namespace

venue::Instrument instrument_of(venue::Venue venue, const std::string& symbol, Decimal tick, Decimal step, Decimal min_notional) {
  venue::Instrument instrument;
  instrument.symbol = symbol;
  instrument.tick = Number::of(tick);
  instrument.step = Number::of(step);
  if (venue == venue::Venue::kUpbit) {
    instrument.base = base_of(symbol);
    instrument.quote = quote_of(symbol);
    instrument.state = "ACTIVE";
    instrument.warning = false;
    instrument.min_notional = Number::of(upbit_min_total());
    instrument.quantity_decimals = 8;
    return instrument;
  }
  constexpr std::string_view kQuote = "USDT";
  instrument.quote = kQuote;
  instrument.base = symbol.ends_with(kQuote) ? symbol.substr(0, symbol.size() - kQuote.size()) : symbol;
  instrument.margin_asset = kQuote;
  instrument.contract_type = "PERPETUAL";
  instrument.state = "TRADING";
  instrument.min_price = Number::of(tick);
  instrument.max_price = Number::of(Decimal(10'000'000));
  instrument.market_step = instrument.step;
  instrument.min_quantity = instrument.market_min_quantity = instrument.step;
  instrument.max_quantity = Number::of(Decimal(10'000'000));
  instrument.market_max_quantity = Number::of(Decimal(5'000'000));
  instrument.min_notional = Number::of(min_notional);
  instrument.percent_up = Number::of(decimal_of("1.15"));
  instrument.percent_down = Number::of(decimal_of("0.85"));
  instrument.price_decimals = tick.places();
  instrument.quantity_decimals = step.places();
  instrument.max_orders = 200;
  instrument.order_types = {"LIMIT", "MARKET"};
  instrument.times_in_force = {"GTC", "IOC", "FOK", "GTX", "GTD"};
  return instrument;
}

std::vector<Coin> coins_of(venue::Venue venue, int count) {
  const bool upbit = venue == venue::Venue::kUpbit;
  std::vector<Coin> coins;
  for (int i = 0; i < count; ++i) {
    const Row& row = kRows[i % kNamed];
    // Beyond the named ones: the same ladder of prices under numbered names.
    const std::string code = i < kNamed ? std::string(row.code) : fmt::format("{}{}", row.code, i / kNamed + 1);
    const std::string symbol = upbit ? "KRW-" + code : code + "USDT";
    Coin coin;
    coin.instrument = instrument_of(venue, symbol, upbit ? Decimal{} : decimal_of(row.tick),
                                    upbit ? Decimal::step(8) : decimal_of(row.step), decimal_of(row.notional));
    coin.instrument.korean_name = row.korean;
    coin.instrument.english_name = row.english;
    coin.price = upbit ? row.won : row.dollar;
    coins.push_back(std::move(coin));
  }
  return coins;
}

}  // namespace stom::sim
