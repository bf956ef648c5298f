// A trader in a folder of its own, driven by hand: rows in, everything that it tells kept for looking at.
#pragma once

#include <filesystem>

#include "live/trader_core.h"

namespace stom::live {

struct TraderEars final : TraderOutput {
  std::vector<bus::SymbolState> states;
  std::vector<bus::AccountSnapshot> accounts;
  std::vector<bus::RecordTrades> batches;
  std::vector<std::string> lines, notes, speech;
  bool takes_records = true;

  void symbol_state(const bus::SymbolState& state) override { states.push_back(state); }
  void account(const bus::AccountSnapshot& account) override { accounts.push_back(account); }
  bool records(const bus::RecordTrades& records) override {
    if (takes_records) batches.push_back(records);
    return takes_records;
  }
  void log(bus::LogLevel, const Message& text) override { lines.push_back(text.ko); }
  void notify(const char* event, const Message& text) override { notes.push_back(fmt::format("{}: {}", event, text.ko)); }
  void speak(const Message& text) override { speech.push_back(text.ko); }

  [[nodiscard]] bool heard(const std::string& part) const {
    const auto has = [&](const std::string& text) { return text.find(part) != std::string::npos; };
    return std::any_of(lines.begin(), lines.end(), has) || std::any_of(notes.begin(), notes.end(), has) ||
           std::any_of(speech.begin(), speech.end(), has);
  }
  [[nodiscard]] std::size_t count(const std::string& part) const {
    return static_cast<std::size_t>(std::count_if(
        lines.begin(), lines.end(), [&](const std::string& text) { return text.find(part) != std::string::npos; }));
  }
};

inline constexpr EpochMicros kRigSecond = 1'000'000;
inline constexpr const char* kCoin = "KRW-BTC";

// 2026-11-24 00:10:00 UTC.
inline EpochMicros rig_start() { return (days_from_civil(20261124) * 86400 + 600) * kRigSecond; }

struct TraderRig {
  std::filesystem::path folder;
  TraderOptions options;
  std::shared_ptr<TraderSettings> settings = std::make_shared<TraderSettings>();
  TraderEars ears;
  EpochMicros now = rig_start();
  std::unique_ptr<TraderCore> core;

  explicit TraderRig(const std::string& name, market::Market market = market::Market::kUpbit, Mode mode = Mode::kPaper)
      : folder(std::filesystem::path(testing::TempDir()) / ("trader_" + name)) {
    std::filesystem::remove_all(folder);
    options.market = market;
    options.mode = mode;
    options.account = mode == Mode::kPaper ? "paper" : "main";
    options.journal_folder = folder;
    options.reply_to = "ctrader.upbit";
    settings->orders.order_management = true;
    settings->budget = market == market::Market::kUpbit ? 1 : 1000;
  }
  ~TraderRig() {
    core.reset();
    std::filesystem::remove_all(folder);
  }
  TraderRig(const TraderRig&) = delete;
  TraderRig& operator=(const TraderRig&) = delete;

  void open() {
    core.reset();
    core = std::make_unique<TraderCore>(options, settings, ears, now);
  }
  void start() {
    open();
    core->start(now);
  }
  void take(TraderSettings changed) {
    settings = std::make_shared<TraderSettings>(std::move(changed));
    core->on_settings(settings, now);
  }

  [[nodiscard]] bus::RowDecision row(double price, std::uint8_t buy = 0, std::int32_t sell = -1, const std::string& code = kCoin) const {
    bus::RowDecision decision;
    decision.code = code;
    decision.index = second_key(now / kRigSecond);
    decision.row_number = (now - rig_start()) / kRigSecond + 100;
    for (int i = 0; i < 5; ++i) {
      decision.ask_prices.push_back(price + 1 + i);
      decision.bid_prices.push_back(price - i);
      decision.ask_sizes.push_back(1e6);
      decision.bid_sizes.push_back(1e6);
    }
    decision.price = decision.low = decision.high = price;
    decision.watched = decision.was_watched = true;
    decision.buy_signal = buy;
    decision.sell_label = sell;
    if (sell >= 0) decision.sell_label_text = "조건";
    decision.received_micros = now - 1500;
    return decision;
  }
  // The next second, with a row in it; returns the answer.
  bus::SymbolState next(double price, std::uint8_t buy = 0, std::int32_t sell = -1, const std::string& code = kCoin) {
    now += kRigSecond;
    core->on_row(row(price, buy, sell, code), now);
    const bus::SymbolState answer = ears.states.back();
    core->tick(now);
    return answer;
  }
  void wait(double seconds) {
    for (const EpochMicros until = now + static_cast<EpochMicros>(seconds * 1e6); now < until;) {
      now += 100'000;
      core->tick(now);
    }
  }
  bus::HaltReply halt(bus::HaltOrder order, const std::string& why = "test") { return core->on_halt({order, why, {}}, now); }
  [[nodiscard]] const SymbolDesk* desk(const std::string& code = kCoin) const {
    const auto found = core->books().desks().find(code);
    return found == core->books().desks().end() ? nullptr : found->second.get();
  }
  [[nodiscard]] bool holds(const std::string& code = kCoin) const { return desk(code) != nullptr && desk(code)->position().held; }
  void acknowledge_all() {
    for (const bus::RecordTrades& batch : ears.batches) core->on_record_ack({batch.batch, true, ""}, now);
  }
};

}  // namespace stom::live
