#include "live/receiver_role.h"

#include <set>

#include "base/error.h"
#include "base/time.h"
#include "live/feed_inbox.h"
#include "live/platform.h"
#include "live/row_publisher.h"
#include "live/row_recorder.h"
#include "live/row_share.h"
#include "live/shared_feed.h"

namespace stom::live {
namespace {

constexpr double kBoxLook = 0.2;        // s between looks for an exchange in a box that is starting
constexpr double kRecordEvery = 0.5;    // s: with the query role's transaction, a kill loses less than a second
constexpr double kFlushEvery = 0.02;    // s, of rows that a full channel did not take
constexpr double kWatchEvery = 1;       // s
constexpr double kReportEvery = 60;     // s
constexpr double kGreetEvery = 0.1;     // s, of who joined the shared rows
constexpr double kShareAgain = 5;       // s until a taken address is tried again
constexpr std::size_t kMostInFlight = 2000;  // batches a round

class ReceiverRole final : public SharedRowsHost {
 public:
  ReceiverRole(bus::RoleLoop& loop, market::Market market)
      : loop_(loop), name_(market_name(market)), market_channel_(loop.sender(bus::ChannelId::kMarket, copy_of(name_))),
        trader_channel_(loop.sender(bus::ChannelId::kCtrader, patient(name_))), query_channel_(loop.sender(bus::ChannelId::kQuery, impatient())),
        inbox_([this] { loop_.post([this] { drain(); }); }), runtime_([this](std::exception_ptr failure) { report(failure); }) {
    bus::ReceiverOptions own;
    own.copy = name_;
    loop.listen(bus::ChannelId::kCreceiv, own, [this](const bus::Packet& packet) { handle(packet); });
    loop.on_gap([this](const bus::RoleGap& gap) { role_returned(gap.role); });
    loop.every(kBoxLook, [this] { start_feed(); });
    loop.every(kRecordEvery, [this] { record(); });
    loop.every(kFlushEvery, [this] {
      if (publisher_ && publisher_->has_waiting()) publisher_->flush();
    });
    loop.every(kWatchEvery, [this] { tell_watch_list(); });
    loop.every(kReportEvery, [this] { tell_instruments(); });
    loop.every(kGreetEvery, [this] {
      if (share_) share_->greet();
      if (shared_) shared_->look();
    });
    loop.every(kShareAgain, [this] { open_share(); });
    loop.at_stop([this] { stop(); });
  }

  void take_settings(const bus::Settings& settings) {
    platform_ = read_platform(settings);
    is_on_ = settings.text("코인리시버", "0") == "1";
    is_recording_ = settings.text("코인데이터저장", "0") == "1";
    if (!core_) {
      core_ = std::make_unique<ReceiverCore>(platform_.market, platform_.frame, platform_.watch_count);
      publisher_ = std::make_unique<RowPublisher>(market_channel_, platform_.workers);
      recorder_ = std::make_unique<RowRecorder>(platform_.market, platform_.frame, bus::channel_name(bus::ChannelId::kCreceiv, name_),
                                                static_cast<std::uint64_t>(utc_now_micros()));
      if (!is_on_) loop_.log().info({"설정 '코인리시버'가 꺼져 있어 시세를 받지 않습니다.", "Setting '코인리시버' is off: no rows are made."});
      if (!is_recording_) {
        loop_.log().info({"설정 '코인데이터저장'이 꺼져 있어 행을 저장하지 않습니다.", "Setting '코인데이터저장' is off: rows are not stored."});
      }
    }
    if (!is_on_) {
      feed_.reset();
      shared_.reset();
    }
    open_share();
  }

  // --- SharedRowsHost: what another platform's receiver says

  void on_row(const ReceivedRow& row) override { give(row); }
  void on_instruments(const bus::InstrumentList& list) override {
    instruments_.instruments = list.instruments;
    for (bus::Instrument& one : instruments_.instruments) one.worker = static_cast<std::uint16_t>(publisher_->worker_of(one.code));
    loop_.log().info(message("종목 {}개를 받습니다.", "{} symbols are received.", list.instruments.size()));
    tell_instruments();
  }
  void on_watch_list(const bus::WatchListUpdate& watch_list) override { (void)market_channel_.send(watch_list, {}); }
  void on_watch_time(const ReceiverCore::WatchTime& time) override { give(time); }
  void on_note(bus::LogLevel level, const Message& text) override { loop_.log().write(level, text); }
  void on_state(bool is_good) override {
    is_shared_good_ = is_good;
    tell_state();
  }

 private:
  static bus::SenderOptions copy_of(const std::string& name) {
    bus::SenderOptions options;
    options.copy = name;
    return options;
  }
  static bus::SenderOptions impatient() {
    bus::SenderOptions options;
    options.block_seconds = 0;  // the recorder keeps what is not taken
    return options;
  }
  static bus::SenderOptions patient(const std::string& name) {
    bus::SenderOptions options = impatient();
    options.copy = name;
    return options;
  }

  void start_feed() {
    if (!core_ || !is_on_ || feed_ || shared_) return;
    if (!platform_.share_from.empty()) return start_shared();
    gateway::FeedOptions options;
    options.venue = venue_of(platform_.market);
    if (platform_.in_box) {
      const auto endpoints = box_endpoints(platform_.box_folder);
      if (!endpoints) return;
      options.endpoints = *endpoints;
    } else {
      options.endpoints = gateway::real_endpoints(options.venue);
    }
    feed_ = gateway::make_market_feed(runtime_, std::move(options), inbox_);
  }

  void start_shared() {
    try {
      shared_ = std::make_unique<SharedFeed>(loop_.bus(), platform_, *this, [this] {
        loop_.post([this] {
          if (shared_) shared_->drain();
        });
      });
    } catch (const Error& error) {
      on_state(false);
      if (!std::exchange(told_share_problem_, true)) loop_.log().error(error.text());
    }
  }

  // The own rows go on when the address cannot be had.
  void open_share() {
    if (share_ || platform_.share_listen.empty()) return;
    try {
      const bus::TcpServer listen{platform_.share_listen, bus::load_or_make_keys(loop_.bus().directory()).server};
      share_ = std::make_unique<RowShare>(loop_.sender(bus::ChannelId::kMarket, row_share_options(platform_.market, listen)), platform_);
      share_->tell(instruments_);
      loop_.log().info(message("{} 에서 시세를 공유합니다.", "Rows are shared on {}.", platform_.share_listen));
    } catch (const Error& error) {
      if (!std::exchange(told_share_problem_, true)) {
        loop_.log().error({"시세를 공유하지 못합니다. 계속 다시 시도합니다: " + error.text().ko, "Rows are not shared, trying again: " + error.text().en});
      }
    }
    tell_state();
  }

  // The network thread's failures (a bug there) are told; its work goes on.
  void report(std::exception_ptr failure) {
    loop_.post([this, failure] {
      try {
        std::rethrow_exception(failure);
      } catch (const Error& error) {
        loop_.log().error(error.text());
      } catch (const std::exception& error) {
        loop_.log().error(message("네트워크 오류: {}", "network failure: {}", error.what()));
      }
    });
  }

  void drain() {
    inbox_.take(items_);
    for (FeedItem& item : items_) {
      std::visit([this](auto& one) { take(one); }, item);
    }
  }

  void take(const NewSymbol& symbol) { (void)core_->symbol(symbol.code); }
  void take(const FeedDay& day) { core_->seed(day.symbol, day.day, day.seed); }
  void take(const FeedEvent& event) {
    rows_.clear();
    core_->apply(event.event, event.received, rows_);
    for (const ReceivedRow& row : rows_) give(row);
  }
  void give(const ReceivedRow& row) {
    publisher_->publish(row);
    if (is_recording_) recorder_->add(row);
    if (share_) share_->publish(row);
    ++row_count_;
  }
  void give(const ReceiverCore::WatchTime& time) {
    if (is_recording_) recorder_->add(time);
    if (share_) share_->tell(time);
  }
  void take(const Message& problem) { loop_.log().warning(problem); }
  void take(const gateway::FeedState& state) {
    if (state.state == net::StreamState::kGap) core_->hole(state.missing_from, state.at);
    const bool is_bad = state.state == net::StreamState::kStale || state.state == net::StreamState::kClosed;
    if (!state.text.ko.empty()) {
      if (is_bad) loop_.log().warning(state.text);
      else loop_.log().info(state.text);
    }
    if (is_bad) broken_streams_.insert(state.stream);
    else if (state.state == net::StreamState::kOpen || state.state == net::StreamState::kRecovered) broken_streams_.erase(state.stream);
    tell_state();
  }
  void tell_state() {
    const bool is_open = share_ || platform_.share_listen.empty();
    loop_.set_state(broken_streams_.empty() && is_shared_good_ && is_open ? bus::RoleState::kReady : bus::RoleState::kDegraded);
  }
  void take(std::vector<venue::Instrument>& instruments) {
    instruments_ = {};
    std::vector<std::string> codes;
    for (const venue::Instrument& one : instruments) {
      codes.push_back(one.symbol);
      bus::Instrument& out = instruments_.instruments.emplace_back();
      out.code = one.symbol;
      out.name = one.korean_name.empty() ? one.symbol : one.korean_name;
      out.market = name_;
      out.worker = static_cast<std::uint16_t>(publisher_->worker_of(one.symbol));
      out.price_digits = static_cast<std::int8_t>(one.price_decimals);
      out.quantity_digits = static_cast<std::int8_t>(one.quantity_decimals);
      out.tick = one.tick.text();
      out.step = one.step.text();
      out.market_step = one.market_step.text();
      out.least_quantity = one.min_quantity.text();
      out.most_quantity = one.max_quantity.text();
      out.least_value = one.min_notional.text();
    }
    core_->set_universe(codes);
    loop_.log().info(message("종목 {}개를 받습니다.", "{} symbols are received.", instruments_.instruments.size()));
    if (share_) share_->tell(instruments_);
    tell_instruments();
  }

  void tell_instruments() {
    if (instruments_.instruments.empty()) return;
    (void)market_channel_.send(instruments_, {});  // who comes later is told again
    (void)trader_channel_.send(instruments_, {});
  }

  void tell_watch_list() {
    if (!core_) return;
    if (share_) share_->tell_state(feed_ && broken_streams_.empty());
    bus::WatchListUpdate update;
    update.added = core_->watch_list();
    update.full = true;
    if (update.added.empty()) return;
    (void)market_channel_.send(update, {});
    if (share_) share_->tell(update);
    give_watch_times(false);
  }

  void give_watch_times(bool is_end) {
    for (const ReceiverCore::WatchTime& time : core_->take_watch_times(is_end)) give(time);
  }

  void record() {
    if (!recorder_) return;
    recorder_->close_batches();
    const double now = monotonic_seconds();
    for (std::size_t sent = 0; sent < kMostInFlight; ++sent) {
      const bus::RecordRows* batch = recorder_->due(now);
      if (batch == nullptr || query_channel_.send(*batch, {}) != bus::SendResult::kSent) break;
      recorder_->sent(now);
    }
    if (recorder_->lost_rows() == told_lost_) return;
    told_lost_ = recorder_->lost_rows();
    loop_.log().error(message("저장하지 못한 행이 너무 많아 {}개를 잃었습니다.", "Too many rows could not be stored: {} are lost.", told_lost_));
  }

  void handle(const bus::Packet& packet) {
    if (packet.type() != bus::MessageType::kRecordAck || !recorder_) return;
    const auto answer = packet.as<bus::RecordAck>();
    const bool stored = recorder_->answered(answer, monotonic_seconds());
    if (stored == is_stored_) return;
    is_stored_ = stored;
    if (stored) loop_.log().info({"행을 다시 저장합니다.", "Rows are stored again."});
    else loop_.log().error(message("행을 저장하지 못합니다: {}", "Rows are not stored: {}", answer.words));
  }

  void role_returned(const std::string& role) {
    if (role == "query" && recorder_) recorder_->send_again();
    if (role.starts_with("strategy.") || role.starts_with("trader.")) tell_instruments();
  }

  void stop() {
    feed_.reset();
    if (shared_) shared_->drain();
    shared_.reset();
    runtime_.stop();
    if (core_) {
      drain();
      give_watch_times(true);
    }
    if (publisher_) publisher_->flush();
    record();
    loop_.log().info(message("행 {}개를 만들었습니다.", "{} rows were made.", row_count_));
  }

  bus::RoleLoop& loop_;
  std::string name_;
  bus::Sender& market_channel_;
  bus::Sender& trader_channel_;
  bus::Sender& query_channel_;
  Platform platform_;
  bool is_on_ = false, is_recording_ = false, is_stored_ = true, is_shared_good_ = true, told_share_problem_ = false;
  std::unique_ptr<ReceiverCore> core_;
  std::unique_ptr<RowPublisher> publisher_;
  std::unique_ptr<RowRecorder> recorder_;
  std::unique_ptr<RowShare> share_;     // to other platforms
  bus::InstrumentList instruments_;
  std::set<std::string> broken_streams_;
  std::vector<FeedItem> items_;
  std::vector<ReceivedRow> rows_;
  std::uint64_t row_count_ = 0, told_lost_ = 0;
  FeedInbox inbox_;
  net::Runtime runtime_;
  std::unique_ptr<gateway::MarketFeed> feed_;  // before the runtime and the inbox go
  std::unique_ptr<SharedFeed> shared_;         // from another platform
};

}  // namespace

bus::RoleEnd run_receiver_role(bus::RoleLoop& loop, market::Market market) {
  ReceiverRole role(loop, market);
  loop.on_settings([&role](const bus::Settings& settings) { role.take_settings(settings); });
  return loop.run();
}

}  // namespace stom::live
