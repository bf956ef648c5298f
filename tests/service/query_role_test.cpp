// The query role on a real bus: batches and their answers, a failing disk, settings and strategies.
#include "service/query_role.h"

#include "base/file.h"
#include "bus/messages/query.h"
#include "bus/request.h"
#include "service/data_requests.h"
#include "service/role_stage.h"
#include "store/setting_store.h"
#include "store/strategy_store.h"

namespace stom::service {
namespace {

using namespace test;

std::map<std::string, bus::SettingValue> platform_of(const DataFolder& folder) {
  store::SettingStore(setting_file(folder.path())).create();
  live::Platform platform;
  platform.data = folder.path();
  platform.market = market::Market::kUpbit;
  std::map<std::string, bus::SettingValue> settings = live::user_settings(folder.path());
  settings.merge(live::platform_settings(platform));
  return settings;
}

struct Query {
  DataFolder folder;
  RoleStage stage{run_query_role, "query", platform_of(folder)};
  bus::Bus bus{stage.directory(), "tester", 9};
  bus::Sender query{bus, bus::ChannelId::kQuery};
  bus::Receiver rows{bus, bus::ChannelId::kCreceiv, copy("upbit")}, trades{bus, bus::ChannelId::kCtrader, copy("upbit")};
  std::map<std::uint64_t, std::vector<bus::RecordAck>> acks;

  static bus::ReceiverOptions copy(const char* name) {
    bus::ReceiverOptions options;
    options.copy = name;
    return options;
  }
  template <typename M>
  void send(const M& message) {
    EXPECT_EQ(query.send(message), bus::SendResult::kSent);
  }
  bool is_answered(std::uint64_t batch, std::size_t times = 1) {
    return stage.until([&] {
      for (bus::Receiver* channel : {&rows, &trades}) {
        while (const auto packet = channel->receive()) {
          const auto ack = packet->as<bus::RecordAck>();
          acks[ack.batch].push_back(ack);
        }
      }
      return acks[batch].size() >= times;
    });
  }
  template <typename Answer, typename Question>
  Answer ask(const Question& question) {
    bus::RequestClient client(bus, kQueryRequests);
    std::optional<Answer> answer;
    EXPECT_TRUE(stage.until([&] {
      answer = client.ask<Answer>(question, 0.5);
      return answer.has_value();
    }));
    return answer.value_or(Answer{});
  }
  bus::SettingsResult set(std::map<std::string, std::string> changes, const std::string& database = "") {
    bus::SettingsSet request;
    request.database = database;
    request.changes = std::move(changes);
    request.origin = "test";
    return ask<bus::SettingsResult>(request);
  }
  std::string setting(const char* key) { return store::SettingStore(setting_file(folder.path())).read().text(key); }
  long log_lines(const std::string& part) {
    return std::count_if(stage.log().begin(), stage.log().end(),
                         [&](const bus::LogLine& line) { return line.text.find(part) != std::string::npos; });
  }
};

// A setting that decides real orders and can become 1.
const store::Setting& risk_setting() {
  const auto settings = store::all_settings();
  return *std::find_if(settings.begin(), settings.end(), [](const store::Setting& setting) {
    return setting.risk && setting.default_value != "1" && checked_value(setting, "1");
  });
}

TEST(QueryRole, AnswersEveryBatchOnTheChannelThatItNames) {
  Query test;
  for (std::uint64_t number = 1; number <= 40; ++number)
    test.send(rows_batch(number, fmt::format("KRW-C{}", number % 5), static_cast<int>(number) * 10, 10));
  test.send(fill_batch(100, "f1"));
  for (std::uint64_t number = 1; number <= 40; ++number) ASSERT_TRUE(test.is_answered(number)) << number;
  ASSERT_TRUE(test.is_answered(100));
  for (const auto& [number, acks] : test.acks) {
    EXPECT_EQ(acks.size(), 1u);
    EXPECT_TRUE(acks[0].stored) << acks[0].words;
  }
  EXPECT_EQ(number_of(test.folder.rows(), "SELECT count(*) FROM \"KRW-C0\""), 80);
  EXPECT_EQ(number_of(test.folder.trades(), "SELECT count(*) FROM upbit_paper_fills"), 1);
}

TEST(QueryRole, AnswersARepeatedBatchAgainAndStoresItOnce) {
  Query test;
  test.send(rows_batch(1, "KRW-XRP", 0, 10));
  ASSERT_TRUE(test.is_answered(1));
  test.send(rows_batch(1, "KRW-XRP", 0, 10));
  ASSERT_TRUE(test.is_answered(1, 2));
  EXPECT_TRUE(test.acks[1][1].stored);
  EXPECT_EQ(number_of(test.folder.rows(), "SELECT count(*) FROM \"KRW-XRP\""), 10);
}

TEST(QueryRole, SaysOnceThatTheDiskRefusesAndOnceThatItTakesAgain) {
  Query test;
  std::filesystem::create_directory(test.folder.trades());
  for (std::uint64_t number = 1; number <= 3; ++number) {
    test.send(fill_batch(number, fmt::format("f{}", number)));
    ASSERT_TRUE(test.is_answered(number));
    EXPECT_FALSE(test.acks[number][0].stored);
    EXPECT_FALSE(test.acks[number][0].words.empty());
  }
  EXPECT_TRUE(test.stage.until([&] { return test.stage.state() == bus::RoleState::kDegraded; }));
  test.send(rows_batch(10, "KRW-XRP", 0, 5));
  ASSERT_TRUE(test.is_answered(10));
  EXPECT_TRUE(test.acks[10][0].stored) << "another file is well";
  std::filesystem::remove_all(test.folder.trades());
  test.send(fill_batch(1, "f1"));
  ASSERT_TRUE(test.is_answered(1, 2));
  EXPECT_TRUE(test.acks[1][1].stored);
  EXPECT_TRUE(test.stage.until([&] { return test.stage.state() == bus::RoleState::kReady && test.log_lines("written again") > 0; }));
  EXPECT_EQ(test.log_lines("written again"), 1);
  const auto is_error = [](const bus::LogLine& line) { return line.level == bus::LogLevel::kError; };
  EXPECT_EQ(std::count_if(test.stage.log().begin(), test.stage.log().end(), is_error), 1);
}

TEST(QueryRole, LivesOnAfterABatchThatItCannotRead) {
  Query test;
  bus::RecordRows bad = rows_batch(1, "KRW-XRP", 0, 2);
  bad.columns.pop_back();
  test.send(bad);
  ASSERT_TRUE(test.is_answered(1));
  EXPECT_FALSE(test.acks[1][0].stored);
  bus::RecordRows lost = rows_batch(2, "KRW-XRP", 0, 2);
  lost.reply_to = "clock";
  test.send(lost);
  test.send(rows_batch(3, "KRW-XRP", 2, 2));
  ASSERT_TRUE(test.is_answered(3));
  EXPECT_TRUE(test.acks[3][0].stored);
  EXPECT_TRUE(test.stage.until([&] { return test.log_lines("'clock'") == 1; }));
  EXPECT_EQ(number_of(test.folder.rows(), "SELECT count(*) FROM \"KRW-XRP\""), 4) << "stored, though nobody could be told";
}

TEST(QueryRole, ChangesSettingsAndHasThemPublished) {
  Query test;
  const std::string key(risk_setting().key);
  const bus::SettingsResult result = test.set({{key, "1"}});
  ASSERT_TRUE(result.problems.empty()) << result.problems[0].en;
  EXPECT_EQ(test.setting(key.c_str()), "1");
  ASSERT_TRUE(test.stage.until([&] { return test.stage.snapshots().size() >= 2; }))
      << "it is sent again until the settings that come back hold it";
  EXPECT_EQ(std::get<std::string>(test.stage.snapshots().back().values.at(key)), "1");
  auto settings = test.stage.settings();
  for (const auto& [name, value] : test.stage.snapshots().back().values) settings[name] = value;
  test.stage.publish(settings);
  EXPECT_EQ(store::SettingStore(setting_file(test.folder.path())).journal(5).at(0).origin, "test");
}

TEST(QueryRole, RefusesWrongSettingsAsAWhole) {
  Query test;
  const std::string key(risk_setting().key);
  const bus::SettingsResult result = test.set({{key, "1"}, {"없는설정", "1"}});
  ASSERT_EQ(result.problems.size(), 1u);
  EXPECT_NE(result.problems[0].ko.find("없는설정"), std::string::npos);
  EXPECT_NE(test.setting(key.c_str()), "1");
}

TEST(QueryRole, RefusesRiskSettingsWhileRealMoneyIsHeld) {
  Query test;
  const std::string key(risk_setting().key);
  test.send(position_batch(1, true));
  ASSERT_TRUE(test.is_answered(1));
  test.send(position_batch(2, false));
  ASSERT_TRUE(test.is_answered(2));
  const bus::SettingsResult refused = test.set({{key, "1"}});
  ASSERT_EQ(refused.problems.size(), 1u);
  EXPECT_NE(refused.problems[0].en.find(key), std::string::npos);
  EXPECT_NE(test.setting(key.c_str()), "1");
  EXPECT_TRUE(test.set({{key, test.setting(key.c_str())}}).problems.empty()) << "what stays as it is needs no refusal";

  bus::RecordTrades sold = position_batch(3, false);
  sold.positions.clear();
  bus::OrderLine order;
  order.client_id = "stom-L-20261123-000001-1";
  order.status = "open";
  sold.orders.push_back(order);
  test.send(sold);
  ASSERT_TRUE(test.is_answered(3));
  EXPECT_EQ(test.set({{key, "1"}}).problems.size(), 1u) << "an order is still open";
  sold.batch = 4;
  sold.orders[0].status = "cancelled";
  test.send(sold);
  ASSERT_TRUE(test.is_answered(4));
  EXPECT_TRUE(test.set({{key, "1"}}).problems.empty()) << "paper positions do not count";
}

TEST(QueryRole, TakesLowerRiskAtOnceWhileRealMoneyIsHeld) {
  Query test;
  ASSERT_TRUE(test.set({{"코인트레이더", "1"}}).problems.empty());
  test.send(position_batch(1, false));
  ASSERT_TRUE(test.is_answered(1));
  const auto is_taken = [&test](const std::map<std::string, std::string>& changes) { return test.set(changes).problems.empty(); };
  EXPECT_TRUE(is_taken({{"코인위험주문배수", "2"}, {"코인위험일손실", "3"}, {"코인위험분당주문", "10"}}));
  EXPECT_EQ(test.setting("코인위험주문배수"), "2");
  EXPECT_FALSE(is_taken({{"코인위험주문배수", "2.5"}}));
  EXPECT_FALSE(is_taken({{"코인위험주문배수", "0"}})) << "0 is no limit";
  EXPECT_TRUE(is_taken({{"코인최대매수종목수", "3"}}));
  EXPECT_FALSE(is_taken({{"코인최대매수종목수", "4"}}));
  EXPECT_TRUE(is_taken({{"코인트레이더", "0"}}));
  EXPECT_FALSE(is_taken({{"코인트레이더", "1"}}));
  EXPECT_TRUE(is_taken({{"코인손실중지", "1"}, {"코인손실중지수익률", "1"}}));
  EXPECT_FALSE(is_taken({{"코인손실중지", "0"}}));
  EXPECT_FALSE(is_taken({{"코인투자금", "1"}})) << "parts of exits go by it too";
  const bus::SettingsResult mixed = test.set({{"코인위험주문배수", "1"}, {"코인위험종목배수", "9"}});
  ASSERT_EQ(mixed.problems.size(), 1u);
  EXPECT_EQ(mixed.problems[0].en.find("코인위험주문배수"), std::string::npos);
  EXPECT_NE(mixed.problems[0].en.find("코인위험종목배수"), std::string::npos);
  EXPECT_EQ(test.setting("코인위험주문배수"), "2") << "all or none";
}

TEST(QueryRole, LeavesOtherFilesToTheirOwners) {
  Query test;
  const bus::SettingsResult result = test.set({{std::string(risk_setting().key), "1"}}, (test.folder.path() / "other.db").string());
  EXPECT_TRUE(result.is_other_file && result.problems.empty());
  EXPECT_FALSE(std::filesystem::exists(test.folder.path() / "other.db"));
  bus::StrategySave save;
  save.database = (test.folder.path() / "elsewhere" / "strategy.db").string();
  EXPECT_TRUE(test.ask<bus::StrategySaved>(save).is_other_file);
}

TEST(QueryRole, SavesStrategies) {
  Query test;
  bus::StrategySave save;
  save.market = "upbit";
  save.kind = static_cast<std::uint8_t>(store::StrategyKind::kSell);
  save.name = "내_전략";
  save.text = "if 수익률 > 1:\n    매도 = True\n";
  ASSERT_TRUE(test.ask<bus::StrategySaved>(save).problems.empty());
  const auto stored =
      store::StrategyStore(strategy_file(test.folder.path())).find(market::Market::kUpbit, store::StrategyKind::kSell, save.name);
  ASSERT_TRUE(stored);
  EXPECT_EQ(stored->text, save.text);
  save.name = "a; b";
  EXPECT_EQ(test.ask<bus::StrategySaved>(save).problems.size(), 1u);
  save.name = "a";
  save.kind = 200;
  EXPECT_EQ(test.ask<bus::StrategySaved>(save).problems.size(), 1u);
}

TEST(QueryRole, RefusesAQuestionThatItDoesNotKnow) {
  Query test;
  bus::RequestClient client(test.bus, kQueryRequests);
  EXPECT_THROW((void)client.ask<bus::SettingsResult>(bus::StatusRequest{}, kLongWait), Error);
}

}  // namespace
}  // namespace stom::service
