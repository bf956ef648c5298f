#include "gateway/symbol_settings.h"

#include "base/error.h"
#include "venue/binance/rest_requests.h"

namespace stom::gateway {
namespace {

namespace words = venue::binance;

// ISOLATED or CROSSED: the venue says "isolated", "cross", "CROSSED", by the answer.
std::string margin_word(std::string_view text) {
  std::string word(text);
  for (char& c : word) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  if (word == "CROSS") word = "CROSSED";
  return word;
}

}  // namespace

void SymbolSettings::prepare(const std::string& symbol, int leverage, const std::string& margin_type) {
  Symbol& state = symbols_[symbol];
  const Wish wish{leverage, margin_word(margin_type)};
  if (!state.is_running && !state.is_refused && wish == state.done) return;
  state.wish = wish;
  state.is_refused = false;
  if (state.is_running) return;  // seen when the running change ends
  state.is_running = true;
  state.tries = 0;
  ask(symbol);
}

void SymbolSettings::when_ready(const std::string& symbol, std::function<void(bool)> work) {
  const auto found = symbols_.find(symbol);
  if (found == symbols_.end() || !found->second.is_running) return work(found == symbols_.end() || !found->second.is_refused);
  found->second.waiting.push_back(std::move(work));
}

void SymbolSettings::told(const venue::SymbolSetting& setting) {
  const auto found = symbols_.find(setting.symbol);
  if (found != symbols_.end() && setting.leverage.is_known()) found->second.done.leverage = static_cast<int>(setting.leverage.value());
}

void SymbolSettings::send(const std::string& symbol, venue::RestRequest request, std::function<void(RestReply)> then) {
  RestCall call;
  call.request = std::move(request);
  call.kind = "rest";
  call.priority = net::Priority::kEntry;
  call.timeout = 5;
  port_.call(std::move(call), [this, symbol, then = std::move(then)](RestReply reply) {
    if (reply.ok()) return then(std::move(reply));
    constexpr int kMostTries = 4;
    const venue::Action action = reply.outcome.action;
    const bool may_pass = action == venue::Action::kRetry || action == venue::Action::kRateLimited || action == venue::Action::kUnknown;
    Symbol& state = symbols_[symbol];
    if (!may_pass || ++state.tries >= kMostTries) return end(symbol, &reply.problem);
    // From the question on: a change whose answer was lost may have been made.
    port_.after(std::max(0.5, static_cast<double>(reply.outcome.wait) / 1e6), [this, symbol] { ask(symbol); });
  });
}

void SymbolSettings::ask(const std::string& symbol) {
  send(symbol, words::symbol_config(symbol), [this, symbol](RestReply reply) {
    for (const venue::Event& event : reply.events) {
      const auto* setting = std::get_if<venue::SymbolSetting>(&event);
      if (setting != nullptr && setting->symbol == symbol) return change_margin(symbol, *setting);
    }
    const Message unknown = message("거래소가 설정을 알려 주지 않았습니다.", "the venue did not tell the setting.");
    end(symbol, &unknown);
  });
}

void SymbolSettings::change_margin(const std::string& symbol, const venue::SymbolSetting& now) {
  Symbol& state = symbols_[symbol];
  const std::string& wished = state.wish.margin_type;
  if (wished.empty() || wished == margin_word(now.margin_type)) return change_leverage(symbol, now);
  if (wished != "ISOLATED" && wished != "CROSSED") {
    const Message unknown = message("모르는 증거금 방식입니다: {}", "not a margin type: {}", wished);
    return end(symbol, &unknown);
  }
  const auto type = wished == "ISOLATED" ? words::MarginType::kIsolated : words::MarginType::kCrossed;
  send(symbol, words::set_margin_type(symbol, type), [this, symbol, now](RestReply) { change_leverage(symbol, now); });
}

void SymbolSettings::change_leverage(const std::string& symbol, const venue::SymbolSetting& now) {
  Symbol& state = symbols_[symbol];
  const int wished = state.wish.leverage;
  const auto done = [this, symbol, wish = state.wish] {
    symbols_[symbol].done = wish;
    end(symbol, nullptr);
  };
  if (wished == 0 || wished == static_cast<int>(now.leverage.value())) return done();
  try {
    send(symbol, words::set_leverage(symbol, wished), [done](RestReply) { done(); });
  } catch (const UsageError& error) {
    end(symbol, &error.text());
  }
}

void SymbolSettings::end(const std::string& symbol, const Message* refused) {
  Symbol& state = symbols_[symbol];
  if (refused == nullptr && !(state.wish == state.done)) {  // another wish came meanwhile
    state.tries = 0;
    return ask(symbol);
  }
  state.is_running = false;
  state.is_refused = refused != nullptr;
  const std::vector<std::function<void(bool)>> waiting = std::exchange(state.waiting, {});
  if (refused != nullptr) {
    on_refused_(message("{} 레버리지·증거금 방식을 바꾸지 못했습니다: {}", "Leverage or margin type of {} could not be changed: {}", symbol,
                        refused->en));
  }
  for (const auto& work : waiting) work(refused == nullptr);
}

}  // namespace stom::gateway
