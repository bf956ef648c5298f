// Where a worker's texts come from: strategy.db as it changes, and what happens with texts that do not compile.
#include <filesystem>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file.h"
#include "live/text_loader.h"
#include "store/strategy_store.h"

namespace stom::live::test {
namespace {

namespace fs = std::filesystem;
using store::StrategyKind;

constexpr market::Market kBinance = market::Market::kBinance;

fs::path fresh_file(const std::string& name) {
  const fs::path file = fs::path(testing::TempDir()) / ("live_" + name + ".db");
  for (const char* end : {"", "-wal", "-shm", "-journal"}) fs::remove(file.string() + end);
  return file;
}

TEST(StrategySource, SeesASaveADeletionAndAnotherFile) {
  const fs::path file = fresh_file("source"), other = fresh_file("other");
  StrategySource source(file, kBinance);
  EXPECT_TRUE(source.has_changed());
  EXPECT_FALSE(source.has_changed());
  EXPECT_EQ(source.read(TextSide::kBuy, "a").text, "");
  store::StrategyStore(file).save(kBinance, StrategyKind::kBuy, "a", "1");
  EXPECT_TRUE(source.has_changed());
  EXPECT_FALSE(source.has_changed());
  store::StrategyStore(file).save(kBinance, StrategyKind::kBuy, "a", "2");
  EXPECT_TRUE(source.has_changed());
  EXPECT_EQ(source.read(TextSide::kBuy, "a").text, "2");
  store::StrategyStore(other).save(kBinance, StrategyKind::kBuy, "a", "3");
  EXPECT_FALSE(source.has_changed());
  fs::rename(other, file);
  EXPECT_TRUE(source.has_changed());
  EXPECT_EQ(source.read(TextSide::kBuy, "a").text, "3");
  (void)source.has_changed();
  EXPECT_FALSE(source.has_changed());
  fs::remove(file);
  EXPECT_TRUE(source.has_changed());
  EXPECT_FALSE(source.has_changed());
  EXPECT_EQ(source.read(TextSide::kBuy, "a").text, "");
}

TEST(StrategySource, TakesPlainTextsBeforeOptimisedOnesAndTheirValuesWithThem) {
  const fs::path file = fresh_file("tables");
  const store::StrategyStore texts(file);
  store::StrategyStore(file).save(kBinance, StrategyKind::kOptimizeBuy, "both", "optimised");
  store::StrategyStore(file).save(kBinance, StrategyKind::kBuy, "both", "plain");
  store::StrategyStore(file).save(kBinance, StrategyKind::kOptimizeBuy, "one", "self.vars[1]");
  EXPECT_TRUE(store::StrategyStore(file).save_vars(kBinance, "one", "30;0.5;-3"));
  const StrategySource source(file, kBinance);
  EXPECT_EQ(source.read(TextSide::kBuy, "both").text, "plain");
  EXPECT_TRUE(source.read(TextSide::kBuy, "both").vars.values.empty());
  const NamedText one = source.read(TextSide::kBuy, "one");
  EXPECT_EQ(one.vars.values, (std::vector<double>{30, 0.5, -3}));
  EXPECT_EQ(one.vars.is_integer, (std::vector<std::uint8_t>{1, 0, 1}));
  EXPECT_THROW((void)parse_vars("3;x"), DataError);
}

backtest::RunSpec base() {
  backtest::RunSpec spec;
  spec.market = kBinance;
  spec.frame = market::Frame::kTick;
  spec.average_ticks = 5;
  spec.back_end = backtest::BackEnd::kInterpreter;
  return spec;
}

const NamedText kNone;
const NamedText kBuy{"b", "BUY_LONG = False", {}}, kSell{"s", "SELL_LONG = True", {}};
const NamedText kBrokenBuy{"b", "BUY_LONG = = 1", {}}, kBrokenSell{"s", "if SELL_LONG", {}};

TEST(TextLoader, TakesWhatCompilesAndSaysSo) {
  TextLoader loader(Language::kEnglish);
  const LoadedTexts loaded = loader.load(base(), kBuy, kSell, {});
  ASSERT_NE(loaded.texts, nullptr);
  EXPECT_EQ(loaded.texts->spec().average_list, (std::vector<int>{5}));
  ASSERT_EQ(loaded.results.size(), 2u);
  EXPECT_TRUE(loaded.results[0].ok && loaded.results[1].ok);
  EXPECT_EQ(loaded.results[1].side, bus::StrategySide::kSell);
  EXPECT_TRUE(loader.load(base(), kBuy, kSell, {}).results.empty());  // known
}

TEST(TextLoader, KeepsTheTextBeforeAWrongOneAndTakesTheOtherSide) {
  TextLoader loader(Language::kEnglish);
  (void)loader.load(base(), kBuy, kNone, {});
  const LoadedTexts loaded = loader.load(base(), kBrokenBuy, kSell, {});
  ASSERT_NE(loaded.texts, nullptr);
  EXPECT_EQ(loaded.texts->spec().buy_text, kBuy.text);
  EXPECT_EQ(loaded.texts->spec().sell_text, kSell.text);
  ASSERT_EQ(loaded.results.size(), 2u);
  EXPECT_FALSE(loaded.results[0].ok);
  EXPECT_FALSE(loaded.results[0].problems.empty());
  EXPECT_TRUE(loaded.results[1].ok);
  const LoadedTexts both = loader.load(base(), kBrokenBuy, kBrokenSell, {});
  ASSERT_NE(both.texts, nullptr);
  EXPECT_EQ(both.texts->spec().sell_text, kSell.text);
  ASSERT_EQ(both.results.size(), 1u);  // the broken buy text was told already
}

TEST(TextLoader, AWrongFirstTextIsNoText) {
  TextLoader loader(Language::kEnglish);
  const LoadedTexts loaded = loader.load(base(), kBrokenBuy, kSell, {});
  ASSERT_NE(loaded.texts, nullptr);
  EXPECT_FALSE(loaded.texts->has_buy());
  EXPECT_TRUE(loaded.texts->has_sell());
}

TEST(TextLoader, ANameWithoutATextIsAMistakeAndNoNameIsNoText) {
  TextLoader loader(Language::kEnglish);
  (void)loader.load(base(), kBuy, kSell, {});
  const LoadedTexts missing = loader.load(base(), NamedText{"gone", "", {}}, kSell, {});
  ASSERT_NE(missing.texts, nullptr);
  EXPECT_TRUE(missing.texts->has_buy());
  ASSERT_EQ(missing.results.size(), 1u);
  EXPECT_FALSE(missing.results[0].ok);
  const LoadedTexts none = loader.load(base(), kNone, kSell, {});
  ASSERT_NE(none.texts, nullptr);
  EXPECT_FALSE(none.texts->has_buy());
}

TEST(TextLoader, ValuesOfAnOptimisedTextBringTheAverageTicks) {
  TextLoader loader(Language::kEnglish);
  NamedText text{"v", "if 현재가 < self.vars[1]:\n    BUY_LONG = False", parse_vars("12;100")};
  const LoadedTexts loaded = loader.load(base(), text, kSell, {});
  ASSERT_NE(loaded.texts, nullptr);
  EXPECT_EQ(loaded.texts->spec().average_ticks, 12);
  EXPECT_EQ(loaded.texts->spec().average_list, (std::vector<int>{12}));
}

TEST(TextLoader, WrongElapsedConditionsChangeNothing) {
  TextLoader loader(Language::kEnglish);
  backtest::RunSpec spec = base();
  spec.settings.elapsed_conditions = {{"up", "현재가 >"}};
  const LoadedTexts loaded = loader.load(spec, kBuy, kSell, {});
  EXPECT_EQ(loaded.texts, nullptr);
  EXPECT_FALSE(loaded.condition_problems.empty());
}

}  // namespace
}  // namespace stom::live::test
