#include "live/record_source.h"

#include "base/error.h"
#include "base/file.h"
#include "live/platform.h"
#include "store/sqlite.h"
#include "store/trade_list_store.h"

namespace stom::live {
namespace {

constexpr const char* kMark = "source.txt";

const char* word(RecordSource source) {
  switch (source) {
    case RecordSource::kBox: return "box";
    case RecordSource::kReal: return "real";
    case RecordSource::kUndecided: break;
  }
  return "undecided";
}
Message name(RecordSource source) {
  return source == RecordSource::kBox ? Message{"가상 거래소", "the exchange in a box"} : Message{"실제 거래소", "a real venue"};
}

bool has_rows(store::Connection& database, const std::vector<std::string>& tables) {
  return std::any_of(tables.begin(), tables.end(), [&](const std::string& table) {
    return store::Statement(database, "SELECT 1 FROM " + store::quoted_name(table) + " LIMIT 1").step();
  });
}

std::vector<std::string> tables_of(store::Connection& database) {
  std::vector<std::string> names;
  store::Statement list(database, "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'stom_meta'");
  while (list.step()) names.emplace_back(list.text(0));
  return names;
}

bool recording_has_rows(const std::filesystem::path& file) {
  store::Connection database(file, store::OpenMode::kReadOnly);
  return has_rows(database, tables_of(database));
}

// The users' own tables in the same file say nothing of stom.
bool trade_list_has_rows(const std::filesystem::path& file, market::Market market) {
  store::Connection database(file, store::OpenMode::kReadOnly);
  std::vector<std::string> tables;
  for (const store::TradeMode mode : {store::TradeMode::kPaper, store::TradeMode::kReal}) {
    for (std::string& table : store::trade_table_names(market, mode)) {
      if (database.has_table(table)) tables.push_back(std::move(table));
    }
  }
  return has_rows(database, tables);
}

template <typename Look>
bool holds_rows(const std::filesystem::path& file, Look look) {
  std::error_code unknown;
  if (!std::filesystem::exists(file, unknown)) return false;
  try {
    return look(file);
  } catch (const Error&) {
    return true;  // nobody can say that it is empty
  }
}

[[noreturn]] void refuse(const std::filesystem::path& data, RecordSource held, RecordSource wanted, bool is_marked) {
  const std::string other = data.string() + "-" + word(wanted);
  const Message of_held = name(held), of_wanted = name(wanted);
  Message text{fmt::format("{}: 이 데이터 폴더의 기록은 {}의 것이어서 {}의 기록과 섞을 수 없습니다. 같은 명령에 --data {} 를 붙여 다른 폴더로 시작하십시오 (설정과 "
                           "전략을 그대로 쓰려면 setting.db 와 strategy.db 를 그 폴더로 복사하십시오). 이 폴더를 쓰려면 먼저 기록(*_tick.db, *_min.db, "
                           "tradelist.db, journal)을 다른 곳으로 옮기십시오.",
                           data.string(), of_held.ko, of_wanted.ko, other),
               fmt::format("{}: the records of this data folder come from {} and cannot be mixed with those of {}. Add --data {} to the same command to "
                           "start with another folder (copy setting.db and strategy.db there to keep settings and strategies). To use this folder, first "
                           "move its records (*_tick.db, *_min.db, tradelist.db, journal) away.",
                           data.string(), of_held.en, of_wanted.en, other)};
  if (!is_marked) {
    const Message unmarked = message(" 이 폴더에는 아직 표시가 없어 그렇게 보았습니다. 아니라면: echo {} > {}",
                                     " The folder has no mark yet, so this is a guess; if it is wrong: echo {} > {}", word(wanted), (data / kMark).string());
    text = {text.ko + unmarked.ko, text.en + unmarked.en};
  }
  throw UsageError(text);
}

}  // namespace

std::optional<RecordSource> marked_source(const std::filesystem::path& data) {
  if (!std::filesystem::exists(data / kMark)) return std::nullopt;
  std::string text = read_file(data / kMark);
  text.erase(std::find_if(text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r' || c == ' '; }), text.end());
  for (const RecordSource source : {RecordSource::kBox, RecordSource::kReal, RecordSource::kUndecided}) {
    if (text == word(source)) return source;
  }
  throw UsageError(message("{}: box 나 real 이라고 적혀 있어야 하는데 '{}'입니다. 기록이 가상 거래소의 것이면 box, 실제 거래소의 것이면 real 로 고치십시오.",
                           "{}: expected box or real, got '{}'. Write box when the records come from the exchange in a box, real when from a real venue.",
                           (data / kMark).string(), text));
}

bool has_records(const std::filesystem::path& data) {
  for (const market::Market market : {market::Market::kUpbit, market::Market::kBinance}) {
    for (const market::Frame frame : {market::Frame::kTick, market::Frame::kMinute}) {
      if (holds_rows(recording_file(data, market, frame), recording_has_rows)) return true;
    }
    if (holds_rows(data / "tradelist.db", [market](const std::filesystem::path& file) { return trade_list_has_rows(file, market); })) return true;
  }
  return false;
}

void leave_source_open(const std::filesystem::path& data) {
  if (!marked_source(data) && !has_records(data)) write_file_atomically(data / kMark, std::string(word(RecordSource::kUndecided)) + "\n");
}

void claim_records(const std::filesystem::path& data, RecordSource source, bool knew_box) {
  const std::optional<RecordSource> mark = marked_source(data);
  if (mark == source) return;
  if (mark != RecordSource::kUndecided && has_records(data)) {
    const RecordSource held = mark.value_or(knew_box ? RecordSource::kBox : RecordSource::kReal);
    if (held != source) refuse(data, held, source, mark.has_value());
  }
  write_file_atomically(data / kMark, std::string(word(source)) + "\n");
}

}  // namespace stom::live
