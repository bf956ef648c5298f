#include "store/sample_symbol.h"

#include <algorithm>
#include <cmath>

#include "base/rounding.h"

namespace stom::store {
namespace {

using market::Field;
using market::Market;

struct Step {
  double below, step;
};
constexpr Step kStockSteps[] = {{2000, 1}, {5000, 5}, {20000, 10}, {50000, 50}, {200000, 100}, {500000, 500}};
constexpr Step kUpbitSteps[] = {{0.01, 0.0001}, {1, 0.001}, {10, 0.01}, {100, 0.1}, {1000, 1}, {10000, 5}, {100000, 10}, {500000, 50}, {1000000, 100}, {2000000, 500}};
constexpr double kRoundFigures[] = {2000, 5000, 20000, 50000, 200000, 500000};
constexpr int kLevels = 5;
constexpr int kMargin = 10;  // grid positions kept free at both ends for the book

constexpr const char* kHeads[] = {"가람", "나래", "다온", "라온", "마루", "바른", "새론", "아라", "자람", "차오", "한결", "해솔", "미르", "온새", "도담", "소담"};
constexpr const char* kTails[] = {"전자", "제약", "화학", "중공업", "소프트", "바이오", "에너지", "반도체", "홀딩스", "엔터"};

std::string letters(int number, int stride, int step) {
  std::string text;
  for (int k = 0; k < 3; ++k) text += static_cast<char>('A' + (number * stride + k * step + number / 26) % 26);
  return text + (number >= 26 ? std::to_string(number / 26) : "");
}

double upper_vi_price(double open) {
  double price = std::floor(open * 1.1);
  const double step = sample_price_step(Market::kStock, price, 0);
  const double over = std::fmod(price, step);
  if (over != 0) price += step - over;
  return price;
}

}  // namespace

double sample_price_step(Market market, double price, double base) {
  if (market == Market::kBinance) return std::pow(10.0, std::floor(std::log10(base) - 3.3));
  const std::span<const Step> steps = market == Market::kStock ? std::span<const Step>(kStockSteps) : std::span<const Step>(kUpbitSteps);
  for (const Step& step : steps) {
    if (price < step.below) return step.step;
  }
  return 1000;
}

SampleSymbol::SampleSymbol(const SampleOptions& options, int number)
    : market_(options.market), frame_(options.frame), seed_(options.seed), number_(static_cast<std::uint64_t>(number)), gap_(options.gap),
      may_be_absent_(options.days > 2) {
  SampleRandom random{seed_, static_cast<std::uint64_t>(market_), static_cast<std::uint64_t>(frame_), number_};
  const auto between = [&](double low, double high) { return std::exp(random.uniform(std::log(low), std::log(high))); };
  double base = 0;
  switch (market_) {
    case Market::kStock:
      code_ = fmt::format("{:06}", (number * 7919LL + 5930) % 999999);
      name_ = fmt::format("{}{}{}", kHeads[number % 16], kTails[(number / 16 + number) % 10], number >= 160 ? std::to_string(number / 160 + 1) : "");
      base = between(1200, 260000);
      shares_ = std::floor(between(5e6, 4e8));
      break;
    case Market::kUpbit:
      code_ = "KRW-" + letters(number, 7, 5);
      base = between(0.5, 4e6);
      shares_ = 1e9;
      break;
    case Market::kBinance:
      code_ = letters(number, 11, 3) + "USDT";
      base = between(0.3, 60000);
      shares_ = 1e9;
      break;
  }
  if (name_.empty()) name_ = code_;
  const double span = market_ == Market::kStock ? 0.45 : 0.3;
  const double lowest = base * (1 - span);
  const double first_step = sample_price_step(market_, lowest, base);
  for (double p = round_scaled(std::floor(lowest / first_step) * first_step, 8); p <= base * (1 + span);) {
    grid_.push_back(p);
    p = round_scaled(p + sample_price_step(market_, p, base), 8);
  }
  position_ = static_cast<int>(std::lower_bound(grid_.begin(), grid_.end(), base) - grid_.begin());
  previous_close_ = price(position_);
  previous_volume_ = shares_ * 0.01;
}

double SampleSymbol::price(int position) const { return grid_[static_cast<std::size_t>(std::clamp(position, 0, static_cast<int>(grid_.size()) - 1))]; }

double SampleSymbol::rounded_quantity(double quantity) const {
  return market_ == Market::kStock ? std::floor(quantity) : std::nearbyint(quantity * 1e8) / 1e8;
}

SampleSymbol::Walk SampleSymbol::walk(SampleRandom& random, std::size_t count) {
  const bool tick = frame_ == market::Frame::kTick;
  const double scale = tick ? 0.55 : 1.6;
  Walk walk;
  // Overnight gap; the walk starts near the middle of the grid again when it has come near an end.
  const int middle = static_cast<int>(grid_.size()) / 2;
  int position = std::clamp(position_, middle / 2, middle + middle / 2) + static_cast<int>(std::nearbyint(6 * random.normal()));
  while (walk.position.size() < count) {
    const int length = random.integer(20, tick ? 240 : 60);
    const double kind = random.uniform();
    double drift = 0, volatility = 1;
    if (kind < 0.12) volatility = 0;                                                   // flat
    else if (kind < 0.25) volatility = random.uniform(1.8, 3.2);                       // burst
    else if (kind < 0.40) drift = random.uniform(0.03, 0.25), volatility = 1.5;        // rise
    else if (kind < 0.55) drift = -random.uniform(0.03, 0.22), volatility = 1.5;       // fall
    for (int i = 0; i < length && walk.position.size() < count; ++i) {
      position += static_cast<int>(std::nearbyint(random.normal() * scale * volatility + drift));
      position = std::clamp(position, kMargin, static_cast<int>(grid_.size()) - 1 - kMargin);
      walk.position.push_back(position);
      walk.volatility.push_back(volatility);
    }
  }
  return walk;
}

std::vector<bool> SampleSymbol::present(SampleRandom& random, std::size_t count) const {
  std::vector<bool> present(count);
  for (std::size_t i = 0; i < count; ++i) present[i] = !random.chance(gap_);
  for (int hole = random.integer(0, 3); hole > 0 && gap_ > 0; --hole) {
    const auto first = static_cast<std::size_t>(random.integer(0, static_cast<int>(count) - 1));
    const auto length = static_cast<std::size_t>(random.integer(3, frame_ == market::Frame::kTick ? 40 : 12));
    for (std::size_t i = first; i < std::min(count, first + length); ++i) present[i] = false;
  }
  present[0] = true;
  return present;
}

std::vector<bool> SampleSymbol::watched(SampleRandom& random, std::size_t count) const {
  std::vector<bool> watched;
  bool is_on = random.chance(0.6);
  while (watched.size() < count) {
    const int length = random.integer(15, frame_ == market::Frame::kTick ? 300 : 90);
    watched.insert(watched.end(), static_cast<std::size_t>(length), is_on);
    if (random.chance(0.8)) is_on = !is_on;
  }
  watched.resize(count);
  return watched;
}

RowBlock SampleSymbol::next_day(TradingDay day, std::span<const RowKey> keys) {
  SampleRandom random{seed_, static_cast<std::uint64_t>(market_), static_cast<std::uint64_t>(frame_), number_, static_cast<std::uint64_t>(day)};
  const auto fields = market::schema(market_, frame_);
  RowBlock block{code_, name_, {}, std::vector<std::vector<double>>(fields.size())};
  if (may_be_absent_ && random.chance(0.12)) return block;
  const bool stock = market_ == Market::kStock;
  const bool tick = frame_ == market::Frame::kTick;
  const std::size_t count = keys.size();
  const Walk path = walk(random, count);
  const std::vector<bool> has_row = present(random, count);
  const std::vector<bool> is_watched = watched(random, count);
  for (auto& column : block.columns) column.reserve(count);

  double row[market::kFieldCount] = {};
  const auto set = [&](Field field, double value) { row[static_cast<int>(field)] = value; };
  const double turnover = (stock ? 3.0e7 : market_ == Market::kUpbit ? 2.0e7 : 3.0e4) * random.log_normal(0.9) * (tick ? 1 : 30);
  const double open = price(path.position[0]);
  double high = open, low = open, money = 0, bought = 0, sold = 0, last_value = 0, vi_price = stock ? upper_vi_price(open) : 0;
  RowKey vi_time = static_cast<RowKey>(day) * 1000000 + 90000;
  int before = path.position[0];
  for (std::size_t i = 0; i < count; ++i) {
    const int at = path.position[i];
    const double p = price(at);
    const int step = i == 0 ? 0 : at - before;
    // Trades of the period.
    const double activity = random.chance(0.05) ? 0 : random.log_normal(1.1) * (0.5 + path.volatility[i]);
    const double share = std::clamp(0.5 + 0.1 * std::clamp(step, -3, 3) + 0.15 * random.normal(), 0.02, 0.98);
    const double quantity = turnover * activity / p;
    const double buy = rounded_quantity(quantity * share), sell = rounded_quantity(quantity * (1 - share));
    bought += buy;
    sold += sell;
    money += (buy + sell) * p;
    double value = stock ? std::floor(money / 1e6) : market_ == Market::kUpbit ? std::floor(money) : round_scaled(money, 4);
    if (stock) value = std::max(value, 1.0);
    // The bar.
    if (!tick) {
      const int moving = path.volatility[i] > 0 ? 1 : 0;
      set(Field::kMinuteOpen, price(before));
      set(Field::kMinuteHigh, price(std::max(at, before) + moving * random.integer(0, 3)));
      set(Field::kMinuteLow, price(std::min(at, before) - moving * random.integer(0, 3)));
      high = std::max(high, row[static_cast<int>(Field::kMinuteHigh)]);
      low = std::min(low, row[static_cast<int>(Field::kMinuteLow)]);
    }
    high = std::max(high, p);
    low = std::min(low, p);
    set(Field::kPrice, p);
    set(Field::kOpen, open);
    set(Field::kHigh, high);
    set(Field::kLow, low);
    set(Field::kChangeRate, round_scaled((p / previous_close_ - 1) * 100, 2));
    set(Field::kDayValue, value);
    set(Field::kTradeStrength, round_scaled(std::clamp(bought / std::max(sold, 1e-9) * 100, 0.0, 500.0), 2));
    set(Field::kBuyQuantity, buy);
    set(Field::kSellQuantity, sell);
    set(Field::kPeriodValue, stock ? value - last_value : round_scaled(value - last_value, 4));
    set(Field::kHighLowAverageRate, round_scaled((p / ((high + low) / 2) - 1) * 100, 2));
    set(Field::kWatched, is_watched[i] ? 1 : 0);
    // The book: the last price is the best ask or the best bid.
    const int bid = random.chance(0.55) ? at - 1 : at;
    const int ask = bid + (random.chance(0.08) ? 2 : 1);
    const bool at_upper_limit = stock && random.chance(0.002);
    const double lot = turnover / p * 2.2;
    double ask_sum = 0, bid_sum = 0;
    for (int level = 0; level < kLevels; ++level) {
      const double depth = lot * (0.5 + 0.25 * level);
      const bool no_ask = at_upper_limit && level > 0;
      const double ask_size = no_ask ? 0 : rounded_quantity(random.log_normal(0.9) * depth) + (stock ? 1 : 0);
      const double bid_size = rounded_quantity(random.log_normal(0.9) * depth) + (stock ? 1 : 0);
      set(market::kAskPrices[level], no_ask ? 0 : price(ask + level));
      set(market::kBidPrices[level], price(bid - level));
      set(market::kAskSizes[level], ask_size);
      set(market::kBidSizes[level], bid_size);
      ask_sum += ask_size;
      bid_sum += bid_size;
    }
    const auto total = [&](double sum) { return stock ? sum : round_scaled(sum, 8); };
    set(Field::kAskTotal, total(ask_sum + rounded_quantity(lot * random.uniform(3, 9))));
    set(Field::kBidTotal, total(bid_sum + rounded_quantity(lot * random.uniform(3, 9))));
    set(Field::kBookSum, total(ask_sum + bid_sum));
    if (stock) {
      const double volume = bought + sold;
      const double elapsed = static_cast<double>(i + 1) / static_cast<double>(count);
      set(Field::kValueChange, std::nearbyint((value - last_value) * random.uniform(0.5, 2.0) - turnover / 1e6));
      set(Field::kVolumeRatio, round_scaled(volume / previous_volume_ * 100, 2));
      set(Field::kTurnover, round_scaled(volume / shares_ * 100, 2));
      set(Field::kSameTimeVolumeRatio, round_scaled(std::clamp(volume / (previous_volume_ * elapsed) * 100, 0.0, 9999.0), 2));
      set(Field::kMarketCap, std::floor(shares_ * p / 1e8));
      const bool is_near = std::any_of(std::begin(kRoundFigures), std::end(kRoundFigures), [&](double figure) {
        return p >= figure && p <= figure + 5 * sample_price_step(Market::kStock, figure, 0);
      });
      set(Field::kNearRoundFigure, is_near ? 1 : 0);
      if (p >= vi_price) {
        vi_time = second_key(epoch_seconds(market::to_second_key(frame_, keys[i])) + 150);
        vi_price = upper_vi_price(p);
      }
      set(Field::kViReleaseTime, static_cast<double>(vi_time));
      set(Field::kViPrice, vi_price);
      set(Field::kViTickSize, sample_price_step(Market::kStock, vi_price, 0));
    }
    last_value = value;
    before = at;
    if (!has_row[i]) continue;
    block.index.push_back(keys[i]);
    for (std::size_t k = 0; k < fields.size(); ++k) block.columns[k].push_back(row[static_cast<int>(fields[k])]);
  }
  position_ = path.position.back();
  previous_close_ = price(position_);
  previous_volume_ = std::max(bought + sold, 1.0);
  return block;
}

}  // namespace stom::store
