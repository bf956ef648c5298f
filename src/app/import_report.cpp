#include "app/import_report.h"

#include <nlohmann/json.hpp>

namespace stom::app {
namespace {

using aggregation::BookSource;
using aggregation::DayFigures;
using market::Frame;

// Days shown at either end of a long import; --json has all.
constexpr std::size_t kDaysShown = 3;

std::string_view source_name(BookSource source) {
  return source == BookSource::kDepth ? "recorded" : source == BookSource::kTop ? "best bid and ask" : "synthetic";
}

std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

DayFigures total(const CodeReport& code) {
  DayFigures sum;
  for (const auto& [day, figures] : code.days) {
    sum.trades += figures.trades;
    sum.excluded_trades += figures.excluded_trades;
    sum.duplicates += figures.duplicates;
    sum.missing_trades += figures.missing_trades;
    sum.trade_seconds += figures.trade_seconds;
    sum.candles += figures.candles;
    sum.quantity += figures.quantity;
    sum.buy_quantity += figures.buy_quantity;
    sum.sell_quantity += figures.sell_quantity;
    sum.gaps += figures.gaps;
    sum.crossed += figures.crossed;
  }
  return sum;
}

// Days with trades, bars or rows; a day may begin with a book before its first trade.
std::map<TradingDay, DayFigures> days_with_rows(const CodeReport& code) {
  std::map<TradingDay, DayFigures> days = code.days;
  for (const auto& [frame, frame_days] : code.rows) {
    for (const auto& [day, rows] : frame_days) days.try_emplace(day);
  }
  return days;
}

std::string day_text(TradingDay day) { return fmt::format("{}-{:02}-{:02}", day / 10000, day / 100 % 100, day % 100); }

std::string best_text(const StoredBook& book) { return fmt::format("{} / {}", book.bid_price[0], book.ask_price[0]); }

std::string time_text(Frame frame, RowKey key) { return readable(market::to_second_key(frame, key)).substr(11); }

void add_day(std::string& text, const std::string& name, const DayFigures& figures, Language language) {
  const bool korean = language == Language::kKorean;
  text += fmt::format("  {}  ", name);
  if (figures.candles > 0) text += korean ? fmt::format("봉 {}개", grouped(figures.candles)) : fmt::format("{} bars", grouped(figures.candles));
  else text += korean ? fmt::format("체결 {}건", grouped(figures.trades)) : fmt::format("{} trades", grouped(figures.trades));
  text += korean ? fmt::format(", 수량 {} (매수 {}, 매도 {})", figures.quantity.text(), figures.buy_quantity.text(), figures.sell_quantity.text())
                 : fmt::format(", quantity {} (bought {}, sold {})", figures.quantity.text(), figures.buy_quantity.text(), figures.sell_quantity.text());
  const auto note = [&](std::uint64_t count, const char* ko, const char* en) {
    if (count > 0) text += fmt::format(", {} {}", korean ? ko : en, grouped(count));
  };
  note(figures.gaps, "호가 끊김", "book gaps");
  note(figures.crossed, "교차 호가", "crossed books");
  note(figures.missing_trades, "빠진 체결", "missing trades");
  note(figures.duplicates, "중복", "duplicates");
  note(figures.excluded_trades, "제외한 체결(청산·보험기금)", "excluded trades (liquidation, insurance fund)");
  text += '\n';
}

void add_rows(std::string& text, const CodeReport& code, TradingDay day, Language language) {
  for (const auto& [frame, days] : code.rows) {
    const auto found = days.find(day);
    if (found == days.end()) continue;
    const FrameDay& rows = found->second;
    const bool tick = frame == Frame::kTick;
    text += language == Language::kKorean
                ? fmt::format("    {} 행 {}개 {}–{}, 첫 호가 {}, 마지막 호가 {}\n", tick ? "초" : "분", grouped(rows.rows),
                              time_text(frame, rows.first.time), time_text(frame, rows.last.time), best_text(rows.first), best_text(rows.last))
                : fmt::format("    {} {} rows {}–{}, first book {}, last book {}\n", grouped(rows.rows), tick ? "second" : "minute",
                              time_text(frame, rows.first.time), time_text(frame, rows.last.time), best_text(rows.first), best_text(rows.last));
  }
}

void add_code(std::string& text, const CodeReport& code, Language language) {
  constexpr std::string_view kKorean[] = {"합성 호가", "최우선 호가만 기록됨", "기록된 호가"};
  const bool korean = language == Language::kKorean;
  text += fmt::format("{}  ({})\n", code.code, korean ? kKorean[static_cast<int>(code.source)]
                                                      : code.source == BookSource::kSynthetic ? "synthetic book"
                                                        : code.source == BookSource::kTop     ? "best bid and ask only"
                                                                                              : "recorded book");
  const std::map<TradingDay, DayFigures> days = days_with_rows(code);
  if (code.rows.empty()) text += korean ? "  체결이 없어 행을 만들지 않았습니다.\n" : "  no trades, hence no rows.\n";
  std::size_t number = 0;
  for (const auto& [day, figures] : days) {
    ++number;
    if (days.size() > 2 * kDaysShown && number > kDaysShown && number + kDaysShown <= days.size()) {
      if (number == kDaysShown + 1) {
        text += korean ? fmt::format("  … {}일\n", days.size() - 2 * kDaysShown) : fmt::format("  … {} days\n", days.size() - 2 * kDaysShown);
      }
      continue;
    }
    add_day(text, day_text(day), figures, language);
    add_rows(text, code, day, language);
  }
  if (days.size() > 1) add_day(text, korean ? "합계      " : "total     ", total(code), language);
}

nlohmann::ordered_json levels(const std::array<double, aggregation::kRowLevels>& prices, const std::array<double, aggregation::kRowLevels>& sizes) {
  auto list = nlohmann::ordered_json::array();
  for (int i = 0; i < aggregation::kRowLevels; ++i) list.push_back({prices[i], sizes[i]});
  return list;
}

nlohmann::ordered_json book_json(const StoredBook& book) {
  return {{"time", book.time}, {"bids", levels(book.bid_price, book.bid_size)}, {"asks", levels(book.ask_price, book.ask_size)}};
}

void add_figures(nlohmann::ordered_json& json, const DayFigures& figures) {
  json["trades"] = figures.trades;
  json["bars"] = figures.candles;
  json["quantity"] = figures.quantity.text();
  json["buy_quantity"] = figures.buy_quantity.text();
  json["sell_quantity"] = figures.sell_quantity.text();
  json["trade_seconds"] = figures.trade_seconds;
  json["missing_trades"] = figures.missing_trades;
  json["duplicates"] = figures.duplicates;
  json["excluded_trades"] = figures.excluded_trades;
  json["gaps"] = figures.gaps;
  json["crossed"] = figures.crossed;
}

nlohmann::ordered_json code_json(const CodeReport& code) {
  nlohmann::ordered_json json = {{"code", code.code}, {"book", source_name(code.source)}};
  add_figures(json, total(code));
  json["snapshots"] = code.book.snapshots;
  json["book_changes"] = code.book.applied;
  json["dropped_changes"] = code.book.dropped;
  auto& days = json["days"] = nlohmann::ordered_json::array();
  for (const auto& [day, figures] : days_with_rows(code)) {
    nlohmann::ordered_json one = {{"day", day}};
    add_figures(one, figures);
    for (const auto& [frame, frame_days] : code.rows) {
      const auto found = frame_days.find(day);
      if (found == frame_days.end()) continue;
      one[std::string(market::name(frame))] = {{"rows", found->second.rows}, {"first_book", book_json(found->second.first)},
                                               {"last_book", book_json(found->second.last)}};
    }
    days.push_back(std::move(one));
  }
  return json;
}

}  // namespace

std::string import_text(const ImportReport& report, Language language) {
  const bool korean = language == Language::kKorean;
  std::string text;
  for (const InputFile& file : report.plan.files) text += fmt::format("{}  [{}]\n", file.path.string(), file.description);
  text += '\n';
  for (const CodeReport& code : report.codes) add_code(text, code, language);
  text += '\n';
  if (report.bad > 0) {
    text += korean ? fmt::format("잘못된 줄 {}개:\n", grouped(report.bad)) : fmt::format("{} bad lines:\n", grouped(report.bad));
    for (const Message& line : report.first_bad) text += "  " + line.in(language) + "\n";
    if (report.bad > report.first_bad.size()) text += korean ? "  … (--errors FILE로 모두 볼 수 있습니다)\n" : "  … (--errors FILE lists all)\n";
  }
  for (const auto& [what, count] : report.ignored) {
    text += korean ? fmt::format("쓰지 않은 줄: {} {}개\n", what, grouped(count)) : fmt::format("not used: {} {}\n", grouped(count), what);
  }
  if (report.synthetic_book) {
    text += korean ? "*** 주의: 기록된 호가가 없습니다. 가격에서 한 틱 떨어진 합성 호가로 채웠고, 데이터베이스에 synthetic_book으로 표시했습니다.\n"
                     "*** 이 자료의 백테스트 체결은 실제 호가를 본 것이 아닙니다.\n"
                   : "*** WARNING: no recorded book. Rows carry a synthetic book one tick around the price; the database is marked synthetic_book.\n"
                     "*** Fills of a back-test on this data have not seen a real book.\n";
  }
  if (report.halved_volume) {
    text += korean ? "*** 주의: 매수·매도를 나누지 않은 봉입니다. 거래량을 반씩 나누어 넣었습니다 (체결강도 100).\n"
                   : "*** WARNING: bars that do not tell buys from sells; the volume is split in half (체결강도 100).\n";
  }
  if (report.plan.has_bars && report.plan.bar_seconds > 60) {
    text += korean ? fmt::format("주의: {}초 봉을 분 단위 행으로 넣었습니다. 봉 하나가 행 하나입니다.\n", report.plan.bar_seconds)
                   : fmt::format("note: bars of {} seconds were stored as minute rows, one row a bar.\n", report.plan.bar_seconds);
  }
  for (const OutputReport& output : report.outputs) {
    const store::WriteCounts& counts = output.counts;
    text += korean ? fmt::format("{}: 새 행 {}, 바뀐 행 {}, 같은 행 {}\n", output.path.string(), grouped(counts.inserted), grouped(counts.replaced), grouped(counts.unchanged))
                   : fmt::format("{}: {} new rows, {} replaced, {} unchanged\n", output.path.string(), grouped(counts.inserted), grouped(counts.replaced), grouped(counts.unchanged));
  }
  const auto speed = static_cast<std::uint64_t>(report.seconds > 0 ? static_cast<double>(report.pieces) / report.seconds : 0);
  text += korean ? fmt::format("{}줄, {:.2f}초 (초당 {}줄)\n", grouped(report.pieces), report.seconds, grouped(speed))
                 : fmt::format("{} lines in {:.2f} s ({} lines/s)\n", grouped(report.pieces), report.seconds, grouped(speed));
  return text;
}

nlohmann::ordered_json import_json(const ImportReport& report) {
  nlohmann::ordered_json json;
  json["market"] = market::name(report.plan.market);
  auto& files = json["files"] = nlohmann::ordered_json::array();
  for (const InputFile& file : report.plan.files) files.push_back({{"path", file.path.string()}, {"format", file.description}});
  json["lines"] = report.pieces;
  json["bad_lines"] = report.bad;
  auto& first = json["first_bad_lines"] = nlohmann::ordered_json::array();
  for (const Message& line : report.first_bad) first.push_back(line.en);
  json["ignored"] = report.ignored;
  json["rows"] = report.rows;
  json["synthetic_book"] = report.synthetic_book;
  json["halved_volume"] = report.halved_volume;
  auto& codes = json["codes"] = nlohmann::ordered_json::array();
  for (const CodeReport& code : report.codes) codes.push_back(code_json(code));
  auto& outputs = json["outputs"] = nlohmann::ordered_json::array();
  for (const OutputReport& output : report.outputs) {
    outputs.push_back({{"path", output.path.string()}, {"frame", market::name(output.frame)}, {"inserted", output.counts.inserted},
                       {"replaced", output.counts.replaced}, {"unchanged", output.counts.unchanged}});
  }
  json["seconds"] = report.seconds;
  return json;
}

}  // namespace stom::app
