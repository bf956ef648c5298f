#include <gtest/gtest.h>

#include "sim/box_client.h"
#include "sim/box_state.h"
#include "venue/binance/stream_requests.h"
#include "venue/upbit/stream_requests.h"

namespace stom::sim::test {
namespace {

using venue::BookChange;
using venue::BookPicture;
using venue::Candle;
using venue::Instrument;
using venue::Ticker;
using venue::Trade;
using venue::Venue;

std::string symbol_of(BoxClient& client, Venue venue) {
  std::string symbol;
  client.box().use([&](BoxState& state) { symbol = state.floor(venue)->exchange().instruments().front().symbol; });
  return symbol;
}

TEST(PublicData, UpbitAnswersEveryQuotationCallInReadableShape) {
  BoxClient client;
  const std::string code = symbol_of(client, Venue::kUpbit);
  const std::vector<std::string> codes{code};
  const auto instrument = client.read_one<Instrument>(Venue::kUpbit, client.upbit(venue::upbit::markets()), "markets");
  EXPECT_EQ(instrument.symbol, code);
  EXPECT_TRUE(instrument.warning.has_value());
  const auto ticker = client.read_one<Ticker>(Venue::kUpbit, client.upbit(venue::upbit::tickers(codes)), "tickers");
  EXPECT_EQ(ticker.symbol, code);
  EXPECT_GT(ticker.price.value(), 0);
  EXPECT_TRUE(ticker.change_rate.is_known());
  EXPECT_EQ(client.read(Venue::kUpbit, client.upbit(venue::upbit::all_tickers()), "tickers").size(), 2u);
  const auto book = client.read_one<BookPicture>(Venue::kUpbit, client.upbit(venue::upbit::order_book(codes, 15)), "book");
  EXPECT_EQ(book.asks.size(), 15u);
  EXPECT_LT(book.bids.front().price, book.asks.front().price);
  EXPECT_TRUE(book.ask_total.is_known());
  const auto grid = client.read_one<Instrument>(Venue::kUpbit, client.upbit(venue::upbit::book_instruments(codes)), "instruments");
  EXPECT_GT(grid.tick.value(), 0);
  for (const auto unit : {venue::upbit::CandleUnit::kSecond, venue::upbit::CandleUnit::kMinute, venue::upbit::CandleUnit::kDay}) {
    const auto candle =
        client.read_one<Candle>(Venue::kUpbit, client.upbit(venue::upbit::candles(unit, 5, code, venue::kNoTime, 3)), "candles");
    EXPECT_GE(candle.high.value(), candle.low.value());
    EXPECT_GT(candle.close.value(), 0);
  }
  const auto trades = client.read(Venue::kUpbit, client.upbit(venue::upbit::trades(code, 0, 0, 5)), "ticks");
  ASSERT_EQ(trades.size(), 5u);
  EXPECT_GT(std::get<Trade>(trades.front()).id, std::get<Trade>(trades.back()).id);
  EXPECT_EQ(client.get("/v1/ticker?markets=KRW-NOTHING").status, 404);
}

TEST(PublicData, BinanceAnswersEveryPublicCallInReadableShape) {
  BoxClient client;
  const std::string symbol = symbol_of(client, Venue::kBinance);
  const auto time = client.read_one<venue::ServerTime>(Venue::kBinance, client.binance(venue::binance::server_time()), "time");
  EXPECT_EQ(time.time, client.box().now() / 1000 * 1000);
  const auto info = client.read_one<Instrument>(Venue::kBinance, client.binance(venue::binance::exchange_info()), "exchangeInfo");
  EXPECT_EQ(info.symbol, symbol);
  EXPECT_EQ(info.contract_type, "PERPETUAL");
  EXPECT_EQ(info.state, "TRADING");
  EXPECT_GT(info.tick.value(), 0);
  EXPECT_GT(info.step.value(), 0);
  EXPECT_GT(info.min_notional.value(), 0);
  const auto book = client.read_one<BookPicture>(Venue::kBinance, client.binance(venue::binance::depth(symbol, 20)), "depth", symbol);
  EXPECT_EQ(book.bids.size(), 20u);
  EXPECT_GT(book.last_update_id, 0u);
  const auto candle = client.read_one<Candle>(
      Venue::kBinance, client.binance(venue::binance::klines(symbol, "1d", venue::kNoTime, venue::kNoTime, 2)), "klines", symbol);
  EXPECT_GT(candle.volume.value(), 0);
  EXPECT_TRUE(candle.buy_volume.is_known());
  const auto trades = client.read(Venue::kBinance, client.binance(venue::binance::aggregate_trades(symbol, 1, 10)), "aggTrades", symbol);
  ASSERT_EQ(trades.size(), 10u);
  EXPECT_EQ(std::get<Trade>(trades[1]).id, std::get<Trade>(trades[0]).id + 1);
  EXPECT_EQ(client.read(Venue::kBinance, client.binance(venue::binance::day_tickers()), "ticker").size(), 2u);
  EXPECT_EQ(client.read_one<Ticker>(Venue::kBinance, client.get("/api/v3/ticker/price?symbol=" + symbol), "price").symbol, symbol);
  EXPECT_EQ(client.get("/fapi/v1/depth?symbol=NOTHING").status, 400);
}

TEST(PublicData, UpbitStreamsCarryAllKindsInBothFormats) {
  BoxClient client;
  const std::string code = symbol_of(client, Venue::kUpbit);
  std::vector<venue::upbit::Subscription> wanted(4);
  wanted[0].type = "ticker";
  wanted[1].type = "trade";
  wanted[2].type = "orderbook";
  wanted[2].units = 15;
  wanted[3].type = "candle.1s";
  for (auto& one : wanted) one.codes = {code};
  for (const auto format : {venue::upbit::Format::kDefault, venue::upbit::Format::kSimple, venue::upbit::Format::kSimpleList}) {
    const auto stream = client.upbit_stream(venue::upbit::subscribe_frame("t1", wanted, format));
    EXPECT_TRUE(stream->wait_for<Ticker>([](const Ticker& one) { return one.snapshot; }));
    client.box().advance(2);
    EXPECT_TRUE(
        stream->wait_for<Ticker>([](const Ticker& one) { return !one.snapshot && one.day_buy.is_known() && one.state == "ACTIVE"; }));
    EXPECT_TRUE(stream->wait_for<Trade>([](const Trade& one) { return !one.snapshot && one.best_ask.is_known() && one.id > 0; }));
    EXPECT_TRUE(stream->wait_for<BookPicture>([](const BookPicture& one) { return !one.snapshot && one.asks.size() == 15; }));
    EXPECT_TRUE(stream->wait_for<Candle>([](const Candle& one) { return one.interval == "1s"; }));
    stream->send("PING");
    EXPECT_TRUE(stream->wait_for<venue::Heartbeat>([](const venue::Heartbeat& one) { return one.text == "UP"; }));
    EXPECT_TRUE(stream->unread().empty());
  }
}

TEST(PublicData, UpbitNamesWhatIsWrongWithASubscription) {
  BoxClient client;
  const auto error_of = [&](const std::string& frame) {
    const auto stream = client.upbit_stream(frame);
    const auto error = stream->wait_for<venue::VenueError>([](const venue::VenueError&) { return true; });
    return error ? error->name : std::string("none");
  };
  EXPECT_EQ(error_of("not json"), "WRONG_FORMAT");
  EXPECT_EQ(error_of(R"([{"type":"ticker","codes":["KRW-BTC"]}])"), "NO_TICKET");
  EXPECT_EQ(error_of(R"([{"ticket":"t"},{"codes":["KRW-BTC"]}])"), "NO_TYPE");
  EXPECT_EQ(error_of(R"([{"ticket":"t"},{"type":"ticker"}])"), "NO_CODES");
}

TEST(PublicData, BinanceStreamsCarryAllKindsAndBooksStayInStep) {
  BoxClient client;
  const std::string symbol = symbol_of(client, Venue::kBinance);
  const std::vector<std::string> books{venue::binance::stream_name(symbol, "depth@100ms"), venue::binance::stream_name(symbol, "depth10"),
                                       venue::binance::stream_name(symbol, "bookTicker")};
  const std::vector<std::string> market{venue::binance::stream_name(symbol, "aggTrade"), venue::binance::stream_name(symbol, "kline_1m"),
                                        "!miniTicker@arr", venue::binance::stream_name(symbol, "ticker")};
  const auto depth = client.binance_stream(venue::binance::combined_target(venue::binance::Traffic::kPublic, books));
  const auto trades = client.binance_stream(venue::binance::combined_target(venue::binance::Traffic::kMarket, market));
  ASSERT_TRUE(depth->wait_for_state(net::StreamState::kOpen) && trades->wait_for_state(net::StreamState::kOpen));
  const auto book = client.read_one<BookPicture>(Venue::kBinance, client.binance(venue::binance::depth(symbol)), "depth", symbol);
  client.box().advance(3);
  ASSERT_TRUE(depth->wait_for<BookPicture>([](const BookPicture& one) { return one.complete && one.asks.size() == 10; }));
  ASSERT_TRUE(depth->wait_for<venue::BookTop>([](const venue::BookTop& one) { return one.bid.value() > 0; }));
  // The answer comes behind everything that was sent before it.
  depth->send(R"({"method":"LIST_SUBSCRIPTIONS","id":5})");
  ASSERT_TRUE(depth->wait_for<venue::SubscriptionAnswer>([](const venue::SubscriptionAnswer& one) { return one.id == "5"; }));
  std::vector<BookChange> changes;
  for (const venue::Event& event : depth->events()) {
    if (const auto* change = std::get_if<BookChange>(&event)) changes.push_back(*change);
  }
  ASSERT_GT(changes.size(), 3u);
  EXPECT_LE(changes.front().first_id, book.last_update_id);
  EXPECT_LE(book.last_update_id, changes.front().last_id);
  for (std::size_t i = 1; i < changes.size(); ++i) EXPECT_EQ(changes[i].previous_id, changes[i - 1].last_id);
  EXPECT_TRUE(trades->wait_for<Trade>([](const Trade& one) { return one.aggregate && one.quantity_without_rpi.is_known(); }));
  EXPECT_TRUE(trades->wait_for<Candle>([](const Candle& one) { return one.interval == "1m" && one.closed == false; }));
  EXPECT_TRUE(trades->wait_for<Ticker>([&](const Ticker& one) { return one.symbol != symbol; }));
  EXPECT_TRUE(depth->unread().empty());
  EXPECT_TRUE(trades->unread().empty());
}

TEST(PublicData, BinanceSubscribesOnAnOpenConnectionAndRefusesTheWrongTraffic) {
  BoxClient client;
  const std::string symbol = symbol_of(client, Venue::kBinance);
  const auto stream = client.binance_stream("/market/ws");
  ASSERT_TRUE(stream->wait_for_state(net::StreamState::kOpen));
  stream->send(venue::binance::subscribe_frame(std::vector<std::string>{venue::binance::stream_name(symbol, "depth10")}, 7));
  EXPECT_TRUE(stream->wait_for<venue::VenueError>([](const venue::VenueError& one) { return one.request_id == "7"; }));
  stream->send(venue::binance::subscribe_frame(std::vector<std::string>{venue::binance::stream_name(symbol, "aggTrade")}, 8));
  EXPECT_TRUE(stream->wait_for<venue::SubscriptionAnswer>([](const venue::SubscriptionAnswer& one) { return one.id == "8"; }));
  client.box().advance(2);
  EXPECT_TRUE(stream->wait_for<Trade>([&](const Trade& one) { return one.symbol == symbol; }));
}

TEST(PublicData, SpotMiniTickersComeFromTheAddressWithoutPrefix) {
  BoxClient client;
  const auto stream = client.binance_stream("/ws/!miniTicker@arr");
  ASSERT_TRUE(stream->wait_for_state(net::StreamState::kOpen));
  stream->send(R"({"method":"LIST_SUBSCRIPTIONS","id":1})");  // answered when the exchange has the stream, not only the handshake
  ASSERT_TRUE(stream->wait_for<venue::SubscriptionAnswer>([](const venue::SubscriptionAnswer& one) { return one.id == "1"; }));
  client.box().advance(2);
  EXPECT_TRUE(stream->wait_for<Ticker>([](const Ticker& one) { return one.price.value() > 0; }));
  stream->send(R"({"method":"SUBSCRIBE","params":["btcusdt@aggTrade"],"id":3})");  // the old address of futures is gone
  EXPECT_TRUE(stream->wait_for<venue::VenueError>([](const venue::VenueError& one) { return one.request_id == "3"; }));
}

}  // namespace
}  // namespace stom::sim::test
