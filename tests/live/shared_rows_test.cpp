#include "live/shared_rows.h"

#include "base/error.h"
#include "base/file.h"
#include "live/share_rig.h"

namespace stom::live {
namespace {

using test::Noted;
using test::ShareClient;
using test::ShareServer;

constexpr RowKey kFirst = 20261123000001;

// --- on sockets

class SharedRowsOnTcp : public testing::Test {
 protected:
  void acquaint() {
    test::let_in(server_directory, client_directory);
    test::trust(client_directory, server_directory);
  }
  const bus::test::RunFolder server_folder, client_folder;
  const bus::RunDirectory server_directory = server_folder.directory(), client_directory = client_folder.directory();
};

TEST_F(SharedRowsOnTcp, ArriveInOrderOnceEach) {
  acquaint();
  ShareServer server(server_directory);
  server.share.tell(test::instruments_of({"KRW-BTC", "KRW-ETH", "KRW-XRP"}));
  ShareClient client(client_directory, server.address());
  ASSERT_TRUE(client.until([&] { return client.host.instruments.size() == 1; }, &server));
  std::vector<ReceivedRow> sent;
  for (int second = 0; second < 200; ++second) {
    const RowKey key = second_key(epoch_seconds(kFirst) + second);
    for (const char* code : {"KRW-ETH", "KRW-BTC", "KRW-XRP"}) sent.push_back(test::shared_row(code, key));
  }
  for (const ReceivedRow& row : sent) server.share.publish(row);
  server.share.tell(ReceiverCore::WatchTime{kFirst, "KRW-BTC;KRW-ETH"});
  ASSERT_TRUE(client.until([&] { return !client.host.watch_times.empty(); }, &server));
  ASSERT_EQ(client.host.rows.size(), sent.size());
  for (std::size_t n = 0; n < sent.size(); ++n) {
    EXPECT_EQ(client.host.rows[n].code, sent[n].code);
    EXPECT_EQ(client.host.rows[n].index, sent[n].index);
    EXPECT_EQ(client.host.rows[n].columns, sent[n].columns);
    EXPECT_FALSE(client.host.rows[n].after_gap);
  }
  EXPECT_EQ(client.host.watch_times[0].time, kFirst);
  EXPECT_EQ(client.host.watch_times[0].codes, "KRW-BTC;KRW-ETH");
}

TEST_F(SharedRowsOnTcp, BeginForALateJoinerWithInstrumentsAndWatchList) {
  acquaint();
  ShareServer server(server_directory);
  server.share.tell(test::instruments_of({"KRW-BTC", "KRW-ETH"}));
  bus::WatchListUpdate watched;
  watched.added = {"KRW-ETH"};
  watched.full = true;
  server.share.tell(watched);
  server.share.publish(test::shared_row("KRW-BTC", kFirst));  // before anybody is there
  ShareClient client(client_directory, server.address());
  ASSERT_TRUE(client.until([&] { return !client.host.watch_lists.empty(); }, &server));
  ASSERT_EQ(client.host.instruments.size(), 1U);
  EXPECT_EQ(client.host.instruments[0].instruments[1].code, "KRW-ETH");
  EXPECT_EQ(client.host.watch_lists[0].added, watched.added);
  EXPECT_TRUE(client.host.rows.empty());
}

TEST_F(SharedRowsOnTcp, AreNotForAnUnknownClientUntilItIsAllowed) {
  test::trust(client_directory, server_directory);
  ShareServer server(server_directory);
  server.share.tell(test::instruments_of({"KRW-BTC"}));
  ShareClient client(client_directory, server.address());
  ASSERT_TRUE(client.until([&] { return client.host.has_note("does not let this key in"); }, &server));
  EXPECT_TRUE(client.host.has_note((client_directory.key() / "client.public").string())) << "which file to copy";
  EXPECT_EQ(server.share.clients(), 0U);
  EXPECT_EQ(client.host.states, std::vector<bool>{false});
  EXPECT_TRUE(client.host.instruments.empty());
  test::let_in(server_directory, client_directory);
  EXPECT_TRUE(client.until([&] { return client.host.instruments.size() == 1; }, &server)) << "and is let in without a restart";
}

TEST_F(SharedRowsOnTcp, AreNotTakenFromAnotherServerThanTheOneMeant) {
  acquaint();
  write_private_file(share_server_key(client_directory), bus::make_curve_pair().public_key + "\n");
  ShareServer server(server_directory);
  ShareClient client(client_directory, server.address());
  EXPECT_TRUE(client.until([&] { return client.host.has_note("answers with another key"); }, &server));
  EXPECT_TRUE(client.host.instruments.empty());
}

TEST_F(SharedRowsOnTcp, NeedTheKeyOfTheServer) {
  try {
    (void)share_client(client_directory, "tcp://127.0.0.1:5778");
    FAIL() << "without server.public";
  } catch (const UsageError& error) {
    EXPECT_NE(error.text().en.find(share_server_key(client_directory).string()), std::string::npos);
    EXPECT_NE(error.text().en.find((client_directory.key() / "client.public").string()), std::string::npos);
  }
}

TEST_F(SharedRowsOnTcp, TellTheGapOfAServerThatStartsAgain) {
  acquaint();
  auto server = std::make_unique<ShareServer>(server_directory);
  const std::string address = server->address();
  server->share.tell(test::instruments_of({"KRW-BTC"}));
  ShareClient client(client_directory, address);
  ASSERT_TRUE(client.until([&] { return client.host.instruments.size() == 1; }, server.get()));
  server->share.publish(test::shared_row("KRW-BTC", kFirst));
  ASSERT_TRUE(client.until([&] { return client.host.rows.size() == 1; }, server.get()));
  server.reset();
  server = std::make_unique<ShareServer>(server_directory, address);
  server->share.tell(test::instruments_of({"KRW-BTC"}));
  ASSERT_TRUE(client.until([&] { return client.host.has_note("has started again"); }, server.get()));
  server->share.publish(test::shared_row("KRW-BTC", kFirst));  // made again by the new start
  server->share.publish(test::shared_row("KRW-BTC", kFirst + 8));
  server->share.publish(test::shared_row("KRW-BTC", kFirst + 9));
  ASSERT_TRUE(client.until([&] { return client.host.rows.size() == 3; }, server.get()));
  EXPECT_EQ(client.host.rows[1].index, kFirst + 8);
  EXPECT_TRUE(client.host.rows[1].after_gap);
  EXPECT_FALSE(client.host.rows[2].after_gap);
}

TEST_F(SharedRowsOnTcp, AreNotHeldBackByAClientThatStandsStill) {
  acquaint();
  bus::Bus server_bus(server_directory, "receiver.upbit", 5), client_bus(client_directory, "receiver.upbit", 5);
  const bus::CurvePair keys = bus::load_or_make_keys(server_directory).server;
  bus::SenderOptions options = row_share_options(market::Market::kUpbit, {"tcp://127.0.0.1:*", keys});
  options.high_water_mark = 20;
  bus::Sender sender(server_bus, bus::ChannelId::kMarket, options);
  bus::ReceiverOptions from;
  from.remote = share_client(client_directory, sender.tcp_address());
  from.high_water_mark = 4;
  bus::Receiver quick(client_bus, bus::ChannelId::kMarket, from), still(client_bus, bus::ChannelId::kMarket, from);
  const double limit = monotonic_seconds() + bus::test::kLongWait;
  while (sender.listeners(bus::kEverybody) < 2 && monotonic_seconds() < limit) (void)quick.receive(0.02);
  bus::MarketRow row;
  row.columns.assign(20'000, 1.5);  // large: what the system buffers is soon full
  constexpr int kRows = 300;
  for (row.index = 1; row.index <= kRows; ++row.index) {
    ASSERT_EQ(sender.send(row), bus::SendResult::kSent);
    const auto packet = quick.receive(bus::test::kLongWait);
    ASSERT_TRUE(packet.has_value());
    EXPECT_EQ(packet->as<bus::MarketRow>().index, row.index);
    EXPECT_FALSE(packet->gap.has_value());
  }
  std::int64_t last = 0;
  std::uint64_t missing = 0;
  while (last < row.index && monotonic_seconds() < limit) {
    (void)sender.send(row);  // what is left of room
    while (const auto packet = still.receive(0.02)) {
      last = packet->as<bus::MarketRow>().index;
      if (packet->gap) missing += packet->gap->missing;
    }
    (void)quick.receive();
  }
  EXPECT_EQ(last, row.index) << "goes on when it moves again";
  EXPECT_GT(missing, 0U) << "and knows that it missed something";
}

// --- without sockets

class SharedRowsByHand : public testing::Test {
 protected:
  static constexpr double kStart = 1000;
  Noted host;
  Platform platform = test::share_platform("tcp://elsewhere:5778");
  std::unique_ptr<SharedRows> rows = std::make_unique<SharedRows>(platform, host, kStart);
  double now = kStart;               // the client's monotonic clock
  double delay = 0.001;              // s under way
  EpochMicros server_ahead = 0;
  std::uint64_t session = 77;

  [[nodiscard]] EpochMicros utc() const { return 1'790'000'000'000'000 + static_cast<EpochMicros>(now * 1e6); }
  template <typename M>
  void give(const M& message, std::uint64_t missing = 0) {
    SharedPacket packet;
    packet.packet.envelope.type = M::kFacts.type;
    packet.packet.envelope.version = M::kFacts.version;
    packet.packet.envelope.session = session;
    packet.packet.envelope.sent_micros = utc() - static_cast<EpochMicros>(delay * 1e6) + server_ahead;
    packet.packet.body = bus::encode(message);
    if (missing > 0) packet.packet.gap = bus::Gap{false, missing};
    packet.arrived = utc();
    packet.clock = now;
    rows->take(packet);
  }
  void give_facts(const char* frame = "tick", bool in_box = true) {
    bus::InstrumentList list = test::instruments_of({"KRW-BTC", "KRW-ETH"});
    list.market = "upbit";
    list.frame = frame;
    list.in_box = in_box;
    give(list);
  }
  void give_row(const char* code, RowKey index, std::uint64_t missing = 0, std::size_t columns = 35) {
    bus::MarketRow row;
    row.code = code;
    row.index = index;
    row.columns.assign(columns, 1.0);
    row.received_micros = utc() - static_cast<EpochMicros>(delay * 1e6) + server_ahead - 300;
    give(row, missing);
  }
};

TEST_F(SharedRowsByHand, TellAfterAHoleOfMoreThanFiveSecondsThatTheNextRowOfEverySymbolFollowsIt) {
  give_facts();
  give_row("KRW-BTC", kFirst);
  give_row("KRW-ETH", kFirst);
  now += 4.9;
  give_row("KRW-BTC", kFirst + 5);
  EXPECT_FALSE(host.rows.back().after_gap);
  now += 5.2;
  give_row("KRW-BTC", kFirst + 10);
  EXPECT_TRUE(host.rows.back().after_gap);
  give_row("KRW-ETH", kFirst + 10);
  EXPECT_TRUE(host.rows.back().after_gap);
  give_row("KRW-BTC", kFirst + 11);
  EXPECT_FALSE(host.rows.back().after_gap);
}

TEST_F(SharedRowsByHand, TellLostMessages) {
  give_facts();
  give_row("KRW-BTC", kFirst);
  give_row("KRW-BTC", kFirst + 3, 2);
  EXPECT_TRUE(host.has_note("2 messages of the server were lost"));
  EXPECT_TRUE(host.rows.back().after_gap);
}

TEST_F(SharedRowsByHand, AreWaitedForThreeSeconds) {
  give_facts();
  rows->look(now + 2.9);
  EXPECT_TRUE(host.states.empty());
  now += 3.1;
  rows->look(now);
  rows->look(now + 1);
  EXPECT_EQ(host.states, std::vector<bool>{false});
  EXPECT_TRUE(host.has_note("Nothing came from the server of shared rows tcp://elsewhere:5778 for 3 s"));
  give_row("KRW-BTC", kFirst);
  EXPECT_EQ(host.states, (std::vector<bool>{false, true}));
}

TEST_F(SharedRowsByHand, FollowTheStateOfTheServersOwnFeed) {
  give_facts();
  bus::MarketState state;
  state.state = kFeedBroken;
  give(state);
  state.state = kFeedLive;
  give(state);
  EXPECT_EQ(host.states, (std::vector<bool>{false, true}));
}

TEST_F(SharedRowsByHand, OfAnotherFrameAreRefused) {
  give_facts("min");
  give_row("KRW-BTC", 202611230001);
  EXPECT_TRUE(host.rows.empty());
  EXPECT_TRUE(host.instruments.empty());
  EXPECT_EQ(host.states, std::vector<bool>{false});
  EXPECT_TRUE(host.has_note("The server's rows are upbit min, this platform's are upbit tick"));
  // The server starts again with the right frame.
  ++session;
  give_facts();
  give_row("KRW-BTC", kFirst);
  EXPECT_EQ(host.rows.size(), 1U);
  EXPECT_EQ(host.states, (std::vector<bool>{false, true}));
}

TEST_F(SharedRowsByHand, WithOtherColumnsAreRefused) {
  give_facts();
  give_row("KRW-BTC", kFirst, 0, 34);
  give_row("KRW-BTC", kFirst + 1);
  EXPECT_TRUE(host.rows.empty());
  EXPECT_TRUE(host.has_note("rows have 34 columns, not 35"));
}

TEST_F(SharedRowsByHand, WithValuesThatAnOwnFeedNeverMakesAreRefused) {
  const auto refused = [&](auto spoil) {
    ++session;
    rows = std::make_unique<SharedRows>(platform, host, kStart);
    host.rows.clear();
    give_facts();
    bus::MarketRow row;
    row.code = "KRW-BTC";
    row.index = kFirst;
    row.columns.assign(35, 1.0);
    row.received_micros = utc();
    spoil(row);
    give(row);
    return host.rows.empty();
  };
  EXPECT_FALSE(refused([](bus::MarketRow&) {}));
  EXPECT_TRUE(refused([](bus::MarketRow& row) { row.index = 20261123000060; }));
  EXPECT_TRUE(refused([](bus::MarketRow& row) { row.index = INT64_MAX; }));
  EXPECT_TRUE(refused([](bus::MarketRow& row) { row.columns[3] = std::nan(""); }));
  EXPECT_TRUE(refused([](bus::MarketRow& row) { row.columns[34] = -INFINITY; }));
  EXPECT_TRUE(refused([](bus::MarketRow& row) { row.received_micros = INT64_MIN; }));
  EXPECT_TRUE(host.has_note("row 20261123000060 of KRW-BTC holds an invalid time or value"));
}

TEST_F(SharedRowsByHand, WithAWatchListOfNoTimeAreRefused) {
  give_facts();
  bus::WatchListUpdate update;
  update.added = {"KRW-BTC"};
  update.index = 20261323000001;
  give(update);
  EXPECT_TRUE(host.watch_times.empty());
  EXPECT_TRUE(host.has_note("the time 20261323000001 of a watch list is invalid"));
}

TEST_F(SharedRowsByHand, OfAServerWithoutAClockAreRefused) {
  give_facts();
  give_row("KRW-BTC", kFirst);
  for (const EpochMicros ahead : {INT64_MIN / 2, INT64_MAX / 2}) {
    ++session;
    server_ahead = ahead;
    give_row("KRW-BTC", kFirst + 1);
    EXPECT_EQ(host.rows.size(), 1U);
    EXPECT_TRUE(host.has_note("bear no valid time"));
  }
  EXPECT_EQ(host.states, std::vector<bool>{false});
  ++session;
  server_ahead = 0;
  give_facts();
  give_row("KRW-BTC", kFirst + 1);
  EXPECT_EQ(host.rows.size(), 2U);
}

TEST_F(SharedRowsByHand, OfAnExchangeInABoxAreNotForRealOrdersAtTheVenue) {
  platform.mode = Mode::kReal;
  platform.in_box = false;
  rows = std::make_unique<SharedRows>(platform, host, kStart);
  give_facts("tick", true);
  give_row("KRW-BTC", kFirst);
  EXPECT_TRUE(host.rows.empty());
  EXPECT_EQ(host.states, std::vector<bool>{false});
}

TEST_F(SharedRowsByHand, OfAnExchangeInABoxDoNotComeIntoAFolderOfRealRecords) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "shared-rows-source";
  std::filesystem::create_directories(folder);
  write_file_atomically(folder / "source.txt", "real\n");
  write_file_atomically(folder / "upbit_tick.db", "rows that only their owner can read");
  platform.data = folder;
  rows = std::make_unique<SharedRows>(platform, host, kStart);
  give_facts("tick", true);
  give_row("KRW-BTC", kFirst);
  EXPECT_TRUE(host.rows.empty());
  EXPECT_TRUE(host.has_note("come from a real venue and cannot be mixed with those of the exchange in a box"));
  rows = std::make_unique<SharedRows>(platform, host, kStart);
  give_facts("tick", false);
  give_row("KRW-BTC", kFirst);
  EXPECT_EQ(host.rows.size(), 1U);
  std::filesystem::remove_all(folder);
}

TEST_F(SharedRowsByHand, BeforeTheServerHasSaidWhatTheyAreAreNotTaken) {
  give_row("KRW-BTC", kFirst);
  EXPECT_TRUE(host.rows.empty());
  give_facts();
  give_row("KRW-BTC", kFirst + 1);
  EXPECT_EQ(host.rows.size(), 1U);
}

TEST_F(SharedRowsByHand, ArriveByTheClientsClockWhateverTheServersSays) {
  for (const EpochMicros ahead : {EpochMicros{-3'600'000'000}, EpochMicros{0}, EpochMicros{3'600'000'000}}) {
    ++session;
    rows = std::make_unique<SharedRows>(platform, host, kStart);
    server_ahead = ahead;
    delay = 0.001;
    give_facts();
    give_row("KRW-BTC", kFirst);
    EXPECT_NEAR(static_cast<double>(host.rows.back().received), static_cast<double>(utc() - 300), 2);
    delay = 4;  // it waited somewhere
    give_row("KRW-BTC", kFirst + 1);
    EXPECT_NEAR(static_cast<double>(host.rows.back().received), static_cast<double>(utc() - 3'999'300), 2);
  }
}

TEST_F(SharedRowsByHand, ThatStayLateAskForAnotherConnection) {
  give_facts();
  delay = 7;
  for (int second = 0; second < 5; ++second) {
    give_row("KRW-BTC", kFirst + second);
    now += 1;
  }
  EXPECT_FALSE(rows->wants_reconnect());
  now += 1;
  give_row("KRW-BTC", kFirst + 6);
  EXPECT_TRUE(rows->wants_reconnect());
  EXPECT_FALSE(rows->wants_reconnect());
  rows->reconnected();
  give_row("KRW-BTC", kFirst + 7);
  EXPECT_TRUE(host.rows.back().after_gap);
  EXPECT_NEAR(static_cast<double>(host.rows.back().received), static_cast<double>(utc() - 300), 2) << "the clock is estimated anew";
}

}  // namespace
}  // namespace stom::live
