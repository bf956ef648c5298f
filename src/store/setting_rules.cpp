#include "store/setting_rules.h"

#include <charconv>

#include "base/time.h"

namespace stom::store {
namespace {

constexpr const char* kUpbit = "업비트";

// The settings as they would be.
class Wished {
 public:
  Wished(const SettingSnapshot& now, const SettingChanges& changes) : now_(now), changes_(changes) {}
  [[nodiscard]] const std::string& text(const std::string& key) const {
    const auto change = changes_.find(key);
    return change != changes_.end() ? change->second : now_.text(key);
  }
  [[nodiscard]] bool flag(const std::string& key) const { return text(key) == "1"; }
  [[nodiscard]] bool changes(const std::string& key) const { return changes_.contains(key); }

 private:
  const SettingSnapshot& now_;
  const SettingChanges& changes_;
};

bool is_immediate(const std::string& kind) { return kind.ends_with("IOC") || kind.ends_with("FOK"); }

std::vector<std::string> fields_of(const std::string& text, char separator) {
  std::vector<std::string> fields;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    fields.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return fields;
}

bool is_number_list(const std::string& text) {
  if (text.empty()) return true;
  for (const std::string& field : fields_of(text, ',')) {
    int number = 0;
    const std::size_t begin = field.find_first_not_of(' ');
    if (begin == std::string::npos) return false;
    const auto [end, code] = std::from_chars(field.data() + begin, field.data() + field.size(), number);
    const std::string_view rest(end, static_cast<std::size_t>(field.data() + field.size() - end));
    if (code != std::errc() || number < 0 || rest.find_first_not_of(' ') != std::string_view::npos) return false;
  }
  return true;
}

// 비중조절 begins with the number of what it goes by.
bool has_basis(const std::string& weights, int last) {
  int basis = -1;
  const std::string first = fields_of(weights, ';').front();
  const auto [end, code] = std::from_chars(first.data(), first.data() + first.size(), basis);
  const bool is_whole = std::all_of(end, first.data() + first.size(), [](char c) { return c == '.' || c == '0'; });
  return code == std::errc() && is_whole && basis >= 0 && basis <= last;
}

struct Rule {
  std::vector<std::string> keys;
  std::function<bool(const Wished&)> holds;
  Message words;
};

void add_split_rule(std::vector<Rule>& rules, const std::string& prefix, const char* ko, const char* en) {
  const std::string signal = prefix + "분할시그널", fall = prefix + "분할하방", rise = prefix + "분할상방";
  rules.push_back({{signal, fall, rise},
                   [=](const Wished& wished) { return wished.flag(signal) || wished.flag(fall) || wished.flag(rise); },
                   message("{0}, {1}, {2}: {3} 방법을 하나 이상 켜야 합니다.", "{0}, {1}, {2}: at least one of the ways {4} must be on.", signal, fall,
                           rise, ko, en)});
}

std::vector<Rule> make_rules() {
  std::vector<Rule> rules;
  for (const char* market : {"주식", "코인"}) {
    const std::string name = market;
    add_split_rule(rules, name + "매수", "추가매수", "to buy more");
    add_split_rule(rules, name + "매도", "추가매도", "to sell more");
    const int last_basis = name == "주식" ? 6 : 3;
    rules.push_back({{name + "비중조절"},
                     [name, last_basis](const Wished& wished) { return has_basis(wished.text(name + "비중조절"), last_basis); },
                     message("{}비중조절: 첫 숫자(기준)는 0부터 {}까지의 정수여야 합니다.", "{}비중조절: the first number (what it goes by) is a whole number from 0 to {}.",
                             name, last_basis)});
  }
  for (const char* kind : {"코인매수주문구분", "코인매도주문구분"}) {
    const std::string key = kind;
    rules.push_back({{key, "거래소"},
                     [key](const Wished& wished) { return wished.text("거래소") != kUpbit || !is_immediate(wished.text(key)); },
                     message("{}: 업비트에는 IOC, FOK 주문이 없습니다. 시장가나 지정가로 하세요.", "{}: Upbit takes no IOC and FOK orders; use 시장가 or 지정가.", key)});
  }
  rules.push_back({{"주식컴퓨터종료", "코인컴퓨터종료"},
                   [](const Wished& wished) { return !wished.flag("주식컴퓨터종료") || !wished.flag("코인컴퓨터종료"); },
                   {"주식컴퓨터종료, 코인컴퓨터종료: 둘 중 하나만 켤 수 있습니다.", "주식컴퓨터종료, 코인컴퓨터종료: only one of them can be on."}});
  rules.push_back({{"백테스케쥴실행", "백테스케쥴구분", "백테스케쥴명"},
                   [](const Wished& wished) {
                     return !wished.flag("백테스케쥴실행") || (!wished.text("백테스케쥴구분").empty() && !wished.text("백테스케쥴명").empty());
                   },
                   {"백테스케쥴실행: 백테스케쥴구분(주식, 코인)과 백테스케쥴명이 있어야 켤 수 있습니다.",
                    "백테스케쥴실행: needs 백테스케쥴구분 (주식 or 코인) and 백테스케쥴명."}});
  rules.push_back({{"백테날짜고정", "백테날짜"},
                   [](const Wished& wished) {
                     const std::string& day = wished.text("백테날짜");
                     return !wished.flag("백테날짜고정") || (day.size() == 8 && is_valid_day(static_cast<TradingDay>(std::stol(day))));
                   },
                   {"백테날짜: 백테날짜고정이 1이면 날짜(YYYYMMDD)여야 합니다.", "백테날짜: must be a day (YYYYMMDD) while 백테날짜고정 is 1."}});
  rules.push_back({{"옵튜나고정변수"},
                   [](const Wished& wished) { return is_number_list(wished.text("옵튜나고정변수")); },
                   {"옵튜나고정변수: 비우거나 변수 번호를 쉼표로 이어 쓰세요 (0,3,5).", "옵튜나고정변수: empty, or numbers of variables joined by commas (0,3,5)."}});
  rules.push_back({{"팩터선택"},
                   [](const Wished& wished) { return fields_of(wished.text("팩터선택"), ';').front() != "0"; },
                   {"팩터선택: 첫 번째(현재가)는 끌 수 없습니다.", "팩터선택: the first (현재가) cannot be off."}});
  return rules;
}

}  // namespace

std::vector<Message> broken_rules(const SettingSnapshot& now, const SettingChanges& changes) {
  static const std::vector<Rule> rules = make_rules();
  const Wished wished(now, changes);
  std::vector<Message> broken;
  for (const Rule& rule : rules) {
    const bool is_touched = std::any_of(rule.keys.begin(), rule.keys.end(), [&](const std::string& key) { return wished.changes(key); });
    if (is_touched && !rule.holds(wished)) broken.push_back(rule.words);
  }
  return broken;
}

SettingChanges coupled_changes(const SettingSnapshot& now, const SettingChanges& changes) {
  SettingChanges coupled;
  const auto couple = [&](const std::string& key, const std::string& value) {
    if (!changes.contains(key) && now.text(key) != value) coupled[key] = value;
  };
  const auto becomes = [&](const std::string& key, const std::string& value) {
    const auto change = changes.find(key);
    return change != changes.end() && change->second == value && now.text(key) != value;
  };
  for (const char* market : {"주식", "코인"}) {
    const std::string name = market;
    for (const char* state : {"0", "1"}) {
      if (becomes(name + "리시버", state)) couple(name + "트레이더", state);
    }
    if (!becomes(name + "데이터저장", "1")) continue;
    couple(name + "리시버", "1");
    couple(name + "트레이더", "1");
  }
  if (becomes("거래소", kUpbit)) {
    for (const char* kind : {"코인매수주문구분", "코인매도주문구분"}) {
      if (is_immediate(now.text(kind))) couple(kind, "시장가");
    }
  }
  if (becomes("그래프저장하지않기", "1")) couple("그래프띄우지않기", "1");
  return coupled;
}

}  // namespace stom::store
