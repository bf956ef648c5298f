#include "market/price_grid.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace stom::market {
namespace {

constexpr std::int64_t kOne = 100'000'000;  // units of a price of 1
constexpr double kLargestPrice = 9e10;      // beyond it units do not fit; no market comes near

constexpr PriceStep whole(std::int64_t from, std::int64_t tick) { return {from * kOne, tick * kOne}; }
// Bound and tick given as 1/n.
constexpr PriceStep part(std::int64_t from, std::int64_t tick) { return {kOne / from, kOne / tick}; }

constexpr TradingDay kKrxReform = 20230125;
constexpr PriceStep kKrx2023[] = {whole(0, 1), whole(2'000, 5), whole(5'000, 10), whole(20'000, 50),
                                  whole(50'000, 100), whole(200'000, 500), whole(500'000, 1'000)};
constexpr PriceStep kKospiBefore[] = {whole(0, 1), whole(1'000, 5), whole(5'000, 10), whole(10'000, 50),
                                      whole(50'000, 100), whole(100'000, 500), whole(500'000, 1'000)};
// KOSDAQ and KONEX.
constexpr PriceStep kKosdaqBefore[] = {whole(0, 1), whole(1'000, 5), whole(5'000, 10), whole(10'000, 50), whole(50'000, 100)};
constexpr PriceStep kFiveWon[] = {whole(0, 5)};
constexpr PriceStep kFundSince2023[] = {whole(0, 1), whole(2'000, 5)};

constexpr TradingDay kUpbitFineFrom = 20240129;
constexpr TradingDay kUpbitCoarseFrom = 20250731;
constexpr PriceStep kUpbitBefore2024[] = {
    {0, kOne / 10'000}, part(10, 1'000), part(1, 100), {10 * kOne, kOne / 10}, whole(100, 1), whole(1'000, 5),
    whole(10'000, 10), whole(100'000, 50), whole(500'000, 100), whole(1'000'000, 500), whole(2'000'000, 1'000)};
constexpr PriceStep kUpbit2024[] = {
    {0, 1}, part(10'000, 10'000'000), part(1'000, 1'000'000), part(100, 100'000), part(10, 10'000), part(1, 1'000),
    {10 * kOne, kOne / 100}, {100 * kOne, kOne / 10}, whole(1'000, 1), whole(10'000, 10), whole(100'000, 50),
    whole(500'000, 100), whole(1'000'000, 500), whole(2'000'000, 1'000)};
constexpr PriceStep kUpbit2025[] = {
    {0, 1}, part(100'000, 10'000'000), part(10'000, 1'000'000), part(1'000, 100'000), part(100, 10'000), part(10, 1'000),
    part(1, 100), {10 * kOne, kOne / 10}, whole(100, 1), whole(5'000, 5), whole(10'000, 10), whole(50'000, 50),
    whole(100'000, 100), whole(500'000, 500), whole(1'000'000, 1'000)};

constexpr TradingDay kOneWonCoinsFrom = 20241014;
constexpr std::string_view kOneWonCoins[] = {"ADA", "ALGO", "BLUR", "CELO", "ELF",  "EOS", "GRS", "GRT", "ICX",
                                             "MANA", "MINA", "POL",  "SAND", "SEI", "STG", "TRX"};
constexpr TradingDay kHalfWonCoinsFrom = 20250321;
constexpr std::string_view kHalfWonCoins[] = {"USDC", "USDT"};

constexpr PriceStep kReferenceUpbit[] = {
    {0, kOne / 10'000}, part(100, 1'000), part(1, 100), {10 * kOne, kOne / 10}, whole(100, 1), whole(1'000, 5),
    whole(10'000, 10), whole(100'000, 50), whole(500'000, 100), whole(1'000'000, 500), whole(2'000'000, 1'000)};

std::int64_t units(double price) {
  if (!(price > 0)) return 0;
  return static_cast<std::int64_t>(std::nearbyint(std::min(price, kLargestPrice) * static_cast<double>(kOne)));
}
// Whole numbers stay whole, others become the double nearest to the decimal.
double value(std::int64_t price_units) {
  if (price_units % kOne == 0) return static_cast<double>(price_units / kOne);
  return static_cast<double>(price_units) / static_cast<double>(kOne);
}

bool contains(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

}  // namespace

std::int64_t PriceGrid::tick_units(std::int64_t price) const {
  if (special_.tick > 0 && price >= special_.from && price < special_until_) return special_.tick;
  const auto above = std::ranges::upper_bound(steps_, price, {}, &PriceStep::from);
  return std::prev(above)->tick;
}

double PriceGrid::tick(double price) const { return value(tick_units(units(price))); }

double PriceGrid::next_up(double price) const {
  const std::int64_t p = units(price), step = tick_units(p);
  return value(p - p % step + step);
}

double PriceGrid::next_down(double price) const {
  const std::int64_t p = units(price);
  if (p == 0) return 0;
  const std::int64_t step = tick_units(p - 1);
  const std::int64_t over = p % step;
  return value(over == 0 ? p - step : p - over);
}

bool PriceGrid::is_on_grid(double price) const {
  const std::int64_t p = units(price);
  return p % tick_units(p) == 0;
}

double PriceGrid::cut(double price) const {
  const std::int64_t p = units(price);
  return value(p - p % tick_units(p));
}

double PriceGrid::raise(double price) const {
  const std::int64_t p = units(price), step = tick_units(p), over = p % step;
  return value(over == 0 ? p : p - over + step);
}

PriceGrid krx_grid(Board board, Instrument instrument, TradingDay day, const PriceGridOptions& options) {
  switch (instrument) {
    case Instrument::kElw: return PriceGrid(kFiveWon);
    case Instrument::kEtf:
    case Instrument::kEtn: return day < options.etf_one_won_from ? PriceGrid(kFiveWon) : PriceGrid(kFundSince2023);
    case Instrument::kStock: break;
  }
  if (day >= kKrxReform) return PriceGrid(kKrx2023);
  return board == Board::kKospi ? PriceGrid(kKospiBefore) : PriceGrid(kKosdaqBefore);
}

PriceGrid upbit_grid(std::string_view code, TradingDay day, const PriceGridOptions& options) {
  if (day < kUpbitFineFrom) return PriceGrid(kUpbitBefore2024);
  const std::string_view coin = code.starts_with("KRW-") ? code.substr(4) : code;
  const PriceGrid grid = day < kUpbitCoarseFrom ? PriceGrid(kUpbit2024) : PriceGrid(kUpbit2025);
  if (day >= kOneWonCoinsFrom && day < kUpbitCoarseFrom && contains(kOneWonCoins, coin)) {
    return grid.with(whole(100, 1), 1'000 * kOne);
  }
  if (day >= kHalfWonCoinsFrom && day <= options.upbit_stablecoin_half_won_until && contains(kHalfWonCoins, coin)) {
    return grid.with({1'000 * kOne, kOne / 2}, 10'000 * kOne);
  }
  return grid;
}

double reference_tick_size(bool kosdaq, double price, RowKey index) {
  constexpr RowKey kReform = 20230125000000;
  if (index >= kReform) return PriceGrid(kKrx2023).tick(price);
  return PriceGrid(kosdaq ? std::span<const PriceStep>(kKosdaqBefore) : std::span<const PriceStep>(kKospiBefore)).tick(price);
}

double reference_upbit_tick_size(double price) { return PriceGrid(kReferenceUpbit).tick(price); }

}  // namespace stom::market
