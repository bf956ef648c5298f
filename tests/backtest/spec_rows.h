// The deterministic row generator of the back-test specification, section 14.1; independent of `stom sample`.
#pragma once

#include <algorithm>
#include <filesystem>
#include <map>
#include <string>

#include "base/rounding.h"
#include "store/back_writer.h"

namespace stom::backtest {

class SpecRows {
 public:
  SpecRows(market::Market market, market::Frame frame, double base, double unit, int rows_per_day)
      : market_(market), frame_(frame), base_(base), unit_(unit), rows_per_day_(rows_per_day) {}

  [[nodiscard]] store::RowBlock make(const std::string& code, std::uint32_t seed) {
    state_ = seed;
    store::RowBlock block;
    block.code = code;
    block.columns.resize(market::schema(market_, frame_).size());
    for (const int day : {20240102, 20240103}) make_day(block, day);
    return block;
  }

  // Writes all symbols and a watch-list row for every time that occurs, naming all codes.
  static void write(const std::filesystem::path& path, market::Market market, market::Frame frame,
                    const std::vector<store::RowBlock>& blocks) {
    std::filesystem::remove(path);
    store::BackWriter writer(path, market, frame);
    std::vector<std::string> codes;
    for (const store::RowBlock& block : blocks) {
      writer.write(block);
      codes.push_back(block.code);
    }
    for (const RowKey time : blocks.front().index) writer.write_watch_list(time, codes);
    writer.commit();
  }

 private:
  int next(int k) {
    state_ = (state_ * 1103515245ULL + 12345ULL) & 0x7fffffffULL;
    return static_cast<int>((state_ >> 8) % k);
  }

  void make_day(store::RowBlock& block, int day) {
    int k = 0;
    double money = 0, open = 0, high = 0, low = 0;
    for (int i = 0; i < rows_per_day_; ++i) {
      const int step = next(7) - 3;
      const int old_k = k;
      k = std::clamp(k + step, -200, 200);
      const double price = base_ + unit_ * k;
      if (i == 0) open = high = low = price;
      high = std::max(high, price);
      low = std::min(low, price);
      const int bought = next(500), sold = next(500);
      const double strength = sold == 0 ? 500 : std::min(500.0, round_decimal(static_cast<double>(bought) / sold * 100, 2));
      const bool stock = market_ == market::Market::kStock;
      const auto traded = static_cast<std::int64_t>((bought + sold) * price);
      const double value = stock ? static_cast<double>(traded / 1'000'000) : static_cast<double>(traded);
      money += value;
      int ask_sizes[5], bid_sizes[5], asks = 0, bids = 0;
      for (int& size : ask_sizes) asks += size = next(300) + 1;
      for (int& size : bid_sizes) bids += size = next(300) + 1;
      const double watched = next(20) == 0 ? 0 : 1;
      const double bar_open = i == 0 ? price : base_ + unit_ * old_k;
      const int minute = 60 * 9 + 1 + i;
      const int second = 9 * 3600 + 1 + i;
      block.index.push_back(frame_ == market::Frame::kTick
                                ? std::int64_t{day} * 1'000'000 + second / 3600 * 10000 + second / 60 % 60 * 100 + second % 60
                                : std::int64_t{day} * 10'000 + minute / 60 * 100 + minute % 60);
      using market::Field;
      std::map<Field, double> row = {
          {Field::kPrice, price}, {Field::kOpen, open}, {Field::kHigh, high}, {Field::kLow, low},
          {Field::kChangeRate, round_decimal((price / base_ - 1) * 100, 2)}, {Field::kDayValue, money}, {Field::kTradeStrength, strength},
          {Field::kValueChange, money - 1000}, {Field::kVolumeRatio, round_decimal(money / 37, 2)},
          {Field::kTurnover, round_decimal(money / 911, 2)}, {Field::kSameTimeVolumeRatio, round_decimal(money / 53, 2)},
          {Field::kMarketCap, 1234}, {Field::kNearRoundFigure, 0}, {Field::kBuyQuantity, bought}, {Field::kSellQuantity, sold},
          {Field::kViReleaseTime, day * 1e6 + 85500}, {Field::kViPrice, base_ + static_cast<int>(base_) / 10}, {Field::kViTickSize, unit_},
          {Field::kMinuteOpen, bar_open}, {Field::kMinuteHigh, std::max(price, base_ + unit_ * old_k) + unit_},
          {Field::kMinuteLow, std::min(price, base_ + unit_ * old_k) - unit_}, {Field::kPeriodValue, value},
          {Field::kHighLowAverageRate, round_decimal((price / ((high + low) / 2) - 1) * 100, 2)}, {Field::kAskTotal, 3 * asks},
          {Field::kBidTotal, 3 * bids}, {Field::kBookSum, asks + bids}, {Field::kWatched, watched}};
      for (int level = 0; level < 5; ++level) {
        row[market::kAskPrices[level]] = price + unit_ * (level + 1);
        row[market::kBidPrices[level]] = price - unit_ * level;
        row[market::kAskSizes[level]] = ask_sizes[level];
        row[market::kBidSizes[level]] = bid_sizes[level];
      }
      const auto fields = market::schema(market_, frame_);
      for (std::size_t c = 0; c < fields.size(); ++c) block.columns[c].push_back(row.at(fields[c]));
    }
  }

  market::Market market_;
  market::Frame frame_;
  double base_, unit_;
  int rows_per_day_;
  std::uint64_t state_ = 0;
};

}  // namespace stom::backtest
