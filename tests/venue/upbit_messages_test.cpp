#include "venue/upbit/messages.h"

#include "venue/field_check.h"

namespace stom::venue::upbit {
namespace {

using aggregation::ParseKind;

std::vector<Event> read(const std::string& text, std::string_view kind = {}) {
  Messages messages;
  std::vector<Event> events;
  const aggregation::ParseResult result = messages.parse(text, events, kind);
  EXPECT_NE(result.kind, ParseKind::kBad) << result.reason.en << "\n" << text.substr(0, 300);
  return events;
}

// Full and short name of each field that is compared.
const json& field(const json& object, const char* full, const char* brief) {
  static const json none;
  if (object.contains(full)) return object[full];
  return object.contains(brief) ? object[brief] : none;
}

void expect_same(const Number& number, const json& value) {
  if (value.is_null()) {
    EXPECT_FALSE(number.is_known());
  } else {
    EXPECT_EQ(number.value(), amount(value));
  }
}

void check_trade(const json& raw, const Trade& trade) {
  EXPECT_EQ(trade.symbol, field(raw, "code", "cd"));
  expect_time(trade.time, field(raw, "trade_timestamp", "ttms"));
  expect_time(trade.sent, field(raw, "timestamp", "tms"));
  expect_same(trade.price, field(raw, "trade_price", "tp"));
  expect_same(trade.quantity, field(raw, "trade_volume", "tv"));
  expect_same(trade.previous_close, field(raw, "prev_closing_price", "pcp"));
  EXPECT_EQ(trade.id, field(raw, "sequential_id", "sid").get<std::uint64_t>());
  EXPECT_EQ(trade.taker == Side::kBuy, field(raw, "ask_bid", "ab") == "BID");
  EXPECT_EQ(trade.snapshot, field(raw, "stream_type", "st") == "SNAPSHOT");
}

void check_book(const json& raw, const BookPicture& book) {
  std::vector<std::pair<double, double>> bids, asks;
  for (const json& unit : field(raw, "orderbook_units", "obu")) {
    if (amount(field(unit, "bid_price", "bp")) > 0)
      bids.emplace_back(amount(field(unit, "bid_price", "bp")), amount(field(unit, "bid_size", "bs")));
    if (amount(field(unit, "ask_price", "ap")) > 0)
      asks.emplace_back(amount(field(unit, "ask_price", "ap")), amount(field(unit, "ask_size", "as")));
  }
  expect_levels(book.bids, bids);
  expect_levels(book.asks, asks);
  EXPECT_TRUE(book.complete);
  EXPECT_EQ(book.symbol, raw.contains("market") ? raw["market"] : field(raw, "code", "cd"));
  expect_time(book.time, field(raw, "timestamp", "tms"));
  expect_same(book.ask_total, field(raw, "total_ask_size", "tas"));
  expect_same(book.bid_total, field(raw, "total_bid_size", "tbs"));
}

void check_order(const json& raw, const std::vector<Event>& events) {
  const auto& order = std::get<OrderUpdate>(events.at(0));
  EXPECT_EQ(order.symbol, raw["code"]);
  EXPECT_EQ(order.order_id, raw["uuid"]);
  EXPECT_EQ(order.client_id, raw["identifier"]);
  EXPECT_EQ(order.venue_state, raw["state"]);
  expect_number(order.executed, raw, "executed_volume");
  expect_number(order.remaining, raw, "remaining_volume");
  expect_number(order.paid_fee, raw, "paid_fee");
  expect_number(order.locked, raw, "locked");
  expect_number(order.executed_value, raw, "executed_funds");
  expect_time(order.sent, raw["timestamp"]);
  expect_time(order.created, raw["order_timestamp"]);
  if (raw["state"] != "trade") {
    EXPECT_EQ(events.size(), 1U);
    expect_number(order.price, raw, "price");
    expect_number(order.quantity, raw, "volume");
    return;
  }
  ASSERT_EQ(events.size(), 2U);
  const auto& fill = std::get<Fill>(events[1]);
  EXPECT_EQ(fill.trade_id, raw["trade_uuid"]);
  expect_number(fill.price, raw, "price");
  expect_number(fill.quantity, raw, "volume");
  expect_number(fill.fee, raw, "trade_fee");
  expect_time(fill.time, raw["trade_timestamp"]);
  EXPECT_EQ(fill.is_maker, raw["is_maker"].get<bool>());
  EXPECT_EQ(fill.fee_asset, "KRW");
}

// One message and what was made of it; false for kinds that this reading does not know.
bool check(const json& raw, const std::vector<Event>& events) {
  const json& type = field(raw, "type", "ty");
  if (type == "trade") check_trade(raw, std::get<Trade>(events.at(0)));
  else if (type == "orderbook" || raw.contains("orderbook_units")) check_book(raw, std::get<BookPicture>(events.at(0)));
  else if (type == "myOrder") check_order(raw, events);
  else return false;
  return true;
}

TEST(UpbitMessages, OwnCopiesAgreeWithASecondReading) {
  int checked = 0;
  for (const std::string& line : lines_of(own_data("upbit_messages.jsonl"))) {
    const std::vector<Event> events = read(line);
    EXPECT_FALSE(events.empty()) << line;
    const json raw = json::parse(line);
    if (raw.is_object() && check(raw, events)) ++checked;
  }
  EXPECT_GE(checked, 10);
}

TEST(UpbitMessages, EveryRecordedMessageIsReadAsASecondReadingSays) {
  NEED_PATH(exchange_data("upbit"));
  int files = 0, checked = 0;
  for (const auto& entry : std::filesystem::directory_iterator(exchange_data("upbit"))) {
    if (entry.path().filename() == "INDEX.tsv") continue;
    ++files;
    for (const std::string& text : messages_in(entry.path())) {
      const std::vector<Event> events = read(text);
      EXPECT_FALSE(events.empty()) << entry.path();
      for (const Event& event : events) EXPECT_FALSE(std::holds_alternative<Ignored>(event)) << entry.path();
      const json raw = json::parse(text);
      if (raw.is_object() && check(raw, events)) ++checked;
      if (raw.is_array() && events.size() == raw.size()) {
        for (std::size_t i = 0; i < raw.size(); ++i) checked += check(raw[i], {events[i]}) ? 1 : 0;
      }
    }
  }
  EXPECT_GE(files, 14);
  EXPECT_GT(checked, 200);
}

TEST(UpbitMessages, FullAndShortNamesSayTheSame) {
  const std::vector<Event> full = read(
      R"({"type":"ticker","code":"KRW-BTC","opening_price":1,"high_price":3,"low_price":0.5,"trade_price":2,"prev_closing_price":1.5,)"
      R"("acc_trade_price":10,"change":"RISE","signed_change_price":0.5,"signed_change_rate":0.33,"trade_volume":4,)"
      R"("acc_trade_volume":5,"acc_trade_price_24h":20,"acc_trade_volume_24h":9,"trade_timestamp":1700000000000,"ask_bid":"BID",)"
      R"("acc_ask_volume":2,"acc_bid_volume":3,"market_state":"ACTIVE","timestamp":1700000000005,"stream_type":"REALTIME"})");
  const std::vector<Event> brief = read(
      R"({"ty":"ticker","cd":"KRW-BTC","op":1,"hp":3,"lp":0.5,"tp":2,"pcp":1.5,"atp":10,"c":"RISE","cp":0.5,"scp":0.5,"cr":0.33,"scr":0.33,)"
      R"("tv":4,"atv":5,"atp24h":20,"atv24h":9,"tdt":"20231114","ttm":"221320","ttms":1700000000000,"ab":"BID","aav":2,"abv":3,"ms":"ACTIVE",)"
      R"("tms":1700000000005,"st":"REALTIME"})");
  for (const auto* events : {&full, &brief}) {
    const auto& ticker = only<Ticker>(*events);
    EXPECT_EQ(ticker.symbol, "KRW-BTC");
    EXPECT_EQ(ticker.open.text(), "1");
    EXPECT_EQ(ticker.change.text(), "0.5");
    EXPECT_EQ(ticker.change_rate.text(), "0.33");
    EXPECT_EQ(ticker.day_value.text(), "10");
    EXPECT_EQ(ticker.day_buy.text(), "3");
    EXPECT_EQ(ticker.day_sell.text(), "2");
    EXPECT_EQ(ticker.value_24h.text(), "20");
    EXPECT_EQ(ticker.time, 1'700'000'000'000'000);
    EXPECT_EQ(ticker.sent, 1'700'000'000'005'000);
    EXPECT_EQ(ticker.state, "ACTIVE");
  }
}

TEST(UpbitMessages, ShortPrivateMessagesAreRead) {
  const std::vector<Event> order = read(
      R"({"ty":"myOrder","cd":"KRW-XRP","uid":"u1","ab":"ASK","ot":"limit","s":"trade","tuid":"t1","p":3120,"ap":3120,"v":40,"rv":60,"ev":40,"tc":1,"rsf":0,)"
      R"("rmf":0,"pf":62.4,"l":60,"ef":124800,"tif":"ioc","tf":62.4,"im":false,"id":"stom-L-1","smpt":null,"pv":0,"pl":0,"ttms":1700000000000,"otms":1699999999000,"tms":1700000000001,"st":"REALTIME"})");
  ASSERT_EQ(order.size(), 2U);
  const auto& update = std::get<OrderUpdate>(order[0]);
  EXPECT_EQ(update.side, Side::kSell);
  EXPECT_EQ(update.time_in_force, TimeInForce::kIoc);
  EXPECT_EQ(update.quantity.text(), "100");
  EXPECT_EQ(std::get<Fill>(order[1]).trade_id, "t1");
  const std::vector<Event> assets = read(
      R"({"ty":"myAsset","astuid":"a","ast":[{"cu":"KRW","b":1.5,"l":2}],"asttms":1700000000000,"tms":1700000000001,"st":"REALTIME"})");
  EXPECT_EQ(only<Balance>(assets).available.text(), "1.5");
  EXPECT_EQ(only<Balance>(assets).locked.text(), "2");
}

TEST(UpbitMessages, AListOfMessagesGivesAllTheirEvents) {
  const std::string trade = R"({"ty":"trade","cd":"KRW-BTC","tms":2,"ttms":1,"tp":5.0,"tv":1,"ab":"ASK","pcp":4,"sid":7,"st":"REALTIME"})";
  EXPECT_EQ(read("[" + trade + "," + trade + "]").size(), 2U);
  EXPECT_TRUE(read("[]").empty());
}

TEST(UpbitMessages, AMarketBuyThatEndsAsCancelIsFilled) {
  const std::vector<Event> events =
      read(R"({"market":"KRW-BTC","uuid":"u","side":"bid","ord_type":"price","price":"1000","state":"cancel","executed_volume":"0.1"})");
  EXPECT_EQ(only<OrderUpdate>(events).state, OrderState::kFilled);
  const std::vector<Event> limit =
      read(R"({"market":"KRW-BTC","uuid":"u","side":"bid","ord_type":"limit","price":"1000","state":"cancel","executed_volume":"0.1"})");
  EXPECT_EQ(only<OrderUpdate>(limit).state, OrderState::kCancelled);
  const std::vector<Event> nothing =
      read(R"({"market":"KRW-BTC","uuid":"u","side":"bid","ord_type":"price","price":"1000","state":"cancel","executed_volume":"0"})");
  EXPECT_EQ(only<OrderUpdate>(nothing).state, OrderState::kCancelled);
}

TEST(UpbitMessages, RestAnswersWithoutRecordingAreRead) {
  const auto chance = read(
      R"({"bid_fee":"0.0005","ask_fee":"0.0005","maker_bid_fee":"0.0005","maker_ask_fee":"0.0005","market":{"id":"KRW-BTC","name":"BTC/KRW",)"
      R"("order_types":[],"ask_types":["limit","market"],"bid_types":["limit","price"],"order_sides":["ask","bid"],"bid":{"currency":"KRW","min_total":"5000"},)"
      R"("ask":{"currency":"BTC","min_total":"5000"},"max_total":"1000000000","state":"active"},"bid_account":{"currency":"KRW","balance":"10","locked":"1",)"
      R"("avg_buy_price":"0","avg_buy_price_modified":true,"unit_currency":"KRW"},"ask_account":{"currency":"BTC","balance":"2","locked":"0","avg_buy_price":"5","unit_currency":"KRW"}})");
  EXPECT_EQ(only<OrderChance>(chance).min_bid.text(), "5000");
  EXPECT_EQ(only<OrderChance>(chance).bid_types, (std::vector<std::string>{"limit", "price"}));
  EXPECT_EQ(only<OrderChance>(chance).ask_account.available.text(), "2");
  const auto market = read(
      R"([{"market":"KRW-BTC","korean_name":"비트코인","english_name":"Bitcoin","market_event":{"warning":true,"caution":{"PRICE_FLUCTUATIONS":false,"DEPOSIT_AMOUNT_SOARING":true}}}])");
  EXPECT_EQ(only<Instrument>(market).warning, true);
  EXPECT_EQ(only<Instrument>(market).cautions, std::vector<std::string>{"DEPOSIT_AMOUNT_SOARING"});
  const auto tick = read(R"([{"market":"KRW-BTC","quote_currency":"KRW","tick_size":"1000","supported_levels":["0","10000"]}])");
  EXPECT_EQ(only<Instrument>(tick).tick.text(), "1000");
  EXPECT_EQ(only<Instrument>(tick).groupings.size(), 2U);
  const auto replaced = read(
      R"({"market":"KRW-BTC","uuid":"old","side":"ask","ord_type":"limit","state":"wait","new_order_uuid":"new","new_order_identifier":"stom-2"})");
  EXPECT_EQ(only<OrderUpdate>(replaced).replacement_client_id, "stom-2");
  const auto cancelled =
      read(R"({"success":{"count":1,"orders":[{"uuid":"u","market":"KRW-BTC","identifier":"i"}]},"failed":{"count":0,"orders":[]}})");
  EXPECT_EQ(only<OrderUpdate>(cancelled).state, OrderState::kUnknown);  // accepted, not yet done
  EXPECT_EQ(only<VenueError>(read(R"({"error":{"name":404,"message":"Code not found"}})")).code, 404);
  EXPECT_EQ(
      only<SubscriptionAnswer>(
          read(R"([{"method":"LIST_SUBSCRIPTIONS","result":[{"type":"ticker","codes":["KRW-BTC"]},{"type":"myOrder"}],"ticket":"t"}])"))
          .streams,
      (std::vector<std::string>{"ticker:KRW-BTC", "myOrder"}));
}

TEST(UpbitMessages, UnknownKindsAndWrongValuesAreErrorsThatLeaveNothing) {
  for (const char* text :
       {R"({"weather":"fine","code":"KRW-BTC"})", R"({"x":1})",
        R"({"ty":"trade","cd":"KRW-BTC","tms":1,"ttms":1,"tp":-5,"tv":1,"ab":"ASK"})",
        R"({"ty":"trade","cd":"KRW-BTC","tms":1,"ttms":1,"tp":5,"tv":1,"ab":"UP"})",
        R"({"ty":"trade","cd":"KRW-BTC","tms":"soon","tp":5,"tv":1,"ab":"ASK"})",
        R"({"ty":"orderbook","cd":"KRW-BTC","tms":1,"obu":[{"ap":1,"bp":1,"as":1}]})", R"({"type":"trade","code":"KRW-BTC","x":nul })",
        R"({"status":"UP","x":truth})", "", "7", "null", "[1]", "{", "\"text\"", "{}x", "{}"}) {
    Messages messages;
    std::vector<Event> events;
    const aggregation::ParseResult result = messages.parse(text, events);
    EXPECT_EQ(result.kind, ParseKind::kBad) << text;
    EXPECT_FALSE(result.reason.en.empty());
    EXPECT_TRUE(events.empty()) << text;
  }
}

TEST(UpbitMessages, AKindThatIsAskedForRefusesOthers) {
  Messages messages;
  std::vector<Event> events;
  const std::string trade = R"({"ty":"trade","cd":"KRW-BTC","tms":2,"ttms":1,"tp":5.0,"tv":1,"ab":"ASK"})";
  EXPECT_EQ(messages.parse(trade, events, "orderbook").kind, ParseKind::kBad);
  EXPECT_EQ(messages.parse(trade, events, "rest").kind, ParseKind::kBad);
  EXPECT_EQ(messages.parse(trade, events, "ws").kind, ParseKind::kEvents);
  EXPECT_EQ(messages.parse(R"({"error":{"name":"nonce_used","message":"m"}})", events, "accounts").kind, ParseKind::kEvents);
  EXPECT_TRUE(is_kind("myOrder") && is_kind("chance") && !is_kind("nothing"));
}

}  // namespace
}  // namespace stom::venue::upbit
