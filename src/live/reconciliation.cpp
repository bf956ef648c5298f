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
  Comparison(const ReconcileOptions& options, const OrderLedger& ledger, const gateway::AccountPicture& picture)
      : options_(options), ledger_(ledger), picture_(picture) {}

  void compare_orders() {
    std::set<std::string> open, asked;
    const auto ask = [&](const std::string& client_id) {
      if (asked.insert(client_id).second) plan.ask_history.push_back(client_id);
    };
    for (const venue::OrderUpdate& told : picture_.open_orders) {
      const LedgerOrder* known = told.is_forced           ? nullptr
                                 : told.client_id.empty() ? ledger_.find_by_venue_id(told.order_id)
                                                          : ledger_.find(told.client_id);
      if (known == nullptr) {
        add_foreign(told);
      } else if (known->is_final()) {
        plan.stray.push_back(told);
        plan.alarms.push_back(message("{} 주문 {}은(는) 끝난 것으로 기록되었지만 거래소에 열려 있습니다. 취소합니다.",
                                      "{} order {} is recorded as ended but open at the venue: it is being cancelled.", told.symbol,
                                      told.client_id));
      } else {
        open.insert(known->intent.client_id);
        plan.adopt.push_back(told);
        if (told.executed.decimal() > known->filled) ask(known->intent.client_id);
      }
    }
    for (const LedgerOrder* order : ledger_.live()) {
      const std::string& id = order->intent.client_id;
      if (open.contains(id) || order->created >= picture_.asked_at) continue;  // sent after the question: the picture cannot know it
      ask(id);
    }
  }

  void compare_positions(const std::vector<HeldPosition>& held) {
    VenuePositions at_venue = positions_of(options_.market, picture_);
    for (const HeldPosition& ours : held) {
      std::vector<VenuePosition>& theirs = at_venue[ours.code];
      const auto same = std::find_if(theirs.begin(), theirs.end(), [&ours](const VenuePosition& one) { return one.side == ours.side; });
      const Decimal quantity = same == theirs.end() ? Decimal{} : std::min(same->quantity, ours.quantity);
      if (quantity < ours.quantity) {
        shrink(ours, quantity, quantity.is_zero() && !theirs.empty());
      } else if (is_dust(ours)) {
        correct(ours, {}, kDust);
      }
      if (same != theirs.end()) same->quantity -= quantity;  // the rest is not ours
    }
    for (const auto& [code, positions] : at_venue) {
      for (const VenuePosition& position : positions) {
        if (!position.quantity.is_positive() || is_worthless(position)) continue;
        plan.foreign_positions.push_back({code, position.side, position.quantity, position.price});
      }
    }
  }

  ReconcilePlan plan;

 private:
  const ReconcileOptions& options_;
  const OrderLedger& ledger_;
  const gateway::AccountPicture& picture_;

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
                        const gateway::AccountPicture& picture, EpochMicros last_event) {
  if (options.mode == Mode::kPaper) {
    ReconcilePlan sure;
    sure.is_sure = true;
    return sure;
  }
  ReconcilePlan unsure;
  if (!picture.complete) {
    unsure.alarms.push_back(picture.problem);
    return unsure;
  }
  if (last_event >= picture.asked_at) return unsure;  // the account went on while it was asked: ask again
  Comparison comparison(options, ledger, picture);
  comparison.compare_orders();
  ReconcilePlan& plan = comparison.plan;
  plan.cash.push_back(cash_of(options.market, picture));
  if (plan.ask_history.empty() && plan.stray.empty()) {
    comparison.compare_positions(held);
    plan.is_sure = true;
  }
  return std::move(plan);
}

}  // namespace stom::live
