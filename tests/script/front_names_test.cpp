#include <gtest/gtest.h>

#include "market/schema.h"
#include "script/names.h"

namespace stom::script {
namespace {

using market::Frame;
using market::Market;

constexpr NameContext kStockBuy{Market::kStock, Frame::kTick, TextKind::kBuy, false};
constexpr NameContext kStockSell{Market::kStock, Frame::kTick, TextKind::kSell, false};
constexpr NameContext kStockMinute{Market::kStock, Frame::kMinute, TextKind::kBuy, false};
constexpr NameContext kBinanceSell{Market::kBinance, Frame::kTick, TextKind::kSell, false};

BindingKind kind(std::string_view name, const NameContext& context) {
  return resolve(name, context).kind;
}

TEST(FrontNames, FieldsFollowTheSchemaOfMarketAndFrame) {
  EXPECT_EQ(resolve("초당매수수량", kStockBuy).id, static_cast<int>(market::Field::kBuyQuantity));
  EXPECT_EQ(kind("분당매수수량", kStockBuy), BindingKind::kUnknown);
  EXPECT_EQ(kind("분당매수수량", kStockMinute), BindingKind::kField);
  EXPECT_EQ(kind("전일비", kStockBuy), BindingKind::kField);
  EXPECT_EQ(kind("전일비", kBinanceSell), BindingKind::kUnknown);
  EXPECT_EQ(kind("분봉시가", kStockMinute), BindingKind::kField);
}

TEST(FrontNames, LookbacksExistForTheColumnsThatHaveThem) {
  EXPECT_EQ(kind("현재가N", kStockBuy), BindingKind::kFieldLookback);
  EXPECT_EQ(kind("관심종목N", kStockBuy), BindingKind::kFieldLookback);
  for (std::string_view name : {"VI해제시간N", "VI가격N", "VI호가단위N", "종목코드N", "분봉시가N"})
    EXPECT_EQ(kind(name, kStockBuy), BindingKind::kUnknown) << name;
}

TEST(FrontNames, ViReleaseTimeIsADateTimeAndNotTheField) {
  EXPECT_EQ(resolve("VI해제시간", kStockBuy),
            (NameBinding{BindingKind::kScalar, static_cast<std::uint16_t>(Scalar::kViReleaseTime)}));
  EXPECT_EQ(kind("VI가격", kStockBuy), BindingKind::kField);
  EXPECT_EQ(kind("VI아래5호가", kBinanceSell), BindingKind::kUnknown);
}

TEST(FrontNames, WindowsAndIndicatorsDependOnFrameAndMarket) {
  EXPECT_EQ(kind("최고분봉고가", kStockMinute), BindingKind::kWindow);
  EXPECT_EQ(kind("최고분봉고가", kStockBuy), BindingKind::kUnknown);
  EXPECT_EQ(kind("전일비각도", kStockBuy), BindingKind::kWindow);
  EXPECT_EQ(kind("전일비각도", kBinanceSell), BindingKind::kUnknown);
  EXPECT_EQ(kind("RSI", kStockMinute), BindingKind::kIndicator);
  EXPECT_EQ(kind("RSI_N", kStockMinute), BindingKind::kIndicatorLookback);
  EXPECT_EQ(kind("RSI", kStockBuy), BindingKind::kUnknown);
}

TEST(FrontNames, DecisionFlagsAndPositionStateBelongToTheirTexts) {
  EXPECT_EQ(kind("매수", kStockBuy), BindingKind::kFlag);
  EXPECT_EQ(kind("매도", kStockBuy), BindingKind::kUnknown);
  EXPECT_EQ(kind("매도", kStockSell), BindingKind::kFlag);
  EXPECT_EQ(kind("BUY_SHORT", kBinanceSell), BindingKind::kFlag);
  EXPECT_EQ(kind("수익률", kStockSell), BindingKind::kState);
  EXPECT_EQ(kind("수익률", kStockBuy), BindingKind::kUnknown);
  EXPECT_EQ(kind("포지션", kBinanceSell), BindingKind::kState);
  EXPECT_EQ(kind("포지션", kStockSell), BindingKind::kUnknown);
  EXPECT_EQ(kind("매수", {Market::kStock, Frame::kTick, TextKind::kCondition, false}), BindingKind::kUnknown);
}

TEST(FrontNames, NamesThatStomAddsAreUnknownWhenLenient) {
  for (std::string_view name :
       {"체결시간", "평균값계산틱수", "매입가", "매수가", "분할매수횟수", "분할매도횟수", "보유수량", "수익금"}) {
    NameContext context = kStockSell;
    EXPECT_NE(kind(name, context), BindingKind::kUnknown) << name;
    context.lenient = true;
    EXPECT_EQ(kind(name, context), BindingKind::kUnknown) << name;
  }
  EXPECT_EQ(resolve("매입가", kStockSell), resolve("매수가", kStockSell));
  EXPECT_EQ(kind("보유수량", kStockBuy), BindingKind::kUnknown);
}

TEST(FrontNames, TimeFunctionsAndSymbolNamesExistEverywhere) {
  for (Market market : market::kMarkets) {
    for (Frame frame : market::kFrames) {
      for (std::string_view name : {"now", "now_utc", "timedelta_sec", "종목명", "종목코드", "경과틱수", "호가단위"}) {
        EXPECT_NE(kind(name, {market, frame, TextKind::kBuy, true}), BindingKind::kUnknown) << name;
      }
    }
  }
}

TEST(FrontNames, SuggestionsKnowTheUsualMistakes) {
  EXPECT_EQ(suggest("현재가_N", kStockBuy), "현재가N");
  EXPECT_EQ(suggest("RSIN", kStockMinute), "RSI_N");
  EXPECT_EQ(suggest("분당거래대금", kStockBuy), "초당거래대금");
  EXPECT_EQ(suggest("최고초당매수수량", kStockMinute), "최고분당매수수량");
  EXPECT_EQ(suggest("체결깅도", kStockBuy), "체결강도");
  EXPECT_EQ(suggest("고저평균대비등락률", kStockBuy), "고저평균대비등락율");
  EXPECT_EQ(suggest("매도호가_1", kStockBuy), "매도호가1");
  EXPECT_EQ(suggest("rsi", kStockMinute), "RSI");
  EXPECT_EQ(suggest("true", kStockBuy), "True");
  EXPECT_EQ(suggest("전혀다른이름", kStockBuy), std::nullopt);
}

TEST(FrontNames, EveryNameHasAMeaningInBothLanguagesAndResolves) {
  for (Market market : market::kMarkets) {
    for (Frame frame : market::kFrames) {
      for (TextKind text : {TextKind::kBuy, TextKind::kSell, TextKind::kCondition, TextKind::kFinder}) {
        const NameContext context{market, frame, text, false};
        for (const NameEntry& entry : all_names(context)) {
          EXPECT_EQ(resolve(entry.name, context), entry.binding) << entry.name;
          EXPECT_FALSE(entry.meaning.ko.empty()) << entry.name;
          EXPECT_FALSE(entry.meaning.en.empty()) << entry.name;
        }
      }
    }
  }
}

}  // namespace
}  // namespace stom::script
