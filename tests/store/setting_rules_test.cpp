// What settings must be together, what goes with a change, profiles.
#include <gmock/gmock.h>

#include "setting_files.h"
#include "store/setting_profiles.h"
#include "store/setting_rules.h"

namespace stom::store {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class SettingRules : public StoreTest {
 protected:
  SettingRules() : settings_(file("setting.db")) { settings_.create(); }
  std::string set(const SettingChanges& changes) {
    return error_of([&] { (void)settings_.set(changes, "test"); });
  }
  SettingStore settings_;
};

TEST_F(SettingRules, HoldForTheDefaults) {
  SettingChanges all;
  for (const Setting& setting : all_settings()) all.emplace(setting.key, setting.default_value);
  EXPECT_THAT(broken_rules({}, all), IsEmpty());
}

TEST_F(SettingRules, OneWayToAddMustBeOn) {
  EXPECT_THAT(set({{"주식매수분할시그널", "0"}, {"주식매수분할상방", "0"}}), HasSubstr("주식매수분할하방"));
  EXPECT_EQ(set({{"주식매수분할시그널", "0"}, {"주식매수분할상방", "0"}, {"주식매수분할하방", "1"}}), "");
  EXPECT_THAT(set({{"주식매수분할하방", "0"}}), HasSubstr("at least one"));
}

TEST_F(SettingRules, UpbitTakesNoImmediateOrders) {
  EXPECT_EQ(set({{"코인매수주문구분", "지정가IOC"}}), "");
  EXPECT_THAT(set({{"거래소", "업비트"}}), HasSubstr("코인매수주문구분"));
  const SettingChanges coupled = coupled_changes(settings_.read(), {{"거래소", "업비트"}});
  EXPECT_EQ(coupled, (SettingChanges{{"코인매수주문구분", "시장가"}}));
}

TEST_F(SettingRules, ReceiversSwitchTheirTradersUnlessSaidOtherwise) {
  const SettingSnapshot now = settings_.read();
  EXPECT_EQ(coupled_changes(now, {{"코인리시버", "1"}}), (SettingChanges{{"코인트레이더", "1"}}));
  EXPECT_THAT(coupled_changes(now, {{"코인리시버", "1"}, {"코인트레이더", "0"}}), IsEmpty());
  EXPECT_EQ(coupled_changes(now, {{"주식데이터저장", "1"}}), (SettingChanges{{"주식리시버", "1"}, {"주식트레이더", "1"}}));
  EXPECT_THAT(coupled_changes(now, {{"코인리시버", "0"}}), IsEmpty());  // off already
}

TEST_F(SettingRules, RefuseWhatContradictsItself) {
  EXPECT_THAT(set({{"주식컴퓨터종료", "1"}, {"코인컴퓨터종료", "1"}}), HasSubstr("only one"));
  EXPECT_THAT(set({{"백테스케쥴실행", "1"}}), HasSubstr("백테스케쥴명"));
  EXPECT_THAT(set({{"백테날짜", "30"}}), HasSubstr("YYYYMMDD"));
  EXPECT_EQ(set({{"백테날짜", "30"}, {"백테날짜고정", "0"}}), "");
  EXPECT_THAT(set({{"옵튜나고정변수", "0;1"}}), HasSubstr("commas"));
  EXPECT_EQ(set({{"옵튜나고정변수", "0, 1"}}), "");
  EXPECT_THAT(set({{"코인비중조절", "4;0;0;0;0;1;1;1;1;1"}}), HasSubstr("0 to 3"));
  EXPECT_EQ(set({{"주식비중조절", "4;0;0;0;0;1;1;1;1;1"}}), "");
}

TEST_F(SettingRules, AFileThatBreaksARuleCanBeChangedElsewhere) {
  run_sql(file("setting.db"), "UPDATE stock SET 주식컴퓨터종료 = 1; UPDATE coin SET 코인컴퓨터종료 = 1");
  EXPECT_EQ(set({{"테마", "다크그린"}}), "");
}

class SettingProfiles : public SettingRules {};

TEST_F(SettingProfiles, KeepSettingsUnderANameAndGiveThemBack) {
  ASSERT_EQ(set({{"주식매수분할횟수", "3"}, {"테마", "다크그린"}}), "");
  save_profile(file("setting.db"), "공격형");
  ASSERT_EQ(set({{"주식매수분할횟수", "5"}, {"테마", "다크블루"}}), "");
  ASSERT_EQ(list_profiles(file("setting.db")).size(), 1U);
  EXPECT_EQ(list_profiles(file("setting.db"))[0].name, "공격형");
  EXPECT_EQ(profile_changes(file("setting.db"), "공격형"), (SettingChanges{{"주식매수분할횟수", "3"}, {"테마", "다크그린"}}));
  save_profile(file("setting.db"), "공격형");
  EXPECT_THAT(profile_changes(file("setting.db"), "공격형"), IsEmpty());
}

TEST_F(SettingProfiles, HoldNoAccountFields) {
  run_sql(file("setting.db"), "UPDATE cacc SET Secret_key = 'plain-secret'");
  save_profile(file("setting.db"), "공격형");
  EXPECT_EQ(read_file(file("setting_공격형.db")).find("plain-secret"), std::string::npos);
}

TEST_F(SettingProfiles, ReadCopiesOfTheEarlierProgramAndLeaveWhatTheyLack) {
  write_legacy_settings(file("setting_예전.db"), "주식투자금");
  ASSERT_EQ(set({{"주식투자금", "7.5"}, {"코인위험일손실", "3"}, {"테마", "다크그린"}}), "");
  EXPECT_EQ(profile_changes(file("setting.db"), "예전"), (SettingChanges{{"테마", "다크블루"}}));
}

TEST_F(SettingProfiles, RefuseNamesAndValuesThatCannotBe) {
  EXPECT_THAT(error_of([&] { save_profile(file("setting.db"), "../바깥"); }), HasSubstr("letters"));
  EXPECT_THAT(error_of([&] { (void)profile_changes(file("setting.db"), "없음"); }), HasSubstr("no profile"));
  write_legacy_settings(file("setting_예전.db"));
  run_sql(file("setting_예전.db"), "UPDATE stock SET 주식최대매수종목수 = 0");
  EXPECT_THAT(error_of([&] { (void)profile_changes(file("setting.db"), "예전"); }), HasSubstr("주식최대매수종목수"));
}

}  // namespace
}  // namespace stom::store
