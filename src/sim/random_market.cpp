// A market that walks at random: every coin has its own stream of random numbers and its own clock, so that what is played depends
// on the seed alone. The mid price diffuses, drifts in trends of a minute or several, and jumps now and then; takers eat what the move
// runs through, and trade at the touch in between.
#include <deque>

#include "market/price_grid.h"
#include "sim/coins.h"
#include "sim/exchange.h"
#include "sim/money.h"
#include "store/sample_random.h"

namespace stom::sim {
namespace {

using store::SampleRandom;
using venue::Number;
using venue::Side;

constexpr EpochMicros kSecond = 1'000'000;
constexpr int kLevels = 20;
constexpr double kUpbitTouch = 12e6, kBinanceTouch = 40e3;  // usual value of a level in won and dollars
constexpr double kEventsAtOnce = 3.1;  // a book, and the trades before it, on average
// Behind the best level the book is as coarse as this part of a second's move, or the tick.
constexpr double kLevelDistance = 0.25;
constexpr EpochMicros kKoreaOffset = 9 * 3600 * kSecond;

class Walk {
 public:
  Walk(venue::Venue venue, Coin coin, const RandomMarketOptions& options, std::uint64_t number)
      : venue_(venue),
        symbol_(coin.instrument.symbol),
        tick_(coin.instrument.tick.decimal()),
        step_(coin.instrument.step.decimal()),
        grid_(market::upbit_grid(symbol_, civil_from_days((options.start + kKoreaOffset) / (86'400 * kSecond)))),
        random_({options.seed, number}),
        volatility_(options.volatility),
        interval_(kEventsAtOnce * kSecond / std::max(options.events_per_second, 0.01)),
        price_(coin.price * random_.uniform(0.9, 1.1)),
        time_(options.start) {
    const double tick = is_upbit() ? grid_.tick(price_) : tick_.to_double();
    gap_ = std::max(1, static_cast<int>(price_ * volatility_ * kLevelDistance / tick));
    low_ = price_ / 4;
    high_ = price_ * 4;
    const Decimal bid = cut_price(price_);
    build(bids_, Side::kBuy, bid);
    build(asks_, Side::kSell, up(bid));
    next_ = time_ + static_cast<EpochMicros>(interval_ * random_.uniform(0.1, 1.0));
    previous_close_ = cut_price(price_ * random_.uniform(0.97, 1.03));
  }

  [[nodiscard]] EpochMicros next() const { return next_; }

  void play(std::vector<MarketEvent>& events) {
    const double seconds = static_cast<double>(next_ - time_) / kSecond;
    time_ = next_;
    move(seconds);
    const Decimal bid = cut_price(price_);
    const Decimal ask = random_.chance(0.85) ? up(bid) : up(up(bid));
    run_through(bid, ask, events);
    if (random_.chance(0.75)) trade_at_touch(events);
    shift(bids_, Side::kBuy, bid);
    shift(asks_, Side::kSell, ask);
    stir(bids_);
    stir(asks_);
    venue::BookPicture book;
    book.symbol = symbol_;
    book.time = book.sent = time_;
    book.complete = true;
    book.bids = bids_;
    book.asks = asks_;
    events.push_back({time_, std::move(book)});
    next_ = time_ + std::max<EpochMicros>(1000, static_cast<EpochMicros>(interval_ * random_.uniform(0.4, 1.6)));
  }

 private:
  [[nodiscard]] bool is_upbit() const { return venue_ == venue::Venue::kUpbit; }
  [[nodiscard]] Decimal cut_price(double price) const {
    if (is_upbit()) return Decimal::from_double(grid_.cut(price));
    return std::max(cut_to_step(Decimal::from_double(price), tick_), tick_ + tick_);
  }
  [[nodiscard]] Decimal up(Decimal price) const {
    return is_upbit() ? Decimal::from_double(grid_.next_up(price.to_double())) : price + tick_;
  }
  [[nodiscard]] Decimal down(Decimal price) const {
    return is_upbit() ? Decimal::from_double(grid_.next_down(price.to_double())) : price - tick_;
  }

  // The price of the level behind this one.
  [[nodiscard]] Decimal behind(Side side, Decimal price) const {
    if (gap_ == 1) return side == Side::kBuy ? down(price) : up(price);
    const Decimal tick = is_upbit() ? Decimal::from_double(grid_.tick(price.to_double())) : tick_;
    const Decimal distance = times(tick, Decimal(gap_)), cut_down = cut_to_step(price, distance);
    if (side == Side::kSell) return raised(cut_down + distance);
    return cut_price((cut_down == price ? price - distance : cut_down).to_double());
  }
  [[nodiscard]] Decimal raised(Decimal price) const {
    return is_upbit() ? Decimal::from_double(grid_.raise(price.to_double())) : price;
  }

  // Brownian motion with trends and jumps, kept within a wide band by turning the trend at its edges.
  void move(double seconds) {
    trend_left_ -= seconds;
    if (trend_left_ <= 0) {
      trend_left_ = random_.uniform(40, 240);
      const double strength = random_.uniform(0.15, 0.6) * volatility_;
      trend_ = random_.chance(0.4) ? 0 : random_.chance(0.5) ? strength : -strength;
      if (price_ < low_) trend_ = strength;
      if (price_ > high_) trend_ = -strength;
    }
    double change = trend_ * seconds + volatility_ * std::sqrt(seconds) * random_.normal();
    if (random_.chance(std::min(0.5, seconds / 300))) change += (random_.chance(0.5) ? 1 : -1) * volatility_ * random_.uniform(6, 20);
    price_ *= 1 + std::clamp(change, -0.2, 0.2);
    price_ = std::max(price_, low_ / 2);
  }

  [[nodiscard]] Decimal size_at(Decimal price) {
    const double value = (is_upbit() ? kUpbitTouch : kBinanceTouch) * random_.log_normal(0.8);
    return std::max(cut_to_step(Decimal::from_double(value / price.to_double()), step_), step_);
  }

  void build(std::vector<venue::Level>& levels, Side side, Decimal best) {
    levels.clear();
    for (Decimal price = best; levels.size() < kLevels && price.is_positive(); price = behind(side, price))
      levels.push_back({price, size_at(price)});
  }

  // The same side with another best price: levels that stay keep their quantity.
  void shift(std::vector<venue::Level>& levels, Side side, Decimal best) {
    std::vector<venue::Level> old;
    old.swap(levels);
    std::size_t at = 0;
    for (Decimal price = best; levels.size() < kLevels && price.is_positive(); price = behind(side, price)) {
      while (at < old.size() && (side == Side::kBuy ? old[at].price > price : old[at].price < price)) ++at;
      const bool stays = at < old.size() && old[at].price == price && old[at].quantity.is_positive();
      levels.push_back({price, stays ? old[at].quantity : size_at(price)});
    }
  }

  void stir(std::vector<venue::Level>& levels) {
    for (int i = 0; i < 3 && !levels.empty(); ++i) {
      venue::Level& level = levels[static_cast<std::size_t>(random_.integer(0, static_cast<int>(levels.size()) - 1))];
      level.quantity = size_at(level.price);
    }
  }

  void print(Side taker, Decimal price, Decimal quantity, std::vector<MarketEvent>& events) {
    if (!quantity.is_positive()) return;
    venue::Trade trade;
    trade.symbol = symbol_;
    trade.time = trade.sent = time_;
    trade.price = Number::of(price);
    trade.quantity = Number::of(quantity);
    trade.taker = taker;
    if (previous_close_.is_positive()) trade.previous_close = Number::of(previous_close_);
    previous_close_ = Decimal{};
    events.push_back({time_, std::move(trade)});
  }

  // A move past the best prices eats the levels in its way: their first ones each in a trade, the rest at the far end in one.
  void run_through(Decimal bid, Decimal ask, std::vector<MarketEvent>& events) {
    constexpr int kMostPrints = 2;
    const auto eat = [&](std::vector<venue::Level>& levels, Side taker, const auto& is_passed) {
      int prints = 0;
      Decimal far_price, far_quantity;
      for (venue::Level& level : levels) {
        if (!is_passed(level.price)) break;
        if (++prints < kMostPrints) {
          print(taker, level.price, level.quantity, events);
        } else {
          far_price = level.price;
          far_quantity += level.quantity;
        }
        level.quantity = Decimal{};
      }
      print(taker, far_price, far_quantity, events);
    };
    eat(asks_, Side::kBuy, [&](Decimal price) { return price <= bid; });
    eat(bids_, Side::kSell, [&](Decimal price) { return price >= ask; });
  }

  void trade_at_touch(std::vector<MarketEvent>& events) {
    // Trends are made by takers.
    const Side taker = random_.chance(std::clamp(0.5 + trend_ / volatility_ * 0.4, 0.1, 0.9)) ? Side::kBuy : Side::kSell;
    std::vector<venue::Level>& levels = taker == Side::kBuy ? asks_ : bids_;
    for (venue::Level& level : levels) {
      if (!level.quantity.is_positive()) continue;
      const double share = random_.uniform();
      Decimal quantity = cut_to_step(times(level.quantity, Decimal::from_double(share * share * 0.6)), step_);
      quantity = std::min(std::max(quantity, step_), level.quantity);
      print(taker, level.price, quantity, events);
      level.quantity -= quantity;
      return;
    }
  }

  venue::Venue venue_;
  std::string symbol_;
  Decimal tick_, step_;
  market::PriceGrid grid_;
  SampleRandom random_;
  double volatility_, interval_;
  double price_, low_ = 0, high_ = 0;
  int gap_ = 1;  // ticks
  double trend_ = 0, trend_left_ = 0;
  EpochMicros time_, next_ = 0;
  Decimal previous_close_;
  std::vector<venue::Level> bids_, asks_;
};

class RandomMarket final : public MarketSource {
 public:
  RandomMarket(venue::Venue venue, const RandomMarketOptions& options) {
    std::uint64_t number = 0;
    for (Coin& coin : coins_of(venue, options.symbols)) {
      if (venue == venue::Venue::kUpbit) {
        const auto day = civil_from_days((options.start + kKoreaOffset) / (86'400 * kSecond));
        coin.instrument.tick = Number::of(Decimal::from_double(market::upbit_grid(coin.instrument.symbol, day).tick(coin.price)));
      }
      instruments_.push_back(coin.instrument);
      walks_.emplace_back(venue, coin, options, ++number);
    }
  }

  [[nodiscard]] const std::vector<venue::Instrument>& instruments() const override { return instruments_; }

  [[nodiscard]] EpochMicros next_time() override {
    const Walk* first = earliest();
    return first == nullptr ? venue::kNoTime : first->next();
  }

  void play(EpochMicros now, std::vector<MarketEvent>& events) override {
    for (Walk* walk = earliest(); walk != nullptr && walk->next() <= now; walk = earliest()) walk->play(events);
  }

 private:
  [[nodiscard]] Walk* earliest() {
    const auto found = std::min_element(walks_.begin(), walks_.end(), [](const Walk& a, const Walk& b) { return a.next() < b.next(); });
    return found == walks_.end() ? nullptr : &*found;
  }

  std::vector<venue::Instrument> instruments_;
  std::deque<Walk> walks_;
};

}  // namespace

std::unique_ptr<MarketSource> random_market(venue::Venue venue, const RandomMarketOptions& options) {
  return std::make_unique<RandomMarket>(venue, options);
}

}  // namespace stom::sim
