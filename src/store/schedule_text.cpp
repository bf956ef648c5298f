// The text form of a schedule, and when it starts by itself.
#include <array>
#include <charconv>

#include "base/error.h"
#include "store/schedule_store.h"

namespace stom::store {
namespace {

// Fields in the order of the text.
constexpr std::array kFields = {&ScheduleRow::kind,  &ScheduleRow::start_time, &ScheduleRow::end_time, &ScheduleRow::betting,   &ScheduleRow::ticks,
                                &ScheduleRow::train, &ScheduleRow::validation, &ScheduleRow::test,     &ScheduleRow::count,     &ScheduleRow::objective,
                                &ScheduleRow::buy,   &ScheduleRow::sell,       &ScheduleRow::ranges};

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    parts.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

int number(const std::string& name, const std::string& text) {
  int value = -1;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code == std::errc() && end == text.data() + text.size() && value >= 0) return value;
  throw DataError(message("스케쥴 '{}': 마지막 항목의 '{}' 은(는) 0 이상의 정수여야 합니다.", "Schedule '{}': '{}' in the last element should be a whole number ≥ 0.", name, text));
}

}  // namespace

std::string schedule_text(const Schedule& schedule) {
  if (schedule.rows.size() > kMaxScheduleRows) {
    throw DataError(message("스케쥴 '{}': {}줄입니다. {}줄까지 저장할 수 있습니다.", "Schedule '{}': {} rows; up to {} can be stored.", schedule.name, schedule.rows.size(), kMaxScheduleRows));
  }
  std::string text;
  for (std::size_t row = 0; row < schedule.rows.size(); ++row) {
    for (std::size_t field = 0; field < kFields.size(); ++field) {
      const std::string& value = schedule.rows[row].*kFields[field];
      if (value.find_first_of(";^") != std::string::npos) {
        throw DataError(message("스케쥴 '{}' {}번째 줄: '{}' 에 ; 나 ^ 를 쓸 수 없습니다.", "Schedule '{}', row {}: '{}' may not hold ';' or '^'.", schedule.name, row + 1, value));
      }
      text += (field == 0 ? "" : ";") + value;
    }
    text += '^';
  }
  return text + fmt::format("{};{};{};{}", schedule.shutdown ? 1 : 0, schedule.buy_conditions, schedule.sell_conditions, schedule.rounds);
}

Schedule parse_schedule(const std::string& name, std::string_view text) {
  Schedule schedule;
  schedule.name = name;
  const std::vector<std::string> elements = split(text, '^');
  for (std::size_t row = 0; row + 1 < elements.size(); ++row) {
    const std::vector<std::string> values = split(elements[row], ';');
    if (values.size() != kFields.size()) {
      throw DataError(message("스케쥴 '{}' {}번째 줄: 항목이 {}개여야 하는데 {}개입니다.", "Schedule '{}', row {}: expected {} fields, got {}.", name, row + 1, kFields.size(), values.size()));
    }
    ScheduleRow& out = schedule.rows.emplace_back();
    for (std::size_t field = 0; field < kFields.size(); ++field) out.*kFields[field] = values[field];
  }
  const std::vector<std::string> last = split(elements.back(), ';');
  if (last.size() != 4) {
    throw DataError(message("스케쥴 '{}': 마지막은 '종료;매수조건수;매도조건수;최적화횟수' 여야 하는데 '{}' 입니다.",
                            "Schedule '{}': the last element should be 'shutdown;buy conditions;sell conditions;rounds', it is '{}'.", name, elements.back()));
  }
  schedule.shutdown = number(name, last[0]) != 0;
  schedule.buy_conditions = number(name, last[1]);
  schedule.sell_conditions = number(name, last[2]);
  schedule.rounds = number(name, last[3]);
  return schedule;
}

RowKey next_start(const Schedule& schedule, RowKey now) {
  if (!schedule.automatic) return 0;
  const std::int64_t today = days_from_civil(static_cast<TradingDay>(now / 1'000'000));
  for (std::int64_t day = today; day <= today + 7; ++day) {
    const TradingDay civil = civil_from_days(day);
    const RowKey key = civil * std::int64_t{1'000'000} + schedule.start_time;
    if (weekday(civil) == schedule.weekday && key > now) return key;
  }
  return 0;  // a weekday that does not exist
}

}  // namespace stom::store
