// What the checker and planner write into a tree.
#include <gtest/gtest.h>

#include "script/compiled_text.h"
#include "script/dump.h"

namespace stom::script {
namespace {

using market::Field;

std::shared_ptr<const CompiledText> buy(std::string_view source, market::Frame frame = market::Frame::kTick,
                                        int vars = 5) {
  CompileOptions options;
  options.frame = frame;
  options.vars_count = vars;
  auto text = compile(source, options);
  std::string all;
  for (const Diagnostic& d : text->diagnostics) all += render(d, "text", source, Language::kEnglish);
  EXPECT_TRUE(text->is_runnable()) << all;
  return text;
}

std::vector<SlotKey> slots(const CompiledText& text,
                           const ParameterVector& vars = {{30, 20, 60.0, 2.5, 0}, {1, 1, 0, 0, 1}}) {
  const std::vector<int> averages{30, 60};
  return resolve_slots(text.plan, vars, text.options.frame, averages, text.indicator_parameters(vars),
                       text.options.indicator_set);
}

feature::WindowKey window(feature::WindowFunction function, bool held, int size) {
  return {function, held, size};
}
using feature::WindowFunction;

TEST(FrontPlan, EqualWindowsShareASlotWhateverTheirLookback) {
  const auto text =
      buy("매수 = 이동평균(60) > 이동평균(60, 1) and 이동평균(tick=61, pre=2) > 최고현재가(30) > 최고현재가(2 * 15, "
          "pre=3)");
  EXPECT_EQ(dump(text->body),
            "매수 = (and ((call 이동평균 60)@0 > (call 이동평균 60 1)@0) "
            "((call 이동평균 tick=61 pre=2)@1 > (call 최고현재가 30)@2 > (call 최고현재가 (* 2 15) pre=3)@2))\n");
  const std::vector<SlotKey> keys = slots(*text);
  ASSERT_EQ(keys.size(), 3U);
  EXPECT_EQ(std::get<feature::WindowKey>(keys[0]), window(WindowFunction::kMovingAverage, true, 60));
  EXPECT_EQ(std::get<feature::WindowKey>(keys[1]), window(WindowFunction::kMovingAverage, false, 61));
  EXPECT_EQ(std::get<feature::WindowKey>(keys[2]), window(WindowFunction::kHighestPrice, true, 30));
  EXPECT_FALSE(text->plan.has_dynamic_windows);
  EXPECT_TRUE(text->plan.fields.none());
}

TEST(FrontPlan, WindowsOfVarsAreResolvedForEachVector) {
  const auto text =
      buy("매수 = 최고현재가(self.vars[1]) > 최고현재가(self.vars[1], 1) > 최고현재가(self.vars[2]) > "
          "최저현재가(self.vars[3]) > 최저현재가(self.vars[4])");
  const std::vector<SlotKey> keys = slots(*text);
  ASSERT_EQ(keys.size(), 4U);
  EXPECT_EQ(std::get<feature::WindowKey>(keys[0]), window(WindowFunction::kHighestPrice, false, 20));
  EXPECT_EQ(std::get<feature::WindowKey>(keys[1]), window(WindowFunction::kHighestPrice, true, 60))
      << "an integral float reads a held column";
  EXPECT_LE(std::get<feature::WindowKey>(keys[2]).window, 0) << "2.5 rows is no window";
  EXPECT_LE(std::get<feature::WindowKey>(keys[3]).window, 0);
  EXPECT_TRUE(text->plan.uses_vars);
  const std::vector<SlotKey> other = slots(*text, {{30, 30, 5, 4, 3}, {1, 1, 1, 1, 1}});
  EXPECT_EQ(std::get<feature::WindowKey>(other[0]), window(WindowFunction::kHighestPrice, true, 30));
}

TEST(FrontPlan, ALocalThatHoldsAConstantIsAsGoodAsTheConstant) {
  const auto text =
      buy("틱수 = 45\n두배 = 틱수 * 2\n매수 = 이동평균(틱수) > 이동평균(두배, 1) > 이동평균(평균값계산틱수)");
  const std::vector<SlotKey> keys = slots(*text);
  ASSERT_EQ(keys.size(), 3U);
  EXPECT_EQ(std::get<feature::WindowKey>(keys[0]).window, 45);
  EXPECT_EQ(std::get<feature::WindowKey>(keys[1]).window, 90);
  EXPECT_EQ(std::get<feature::WindowKey>(keys[2]).window, 30);
  EXPECT_FALSE(text->plan.has_dynamic_windows);
}

TEST(FrontPlan, ConstantsOfConstantsDoNotGrowWithoutBound) {
  std::string source = "a0 = self.vars[1]\n";
  for (int i = 1; i < 60; ++i) source += fmt::format("a{0} = a{1} + a{1}\n", i, i - 1);
  EXPECT_TRUE(buy(source + "매수 = 이동평균(a59) > 이동평균(a3)\n")->plan.has_dynamic_windows);
}

TEST(FrontPlan, AWindowKnownOnlyAtTheRowIsDynamic) {
  for (std::string_view source :
       {"for i in range(5, 9):\n    매수 = 이동평균(i) > 0", "n = 5\nif 1:\n    n = 6\n매수 = 이동평균(n) > 0",
        "매수 = 이동평균(int(등락율)) > 0"}) {
    const auto text = buy(source);
    EXPECT_TRUE(text->plan.has_dynamic_windows) << source;
    EXPECT_EQ(dump(text->body).find('@'), std::string::npos) << "the call has no column of its own: " << source;
    EXPECT_TRUE(text->plan.fields.test(static_cast<std::size_t>(Field::kPrice)));
  }
}

TEST(FrontPlan, FieldsAreThoseReadDirectlyOrByLookback) {
  const auto text = buy("매수 = 시가 > 고가N(1) and 호가단위 > 0 and VI아래5호가 > 0 and VI해제시간 < now()");
  for (Field field : {Field::kOpen, Field::kHigh, Field::kAskPrice1, Field::kAskPrice2, Field::kViPrice,
                      Field::kViTickSize, Field::kViReleaseTime}) {
    EXPECT_TRUE(text->plan.fields.test(static_cast<std::size_t>(field)));
  }
  EXPECT_EQ(text->plan.fields.count(), 7U);
  EXPECT_TRUE(text->plan.uses_index);
  EXPECT_FALSE(text->plan.uses_vars);
}

TEST(FrontPlan, IndicatorsTakeTheParametersThatTheTextSets) {
  const auto text =
      buy("self.indicator['RSI_timeperiod'] = 14\n매수 = RSI > RSI_N(1) and OBV_N(1) == 0", market::Frame::kMinute);
  const std::vector<SlotKey> keys = slots(*text);
  ASSERT_EQ(keys.size(), 3U);
  EXPECT_EQ(std::get<feature::IndicatorKey>(keys[0]).parameters[0], (feature::IndicatorParameter{14, true}));
  EXPECT_EQ(keys[0], keys[1]);
  EXPECT_TRUE(std::get<feature::IndicatorKey>(keys[2]).lookback);
}

TEST(FrontPlan, ElapsedTickNamesAreSlots) {
  const auto text = buy("매수 = 경과틱수('가') > 경과틱수(조건명='나') > 경과틱수('가')");
  EXPECT_EQ(slots(*text), (std::vector<SlotKey>{ElapsedKey{"가"}, ElapsedKey{"나"}}));
}

TEST(FrontPlan, ConditionsOfTheSymbolAloneAreTestedOnce) {
  const auto text =
      buy("매수 = (종목코드 in ('005930', '1') or not '마루' in 종목명) and 현재가 > 1 and 종목코드[-1] == '0' and "
          "종목명[:2] != '가나'");
  EXPECT_EQ(text->plan.symbol_tests.size(), 3U);
  EXPECT_EQ(dump(text->body),
            "매수 = (and (or (종목코드 in (tuple '005930' '1')) (not ('마루' in 종목명)))?0 (현재가 > 1) "
            "(종목코드[(neg 1)] == '0')?1 (종목명[(slice _ 2 _)] != '가나')?2)\n");
}

TEST(FrontPlan, WhatCouldRaiseIsNoSymbolTest) {
  EXPECT_TRUE(buy("매수 = 종목코드 < 5 or 종목코드 in 7 or 종목코드[5] == '0' or 1 == 1 or 종목코드")
                  ->plan.symbol_tests.empty());
  EXPECT_TRUE(buy("종목코드 = 'x'\n매수 = 종목코드 == 'x'")->plan.symbol_tests.empty());
}

TEST(FrontPlan, AnAssignedNameIsALocalWithTheEngineMeaningBefore) {
  const auto text = buy("고 = 고가\n고가 = 고가 * 2\nmax = max(고가, 1)\n매수 = max > 고");
  EXPECT_EQ(text->local_names, (std::vector<std::string>{"고", "고가", "max"}));
  const Expr& first = *text->body[0]->value;
  EXPECT_EQ(first.binding,
            (NameBinding{BindingKind::kLocal, 1, BindingKind::kField, static_cast<std::uint16_t>(Field::kHigh)}));
  EXPECT_TRUE(text->plan.fields.test(static_cast<std::size_t>(Field::kHigh)));
  const Expr& call = *text->body[2]->value;
  EXPECT_EQ(call.binding,
            (NameBinding{BindingKind::kLocal, 2, BindingKind::kBuiltin, static_cast<std::uint16_t>(Builtin::kMax)}));
}

TEST(FrontPlan, AFinderTextNamesItsColumns) {
  CompileOptions options;
  options.kind = TextKind::kFinder;
  const auto text = compile(
      "self.tickcols = ['체결강도', '강도차']\nself.tickdata = (체결강도, 1)\nif 매수:\n    self.tq.put(('백파결과', "
      "종목코드, self.index) + self.tickdata)\n",
      options);
  ASSERT_TRUE(text->is_runnable());
  EXPECT_EQ(text->finder_columns, (std::vector<std::string>{"체결강도", "강도차"}));
  EXPECT_EQ(text->body[2]->body[0]->value->binding.kind, BindingKind::kSelfEmit);
}

}  // namespace
}  // namespace stom::script
