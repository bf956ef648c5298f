#include "venue/binance/messages.h"

#include "venue/field_check.h"

namespace stom::venue::binance {
namespace {

using aggregation::ParseKind;

std::vector<Event> read(const std::string& text, std::string_view kind = {}, std::string_view symbol = {}) {
  Messages messages;
  std::vector<Event> events;
  const aggregation::ParseResult result = messages.parse(text, events, kind, symbol);
  EXPECT_NE(result.kind, ParseKind::kBad) << result.reason.en << "\n" << text.substr(0, 300);
  return events;
}

std::vector<std::pair<double, double>> pairs(const json& list) {
  std::vector<std::pair<double, double>> result;
  for (const json& level : list) result.emplace_back(amount(level[0]), level.size() > 1 ? amount(level[1]) : -1.0);
  return result;
}

void check_trade(const json& raw, const Trade& trade) {
  const bool aggregate = raw["e"] == "aggTrade";
  EXPECT_EQ(trade.symbol, raw["s"]);
  EXPECT_EQ(trade.id, raw[aggregate ? "a" : "t"].get<std::uint64_t>());
  expect_number(trade.price, raw, "p");
  expect_number(trade.quantity, raw, "q");
  expect_number(trade.quantity_without_rpi, raw, "nq");
  expect_time(trade.time, raw["T"]);
  expect_time(trade.sent, raw["E"]);
  EXPECT_EQ(trade.taker == Side::kSell, raw["m"].get<bool>());
  EXPECT_EQ(trade.ordinary, !raw.contains("X") || raw["X"] == "MARKET");
}

void check_depth(const json& raw, const Event& event) {
  if (const auto* book = std::get_if<BookPicture>(&event)) {
    EXPECT_EQ(book->last_update_id, raw["u"].get<std::uint64_t>());
    expect_levels(book->bids, pairs(raw["b"]));
    expect_levels(book->asks, pairs(raw["a"]));
    EXPECT_TRUE(book->complete);
    return;
  }
  const auto& change = std::get<BookChange>(event);
  EXPECT_EQ(change.symbol, raw["s"]);
  EXPECT_EQ(change.first_id, raw["U"].get<std::uint64_t>());
  EXPECT_EQ(change.last_id, raw["u"].get<std::uint64_t>());
  EXPECT_EQ(change.previous_id, raw["pu"].get<std::uint64_t>());
  expect_time(change.time, raw["T"]);
  expect_levels(change.bids, pairs(raw["b"]));
  expect_levels(change.asks, pairs(raw["a"]));
}

void check_top(const json& raw, const BookTop& top) {
  EXPECT_EQ(top.symbol, raw["s"]);
  EXPECT_EQ(top.update_id, raw["u"].get<std::uint64_t>());
  expect_number(top.bid, raw, "b");
  expect_number(top.bid_size, raw, "B");
  expect_number(top.ask, raw, "a");
  expect_number(top.ask_size, raw, "A");
  expect_time(top.time, raw["T"]);
}

void check_kline(const json& raw, const Candle& candle) {
  const json& k = raw["k"];
  EXPECT_EQ(candle.symbol, raw["s"]);
  EXPECT_EQ(candle.interval, k["i"]);
  expect_time(candle.time, k["t"]);
  expect_time(candle.end, k["T"]);
  expect_number(candle.open, k, "o");
  expect_number(candle.high, k, "h");
  expect_number(candle.low, k, "l");
  expect_number(candle.close, k, "c");
  expect_number(candle.volume, k, "v");
  expect_number(candle.value, k, "q");
  expect_number(candle.buy_volume, k, "V");
  EXPECT_EQ(candle.closed, k["x"].get<bool>());
}

void check_rest_order(const json& raw, const OrderUpdate& order) {
  EXPECT_EQ(order.symbol, raw["symbol"]);
  EXPECT_EQ(order.order_id, std::to_string(raw["orderId"].get<std::uint64_t>()));
  EXPECT_EQ(order.client_id, raw["clientOrderId"]);
  EXPECT_EQ(order.venue_state, raw["status"]);
  expect_number(order.price, raw, "price");
  expect_number(order.quantity, raw, "origQty");
  expect_number(order.executed, raw, "executedQty");
  expect_number(order.average_price, raw, "avgPrice");
  expect_number(order.executed_value, raw, "cumQuote");
  expect_time(order.time, raw["updateTime"]);
}

// One message and what was made of it; false for kinds that this reading does not know.
bool check(const json& outer, const std::vector<Event>& events) {
  const json& raw = outer.contains("data") ? outer["data"] : outer;
  const std::string event = raw.value("e", "");
  if (event == "aggTrade" || event == "trade") check_trade(raw, std::get<Trade>(events.at(0)));
  else if (event == "depthUpdate") check_depth(raw, events.at(0));
  else if (event == "bookTicker") check_top(raw, std::get<BookTop>(events.at(0)));
  else if (event == "kline") check_kline(raw, std::get<Candle>(events.at(0)));
  else if (raw.contains("orderId") && raw.contains("status")) check_rest_order(raw, std::get<OrderUpdate>(events.at(0)));
  else return false;
  return true;
}

TEST(BinanceMessages, OwnCopiesAgreeWithASecondReading) {
  int checked = 0;
  for (const std::string& line : lines_of(own_data("binance_messages.jsonl"))) {
    const std::vector<Event> events = read(line);
    EXPECT_FALSE(events.empty()) << line;
    const json raw = json::parse(line);
    if (raw.is_object() && check(raw, events)) ++checked;
  }
  EXPECT_GE(checked, 12);
}

TEST(BinanceMessages, EveryRecordedMessageIsReadAsASecondReadingSays) {
  NEED_PATH(exchange_data("binance"));
  int files = 0, checked = 0;
  for (const auto& entry : std::filesystem::directory_iterator(exchange_data("binance"))) {
    if (entry.path().filename() == "INDEX.tsv") continue;
    ++files;
    for (const std::string& text : messages_in(entry.path())) {
      const std::vector<Event> events = read(text);
      EXPECT_FALSE(events.empty()) << entry.path();
      for (const Event& event : events) EXPECT_FALSE(std::holds_alternative<Ignored>(event)) << entry.path();
      const json raw = json::parse(text);
      if (raw.is_object() && check(raw, events)) ++checked;
    }
  }
  EXPECT_GE(files, 38);
  EXPECT_GT(checked, 3000);
}

TEST(BinanceMessages, RecordedFiltersAreFoundByTheirType) {
  const auto path = exchange_data("binance/rest_exchangeinfo_2021_half1.json");
  NEED_PATH(path);
  const std::string text = read_file(path);
  const json raw = json::parse(text);
  std::map<std::string, json> symbols;
  for (const json& symbol : raw["symbols"]) symbols[symbol["symbol"]] = symbol;
  std::size_t seen = 0;
  for (const Event& event : read(text, "exchangeInfo")) {
    const auto* instrument = std::get_if<Instrument>(&event);
    if (instrument == nullptr) continue;
    ++seen;
    const json& symbol = symbols.at(instrument->symbol);
    EXPECT_EQ(instrument->contract_type, symbol["contractType"]);
    EXPECT_EQ(instrument->state, symbol["status"]);
    EXPECT_EQ(instrument->price_decimals, symbol["pricePrecision"].get<int>());
    EXPECT_EQ(instrument->quantity_decimals, symbol["quantityPrecision"].get<int>());
    for (const json& filter : symbol["filters"]) {
      if (filter["filterType"] == "PRICE_FILTER") expect_number(instrument->tick, filter, "tickSize");
      if (filter["filterType"] == "LOT_SIZE") expect_number(instrument->step, filter, "stepSize");
      if (filter["filterType"] == "MARKET_LOT_SIZE") expect_number(instrument->market_max_quantity, filter, "maxQty");
      if (filter["filterType"] == "MIN_NOTIONAL") expect_number(instrument->min_notional, filter, "notional");
    }
  }
  EXPECT_EQ(seen, symbols.size());
}

constexpr const char* kFill =
    R"({"e":"ORDER_TRADE_UPDATE","E":1795132802010,"T":1795132802003,"o":{"s":"BTCUSDT","c":"stom-L-20261120-000017-1","S":"BUY","o":"LIMIT","f":"GTC",)"
    R"("q":"0.012","p":"61800.20","ap":"61800.20","sp":"0","x":"TRADE","X":"PARTIALLY_FILLED","i":8886774,"l":"0.005","z":"0.005","L":"61800.20","N":"USDT",)"
    R"("n":"0.06180020","T":1795132802003,"t":77123,"b":"0","a":"0","m":true,"R":false,"wt":"CONTRACT_PRICE","ot":"LIMIT","ps":"BOTH","cp":false,"rp":"0",)"
    R"("pP":false,"si":0,"ss":0,"V":"EXPIRE_MAKER","pm":"NONE","gtd":0,"er":"0"}})";

TEST(BinanceMessages, AFillOfAnOwnOrderGivesItsStateAndTheFill) {
  const std::vector<Event> events = read(kFill);
  ASSERT_EQ(events.size(), 2U);
  const auto& order = std::get<OrderUpdate>(events[0]);
  EXPECT_EQ(order.state, OrderState::kPartly);
  EXPECT_EQ(order.cause, OrderCause::kTrade);
  EXPECT_EQ(order.remaining.text(), "0.007");
  EXPECT_FALSE(order.is_forced);
  const auto& fill = std::get<Fill>(events[1]);
  EXPECT_EQ(fill.trade_id, "77123");
  EXPECT_EQ(fill.order_id, "8886774");
  EXPECT_EQ(fill.fee.text(), "0.06180020");
  EXPECT_EQ(fill.fee_asset, "USDT");
  EXPECT_EQ(fill.price.text(), "61800.20");
  EXPECT_EQ(fill.is_maker, true);
  EXPECT_EQ(fill.time, 1'795'132'802'003'000);
}

TEST(BinanceMessages, AnExpiredOrderOfTheExchangeItselfIsToldApart) {
  std::string text = kFill;
  const auto replace = [&](const std::string& from, const std::string& to) { text.replace(text.find(from), from.size(), to); };
  replace("stom-L-20261120-000017-1", "autoclose-5");
  replace("\"x\":\"TRADE\"", "\"x\":\"CALCULATED\"");
  replace("PARTIALLY_FILLED", "EXPIRED_IN_MATCH");
  replace("\"er\":\"0\"", "\"er\":\"5\"");
  const auto events = read(text);
  const auto& order = std::get<OrderUpdate>(events.at(0));
  EXPECT_TRUE(order.is_forced);
  EXPECT_EQ(order.cause, OrderCause::kLiquidation);
  EXPECT_EQ(order.state, OrderState::kExpired);
  EXPECT_EQ(order.expiry_reason, 5);
}

TEST(BinanceMessages, AccountUpdatesNameBalancesAndPositions) {
  const auto events = read(
      R"({"e":"ACCOUNT_UPDATE","E":2,"T":1,"a":{"m":"ORDER","B":[{"a":"BNB","wb":"1","cw":"1","bc":"0"},{"a":"USDT","wb":"10.5","cw":"9.25","bc":"-0.1"}],)"
      R"("P":[{"s":"BTCUSDT","pa":"-0.01","ep":"61800","bep":"61790","cr":"3","up":"-1","mt":"cross","iw":"0","ps":"SHORT"}]}})");
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(std::get<Balance>(events[1]).asset, "USDT");
  EXPECT_EQ(std::get<Balance>(events[1]).cross_wallet.text(), "9.25");
  const auto& position = std::get<Position>(events[2]);
  EXPECT_EQ(position.amount.text(), "-0.01");
  EXPECT_EQ(position.side, PositionSide::kShort);
  EXPECT_EQ(position.reason, "ORDER");
}

TEST(BinanceMessages, OtherUserEventsAreRead) {
  const auto expired = read(R"({"e":"listenKeyExpired","E":1736996475556,"listenKey":"abc"})");
  EXPECT_EQ(only<ListenKeyExpired>(expired).key, "abc");
  const auto lite = read(
      R"({"e":"TRADE_LITE","E":2,"T":1,"s":"BTCUSDT","q":"0.001","p":"0","m":false,"c":"stom-1","S":"SELL","L":"64089.20","l":"0.040","t":109100866,"i":8886774})");
  EXPECT_TRUE(only<Fill>(lite).is_lite);
  EXPECT_FALSE(only<Fill>(lite).fee.is_known());
  const auto call = read(
      R"({"e":"MARGIN_CALL","E":1,"cw":"3.16","p":[{"s":"ETHUSDT","ps":"LONG","pa":"1.327","mt":"CROSSED","iw":"0","mp":"187.17127","up":"-1.166074","mm":"1.614445"}]})");
  EXPECT_EQ(only<MarginCall>(call).positions.at(0).maintenance_margin.text(), "1.614445");
  const auto algo = read(
      R"({"e":"ALGO_UPDATE","E":2,"T":1,"o":{"caid":"c","aid":2148719,"at":"CONDITIONAL","o":"TAKE_PROFIT","s":"BNBUSDT","S":"SELL","ps":"BOTH","f":"GTC","q":"0.01","X":"CANCELED","ai":"","ap":"0","aq":"0","act":"0","tp":"750","p":"750","V":"EXPIRE_MAKER","wt":"CONTRACT_PRICE","pm":"NONE","cp":false,"pP":false,"R":false,"tt":0,"gtd":0,"rm":""}})");
  EXPECT_EQ(only<OrderUpdate>(algo).algo_id, "2148719");
  EXPECT_EQ(only<OrderUpdate>(algo).state, OrderState::kCancelled);
  const auto mode = read(R"({"e":"ACCOUNT_CONFIG_UPDATE","E":1,"T":1,"ai":{"j":true}})");
  EXPECT_EQ(only<AccountMode>(mode).multi_assets, true);
}

TEST(BinanceMessages, CoinMarginedProductsAreLeftOut) {
  const auto events = read(R"([{"e":"24hrMiniTicker","E":1,"s":"BTCUSDT","c":"2","o":"1","h":"3","l":"1","v":"5","q":"6","st":1},)"
                           R"({"e":"24hrMiniTicker","E":1,"s":"BTCUSD_PERP","c":"2","o":"1","h":"3","l":"1","v":"5","q":"6","st":2}])");
  ASSERT_EQ(events.size(), 2U);
  EXPECT_TRUE(std::holds_alternative<Ticker>(events[0]));
  EXPECT_EQ(std::get<Ignored>(events[1]).why, "COIN-M");
  const auto wrapped = read(
      R"({"stream":"!miniTicker@arr","data":[{"e":"24hrMiniTicker","E":1,"s":"A","c":"2","o":"1","h":"3","l":"1","v":"5","q":"6"}]})");
  EXPECT_EQ(only<Ticker>(wrapped).symbol, "A");
}

TEST(BinanceMessages, ADepthStreamOfLevelsIsAWholeBook) {
  const std::string data = R"({"e":"depthUpdate","E":2,"T":1,"s":"BTCUSDT","U":1,"u":5,"pu":0,"b":[["1","2"]],"a":[["3","4"]]})";
  EXPECT_TRUE(only<BookPicture>(read(R"({"stream":"btcusdt@depth10@100ms","data":)" + data + "}")).complete);
  EXPECT_EQ(only<BookChange>(read(R"({"stream":"btcusdt@depth@100ms","data":)" + data + "}")).last_id, 5U);
  EXPECT_TRUE(only<BookPicture>(read(data, "partialDepth")).complete);
}

TEST(BinanceMessages, AnswersWithoutSymbolTakeTheOneThatWasAskedFor) {
  EXPECT_EQ(only<BookPicture>(read(R"({"lastUpdateId":7,"bids":[["1","2"]],"asks":[]})", "depth", "BTCUSDT")).symbol, "BTCUSDT");
  EXPECT_EQ(only<Candle>(read(R"([[1000,"1","3","0.5","2","10",1999,"20",5,"4","8","0"]])", "klines", "BTCUSDT")).symbol, "BTCUSDT");
  const auto trades =
      read(R"([{"a":26129,"p":"0.01633102","q":"4.70443515","f":27781,"l":27781,"T":1498793709153,"m":true}])", "aggTrades", "BTCUSDT");
  EXPECT_EQ(only<Trade>(trades).taker, Side::kSell);
}

TEST(BinanceMessages, ControlAnswersAreRead) {
  EXPECT_EQ(only<SubscriptionAnswer>(read(R"({"result":null,"id":1})")).id, "1");
  EXPECT_EQ(only<SubscriptionAnswer>(read(R"({"result":["btcusdt@aggTrade"],"id":3})")).streams.size(), 1U);
  EXPECT_EQ(only<VenueError>(read(R"({"code":-2019,"msg":"Margin is insufficient."})")).code, -2019);
  EXPECT_EQ(only<VenueError>(read(R"({"error":{"code":2,"msg":"Invalid request"},"id":9})")).request_id, "9");
  EXPECT_EQ(only<AccountMode>(read(R"({"dualSidePosition":true})")).hedge, true);
  EXPECT_EQ(
      only<SymbolSetting>(
          read(R"([{"symbol":"BTCUSDT","marginType":"CROSSED","isAutoAddMargin":false,"leverage":21,"maxNotionalValue":"1000000"}])"))
          .margin_type,
      "CROSSED");
  EXPECT_EQ(
      read(
          R"([{"symbol":"ETHUSDT","brackets":[{"bracket":1,"initialLeverage":75,"notionalCap":10000,"notionalFloor":0,"maintMarginRatio":0.0065,"cum":0.0}]}])")
          .size(),
      1U);
  EXPECT_EQ(only<Acknowledgement>(read(R"({"symbol":"BTCUSDT","countdownTime":"120000"})")).countdown.text(), "120000");
  EXPECT_TRUE(std::holds_alternative<Acknowledgement>(read("{}").at(0)));
}

TEST(BinanceMessages, UnknownKindsAndWrongValuesAreErrorsThatLeaveNothing) {
  for (const char* text :
       {R"({"weather":"fine","s":"BTCUSDT"})", R"({"stream":"x@y","data":{"e":"aggTrade"}})",
        R"({"e":"aggTrade","a":1,"s":"B","p":"0","q":"1","T":1,"m":true})",
        R"({"e":"aggTrade","a":1,"s":"B","p":"1e999","q":"1","T":1,"m":true})",
        R"({"e":"aggTrade","a":-1,"s":"B","p":"1","q":"1","T":1,"m":true})",
        R"({"e":"depthUpdate","E":1,"s":"B","U":1,"u":2,"b":[["x","1"]],"a":[]})",
        R"({"e":"depthUpdate","E":1,"s":"B","U":1,"u":2,"b":[]})",
        R"([{"e":"aggTrade","E":1,"a":1,"s":"B","p":"1","q":"1","T":1,"m":true},{"e":"trade"}])", R"({"e":"ORDER_TRADE_UPDATE","E":1,"T":1})",
        R"({"e":"kline","k":[]})", "[[1,2,3]]", "[[[]]]", "", "{", "[", "[{},", "nan"}) {
    Messages messages;
    std::vector<Event> events;
    const aggregation::ParseResult result = messages.parse(text, events);
    EXPECT_EQ(result.kind, ParseKind::kBad) << text;
    EXPECT_FALSE(result.reason.ko.empty());
    EXPECT_TRUE(events.empty()) << text;
  }
}

TEST(BinanceMessages, NoCutOfAMessageIsTakenForTheWhole) {
  const std::string whole = kFill;
  Messages messages;
  for (std::size_t size = 0; size < whole.size(); ++size) {
    std::vector<Event> events;
    EXPECT_EQ(messages.parse(std::string_view(whole).substr(0, size), events).kind, ParseKind::kBad) << size;
    EXPECT_TRUE(events.empty());
  }
}

TEST(BinanceMessages, UnknownFieldsAndOtherOrdersOfKeysChangeNothing) {
  const std::string a = R"({"e":"aggTrade","E":3,"a":5,"s":"BTCUSDT","p":"61800.10","q":"0.150","f":9,"l":11,"T":2,"m":false})";
  const std::string b =
      R"({"m":false,"zz":{"p":[1,{"q":2}]},"T":2,"l":11,"f":9,"q":"0.150","p":"61800.10","s":"BTCUSDT","new":[[]],"a":5,"E":3,"e":"aggTrade"})";
  for (const auto& text : {a, b}) {
    const auto events = read(text);
    const auto& trade = only<Trade>(events);
    EXPECT_EQ(trade.id, 5U);
    EXPECT_EQ(trade.price.text(), "61800.10");
    EXPECT_EQ(trade.quantity.value(), 0.15);
    EXPECT_EQ(trade.last_id, 11U);
  }
}

}  // namespace
}  // namespace stom::venue::binance
