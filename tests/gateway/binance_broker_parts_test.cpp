// The key of Binance's user stream and the settings of its symbols, against answers by rule in virtual time.
#include <gtest/gtest.h>

#include "gateway/listen_key.h"
#include "gateway/ruled_port.h"
#include "gateway/symbol_settings.h"

namespace stom::gateway {
namespace {

using test::RuledPort;
using venue::Method;
using venue::RestRequest;

using Lines = std::vector<std::string>;

struct KeyDesk {
  explicit KeyDesk(RuledPort::Rule rule)
      : port(std::move(rule)),
        keeper(port, [this](bool is_new) { news.push_back(is_new); }, [this](const Message& text) { problems.push_back(text.en); }) {}
  RuledPort port;
  std::vector<bool> news;
  Lines problems;
  ListenKeyKeeper keeper;
};

TEST(ListenKey, IsKeptAliveEveryThirtyMinutes) {
  KeyDesk desk([](const RestRequest&) { return RuledPort::Said{{venue::ListenKey{"k1"}}, 200, ""}; });
  desk.keeper.make();
  desk.port.run_for(29 * 60);
  EXPECT_EQ(desk.port.seen, Lines{"POST /fapi/v1/listenKey"});
  desk.port.run_for(62 * 60);
  EXPECT_EQ(desk.port.seen.size(), 4U);
  EXPECT_EQ(desk.port.seen.back(), "PUT /fapi/v1/listenKey");
  EXPECT_EQ(desk.keeper.key(), "k1");
  EXPECT_EQ(desk.news, std::vector<bool>{true});
}

TEST(ListenKey, IsMadeAnewWhenTheVenueDoesNotKnowIt) {
  int made = 0;
  KeyDesk desk([&](const RestRequest& request) {
    if (request.method == Method::kPut) return RuledPort::Said{{}, 400, R"({"code":-1125,"msg":"This listenKey does not exist."})"};
    return RuledPort::Said{{venue::ListenKey{fmt::format("k{}", ++made)}}, 200, ""};
  });
  desk.keeper.make();
  desk.port.run_for(31 * 60);
  EXPECT_EQ(desk.keeper.key(), "k2");
  EXPECT_EQ(desk.news, (std::vector<bool>{true, true}));
}

TEST(ListenKey, IsAskedForUntilItComesAndTheProblemToldOnce) {
  int asked = 0;
  KeyDesk desk([&](const RestRequest&) {
    return ++asked < 5 ? RuledPort::Said{{}, 502, "no"} : RuledPort::Said{{venue::ListenKey{"k1"}}, 200, ""};
  });
  desk.keeper.make();
  desk.keeper.make();
  desk.port.run_for(60);
  EXPECT_EQ(desk.port.seen.size(), 5U);
  EXPECT_EQ(desk.problems, Lines{"no"});
  EXPECT_EQ(desk.news.size(), 1U);
}

// A venue that has leverage 20 and cross margin, and refuses what `refused` names.
struct SettingDesk {
  explicit SettingDesk(std::string refused_path = {}, std::string refused_body = {})
      : port([=](const RestRequest& request) {
          if (request.path == refused_path) return RuledPort::Said{{}, 400, refused_body};
          venue::SymbolSetting setting;
          setting.symbol = "BTCUSDT";
          (void)setting.leverage.parse("20");
          setting.margin_type = "CROSSED";
          return RuledPort::Said{{setting}, 200, ""};
        }),
        settings(port, [this](const Message& text) { refusals.push_back(text.en); }) {}
  void wait() {
    settings.when_ready("BTCUSDT", [this](bool ready) { ends.push_back(ready); });
  }
  RuledPort port;
  Lines refusals;
  std::vector<bool> ends;
  SymbolSettings settings;
};

TEST(SymbolSettings, AreReadFirstAndChangedWhereTheyDiffer) {
  SettingDesk desk;
  desk.settings.prepare("BTCUSDT", 5, "isolated");
  desk.wait();
  EXPECT_TRUE(desk.ends.empty()) << "an entry waits";
  desk.port.run_for(1);
  EXPECT_EQ(desk.port.seen, (Lines{"GET /fapi/v1/symbolConfig", "POST /fapi/v1/marginType", "POST /fapi/v1/leverage"}));
  EXPECT_EQ(desk.ends, std::vector<bool>{true});
  desk.settings.prepare("BTCUSDT", 5, "ISOLATED");
  desk.port.run_for(1);
  EXPECT_EQ(desk.port.seen.size(), 3U) << "it is known to be so";
}

TEST(SymbolSettings, AreLeftAloneWhereTheyAreAsWished) {
  SettingDesk desk;
  desk.settings.prepare("BTCUSDT", 20, "cross");
  desk.port.run_for(1);
  EXPECT_EQ(desk.port.seen, Lines{"GET /fapi/v1/symbolConfig"});
}

TEST(SymbolSettings, TakeNoNeedToChangeForSuccess) {
  SettingDesk desk("/fapi/v1/marginType", R"({"code":-4046,"msg":"No need to change margin type."})");
  desk.settings.prepare("BTCUSDT", 20, "isolated");
  desk.wait();
  desk.port.run_for(1);
  EXPECT_EQ(desk.ends, std::vector<bool>{true});
  EXPECT_TRUE(desk.refusals.empty());
}

TEST(SymbolSettings, LetNoEntryGoWhenTheVenueRefuses) {
  SettingDesk desk("/fapi/v1/leverage", R"({"code":-4161,"msg":"Leverage reduction is not supported in Isolated Margin Mode."})");
  desk.settings.prepare("BTCUSDT", 5, "");
  desk.wait();
  desk.port.run_for(1);
  desk.wait();
  EXPECT_EQ(desk.ends, (std::vector<bool>{false, false})) << "also not later";
  ASSERT_EQ(desk.refusals.size(), 1U);
  desk.settings.prepare("BTCUSDT", 20, "");
  desk.wait();
  desk.port.run_for(1);
  EXPECT_EQ(desk.ends.back(), true) << "another wish that the venue grants";
}

TEST(SymbolSettings, HeedTheWishThatCameLast) {
  SettingDesk desk;
  desk.settings.prepare("BTCUSDT", 5, "");
  desk.settings.prepare("BTCUSDT", 7, "");
  desk.wait();
  desk.port.run_for(1);
  EXPECT_EQ(desk.ends, std::vector<bool>{true});
  EXPECT_EQ(desk.port.seen.back(), "POST /fapi/v1/leverage");
  EXPECT_EQ(desk.port.last_parameter, "7");
}

}  // namespace
}  // namespace stom::gateway
