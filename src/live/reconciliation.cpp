#include "live/reconciliation.h"

#include "live/client_id.h"

namespace stom::live {
namespace {

struct VenuePosition {
  trade::Side side = trade::Side::kLong;
  Decimal quantity;
  double price = 0;
};
using VenuePositions = std::map<std::string, std::vector<VenuePosition>>;  // by code; two in hedge mode

constexpr EpochMicros kAnswerLag = 100'000;  // a venue's answer may be that much older than its stream
constexpr const char* kDust = "잔량 최소금액 미만";

const char* quote_of(market::Market market) { return market == market::Market::kUpbit ? "KRW" : "USDT"; }
const char* word(trade::Side side) { return side == trade::Side::kLong ? "LONG" : "SHORT"; }

VenuePositions positions_of(market::Market market, const gateway::AccountPicture& picture) {
  VenuePositions out;
  if (market == market::Market::kUpbit) {
    for (const venue::Balance& balance : picture.balances) {
      const Decimal quantity = balance.available.decimal() + balance.locked.decimal();
      if (balance.asset == quote_of(market) || !quantity.is_positive()) continue;
      out["KRW-" + balance.asset].push_back({trade::Side::kLong, quantity, balance.average_buy_price.value()});
    }
    return out;
  }
  for (const venue::Position& position : picture.positions) {
    const Decimal amount = position.amount.decimal();
    if (amount.is_zero()) continue;
    const bool is_short =
        position.side == venue::PositionSide::kShort || (position.side != venue::PositionSide::kLong && amount < Decimal{});
    const Decimal quantity = amount < Decimal{} ? Decimal{} - amount : amount;
    out[position.symbol].push_back({is_short ? trade::Side::kShort : trade::Side::kLong, quantity, position.entry_price.value()});
  }
  return out;
}

CashRecord cash_of(market::Market market, const gateway::AccountPicture& picture) {
  CashRecord cash;
  cash.asset = quote_of(market);
  cash.time = picture.answered_at;
  for (const venue::Balance& balance : picture.balances) {
    if (balance.asset != cash.asset) continue;
    cash.available = balance.available.decimal();
    cash.total = balance.wallet.is_known() ? balance.wallet.decimal() : cash.available + balance.locked.decimal();
  }
  return cash;
}

class Comparison {
 public:
  Comparison(const ReconcileOptions& options, const OrderLedger& ledger, const gateway::AccountPicture& picture,
             const ReconcileContext& context)
      : options_(options), ledger_(ledger), picture_(picture), context_(context) {
    for (const auto& [symbol, time] : context.activity) {
      if (time >= picture.asked_at - kAnswerLag) moving_.insert(symbol);
    }
  }

  void compare_orders() {
    std::set<std::string> open, asked;
    const auto ask = [&](const LedgerOrder& order) {
      questioned_.insert(order.intent.code);
      if (asked.insert(order.intent.client_id).second) plan.ask_history.push_back(order.intent.client_id);
    };
    for (const venue::OrderUpdate& told : picture_.open_orders) {
      const LedgerOrder* known = told.is_forced           ? nullptr
                                 : told.client_id.empty() ? ledger_.find_by_venue_id(told.order_id)
                                                          : ledger_.find(told.client_id);
      if (known == nullptr) {
        add_foreign(told);
      } else if (moving_.contains(known->intent.code)) {
        continue;
      } else if (known->is_final()) {
        questioned_.insert(known->intent.code);
        plan.stray.push_back(told);
        plan.alarms.push_back(message("{} 주문 {}은(는) 끝난 것으로 기록되었지만 거래소에 열려 있습니다. 취소합니다.",
                                      "{} order {} is recorded as ended but open at the venue: it is being cancelled.", told.symbol,
                                      told.client_id));
      } else {
        open.insert(known->intent.client_id);
        plan.adopt.push_back(told);
        if (told.executed.decimal() > known->filled) ask(*known);
      }
    }
    for (const LedgerOrder* order : ledger_.live()) {
      compared_.insert(order->intent.code);
      if (open.contains(order->intent.client_id) || moving_.contains(order->intent.code)) continue;
      if (order->stage == OrderStage::kIntended) continue;  // waits in our queue: the venue cannot know it
      ask(*order);
    }
    plan.open = questioned_;
  }

  void compare_positions(const std::vector<HeldPosition>& held) {
    VenuePositions at_venue = positions_of(options_.market, picture_);
    for (const HeldPosition& ours : held) {
      compared_.insert(ours.code);
      std::vector<VenuePosition>& theirs = at_venue[ours.code];
      if (!is_still(ours.code)) continue;
      const auto same = std::find_if(theirs.begin(), theirs.end(), [&ours](const VenuePosition& one) { return one.side == ours.side; });
      const Decimal quantity = same == theirs.end() ? Decimal{} : std::min(same->quantity, ours.quantity);
      if (quantity < ours.quantity) {
        if (is_seen_twice(ours.code, ours.side, quantity - ours.quantity)) shrink(ours, quantity, quantity.is_zero() && !theirs.empty());
      } else if (is_dust(ours)) {
        correct(ours, {}, kDust);
      }
      if (same != theirs.end()) same->quantity -= quantity;  // the rest is not ours
    }
    for (const auto& [code, positions] : at_venue) {
      if (!is_still(code)) continue;
      for (const VenuePosition& position : positions) {
        if (!position.quantity.is_positive() || is_worthless(position)) continue;
        compared_.insert(code);
        if (!is_seen_twice(code, position.side, position.quantity)) continue;
        plan.foreign_positions.push_back({code, position.side, position.quantity, position.price});
      }
    }
    for (const std::string& code : compared_) {
      if (moving_.contains(code)) plan.moving.insert(code);
      else if (!plan.open.contains(code)) plan.agreed.insert(code);
    }
  }

  [[nodiscard]] bool is_anything_moving() const { return !moving_.empty() || context_.money_activity >= picture_.asked_at - kAnswerLag; }

  ReconcilePlan plan;

 private:
  const ReconcileOptions& options_;
  const OrderLedger& ledger_;
  const gateway::AccountPicture& picture_;
  const ReconcileContext& context_;
  std::set<std::string> moving_;      // symbols in which something happened since the question, ours or not
  std::set<std::string> compared_;    // symbols that we or the venue know something of
  std::set<std::string> questioned_;  // symbols whose orders are in question: their holdings mean nothing yet

  [[nodiscard]] bool is_still(const std::string& code) const { return !moving_.contains(code) && !questioned_.contains(code); }

  // The orders and the holdings of one picture may be some fills apart: what is no difference a moment later was none.
  [[nodiscard]] bool is_seen_twice(const std::string& code, trade::Side side, Decimal amount) {
    const std::string difference = fmt::format("{} {} {}", code, word(side), amount.text());
    plan.differences.insert(difference);
    if (context_.differences.contains(difference)) return true;
    plan.open.insert(code);
    return false;
  }

  void add_foreign(const venue::OrderUpdate& told) {
    plan.foreign.push_back(told);
    const auto id = parse_client_id(told.client_id);
    if (!id || id->mode != options_.mode) return;
    plan.alarms.push_back(message("{} 주문 {}은(는) stom의 이름이지만 주문 일지에 없습니다. 외부주문으로 둡니다.",
                                  "{} order {} has a name of stom but is not in the journal: it is left alone as a foreign order.",
                                  told.symbol, told.client_id));
  }

  void correct(const HeldPosition& ours, Decimal quantity, std::string why) {
    plan.corrections.push_back({ours.code, ours.side, quantity, 0, std::move(why), picture_.answered_at});
  }

  void shrink(const HeldPosition& ours, Decimal quantity, bool is_other_side) {
    if (is_other_side) {
      correct(ours, quantity, "거래소 포지션이 반대 방향");
      plan.alarms.push_back(message("{}: 거래소의 포지션이 {}의 반대 방향입니다. 잔고에서 닫고 외부 포지션으로 둡니다.",
                                    "{}: the venue holds the other side of our {} position: it is closed in our books and left alone.",
                                    ours.code, word(ours.side)));
      return;
    }
    correct(ours, quantity, "거래소 수량");
    plan.alarms.push_back(message("{}: 거래소의 수량 {}이(가) 잔고 {}보다 적어 거래소의 수량으로 고칩니다.",
                                  "{}: the venue holds {}, less than our {}: the position is corrected to it.", ours.code, quantity.text(),
                                  ours.quantity.text()));
  }

  // Too little to be sold, and no order that may still add to it or sell it.
  [[nodiscard]] bool is_dust(const HeldPosition& ours) const {
    return options_.market == market::Market::kUpbit && ours.quantity.to_double() * ours.price < options_.least_value &&
           ledger_.live(ours.code).empty();
  }
  [[nodiscard]] bool is_worthless(const VenuePosition& position) const {
    return options_.market == market::Market::kUpbit && position.price > 0 &&
           position.quantity.to_double() * position.price < options_.least_value;
  }
};

}  // namespace

ReconcilePlan reconcile(const ReconcileOptions& options, const OrderLedger& ledger, const std::vector<HeldPosition>& held,
                        const gateway::AccountPicture& picture, const ReconcileContext& context) {
  ReconcilePlan none;
  none.is_complete = options.mode == Mode::kPaper || picture.complete;
  if (!none.is_complete) none.alarms.push_back(picture.problem);
  if (options.mode == Mode::kPaper || !none.is_complete) return none;
  Comparison comparison(options, ledger, picture, context);
  comparison.compare_orders();
  comparison.compare_positions(held);
  ReconcilePlan& plan = comparison.plan;
  plan.is_complete = true;
  if (!comparison.is_anything_moving()) plan.cash.push_back(cash_of(options.market, picture));
  return std::move(plan);
}

}  // namespace stom::live
