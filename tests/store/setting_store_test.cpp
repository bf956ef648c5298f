#include "store/setting_store.h"

#include <gmock/gmock.h>

#include "setting_files.h"
#include "store/database_copy.h"
#include "store/setting_migration.h"

namespace stom::store {
namespace {

using testing::HasSubstr;

class SettingStoreTest : public StoreTest {
 protected:
  MigrationReport migrate(const std::filesystem::path& path, MigrationOptions options = {}) {
    NoProgress progress;
    return migrate_settings(path, options, progress, stop_);
  }
  StopFlag stop_;
};

TEST_F(SettingStoreTest, EveryDefaultIsAllowed) {
  std::size_t count = 0;
  for (const Setting& setting : all_settings()) {
    EXPECT_TRUE(checked_value(setting, setting.default_value).has_value()) << setting.key;
    EXPECT_FALSE(allowed_values(setting).ko.empty());
    EXPECT_FALSE(setting.ko.empty() || setting.en.empty()) << setting.key;
    ++count;
  }
  EXPECT_EQ(count, 218u);
}

TEST_F(SettingStoreTest, KeysAreUnique) {
  for (const Setting& setting : all_settings()) EXPECT_EQ(find_setting(setting.key), &setting);
}

TEST_F(SettingStoreTest, NewFileHoldsTheDefaults) {
  const SettingStore store(file("setting.db"));
  store.create();
  const SettingSnapshot settings = store.read();
  EXPECT_TRUE(settings.problems().empty());
  EXPECT_EQ(settings.version(), 1);
  for (const Setting& setting : all_settings()) EXPECT_TRUE(settings.is_default(setting.key)) << setting.key;
  EXPECT_EQ(settings.number("주식투자금"), 20);
  EXPECT_EQ(settings.text("거래소"), "바이낸스선물");
  EXPECT_EQ(settings.numbers("바이낸스선물변동레버리지값").size(), 15u);
  EXPECT_EQ(value_of(file("setting.db"), "SELECT count(*) FROM sacc"), "8");
}

TEST_F(SettingStoreTest, ReadsTheUsersFileAsItIs) {
  write_legacy_settings(file("setting.db"));
  run_sql(file("setting.db"), "UPDATE stock SET 주식투자금 = 3.5, 주식모의투자 = 0; UPDATE coin SET 코인전략종료시간 = 143000");
  const SettingSnapshot settings = SettingStore(file("setting.db")).read();
  EXPECT_EQ(settings.version(), 0);
  EXPECT_EQ(settings.number("주식투자금"), 3.5);
  EXPECT_FALSE(settings.flag("주식모의투자"));
  EXPECT_EQ(settings.text("코인전략종료시간"), "143000");
  EXPECT_EQ(list_backups(file("setting.db")).size(), 0u);
}

TEST_F(SettingStoreTest, StoredValueThatCannotBeIsAProblemAndItsDefaultStands) {
  write_legacy_settings(file("setting.db"));
  run_sql(file("setting.db"), "UPDATE stock SET 주식최대매수종목수 = 0, 주식평균값계산틱수 = 'many'");
  const SettingSnapshot settings = SettingStore(file("setting.db")).read();
  ASSERT_EQ(settings.problems().size(), 2u);
  EXPECT_THAT(settings.problems()[0].en, testing::AllOf(HasSubstr("주식평균값계산틱수"), HasSubstr("many")));
  EXPECT_THAT(settings.problems()[1].en, testing::AllOf(HasSubstr("주식최대매수종목수"), HasSubstr("'0'"), HasSubstr("1 to")));
  EXPECT_EQ(settings.number("주식최대매수종목수"), 10);
}

TEST_F(SettingStoreTest, TakesASettingThatCameAfterTheFile) {
  const SettingStore store(file("setting.db"));
  store.create();
  run_sql(file("setting.db"), "ALTER TABLE stom_risk DROP COLUMN 코인위험자동취소");
  EXPECT_EQ(store.read().number("코인위험자동취소"), 0);
  (void)store.set({{"코인위험자동취소", "120"}}, "test");
  EXPECT_EQ(store.read().number("코인위험자동취소"), 120);
}

TEST_F(SettingStoreTest, ChangesAreAllOrNothing) {
  const SettingStore store(file("setting.db"));
  store.create();
  EXPECT_THAT(error_of([&] { (void)store.set({{"주식투자금", "5"}, {"주식매수분할횟수", "0"}}, "test"); }),
              testing::AllOf(HasSubstr("주식매수분할횟수"), HasSubstr("'0'"), HasSubstr("1 to 5")));
  EXPECT_EQ(store.read().number("주식투자금"), 20);
  EXPECT_EQ(store.read().version(), 1);
  EXPECT_EQ(store.set({{"주식투자금", "5"}, {"주식매수분할횟수", " 3 "}}, "test"), 2);
  EXPECT_EQ(store.read().number("주식투자금"), 5);
  EXPECT_EQ(store.read().number("주식매수분할횟수"), 3);
  EXPECT_EQ(value_of(file("setting.db"), "SELECT typeof(주식매수분할횟수) FROM stockbuyorder"), "integer");
}

TEST_F(SettingStoreTest, SettingTheSameValueMakesNoVersion) {
  const SettingStore store(file("setting.db"));
  EXPECT_EQ(store.set({{"주식투자금", "20.0"}}, "test"), 1);
  EXPECT_TRUE(store.journal(10).empty());
}

TEST_F(SettingStoreTest, RefusesWhatASettingCannotBe) {
  const std::pair<const char*, const char*> wrong[] = {
      {"주식전략종료시간", "152000"}, {"주식전략종료시간", "152759"}, {"주식전략종료시간", "096000"}, {"코인전략종료시간", "235001"}, {"거래소", "코인원"},
      {"주식투자금", "0"}, {"주식투자금", "nan"}, {"주식투자금", "1e400"}, {"주식투자금", ""}, {"주식모의투자", "2"}, {"주식매도금지매수횟수값", "5"},
      {"바이낸스선물변동레버리지값", "0;5;1^5;10;2^10;20;3^20;30;4^30;100;126"}, {"바이낸스선물변동레버리지값", "0;5;1"}, {"주식비중조절", "0;0;0"},
      {"주식경과틱수설정", "이름"}, {"주식경과틱수설정", "이름;"}, {"백테날짜", "2024-01-02"}, {"팩터선택", "1;2"}, {"주식매수지정가호가번호", "-6"}, {"코인매수주문구분", "최유리IOC"}};
  for (const auto& [key, value] : wrong) EXPECT_FALSE(checked_value(require_setting(key), value).has_value()) << key << " " << value;
  EXPECT_TRUE(checked_value(require_setting("주식전략종료시간"), "152800").has_value());
  EXPECT_TRUE(checked_value(require_setting("주식경과틱수설정"), "오름;내림;등락율 > 3;등락율 < -3").has_value());
  EXPECT_THAT(error_of([] { (void)require_setting("Access_key2"); }), HasSubstr("stom account"));
  EXPECT_THAT(error_of([] { (void)require_setting("없는설정"); }), HasSubstr("없는설정"));
}

TEST_F(SettingStoreTest, AnyVersionCanBeHadBack) {
  const SettingStore store(file("setting.db"));
  (void)store.set({{"주식투자금", "5"}}, "test");
  (void)store.set({{"주식투자금", "6"}, {"테마", "다크그린"}}, "test");
  (void)store.reset({"테마"}, "test");
  EXPECT_EQ(store.read().version(), 4);
  EXPECT_EQ(store.revert(2, "test"), 5);
  EXPECT_EQ(store.read().number("주식투자금"), 5);
  EXPECT_TRUE(store.read().is_default("테마"));
  EXPECT_EQ(store.revert(3, "test"), 6);
  EXPECT_EQ(store.read().number("주식투자금"), 6);
  EXPECT_EQ(store.read().text("테마"), "다크그린");
  EXPECT_THAT(error_of([&] { (void)store.revert(7, "test"); }), HasSubstr("7"));
  EXPECT_EQ(store.journal(100).front().version, 6);
}

TEST_F(SettingStoreTest, UsersFileMustBeMigratedBeforeItIsChanged) {
  write_legacy_settings(file("setting.db"));
  EXPECT_THAT(error_of([&] { (void)SettingStore(file("setting.db")).set({{"주식투자금", "5"}}, "test"); }), HasSubstr("stom db migrate"));
}

TEST_F(SettingStoreTest, MigrationBacksUpAndAddsWhatIsMissing) {
  write_legacy_settings(file("setting.db"), "주식손실중지");
  run_sql(file("setting.db"),
          "UPDATE stock SET 주식투자금 = 3.5; DROP TABLE etc; ALTER TABLE back ADD COLUMN 내칼럼 TEXT; UPDATE back SET 내칼럼 = '내값'");
  const std::string before = read_file(file("setting.db"));
  EXPECT_TRUE(migrate(file("setting.db"), {.dry_run = true}).is_needed());
  EXPECT_EQ(read_file(file("setting.db")), before);
  const MigrationReport report = migrate(file("setting.db"));
  ASSERT_EQ(report.steps.size(), 4u);
  ASSERT_EQ(list_backups(file("setting.db")).size(), 1u);
  EXPECT_EQ(list_backups(file("setting.db")).front().path, report.backup);
  EXPECT_EQ(value_of(report.backup, "SELECT 주식투자금 FROM stock"), "3.5");
  EXPECT_EQ(value_of(report.backup, "SELECT count(*) FROM sqlite_master WHERE name LIKE 'stom%'"), "0");
  const SettingSnapshot settings = SettingStore(file("setting.db")).read();
  EXPECT_TRUE(settings.problems().empty());
  EXPECT_EQ(settings.number("주식투자금"), 3.5);
  EXPECT_EQ(settings.number("주식손실중지"), 0);
  EXPECT_EQ(value_of(file("setting.db"), "SELECT 내칼럼 FROM back"), "내값");
  EXPECT_EQ(value_of(file("setting.db"), "SELECT 종목명 FROM codename"), "SK하이닉스");
  EXPECT_EQ(value_of(file("setting.db"), "PRAGMA user_version"), "1");
  EXPECT_FALSE(migrate(file("setting.db")).is_needed());
  EXPECT_EQ(list_backups(file("setting.db")).size(), 1u);
}

TEST_F(SettingStoreTest, MigratingToAnotherFileLeavesTheUsersFile) {
  write_legacy_settings(file("old.db"));
  const std::string before = read_file(file("old.db"));
  NoProgress progress;
  (void)migrate_settings_to(file("old.db"), file("setting.db"), {}, progress, stop_);
  EXPECT_EQ(read_file(file("old.db")), before);
  EXPECT_EQ(value_of(file("setting.db"), "PRAGMA user_version"), "1");
  EXPECT_THAT(error_of([&] { (void)migrate_settings_to(file("old.db"), file("setting.db"), {}, progress, stop_); }),
              HasSubstr("exists already"));
}

TEST_F(SettingStoreTest, RefusesFilesOfANewerProgramAndOtherDatabases) {
  SettingStore(file("setting.db")).create();
  run_sql(file("setting.db"), "PRAGMA user_version = 99");
  EXPECT_THAT(error_of([&] { (void)SettingStore(file("setting.db")).read(); }), HasSubstr("newer stom"));
  run_sql(file("other.db"), "CREATE TABLE t (a)");
  EXPECT_THAT(error_of([&] { (void)SettingStore(file("other.db")).read(); }), HasSubstr("no settings database"));
}

TEST_F(SettingStoreTest, MigrationWithoutRoomChangesNothing) {
  EXPECT_THAT(error_of([&] { require_room(folder_, std::uint64_t{1} << 60); }), HasSubstr("not enough room"));
}

}  // namespace
}  // namespace stom::store
