#include "live/strategy_role.h"

#include "base/error.h"
#include "base/file.h"
#include "base/time.h"
#include "bus/messages/market.h"
#include "live/latency_meter.h"
#include "live/platform.h"
#include "live/recorded_reader.h"
#include "live/signal_log.h"
#include "live/text_loader.h"
#include "live/watch_table.h"
#include "live/worker_core.h"

namespace stom::live {
namespace {

constexpr double kLookAtTexts = 0.05;       // s
constexpr double kLookAtRecording = 0.2;
constexpr double kLongestBridge = 5;        // s until a symbol goes on without the recorded rows before it
constexpr double kBridgesPerTurn = 0.05;    // s of reading before the channels have their turn
constexpr double kResend = 0.02;
constexpr double kLateAnswer = 5;           // s after which a missing answer of the trader is told
constexpr EpochMicros kStaleDecision = 10'000'000;  // µs: later it would trade at prices that are gone
constexpr double kMostTicks = 1'000'000;

class StrategyRole final : public WorkerHost {
 public:
  StrategyRole(bus::RoleLoop& loop, market::Market market, unsigned index)
      : loop_(loop), market_(market), name_(market_name(market)), index_(index),
        decisions_(loop.sender(bus::ChannelId::kCtrader, to_trader(name_))), window_(loop.sender(bus::ChannelId::kWindow)),
        texts_(loop.log().language()) {
    // Rows are asked for before anything else: what comes until the settings are here waits, and nothing falls between recording and
    // channel.
    bus::ReceiverOptions rows;
    rows.copy = name_;
    rows.topics = {bus::worker_topic(index), std::string(bus::kEverybody)};
    loop.listen(bus::ChannelId::kMarket, rows, [this](const bus::Packet& packet) { on_market(packet); });
    bus::ReceiverOptions own;
    own.copy = fmt::format("{}.{}", name_, index);
    loop.listen(bus::ChannelId::kCstg, own, [this](const bus::Packet& packet) { on_strategy(packet); });
    loop.on_settings([this](const bus::Settings& settings) { take(settings); });
    loop.on_gap([this](const bus::RoleGap& gap) { on_gap(gap); });
    loop.every(kLookAtTexts, [this] { look_at_texts(); });
    loop.every(kLookAtRecording, [this] { bridge(); });
    loop.every(kResend, [this] { flush(); });
    loop.every(1, [this] { each_second(); });
    loop.at_stop([this] {
      if (signal_log_) signal_log_->flush();
    });
    loop.every(60, [this] { tell_minute(); });
  }

  // --- WorkerHost

  void decided(const bus::RowDecision& decision) override {
    if (!outbox_.empty() || decisions_.send(decision) != bus::SendResult::kSent) outbox_.push_back(decision);
  }
  void warn(const Message& text) override { loop_.log().warning(text); }
  void signalled(const std::string& code, RowKey row, std::uint8_t signal) override {
    if (signal_log_) signal_log_->add(code, row, signal);
  }
  void evaluated(EpochMicros received) override {
    if (received > 0) latency_.add(utc_now_micros() - received);
  }

 private:
  static bus::SenderOptions to_trader(const std::string& market) {
    bus::SenderOptions options;
    options.copy = market;
    options.block_seconds = 0;  // what is not taken waits here: rows must go on into the arrays
    return options;
  }

  // --- settings and texts

  void take(const bus::Settings& settings) {
    try {
      if (!core_) build(read_platform(settings));
      is_recorded_ = user_number(settings, "코인데이터저장") != 0;
      base_.settings = backtest::order_settings(market_, setting_texts(settings));
      base_.average_ticks = static_cast<int>(std::clamp(user_number(settings, "코인평균값계산틱수"), 1.0, kMostTicks));
      core_->set_end_time(static_cast<std::int64_t>(user_number(settings, "코인전략종료시간")));
      buy_name_ = user_text(settings, "코인매수전략");
      sell_name_ = user_text(settings, "코인매도전략");
      load(true);
    } catch (const Error& error) {
      if (!core_) throw;  // without a platform there is nothing to do
      loop_.log().error(error.text());
    }
    for (const bus::Packet& packet : std::exchange(early_orders_, {})) on_strategy(packet);
    for (bus::MarketRow& row : std::exchange(early_rows_, {})) core_->row(std::move(row));
  }

  void build(const Platform& platform) {
    base_.market = market_;
    base_.frame = platform.frame;
    WorkerOptions options;
    options.market = market_;
    options.frame = platform.frame;
    options.mode = platform.mode;
    options.begins_with_history = true;
    kept_days_ = options.kept_days;
    core_ = std::make_unique<WorkerCore>(options, *this);
    if (platform.log_signals) {
      stom::create_directories(platform.data / "signals");
      signal_log_ = std::make_unique<SignalLog>(platform.data / "signals" / fmt::format("{}.{}.csv", name_, index_));
    }
    source_ = std::make_unique<StrategySource>(platform.data / "strategy.db", market_);
    recording_ = std::make_unique<RecordedReader>(recording_file(platform), market_, platform.frame);
  }

  void look_at_texts() {
    if (!core_ || !(source_->has_changed() || must_read_)) return;
    load(false);
  }

  // New settings always make the texts anew; a change of the file only where it changed a text that is used.
  void load(bool anew) {
    try {
      const NamedText buy = source_->read(TextSide::kBuy, buy_name_), sell = source_->read(TextSide::kSell, sell_name_);
      must_read_ = false;
      const auto same = [](const NamedText& a, const NamedText& b) {
        return a.name == b.name && a.text == b.text && a.vars.values == b.vars.values && a.vars.is_integer == b.vars.is_integer;
      };
      if (!anew && same(buy, buy_) && same(sell, sell_)) return;
      buy_ = buy;
      sell_ = sell;
    } catch (const DatabaseError& error) {
      if (!std::exchange(must_read_, true)) loop_.log().warning(error.text());
      return;
    } catch (const Error& error) {
      must_read_ = false;
      loop_.log().error(error.text());
      return;
    }
    const LoadedTexts loaded = texts_.load(base_, buy_, sell_, [this](const Message& text) { loop_.log().error(text); });
    for (const bus::StrategyResult& result : loaded.results) tell(result);
    for (const Message& problem : loaded.condition_problems) {
      loop_.log().error({"경과틱수설정의 오류로 전략을 적용할 수 없습니다: " + problem.ko, "The texts cannot be used: error in 경과틱수설정: " + problem.en});
    }
    if (!loaded.texts) return;
    running_ = loaded.texts;
    told_raised_ = 0;
    average_ticks_ = loaded.texts->spec().average_ticks;
    if (!loaded.texts->texts().native_reason.empty()) {
      loop_.log().info(message("해석기로 실행합니다: {}", "Interpreted: {}", loaded.texts->texts().native_reason));
    }
    core_->set_texts(loaded.texts);
  }

  void tell(const bus::StrategyResult& result) {
    const bool buys = result.side == bus::StrategySide::kBuy;
    if (result.ok) {
      loop_.log().info(message("{} '{}' 을(를) 다음 행부터 씁니다.", "{} '{}' works from the next row on.", buys ? "코인매수전략" : "코인매도전략", result.name));
    } else {
      const std::string first = result.problems.empty() ? "" : result.problems.front();
      loop_.log().error(message("{} '{}' 을(를) 쓸 수 없어 이전 전략을 유지합니다: {}", "{} '{}' cannot be used, the one before goes on: {}",
                                buys ? "코인매수전략" : "코인매도전략", result.name, first));
    }
    (void)window_.send(result, {.key = fmt::format("strategy.{}.{}.{}", name_, index_, buys ? "buy" : "sell")});
  }

  // --- rows

  void on_market(const bus::Packet& packet) {
    if (packet.gap && (packet.gap->missing > 0 || packet.gap->restarted) && core_) {
      if (packet.gap->restarted) {
        loop_.log().warning({"리시버가 다시 시작했습니다. 빠진 행은 기록으로 메웁니다.", "The receiver restarted; rows in between come from the recording."});
      } else {
        loop_.log().warning(message("시세 메시지 {}개가 빠졌습니다. 기록된 행으로 메웁니다.",
                                    "{} messages with rows were lost; they are filled from the recording.",
                                    packet.gap->missing));
      }
      core_->suspect_holes();
    }
    if (packet.type() != bus::MessageType::kMarketRow) return;
    auto row = packet.as<bus::MarketRow>();
    if (core_) core_->row(std::move(row));
    else early_rows_.push_back(std::move(row));
  }

  void bridge() {
    if (!core_) return;
    const double begin = monotonic_seconds();
    std::map<std::string, double> waiting_since;
    for (const Bridge& bridge : core_->bridges()) {
      const auto known = waiting_since_.find(bridge.code);
      const double since = known == waiting_since_.end() ? begin : known->second;
      waiting_since.emplace(bridge.code, since);
      if (monotonic_seconds() - begin > kBridgesPerTurn) continue;
      const bool at_last = !is_recorded_ || begin - since > kLongestBridge;
      try {
        if (!at_last && !recording_->reaches(bridge.code, bridge.first_live)) continue;
        const RowKey after = std::max(bridge.known, first_key(bridge.first_live));
        core_->bridge(bridge.code, recording_->read(bridge.code, after, bridge.first_live), at_last);
      } catch (const Error& error) {
        if (!at_last) continue;  // being written
        loop_.log().error(error.text());
        core_->bridge(bridge.code, {}, true);
      }
      if (at_last) tell_hole(bridge.code);
    }
    waiting_since_ = std::move(waiting_since);
  }

  // Rows before it are of no use: earlier days than those that windows are computed from.
  [[nodiscard]] RowKey first_key(RowKey first_live) const {
    const std::int64_t divisor = market::day_divisor(base_.frame);
    const auto today = days_from_civil(static_cast<TradingDay>(first_live / divisor));
    return civil_from_days(today - static_cast<std::int64_t>(kept_days_)) * divisor - 1;
  }

  void tell_hole(const std::string& code) {
    const std::uint64_t holes = core_->counts().holes;
    if (std::exchange(told_holes_, holes) == holes) return;
    loop_.log().warning(message("{}: 기록에서 앞의 행을 찾지 못해 빈 구간이 있습니다. 다음 행은 평가하지 않습니다.",
                                "{}: rows before the live ones are not in the recording; the first row after it is not evaluated.", code));
  }

  // --- the trader

  void on_strategy(const bus::Packet& packet) {
    if (!core_) early_orders_.push_back(packet);
    else if (packet.type() == bus::MessageType::kSymbolState) core_->state(packet.as<bus::SymbolState>());
    else if (packet.type() == bus::MessageType::kStrategyControl) core_->control(packet.as<bus::StrategyControl>().order);
  }

  void on_gap(const bus::RoleGap& gap) {
    if (!core_ || gap.role != "trader." + name_) return;
    // What was decided before must not be traded twice, nor late: the new process knows what the old one did from its journal.
    outbox_.clear();
    core_->forget_answers();
  }

  void flush() {
    const EpochMicros now = utc_now_micros();
    bool dropped = false;
    while (!outbox_.empty()) {
      if (now - outbox_.front().received_micros > kStaleDecision) dropped = true;
      else if (decisions_.send(outbox_.front()) != bus::SendResult::kSent) break;
      outbox_.pop_front();
    }
    if (!dropped) return;
    loop_.log().error({"트레이더가 받지 않아 10초가 지난 판단을 버렸습니다.", "Decisions older than 10 s were dropped because the trader did not take them."});
    core_->forget_answers();
  }

  // --- the rest

  void each_second() {
    if (signal_log_) signal_log_->flush();
    if (!core_) return;
    if (average_ticks_ > 0) (void)window_.send(watch_table(*core_, average_ticks_), {.key = fmt::format("watch.{}.{}", name_, index_)});
    std::map<std::string, std::pair<RowKey, double>> late;
    const double now = monotonic_seconds();
    for (const auto& [code, key] : core_->unanswered()) {
      const auto known = late_.find(code);
      const double since = known != late_.end() && known->second.first == key ? known->second.second : now;
      late.emplace(code, std::pair(key, since));
      if (now - since < kLateAnswer || now - since >= kLateAnswer + 1) continue;
      loop_.log().warning(message("{}: 트레이더가 {} 행에 {}초째 답하지 않습니다.", "{}: no answer of the trader to row {} for {} s.", code, key,
                                  kLateAnswer));
    }
    late_ = std::move(late);
    const bool is_late = std::any_of(late_.begin(), late_.end(), [&](const auto& one) { return now - one.second.second >= kLateAnswer; });
    loop_.set_state(is_late || !outbox_.empty() ? bus::RoleState::kDegraded : bus::RoleState::kReady);
  }

  void tell_minute() {
    const std::uint64_t buys = running_ ? running_->raised_rows("buy") : 0, sells = running_ ? running_->raised_rows("sell") : 0;
    if (std::exchange(told_raised_, buys + sells) != buys + sells) {
      loop_.log().warning(message("전략 오류로 신호가 없던 행: 매수 {}개, 매도 {}개",
                                  "rows without a signal because the text raised: buy {}, sell {}", buys, sells));
    }
    const LatencyFigures figures = latency_.take();
    if (figures.count == 0) return;
    loop_.log().info(message("지난 1분: 행 {}개, 수신에서 판단까지 중앙값 {}µs, 99% {}µs, 최대 {}µs",
                             "last minute: {} rows, received to decided median {} µs, 99 % {} µs, longest {} µs", figures.count, figures.median,
                             figures.p99, figures.longest));
  }

  bus::RoleLoop& loop_;
  market::Market market_;
  std::string name_;
  unsigned index_;
  bus::Sender& decisions_;
  bus::Sender& window_;
  TextLoader texts_;
  backtest::RunSpec base_;
  std::size_t kept_days_ = 1;
  std::unique_ptr<SignalLog> signal_log_;  // null: not asked for
  std::unique_ptr<WorkerCore> core_;
  std::unique_ptr<StrategySource> source_;
  std::unique_ptr<RecordedReader> recording_;
  std::string buy_name_, sell_name_;
  NamedText buy_, sell_;
  std::shared_ptr<const StrategyTexts> running_;
  std::uint64_t told_raised_ = 0;
  bool must_read_ = false, is_recorded_ = false;
  int average_ticks_ = 0;
  std::vector<bus::MarketRow> early_rows_;               // before the settings
  std::vector<bus::Packet> early_orders_;
  std::deque<bus::RowDecision> outbox_;                  // the trader's channel did not take them yet
  std::map<std::string, double> waiting_since_;          // bridges
  std::map<std::string, std::pair<RowKey, double>> late_;
  std::uint64_t told_holes_ = 0;
  LatencyMeter latency_;
};

}  // namespace

bus::RoleEnd run_strategy_role(bus::RoleLoop& loop, market::Market market, unsigned index) {
  StrategyRole role(loop, market, index);
  return loop.run();
}

}  // namespace stom::live
