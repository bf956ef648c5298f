#include "aggregation/venue_rules.h"

#include <algorithm>

namespace stom::aggregation {
namespace {

constexpr std::string_view kMoneyQuotes[] = {"USDT", "USDC", "BUSD", "FDUSD", "TUSD", "USDP", "USD", "EUR", "TRY", "KRW", "JPY"};
// COIN-M contract sizes: 100 USD for bitcoin, 10 USD for everything else.
constexpr double kBitcoinContract = 100;
constexpr double kCoinContract = 10;

bool is_upper_or_digit(char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "BTCUSD_PERP", "ETHUSD_240927".
bool is_inverse_contract(std::string_view code) {
  const std::size_t underscore = code.find('_');
  return underscore != std::string_view::npos && code.substr(0, underscore).ends_with("USD");
}

}  // namespace

ValueRule value_rule(market::Market market, std::string_view code) {
  ValueRule rule;
  if (market == market::Market::kStock) {
    rule.decimals = 0;
    rule.unit = 1'000'000;
    return rule;
  }
  if (market == market::Market::kUpbit) {
    rule.decimals = code.starts_with("BTC-") ? 8 : 2;
    return rule;
  }
  if (is_inverse_contract(code)) {
    rule.contract_value = code.starts_with("BTCUSD_") ? kBitcoinContract : kCoinContract;
    return rule;
  }
  const std::string_view pair = code.substr(0, code.find('_'));
  const bool money = std::any_of(std::begin(kMoneyQuotes), std::end(kMoneyQuotes),
                                 [&](std::string_view quote) { return pair.ends_with(quote); });
  rule.decimals = money ? 2 : 8;
  return rule;
}

bool market_of_code(std::string_view code, market::Market& market) {
  if (code.empty()) return false;
  const std::size_t dash = code.find('-');
  if (dash != std::string_view::npos) {
    const std::string_view quote = code.substr(0, dash);
    if (quote != "KRW" && quote != "BTC" && quote != "USDT") return false;
    market = market::Market::kUpbit;
    return dash + 1 < code.size();
  }
  if (!std::all_of(code.begin(), code.end(), [](char c) { return is_upper_or_digit(c) || c == '_'; })) return false;
  if (code.size() == 6 && is_digit(code[0]) && is_digit(code[1]) && is_digit(code[2]) && is_digit(code[3])) {
    market = market::Market::kStock;
    return true;
  }
  if (is_inverse_contract(code) || value_rule(market::Market::kBinance, code).decimals == 2 || code.ends_with("BTC") ||
      code.ends_with("ETH") || code.ends_with("BNB")) {
    market = market::Market::kBinance;
    return true;
  }
  return false;
}

}  // namespace stom::aggregation
