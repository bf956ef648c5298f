#include "store/schedule_store.h"

#include "base/error.h"
#include "store_files.h"

namespace stom::store {
namespace {

class ScheduleStoreTest : public StoreTest {
 protected:
  [[nodiscard]] ScheduleStore store() const { return ScheduleStore(file("strategy.db")); }
};

constexpr const char* kText =
    "그리드 최적화;90000;93000;20;;4;;;0;TG;buy_o;sell_o;ranges_o^백테스트;90000;93000;20;30;;;;;;buy;sell;^1;8;4;500";

Schedule weekend() {
  Schedule schedule = parse_schedule("주말", kText);
  schedule.continue_on_error = true;
  schedule.automatic = true;
  schedule.weekday = 5;
  schedule.start_time = 93000;
  schedule.rows[0].last_weeks = 8;
  schedule.rows[1].first_day = 20240102;
  schedule.rows[1].last_day = 20240628;
  schedule.rows[1].enabled = false;
  return schedule;
}

TEST(ScheduleText, ReadsTheUsersForm) {
  const Schedule schedule = parse_schedule("a", kText);
  ASSERT_EQ(schedule.rows.size(), 2u);
  EXPECT_EQ(schedule.rows[0].kind, "그리드 최적화");
  EXPECT_EQ(schedule.rows[0].train, "4");
  EXPECT_EQ(schedule.rows[0].ranges, "ranges_o");
  EXPECT_EQ(schedule.rows[1].ticks, "30");
  EXPECT_TRUE(schedule.shutdown);
  EXPECT_EQ(schedule.rounds, 500);
}

TEST(ScheduleText, WritesWhatItRead) { EXPECT_EQ(schedule_text(parse_schedule("a", kText)), kText); }

TEST(ScheduleText, RefusesARowWithAFieldTooFew) { EXPECT_THROW((void)parse_schedule("a", "백테스트;90000^0;10;5;1000"), DataError); }

TEST(ScheduleText, RefusesAMissingLastElement) { EXPECT_THROW((void)parse_schedule("a", ""), DataError); }

TEST(ScheduleText, RefusesASeventeenthRow) {
  Schedule schedule;
  schedule.rows.resize(16);
  EXPECT_NO_THROW((void)schedule_text(schedule));
  schedule.rows.resize(17);
  EXPECT_THROW((void)schedule_text(schedule), DataError);
}

TEST(ScheduleText, RefusesASeparatorInsideAField) {
  Schedule schedule = parse_schedule("a", kText);
  schedule.rows[0].buy = "a^b";
  EXPECT_THROW((void)schedule_text(schedule), DataError);
}

TEST(ScheduleText, StartsByItselfOnItsWeekday) {
  Schedule schedule = weekend();  // Saturday 09:30
  EXPECT_EQ(next_start(schedule, 20240105120000), 20240106093000);  // a Friday noon
  EXPECT_EQ(next_start(schedule, 20240106092959), 20240106093000);
  EXPECT_EQ(next_start(schedule, 20240106093000), 20240113093000);
  schedule.automatic = false;
  EXPECT_EQ(next_start(schedule, 20240105120000), 0);
}

TEST_F(ScheduleStoreTest, KeepsWhatTheUsersTableLoses) {
  store().save(weekend());
  EXPECT_EQ(store().find("주말"), weekend());
  EXPECT_EQ(store().names(), std::vector<std::string>{"주말"});
  Connection connection(file("strategy.db"), OpenMode::kReadOnly);
  Statement row(connection, "SELECT \"스케쥴\" FROM schedule WHERE \"index\" = '주말'");
  ASSERT_TRUE(row.step());
  EXPECT_EQ(row.text(0), kText);
}

TEST_F(ScheduleStoreTest, ReadsATableThatAnotherProgramMade) {
  run_sql(file("strategy.db"), fmt::format("CREATE TABLE schedule (\"index\" TEXT, \"스케쥴\" TEXT); INSERT INTO schedule VALUES ('a', '{}')", kText));
  EXPECT_EQ(store().find("a"), parse_schedule("a", kText));
  store().set_outcome("a", 1, {RowState::kFailed, "no rows", "", 20240106093000, 20240106093001});
  EXPECT_EQ(store().find("a")->rows[1].outcome.error, "no rows");
}

TEST_F(ScheduleStoreTest, DropsWhatWasKeptBesideAChangedRow) {
  store().save(weekend());
  run_sql(file("strategy.db"), "UPDATE schedule SET \"스케쥴\" = replace(\"스케쥴\", 'buy_o', 'buy_p')");
  const auto schedule = store().find("주말");
  EXPECT_EQ(schedule->rows[0].last_weeks, 0);
  EXPECT_EQ(schedule->rows[1].first_day, 20240102);
}

TEST_F(ScheduleStoreTest, StoresHowARowEnded) {
  store().save(weekend());
  const RowOutcome outcome = {RowState::kDone, "", "o_buy_o_20240106093000", 20240106093000, 20240106093100};
  store().set_outcome("주말", 0, outcome);
  EXPECT_EQ(store().find("주말")->rows[0].outcome, outcome);
  EXPECT_EQ(store().find("주말")->rows[1].outcome, RowOutcome{});
  EXPECT_THROW(store().set_outcome("주말", 2, outcome), UsageError);
}

TEST_F(ScheduleStoreTest, NamesAreDataAndNeverSql) {
  Schedule schedule = weekend();
  schedule.name = "'; DROP TABLE schedule; --";
  store().save(schedule);
  EXPECT_EQ(store().find(schedule.name), schedule);
  EXPECT_TRUE(store().remove(schedule.name));
  EXPECT_FALSE(store().remove(schedule.name));
  EXPECT_TRUE(store().names().empty());
}

}  // namespace
}  // namespace stom::store
