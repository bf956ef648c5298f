#include "venue/book_upkeep.h"

#include <cinttypes>
#include <map>

#include "aggregation/formats/recording_line.h"
#include "venue/binance/messages.h"
#include "venue/field_check.h"
#include "venue/upbit/messages.h"

namespace stom::venue {
namespace {

using aggregation::Decimal;
using Result = BookChangeResult;

// Another book, kept another way: price texts as the venue writes them, in two maps by their value; the recording's own
// order; no shared code but the JSON library of the tests.
class SlowBook {
 public:
  void take(const json& message) {
    const json& data = message.contains("data") ? message["data"] : message;
    if (data.contains("lastUpdateId")) return start(data);
    if (data.value("e", "") != "depthUpdate") return;
    if (!has_snapshot_) {
      waiting_.push_back(data);
      return;
    }
    change(data);
  }
  [[nodiscard]] bool stands() const { return has_snapshot_ && !broken_; }
  [[nodiscard]] int changes() const { return changes_; }
  [[nodiscard]] std::int64_t second() const { return time_ / 1000; }

  void expect_same(const aggregation::OrderBook& book) const {
    ASSERT_EQ(book.bid_count(), bids_.size());
    ASSERT_EQ(book.ask_count(), asks_.size());
    std::size_t rank = 0;
    for (auto level = bids_.rbegin(); level != bids_.rend(); ++level, ++rank) {
      ASSERT_EQ(book.bid(rank).price.to_double(), level->first);
      ASSERT_EQ(book.bid(rank).quantity.to_double(), level->second);
    }
    rank = 0;
    for (const auto& [price, quantity] : asks_) {
      ASSERT_EQ(book.ask(rank).price.to_double(), price);
      ASSERT_EQ(book.ask(rank).quantity.to_double(), quantity);
      ++rank;
    }
  }

 private:
  using Levels = std::map<double, double>;

  static void put(Levels& levels, const json& list) {
    for (const json& level : list) {
      const double price = std::stod(level[0].get<std::string>()), quantity = std::stod(level[1].get<std::string>());
      if (quantity == 0) levels.erase(price);
      else levels[price] = quantity;
    }
  }
  void start(const json& data) {
    has_snapshot_ = true;
    bids_.clear();
    asks_.clear();
    put(bids_, data["bids"]);
    put(asks_, data["asks"]);
    snapshot_id_ = data["lastUpdateId"].get<std::uint64_t>();
    for (const json& one : waiting_) change(one);
    waiting_.clear();
  }
  void change(const json& data) {
    const auto first = data["U"].get<std::uint64_t>(), last = data["u"].get<std::uint64_t>(), previous = data["pu"].get<std::uint64_t>();
    if (last_ == 0) {
      if (last < snapshot_id_) return;
      if (first > snapshot_id_) broken_ = true;
    } else if (previous != last_) {
      broken_ = true;
    }
    last_ = last;
    put(bids_, data["b"]);
    put(asks_, data["a"]);
    time_ = data["T"].get<std::int64_t>();
    ++changes_;
  }

  std::vector<json> waiting_;
  Levels bids_, asks_;
  std::uint64_t snapshot_id_ = 0, last_ = 0;
  std::int64_t time_ = 0;
  bool has_snapshot_ = false, broken_ = false;
  int changes_ = 0;
};

// Feeds both with the messages of one symbol and compares at the end of every second. Returns the seconds compared.
int compare(const std::vector<std::string>& messages, const std::string& symbol) {
  binance::Messages reader;
  BookUpkeep upkeep;
  SlowBook slow;
  std::vector<Event> events;
  std::int64_t second = 0;
  int compared = 0;
  for (const std::string& text : messages) {
    // Best prices and trades are most of a recording and change no book.
    if (text.find("depthUpdate") == std::string::npos && text.find("lastUpdateId") == std::string::npos) continue;
    const json message = json::parse(text);
    const json& data = message.contains("data") ? message["data"] : message;
    if (data.contains("s") && data["s"] != symbol) continue;
    if (slow.stands() && data.contains("T") && data["T"].get<std::int64_t>() / 1000 != second && second != 0) {
      const aggregation::OrderBook* book = upkeep.book(symbol);
      EXPECT_NE(book, nullptr);
      if (book == nullptr) return compared;
      slow.expect_same(*book);
      if (testing::Test::HasFatalFailure()) return compared;
      ++compared;
    }
    events.clear();
    EXPECT_NE(reader.parse(text, events, {}, symbol).kind, aggregation::ParseKind::kBad);
    for (const Event& event : events) {
      if (const auto* picture = std::get_if<BookPicture>(&event)) (void)upkeep.apply(*picture);
      if (const auto* change = std::get_if<BookChange>(&event)) (void)upkeep.apply(*change);
    }
    slow.take(message);
    if (slow.changes() > 0) second = slow.second();
  }
  EXPECT_TRUE(slow.stands());
  EXPECT_EQ(upkeep.gaps(), 0U);
  if (upkeep.book(symbol) != nullptr) slow.expect_same(*upkeep.book(symbol));
  return compared;
}

TEST(BookUpkeep, TheRawRecordingGivesAnIndependentRebuildAtEverySecond) {
  const auto path = market_data("binance-usdm-raw/btcusdt_20240808.gz");
  NEED_PATH(path);
  std::vector<std::string> messages = lines_of(path);
  for (std::string& message : messages) message.erase(0, message.find('{'));
  EXPECT_GT(compare(messages, "BTCUSDT"), 300);
}

TEST(BookUpkeep, TwoSymbolsOfOneStreamAreRebuiltFromTheirSnapshots) {
  const auto folder = exchange_data("binance");
  NEED_PATH(folder);
  const std::vector<std::string> stream = messages_in(folder / "ws_combined_2021_sushi_akro.tsv");
  for (const auto& [symbol, snapshot] :
       std::map<std::string, std::string>{{"SUSHIUSDT", "rest_depth_2021_sushiusdt_recv1626992741.301402.json"},
                                          {"AKROUSDT", "rest_depth_2021_akrousdt_recv1626992741.475372.json"}}) {
    std::vector<std::string> messages = stream;
    json answer = json::parse(read_file(folder / snapshot));
    messages.insert(messages.begin() + 20, answer.dump());
    EXPECT_GT(compare(messages, symbol), 5) << symbol;
  }
}

TEST(BookUpkeep, EveryUpbitPictureIsTheBook) {
  const auto path = exchange_data("upbit/ws_simple_public_2021_part1.tsv");
  NEED_PATH(path);
  upbit::Messages reader;
  BookUpkeep upkeep;
  int pictures = 0;
  for (const std::string& text : messages_in(path)) {
    std::vector<Event> events;
    ASSERT_NE(reader.parse(text, events).kind, aggregation::ParseKind::kBad);
    const auto* picture = std::get_if<BookPicture>(&events.at(0));
    if (picture == nullptr || upkeep.apply(*picture) != Result::kUpdated) continue;
    const aggregation::OrderBook* book = upkeep.book(picture->symbol);
    ASSERT_NE(book, nullptr);
    const json raw = json::parse(text);
    ASSERT_EQ(book->ask(0).price.to_double(), amount(raw["obu"][0]["ap"]));
    ASSERT_EQ(book->bid(0).quantity.to_double(), amount(raw["obu"][0]["bs"]));
    ASSERT_EQ(book->ask_count(), raw["obu"].size());
    ++pictures;
  }
  EXPECT_GT(pictures, 50);
  EXPECT_TRUE(upkeep.wants_snapshot(0).empty());
}

BookPicture snapshot(std::uint64_t id) {
  BookPicture picture;
  picture.symbol = "A";
  picture.last_update_id = id;
  picture.bids = {{Decimal(10), Decimal(1)}};
  picture.asks = {{Decimal(11), Decimal(1)}};
  return picture;
}

BookChange change(std::uint64_t first, std::uint64_t last, std::uint64_t previous, int quantity = 2) {
  BookChange made;
  made.symbol = "A";
  made.first_id = first;
  made.last_id = last;
  made.previous_id = previous;
  made.has_previous_id = true;
  made.bids = {{Decimal(10), Decimal(quantity)}};
  return made;
}

TEST(BookUpkeep, ChangesWaitForTheSnapshotAndOldOnesAreDropped) {
  BookUpkeep upkeep;
  EXPECT_EQ(upkeep.apply(change(1, 5, 0)), Result::kWaiting);
  EXPECT_EQ(upkeep.apply(change(6, 9, 5, 7)), Result::kWaiting);
  EXPECT_EQ(upkeep.book("A"), nullptr);
  EXPECT_EQ(upkeep.wants_snapshot(0), std::vector<std::string>{"A"});
  EXPECT_EQ(upkeep.apply(snapshot(7)), Result::kUpdated);
  EXPECT_EQ(upkeep.book("A")->bid(0).quantity, Decimal(7));
  EXPECT_EQ(upkeep.apply(change(6, 9, 5)), Result::kOld);
  EXPECT_EQ(upkeep.apply(change(10, 12, 9, 3)), Result::kUpdated);
  EXPECT_EQ(upkeep.book("A")->bid(0).quantity, Decimal(3));
  EXPECT_TRUE(upkeep.wants_snapshot(100).empty());
}

TEST(BookUpkeep, ABrokenChainIsAGapUntilTheNextSnapshot) {
  BookUpkeep upkeep;
  EXPECT_EQ(upkeep.apply(snapshot(7)), Result::kUpdated);
  EXPECT_EQ(upkeep.apply(change(6, 9, 5)), Result::kUpdated);
  EXPECT_EQ(upkeep.apply(change(12, 14, 11)), Result::kGap);
  EXPECT_EQ(upkeep.gaps(), 1U);
  EXPECT_EQ(upkeep.book("A"), nullptr);
  EXPECT_EQ(upkeep.apply(snapshot(13)), Result::kUpdated);
  EXPECT_NE(upkeep.book("A"), nullptr);
}

TEST(BookUpkeep, ASnapshotOlderThanTheChangesIsNoRepair) {
  BookUpkeep upkeep;
  EXPECT_EQ(upkeep.apply(change(20, 22, 19)), Result::kWaiting);
  EXPECT_EQ(upkeep.apply(snapshot(10)), Result::kGap);
  EXPECT_EQ(upkeep.book("A"), nullptr);
  EXPECT_EQ(upkeep.apply(snapshot(21)), Result::kUpdated);
}

TEST(BookUpkeep, SnapshotRequestsAreSpacedFurtherAndFurther) {
  BookUpkeep upkeep;
  (void)upkeep.apply(change(1, 2, 0));
  EpochMicros now = 1'000'000'000;
  std::vector<EpochMicros> asked;
  for (int tenths = 0; tenths < 1000; ++tenths, now += 100'000) {
    if (!upkeep.wants_snapshot(now).empty()) asked.push_back(now - 1'000'000'000);
  }
  EXPECT_EQ(asked, (std::vector<EpochMicros>{0, 1'000'000, 3'000'000, 7'000'000, 15'000'000, 31'000'000, 61'000'000, 91'000'000}));
}

TEST(BookUpkeep, ALevelWithoutQuantityMakesTheBookInvalid) {
  BookUpkeep upkeep;
  (void)upkeep.apply(snapshot(7));
  BookChange broken = change(6, 9, 5);
  broken.bids[0].quantity = Decimal(-1);
  EXPECT_EQ(upkeep.apply(broken), Result::kGap);
  EXPECT_EQ(upkeep.book("A"), nullptr);
}

TEST(BookUpkeep, OlderPicturesAndLostConnectionsAreSeen) {
  BookUpkeep upkeep;
  BookPicture newer = snapshot(9);
  newer.complete = true;
  EXPECT_EQ(upkeep.apply(newer), Result::kUpdated);
  BookPicture older = snapshot(8);
  older.complete = true;
  EXPECT_EQ(upkeep.apply(older), Result::kOld);
  upkeep.disconnected();
  EXPECT_EQ(upkeep.book("A"), nullptr);
  EXPECT_EQ(upkeep.apply(older), Result::kUpdated);
  upkeep.forget("A");
  EXPECT_EQ(upkeep.book("A"), nullptr);
}

}  // namespace
}  // namespace stom::venue
