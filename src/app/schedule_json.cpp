#include "app/schedule_json.h"

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "optimize/run_kind.h"

namespace stom::app {
namespace {

using nlohmann::ordered_json;
using store::Schedule;
using store::ScheduleRow;

struct TextField {
  const char* key;
  std::string ScheduleRow::*member;
};
constexpr TextField kTextFields[] = {
    {"kind", &ScheduleRow::kind},           {"start", &ScheduleRow::start_time}, {"end", &ScheduleRow::end_time},
    {"bet", &ScheduleRow::betting},         {"average", &ScheduleRow::ticks},    {"train", &ScheduleRow::train},
    {"valid", &ScheduleRow::validation},    {"test", &ScheduleRow::test},        {"steps", &ScheduleRow::count},
    {"objective", &ScheduleRow::objective}, {"buy", &ScheduleRow::buy},          {"sell", &ScheduleRow::sell},
    {"ranges", &ScheduleRow::ranges}};
constexpr const char* kRowKeys[] = {"enabled", "from",   "to",      "last_weeks", "state",
                                    "error",   "result", "started", "finished"};
constexpr const char* kKeys[] = {
    "name",      "rows",    "shutdown", "buy_conditions", "sell_conditions", "rounds", "continue_on_error",
    "automatic", "weekday", "time"};

// Reads values by key; what is wrong is said with the place and the key.
class Reader {
 public:
  Reader(const ordered_json& object, std::string place) : object_(object), place_(std::move(place)) {}

  void text(const char* key, std::string& value) const {
    const auto found = object_.find(key);
    if (found == object_.end()) return;
    if (found->is_string())
      value = found->get<std::string>();
    else if (found->is_number())
      value = found->dump();
    else
      refuse(key, {"글이나 숫자여야 합니다.", "Expected a text or a number."});
  }
  template <typename Number>
  void number(const char* key, Number& value, std::int64_t lowest, std::int64_t highest) const {
    const auto found = object_.find(key);
    if (found == object_.end()) return;
    if (!found->is_number_integer() || found->get<std::int64_t>() < lowest || found->get<std::int64_t>() > highest) {
      refuse(key,
             message("{} 이상 {} 이하의 정수여야 합니다.", "Expected a whole number from {} to {}.", lowest, highest));
    }
    value = static_cast<Number>(found->get<std::int64_t>());
  }
  void flag(const char* key, bool& value) const {
    const auto found = object_.find(key);
    if (found == object_.end()) return;
    if (!found->is_boolean()) refuse(key, {"true 나 false 여야 합니다.", "Expected true or false."});
    value = found->get<bool>();
  }
  void day(const char* key, TradingDay& value) const {
    number(key, value, 0, 99991231);
    if (value != 0 && !is_valid_day(value)) refuse(key, {"날짜(YYYYMMDD)여야 합니다.", "Expected a day (YYYYMMDD)."});
  }
  template <typename Known>
  void refuse_unknown(const Known& known) const {
    for (const auto& item : object_.items()) {
      if (!known(item.key())) refuse(item.key().c_str(), {"모르는 항목입니다.", "There is no such key."});
    }
  }
  [[noreturn]] void refuse(const char* key, const Message& expected) const {
    throw DataError(
        {fmt::format("{}: '{}': {}", place_, key, expected.ko), fmt::format("{}: '{}': {}", place_, key, expected.en)});
  }

 private:
  const ordered_json& object_;
  std::string place_;
};

bool is_row_key(const std::string& key) {
  return std::any_of(std::begin(kTextFields), std::end(kTextFields),
                     [&](const TextField& field) { return key == field.key; }) ||
         std::any_of(std::begin(kRowKeys), std::end(kRowKeys), [&](const char* known) { return key == known; });
}

ScheduleRow read_row(const ordered_json& object, const std::string& place) {
  if (!object.is_object())
    throw DataError(message("{}: {{\"kind\": …}} 형식이어야 합니다.", "{}: expected {{\"kind\": …}}.", place));
  const Reader reader(object, place);
  reader.refuse_unknown(is_row_key);
  ScheduleRow row;
  for (const TextField& field : kTextFields) reader.text(field.key, row.*field.member);
  const auto kind = optimize::find_run_kind(row.kind);
  if (!kind || kind->family == optimize::SearchFamily::kFinder)
    reader.refuse("kind", message("'{}' 종류는 없습니다.", "There is no kind '{}'.", row.kind));
  row.kind = std::string(kind->name_ko);
  reader.flag("enabled", row.enabled);
  reader.day("from", row.first_day);
  reader.day("to", row.last_day);
  reader.number("last_weeks", row.last_weeks, 0, 5200);
  if (row.last_weeks > 0 && (row.first_day != 0 || row.last_day != 0))
    reader.refuse("last_weeks", {"from, to 와 함께 쓸 수 없습니다.", "It cannot stand beside from and to."});
  return row;
}

}  // namespace

std::string_view state_name(store::RowState state) {
  constexpr std::string_view kNames[] = {"waiting", "running", "done", "failed", "skipped"};
  return kNames[static_cast<std::size_t>(state)];
}

std::string schedule_json(const Schedule& schedule) {
  ordered_json rows = ordered_json::array();
  for (const ScheduleRow& row : schedule.rows) {
    ordered_json out;
    for (const TextField& field : kTextFields) out[field.key] = row.*field.member;
    out["enabled"] = row.enabled;
    if (row.first_day != 0) out["from"] = row.first_day;
    if (row.last_day != 0) out["to"] = row.last_day;
    if (row.last_weeks != 0) out["last_weeks"] = row.last_weeks;
    out["state"] = state_name(row.outcome.state);
    out["error"] = row.outcome.error;
    out["result"] = row.outcome.result;
    out["started"] = row.outcome.started;
    out["finished"] = row.outcome.finished;
    rows.push_back(std::move(out));
  }
  const ordered_json out = {{"name", schedule.name},
                            {"rows", rows},
                            {"shutdown", schedule.shutdown},
                            {"buy_conditions", schedule.buy_conditions},
                            {"sell_conditions", schedule.sell_conditions},
                            {"rounds", schedule.rounds},
                            {"continue_on_error", schedule.continue_on_error},
                            {"automatic", schedule.automatic},
                            {"weekday", schedule.weekday},
                            {"time", schedule.start_time}};
  return out.dump(2, ' ', false, ordered_json::error_handler_t::replace);
}

Schedule read_schedule(const std::string& name, const std::string& text, const std::string& source) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos || text[first] != '{') {
    const std::size_t last = text.find_last_not_of(" \t\r\n");
    return store::parse_schedule(
        name, first == std::string::npos ? std::string_view() : std::string_view(text).substr(first, last - first + 1));
  }
  ordered_json object;
  try {
    object = ordered_json::parse(text);
  } catch (const ordered_json::parse_error& error) {
    throw DataError(message("{}: JSON을 읽을 수 없습니다 ({}번째 글자 근처).", "{}: not valid JSON (near byte {}).",
                            source, error.byte));
  }
  Schedule schedule;
  schedule.name = name;
  const Reader reader(object, source);
  reader.refuse_unknown([](const std::string& key) {
    return std::any_of(std::begin(kKeys), std::end(kKeys), [&](const char* known) { return key == known; });
  });
  const auto rows = object.find("rows");
  if (rows == object.end() || !rows->is_array() || rows->empty())
    reader.refuse("rows", {"한 줄 이상의 목록이어야 합니다.", "Expected a list of at least one row."});
  for (const ordered_json& row : *rows)
    schedule.rows.push_back(read_row(row, fmt::format("{}: rows[{}]", source, schedule.rows.size())));
  reader.flag("shutdown", schedule.shutdown);
  reader.number("buy_conditions", schedule.buy_conditions, 0, 1000);
  reader.number("sell_conditions", schedule.sell_conditions, 0, 1000);
  reader.number("rounds", schedule.rounds, 1, 1'000'000'000);
  reader.flag("continue_on_error", schedule.continue_on_error);
  reader.flag("automatic", schedule.automatic);
  reader.number("weekday", schedule.weekday, 0, 6);
  reader.number("time", schedule.start_time, 0, 235959);
  return schedule;
}

}  // namespace stom::app
