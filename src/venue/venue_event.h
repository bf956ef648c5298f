// What a venue says, in one vocabulary for all venues: plain values without behaviour.
//
// Units: prices in quote currency per coin; quantities in coins; values (funds, fees, balances) in the currency named or
// implied (KRW on Upbit KRW markets, USDT on USD-M). Times are the exchange's own, microseconds since 1970-01-01 UTC,
// kNoTime where the venue sent none; `time` is when the thing happened, `sent` when the venue wrote the message.
// Number keeps the venue's text; an unknown Number was absent or null. Book levels are exact decimals; a level quantity
// below zero means that the message named none (such a book must not be used). Symbols are the venue's codes in upper case.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "aggregation/events.h"
#include "venue/number.h"

namespace stom::venue {

using aggregation::kNoTime;
using aggregation::Level;
using aggregation::Side;

enum class Venue : std::uint8_t { kUpbit, kBinance };

// ---- Market data

struct Trade {
  std::string symbol;
  EpochMicros time = kNoTime, sent = kNoTime;
  Number price, quantity;
  Side taker = Side::kBuy;
  bool ordinary = true;     // false: liquidation or insurance trade, no market volume
  bool aggregate = false;   // one event for several trades of one order
  bool snapshot = false;    // the last trade before the subscription
  std::uint64_t id = 0;     // Upbit sequential_id (unique, not dense), Binance trade or aggregate id
  std::uint64_t first_id = 0, last_id = 0;  // of an aggregate
  Number quantity_without_rpi;              // Binance nq
  Number previous_close;
  Number best_bid, best_bid_size, best_ask, best_ask_size;  // Upbit, after the trade
};

// A whole book, best first as the venue sent it. complete: every message is a full picture and needs no diffs.
struct BookPicture {
  std::string symbol;  // empty: a REST answer that names none
  EpochMicros time = kNoTime, sent = kNoTime;
  std::uint64_t last_update_id = 0;
  bool complete = false;
  bool snapshot = false;
  std::vector<Level> bids, asks;
  Number bid_total, ask_total;  // of all levels of the venue
  Number grouping;              // Upbit level: 0 or unknown: not grouped
};

// Changed levels, quantity 0 removes one.
struct BookChange {
  std::string symbol;
  EpochMicros time = kNoTime, sent = kNoTime;
  std::uint64_t first_id = 0, last_id = 0, previous_id = 0;
  bool has_previous_id = false;
  std::vector<Level> bids, asks;
};

struct BookTop {
  std::string symbol;
  EpochMicros time = kNoTime, sent = kNoTime;
  std::uint64_t update_id = 0;
  Number bid, bid_size, ask, ask_size;
};

enum class DayKind : std::uint8_t { kUtcDay, kRolling24h };

struct Ticker {
  std::string symbol;
  DayKind day = DayKind::kUtcDay;  // what open … day_value are about
  EpochMicros time = kNoTime, sent = kNoTime;
  Number price, open, high, low, previous_close;
  Number change_rate;  // signed fraction against previous_close (0.01 = 1 %)
  Number change;       // signed price difference
  Number last_quantity;
  Number day_volume, day_value;  // quantity and funds
  Number day_buy, day_sell;      // taker volume of the day
  Number volume_24h, value_24h;
  std::uint64_t trades = 0;
  std::string state;             // Upbit ACTIVE, PREVIEW, DELISTED
  std::string warning;           // Upbit NONE, CAUTION
  std::string delisting_date;    // as sent; empty: none
  std::optional<bool> suspended;
  bool snapshot = false;
};

struct Candle {
  std::string symbol;
  std::string interval;  // "1s", "1m", "1d" … as the venue names it; empty: not said
  EpochMicros time = kNoTime, end = kNoTime, sent = kNoTime;  // start, last instant
  Number open, high, low, close, volume, value;
  Number buy_volume, buy_value;  // taker buys
  std::uint64_t trades = 0;
  std::optional<bool> closed;
};

struct MarkPrice {
  std::string symbol;
  EpochMicros sent = kNoTime, next_funding = kNoTime;
  Number mark, index, settle, funding_rate;
};

struct Liquidation {
  std::string symbol;
  EpochMicros time = kNoTime, sent = kNoTime;
  Side side = Side::kBuy;
  Number price, average_price, quantity, executed;
  std::string status;
};

// ---- Own orders, fills and account

enum class PositionSide : std::uint8_t { kNone, kBoth, kLong, kShort };
enum class OrderType : std::uint8_t { kUnknown, kLimit, kMarket, kMarketByFunds, kBest, kConditional };
enum class TimeInForce : std::uint8_t { kUnknown, kGtc, kIoc, kFok, kPostOnly, kGtd };
// kWaiting: a trigger has not been reached. The last four are final.
enum class OrderState : std::uint8_t { kUnknown, kWaiting, kOpen, kPartly, kFilled, kCancelled, kExpired, kRejected };
enum class OrderCause : std::uint8_t { kAnswer, kNew, kTrade, kCancel, kExpiry, kAmendment, kLiquidation, kPrevention };

[[nodiscard]] constexpr bool is_final(OrderState state) { return state >= OrderState::kFilled; }

// The venue's present view of one order. Acknowledgements leave out much: what is unknown has not changed.
struct OrderUpdate {
  std::string symbol, order_id, client_id;
  std::optional<Side> side;
  PositionSide position_side = PositionSide::kNone;
  OrderType type = OrderType::kUnknown;
  TimeInForce time_in_force = TimeInForce::kUnknown;
  OrderState state = OrderState::kUnknown;
  OrderCause cause = OrderCause::kAnswer;
  std::string venue_state, venue_type;  // the venue's own words
  EpochMicros time = kNoTime;           // of this state
  EpochMicros created = kNoTime, sent = kNoTime;
  Number price, average_price, stop_price;
  Number quantity, executed, remaining;
  Number executed_value;                         // funds of all fills
  Number paid_fee, reserved_fee, remaining_fee;  // Upbit
  Number locked;
  std::uint64_t trades = 0;
  std::optional<bool> reduce_only, close_position;
  std::string self_trade_prevention;
  Number prevented_quantity, prevented_value;
  int expiry_reason = 0;                         // Binance er
  std::string replacement_id, replacement_client_id;  // Upbit cancel_and_new: the order that takes its place
  std::string algo_id;                           // Binance conditional orders
  std::string reject_reason;
  bool is_forced = false;                        // Binance autoclose-, adl_autoclose, settlement_autoclose-: not ours
  bool snapshot = false;
};

// One execution. Its identity is (symbol, trade_id); the same fill may be told more than once.
struct Fill {
  std::string symbol, order_id, client_id, trade_id;
  std::optional<Side> side;
  PositionSide position_side = PositionSide::kNone;
  EpochMicros time = kNoTime, sent = kNoTime;
  Number price, quantity, value;
  Number fee;  // unknown where the message does not say (TRADE_LITE, Upbit REST)
  std::string fee_asset;
  std::optional<bool> is_maker;
  Number realised_profit;
  bool is_lite = false;  // fast notice without fee: a full one follows
};

struct Balance {
  std::string asset;
  EpochMicros time = kNoTime, sent = kNoTime;
  Number wallet;     // Binance wallet balance
  Number available;  // free for new orders (Upbit balance)
  Number locked;
  Number cross_wallet, unrealised, change, withdrawable;
  Number average_buy_price;  // Upbit
  std::string average_buy_currency;
  std::string reason;        // Binance ACCOUNT_UPDATE m
};

struct Position {
  std::string symbol;
  PositionSide side = PositionSide::kBoth;
  EpochMicros time = kNoTime, sent = kNoTime;
  Number amount;  // signed in one-way mode; hedge mode: short amounts are negative
  Number entry_price, break_even_price, mark_price, liquidation_price;
  Number unrealised, realised;
  Number notional, isolated_margin, isolated_wallet, initial_margin, maintenance_margin;
  Number leverage;
  std::string margin_type;  // "isolated", "cross"; empty: not said
  std::string margin_asset;
  std::string reason;
};

struct AccountTotals {
  EpochMicros time = kNoTime;
  Number wallet, margin, available, unrealised, initial_margin, maintenance_margin, withdrawable;
};

struct MarginCall {
  EpochMicros sent = kNoTime;
  Number cross_wallet;
  std::vector<Position> positions;
};

struct ListenKey {
  std::string key;
};
struct ListenKeyExpired {
  std::string key;
  EpochMicros sent = kNoTime;
};

struct SymbolSetting {  // leverage and margin type of one symbol
  std::string symbol;
  EpochMicros time = kNoTime;
  Number leverage, max_notional;
  std::string margin_type;
};

struct AccountMode {
  std::optional<bool> hedge;        // dualSidePosition
  std::optional<bool> multi_assets;
  EpochMicros time = kNoTime;
};

struct LeverageBracket {
  std::string symbol;
  int bracket = 0;
  Number initial_leverage, notional_floor, notional_cap, maintenance_rate;
};

struct Commission {
  std::string symbol;
  Number maker, taker, rpi;  // fractions
};

// Upbit orders/chance: what may be ordered in one market with this account.
struct OrderChance {
  std::string symbol, state;
  Number bid_fee, ask_fee, maker_bid_fee, maker_ask_fee;
  std::string bid_currency, ask_currency;
  Number min_bid, min_ask, max_total;  // value of one order
  std::vector<std::string> bid_types, ask_types;
  Balance bid_account, ask_account;
};

// ---- The venue itself

struct Instrument {
  std::string symbol, base, quote, margin_asset;
  std::string contract_type, state;    // PERPETUAL …, TRADING …
  std::string korean_name, english_name;
  std::optional<bool> warning;         // Upbit market_event.warning (or CAUTION of older answers)
  std::vector<std::string> cautions;   // Upbit caution kinds that are on
  Number tick, min_price, max_price;
  Number step, min_quantity, max_quantity;
  Number market_step, market_min_quantity, market_max_quantity;
  Number min_notional;
  Number percent_up, percent_down;     // price limits against the mark price
  int price_decimals = -1, quantity_decimals = -1;  // −1: not said
  std::uint64_t max_orders = 0;
  std::vector<std::string> order_types, times_in_force;
  std::vector<Number> groupings;       // Upbit supported_levels
  EpochMicros onboard = kNoTime, delivery = kNoTime, sent = kNoTime;
};

struct RateLimitRule {
  std::string type, interval;  // REQUEST_WEIGHT, ORDERS; SECOND, MINUTE, DAY
  std::uint64_t intervals = 0, limit = 0;
};

struct ServerTime {
  EpochMicros time = kNoTime;
};

// A refusal in the venue's own words; upbit/errors.h and binance/errors.h say what to do.
struct VenueError {
  int code = 0;      // Binance code, or an integer `name` of Upbit's quotation errors; 0: none
  std::string name;  // Upbit
  std::string text;
  std::string request_id;
};

struct SubscriptionAnswer {
  std::string id;
  std::vector<std::string> streams;  // what is subscribed, where the venue lists it
};

// Success without content ({"code":200,"msg":"success"}), or a small answer about a symbol.
struct Acknowledgement {
  std::string text, symbol;
  int code = 0;
  Number countdown;  // countdownCancelAll, milliseconds
};

struct Heartbeat {
  std::string text;
};

// Of no use here: products of another kind (st = 2), streams and answers that nothing reads, and events whose name is new
// (why = kUnknownKind: somebody ought to look at them).
struct Ignored {
  std::string what, why;
};
inline constexpr std::string_view kUnknownKind = "unknown";
[[nodiscard]] inline bool is_unknown_kind(const Ignored& ignored) { return ignored.why == kUnknownKind; }

using Event = std::variant<Trade, BookPicture, BookChange, BookTop, Ticker, Candle, MarkPrice, Liquidation, OrderUpdate, Fill,
                           Balance, Position, AccountTotals, MarginCall, ListenKey, ListenKeyExpired, SymbolSetting, AccountMode,
                           LeverageBracket, Commission, OrderChance, Instrument, RateLimitRule, ServerTime, VenueError,
                           SubscriptionAnswer, Acknowledgement, Heartbeat, Ignored>;

// The event as the row builder knows it; nothing for events that make no rows.
[[nodiscard]] std::optional<aggregation::Event> row_event(const Event& event, aggregation::SymbolId symbol);

}  // namespace stom::venue
