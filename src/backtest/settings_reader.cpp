#include "backtest/settings_reader.h"

#include <charconv>
#include <cmath>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/file.h"
#include "store/blacklist.h"
#include "store/setting_store.h"
#include "trade/order_kind.h"
#include "trade/settings_table.h"

namespace stom::backtest {
namespace {

using nlohmann::json;
using trade::SettingInfo;
using trade::SettingType;

const SettingInfo* find_setting(std::string_view key) {
  for (const SettingInfo& setting : trade::kSettings) {
    if (setting.key == key) return &setting;
  }
  return nullptr;
}

[[noreturn]] void refuse(const std::string& source, const SettingInfo& setting, const json& value, const Message& expected) {
  throw DataError({fmt::format("{}: 설정 '{}'의 값 {}이(가) 올바르지 않습니다. {}", source, setting.key, value.dump(), expected.ko),
                   fmt::format("{}: setting '{}' cannot be {}. {}", source, setting.key, value.dump(), expected.en)});
}

std::string number_text(double value) {
  char buffer[32];
  const auto [end, code] = std::to_chars(buffer, buffer + sizeof buffer, value);
  return {buffer, end};
}

// Exported settings are texts: "3.5".
bool is_number_text(const std::string& text, double& number) {
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  return code == std::errc() && end == text.data() + text.size() && std::isfinite(number);
}

bool is_default(const SettingInfo& setting, const std::string& text) {
  if (text == setting.default_value) return true;
  double number = 0, usual = 0;
  return setting.type == SettingType::kReal && is_number_text(text, number) && is_number_text(std::string(setting.default_value), usual) &&
         number == usual;
}

std::string join(const json& list, const SettingInfo& setting, const std::string& source, bool numbers) {
  std::string text;
  for (const json& item : list) {
    if (!text.empty()) text += ';';
    if (numbers && item.is_number()) text += number_text(item.get<double>());
    else if (!numbers && item.is_string()) text += item.get<std::string>();
    else refuse(source, setting, list, numbers ? Message{"숫자 목록이어야 합니다.", "Expected a list of numbers."}
                                               : Message{"문자열 목록이어야 합니다.", "Expected a list of texts."});
  }
  return text;
}

std::string value_text(const SettingInfo& setting, const json& value, const std::string& source) {
  switch (setting.type) {
    case SettingType::kText:
      if (!value.is_string()) refuse(source, setting, value, {"문자열이어야 합니다.", "Expected a text."});
      return value.get<std::string>();
    case SettingType::kNumberList:
    case SettingType::kTextList:
      if (value.is_string()) return value.get<std::string>();
      if (!value.is_array()) refuse(source, setting, value, {"목록이어야 합니다.", "Expected a list."});
      return join(value, setting, source, setting.type == SettingType::kNumberList);
    default: break;
  }
  double number = 0;
  if (value.is_boolean()) number = value.get<bool>() ? 1 : 0;
  else if (value.is_number()) number = value.get<double>();
  else if (!value.is_string() || !is_number_text(value.get_ref<const std::string&>(), number)) {
    refuse(source, setting, value, {"숫자여야 합니다.", "Expected a number."});
  }
  const bool whole = setting.type != SettingType::kReal;
  if ((whole && number != std::trunc(number)) || !(number >= setting.lowest && number <= setting.highest)) {
    refuse(source, setting, value,
           whole ? message("{} 이상 {} 이하의 정수여야 합니다.", "Expected a whole number from {} to {}.", setting.lowest, setting.highest)
                 : message("{} 이상 {} 이하의 수여야 합니다.", "Expected a number from {} to {}.", setting.lowest, setting.highest));
  }
  return number_text(number);
}

double number_of(const SettingTexts& texts, const std::string& key) {
  const auto found = texts.find(key);
  const std::string_view text = found != texts.end() ? std::string_view(found->second) : find_setting(key)->default_value;
  double number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::string text_of(const SettingTexts& texts, const std::string& key) {
  const auto found = texts.find(key);
  return found != texts.end() ? found->second : std::string(find_setting(key)->default_value);
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  while (begin <= text.size() && !text.empty()) {
    const std::size_t end = std::min(text.find(';', begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

// Sets 주문구분 of one side of the orders.
template <typename Settings>
void set_order_kind(const std::string& key, const std::string& text, Settings& settings) {
  const auto kind = trade::find_order_kind(text);
  if (!kind) {
    std::string names;
    for (const trade::NamedOrderKind& named : trade::kOrderKinds) names += fmt::format("{}{}", names.empty() ? "" : ", ", named.name);
    throw DataError(message("설정 '{}'은(는) {} 중 하나여야 하는데 '{}'입니다.", "Setting '{}' must be one of {}, got '{}'.", key, names, text));
  }
  settings.type = kind->type;
  settings.force = kind->force;
  settings.peg = kind->peg;
}

trade::LimitBase limit_base(const std::string& key, const std::string& text) {
  if (text == "현재가") return trade::LimitBase::kLastPrice;
  if (text == "매도1호가") return trade::LimitBase::kBestAsk;
  if (text == "매수1호가") return trade::LimitBase::kBestBid;
  throw DataError(message("설정 '{}'은(는) 현재가, 매도1호가, 매수1호가 중 하나여야 하는데 '{}'입니다.",
                          "Setting '{}' must be one of 현재가, 매도1호가, 매수1호가, got '{}'.", key, text));
}

// Typed values of keys that begin with one prefix (주식매수, 코인매도, …).
class PrefixedSettings {
 public:
  PrefixedSettings(const SettingTexts& texts, std::string prefix) : texts_(texts), prefix_(std::move(prefix)) {}
  [[nodiscard]] bool has(const std::string& key) const { return find_setting(prefix_ + key) != nullptr; }
  [[nodiscard]] double number(const std::string& key) const { return number_of(texts_, prefix_ + key); }
  [[nodiscard]] bool flag(const std::string& key) const { return has(key) && number(key) != 0; }
  [[nodiscard]] int whole(const std::string& key) const { return has(key) ? static_cast<int>(number(key)) : 0; }
  [[nodiscard]] std::string text(const std::string& key) const { return text_of(texts_, prefix_ + key); }

  [[nodiscard]] trade::SplitSettings split() const {
    return {whole("분할횟수"), whole("분할방법"), flag("분할시그널"), flag("분할하방"), flag("분할상방"), number("분할하방수익률"), number("분할상방수익률")};
  }
  [[nodiscard]] trade::LimitSettings limit(const std::string& cancel_on_watch, const std::string& counter_signal) const {
    trade::LimitSettings limit;
    limit.base = limit_base(prefix_ + "지정가기준가격", text("지정가기준가격"));
    limit.ticks = whole("지정가호가번호");
    limit.cancel_on_watch = flag(cancel_on_watch);
    limit.cancel_by_age = flag("취소시간");
    limit.cancel_seconds = whole("취소시간초");
    limit.amend_count = whole("정정횟수");
    limit.amend_gap = whole("정정호가차이");
    limit.amend_ticks = whole("정정호가");
    limit.cancel_on_counter_signal = flag(counter_signal);
    return limit;
  }
  [[nodiscard]] trade::TimeBan ban() const { return {flag("금지시간"), whole("금지시작시간"), whole("금지종료시간")}; }

 private:
  const SettingTexts& texts_;
  std::string prefix_;
};

trade::ManagedOrderSettings managed_settings(const std::string& prefix, const SettingTexts& texts) {
  trade::ManagedOrderSettings managed;
  const PrefixedSettings buy(texts, prefix + "매수");
  set_order_kind(prefix + "매수주문구분", buy.text("주문구분"), managed.buy);
  managed.buy.split = buy.split();
  managed.buy.split_from_last_buy = buy.flag("분할고정수익률");
  managed.buy.limit = buy.limit("취소관심이탈", "취소매도시그널");
  managed.buy.ban = buy.ban();
  managed.buy.ban_blacklist = buy.flag("금지블랙리스트");
  managed.buy.ban_round_figure = buy.flag("금지라운드피겨");
  managed.buy.ban_low_price = buy.flag("금지200원이하");
  managed.buy.round_figure_ticks = buy.whole("금지라운드호가");
  managed.buy.limit_losses = buy.flag("금지손절횟수");
  managed.buy.max_losses = buy.whole("금지손절횟수값");
  managed.buy.limit_trades = buy.flag("금지거래횟수");
  managed.buy.max_trades = buy.whole("금지거래횟수값");
  managed.buy.wait_after_buy = buy.flag("금지간격");
  managed.buy.wait_after_buy_seconds = buy.whole("금지간격초");
  managed.buy.wait_after_loss = buy.flag("금지손절간격");
  managed.buy.wait_after_loss_seconds = buy.whole("금지손절간격초");
  const PrefixedSettings sell(texts, prefix + "매도");
  set_order_kind(prefix + "매도주문구분", sell.text("주문구분"), managed.sell);
  managed.sell.split = sell.split();
  managed.sell.limit = sell.limit("취소관심진입", "취소매수시그널");
  managed.sell.ban = sell.ban();
  managed.sell.ban_round_figure = sell.flag("금지라운드피겨");
  managed.sell.round_figure_ticks = sell.whole("금지라운드호가");
  managed.sell.ban_until_buys = sell.flag("금지매수횟수");
  managed.sell.min_buys = sell.whole("금지매수횟수값");
  managed.sell.wait_after_buy = sell.flag("금지간격");
  managed.sell.wait_after_buy_seconds = sell.whole("금지간격초");
  managed.sell.stop_by_rate = sell.flag("손절수익률청산");
  managed.sell.stop_rate = sell.number("손절수익률");
  managed.sell.stop_by_amount = sell.flag("손절수익금청산");
  managed.sell.stop_amount = sell.number("손절수익금");
  return managed;
}

SettingTexts read_setting_database(const std::string& path) {
  const store::SettingSnapshot snapshot = store::SettingStore(path).read();
  if (!snapshot.problems().empty()) {
    const Message& problem = snapshot.problems().front();
    throw DataError({fmt::format("{}: {}", path, problem.ko), fmt::format("{}: {}", path, problem.en)});
  }
  SettingTexts texts;
  for (const SettingInfo& setting : trade::kSettings) {
    if (store::find_setting(setting.key) != nullptr && !snapshot.is_default(setting.key)) {
      texts[std::string(setting.key)] = snapshot.text(setting.key);
    }
  }
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  for (const auto& [key, file] : {std::pair{"주식블랙리스트", store::kStockBlacklist}, std::pair{"코인블랙리스트", store::kCoinBlacklist}}) {
    if (std::string codes = store::read_blacklist(folder / file); !codes.empty()) texts[key] = std::move(codes);
  }
  return texts;
}

}  // namespace

std::string setting_text(const SettingTexts& texts, const std::string& key) { return text_of(texts, key); }

double setting_number(const SettingTexts& texts, const std::string& key) { return number_of(texts, key); }

std::vector<std::string> setting_list(const std::string& text) { return split(text); }

SettingTexts read_settings(const json& object, const std::string& source_name) {
  if (!object.is_object()) {
    throw DataError(message("{}: 설정은 {{\"이름\": 값}} 형식의 JSON이어야 합니다.", "{}: settings must be a JSON object {{\"name\": value}}.", source_name));
  }
  SettingTexts texts;
  for (const auto& [key, value] : object.items()) {
    const SettingInfo* setting = find_setting(key);
    if (setting == nullptr) {
      // An export of setting.db also holds what no run reads: windows, processes, sounds.
      if (store::find_setting(key) != nullptr) continue;
      throw DataError(message("{}: '{}'(은)는 없는 설정입니다. 이름을 확인하십시오.", "{}: there is no setting '{}'. Check its name.", source_name, key));
    }
    std::string text = value_text(*setting, value, source_name);
    if (!is_default(*setting, text)) texts[key] = std::move(text);
  }
  return texts;
}

SettingTexts read_settings_file(const std::string& path) {
  json object;
  const std::string content = read_file(path);
  if (content.starts_with("SQLite format 3")) return read_setting_database(path);
  try {
    object = json::parse(content);
  } catch (const json::parse_error& error) {
    throw DataError(message("{}: JSON을 읽을 수 없습니다 ({}번째 글자 근처).", "{}: not valid JSON (near byte {}).", path, error.byte));
  }
  return read_settings(object, path);
}

trade::OrderSettings order_settings(market::Market market, const SettingTexts& texts) {
  const std::string prefix(market::settings_prefix(market));
  trade::OrderSettings settings;
  const std::vector<std::string> weights = split(text_of(texts, prefix + "비중조절"));
  if (weights.size() != settings.weight_scaling.size()) {
    throw DataError(message("설정 '{}비중조절'은 숫자 10개여야 하는데 {}개입니다.", "Setting '{}비중조절' must have 10 numbers, got {}.", prefix, weights.size()));
  }
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const std::string& text = weights[i];
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), settings.weight_scaling[i]);
    if (code != std::errc() || end != text.data() + text.size()) {
      throw DataError(message("설정 '{}비중조절'의 '{}'은(는) 숫자가 아닙니다.", "Setting '{}비중조절': '{}' is not a number.", prefix, text));
    }
  }
  settings.buy_book_levels = static_cast<int>(number_of(texts, prefix + "매수시장가잔량범위"));
  settings.sell_book_levels = static_cast<int>(number_of(texts, prefix + "매도시장가잔량범위"));
  settings.buy_order_type = text_of(texts, prefix + "매수주문구분");
  settings.sell_order_type = text_of(texts, prefix + "매도주문구분");
  const std::vector<std::string> elapsed = split(text_of(texts, prefix + "경과틱수설정"));
  if (elapsed.size() % 2 != 0) {
    throw DataError(message("설정 '{}경과틱수설정'은 이름과 조건의 수가 같아야 하는데 항목이 {}개입니다.",
                            "Setting '{}경과틱수설정' needs as many names as conditions, got {} items.", prefix, elapsed.size()));
  }
  for (std::size_t i = 0; i < elapsed.size() / 2; ++i) settings.elapsed_conditions.push_back({elapsed[i], elapsed[i + elapsed.size() / 2]});
  settings.blacklist = split(text_of(texts, prefix + "블랙리스트"));
  settings.sort_by_buy_time = number_of(texts, "백테매수시간기준") != 0;
  settings.order_management = number_of(texts, "백테주문관리적용") != 0;
  settings.managed = managed_settings(prefix, texts);
  return settings;
}

json settings_json(const SettingTexts& texts) {
  json object = json::object();
  for (const auto& [key, text] : texts) {
    const SettingInfo* setting = find_setting(key);
    if (setting == nullptr) continue;
    switch (setting->type) {
      case SettingType::kFlag:
      case SettingType::kInteger: object[key] = static_cast<std::int64_t>(number_of(texts, key)); break;
      case SettingType::kReal: object[key] = number_of(texts, key); break;
      default: object[key] = text;
    }
  }
  return object;
}

}  // namespace stom::backtest
