// Raw recordings as a market.
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "base/error.h"
#include "sim/exchange_rig.h"
#include "venue/venue_data.h"

namespace stom::sim {
namespace {

std::string write_lines(const std::string& name, const std::string& text) {
  const std::string path = testing::TempDir() + name;
  std::ofstream(path) << text;
  return path;
}

std::string stream_line(const std::string& time, const std::string& stream, const std::string& data) {
  return time + "\t{\"stream\":\"" + stream + "\",\"data\":" + data + "}\n";
}

TEST(RawRecording, PlaysTradesAndTheBookAsItChanges) {
  std::string text = "1723161255.0\t" + std::string(R"({"lastUpdateId":2,"E":1723161255900,"T":1723161255900,"symbol":"BTCUSDT",)") +
         R"("bids":[["61000.10","1.5"],["61000.00","2"]],"asks":[["61000.20","0.5"],["61000.40","4"]]})" + "\n";
  text += stream_line(
      "1723161255.2", "btcusdt@depth",
      R"({"e":"depthUpdate","E":1723161256100,"T":1723161256100,"s":"BTCUSDT","U":1,"u":3,"pu":0,"b":[],"a":[["61000.20","0"]]})");
  text += "not a message at all\n";
  text += stream_line(
      "1723161255.3", "btcusdt@trade",
      R"({"e":"trade","E":1723161256200,"T":1723161256200,"s":"BTCUSDT","t":7,"p":"61000.40","q":"0.250","X":"MARKET","m":false})");
  const std::string path = write_lines("sim_raw.tsv", text);
  Recorder recorder;
  auto source = raw_recording(venue::Venue::kBinance, path, kStart);
  ASSERT_EQ(source->instruments().size(), 1u);
  EXPECT_EQ(source->instruments()[0].symbol, "BTCUSDT");
  EXPECT_EQ(source->instruments()[0].tick.text(), "0.1");
  EXPECT_EQ(source->instruments()[0].step.text(), "0.01");
  EXPECT_GE(source->next_time(), kStart);
  EXPECT_LT(source->next_time(), kStart + kOneSecond);
  Exchange exchange({}, std::move(source), recorder);
  exchange.advance(kStart + 10 * kOneSecond);
  EXPECT_EQ(exchange.next_time(), venue::kNoTime);
  EXPECT_EQ(exchange.book("BTCUSDT").asks.front().price.text(), "61000.4");
  ASSERT_EQ(recorder.trades.size(), 1u);
  EXPECT_EQ(recorder.trades[0].quantity.text(), "0.25");
  EXPECT_EQ(exchange.ticker("BTCUSDT").price.text(), "61000.4");
  std::filesystem::remove(path);
}

TEST(RawRecording, FileOfAnotherVenueOrWithoutTradesIsAnError) {
  const std::string path = write_lines("sim_raw_bad.tsv", stream_line("1723161255.3", "btcusdt@trade",
      R"({"e":"trade","E":1723161256200,"T":1723161256200,"s":"BTCUSDT","t":7,"p":"61000.40","q":"0.250","X":"MARKET","m":false})"));
  EXPECT_THROW((void)raw_recording(venue::Venue::kBinance, path, kStart), DataError);
  EXPECT_THROW((void)raw_recording(venue::Venue::kUpbit, path, kStart), DataError);
  std::filesystem::remove(path);
}

// Real recordings lie outside of the source tree.
TEST(RawRecording, RealRecordingsPlayToTheirEnd) {
  struct File {
    venue::Venue venue;
    const char* name;
    const char* symbol;
    const char *bid, *ask;
    std::size_t trades;
  };
  for (const File& file : {File{venue::Venue::kBinance, "binance-usdm-raw/btcusdt_20240808.gz", "BTCUSDT", "61659.7", "61659.8", 21'313},
                           File{venue::Venue::kUpbit, "ws-frames/upbit_ws_20210417.txt", "KRW-WAVES", "", "", 1}}) {
    const std::string path = venue::market_data(file.name).string();
    if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not there (set STOM_TEST_DATA)";
    Recorder recorder;
    ExchangeOptions options;
    options.venue = file.venue;
    Exchange exchange(options, raw_recording(file.venue, path, kStart), recorder);
    exchange.advance(kStart + 3600 * kOneSecond);
    EXPECT_EQ(exchange.next_time(), venue::kNoTime);
    const venue::BookPicture book = exchange.book(file.symbol);
    ASSERT_FALSE(book.bids.empty());
    EXPECT_LT(book.bids.front().price, book.asks.front().price);
    if (*file.bid != 0) {
      EXPECT_EQ(book.bids.front().price.text(), file.bid);
      EXPECT_EQ(book.asks.front().price.text(), file.ask);
      EXPECT_EQ(recorder.trades.size(), file.trades);
    }
    EXPECT_GE(recorder.trades.size(), file.trades);
  }
}

}  // namespace
}  // namespace stom::sim
