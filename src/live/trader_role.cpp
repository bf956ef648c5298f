#include "live/trader_role.h"

#include "base/error.h"
#include "base/passphrase.h"
#include "base/time.h"
#include "bus/messages/people.h"
#include "bus/messages/supervision.h"
#include "bus/request.h"
#include "bus/role_table.h"
#include "live/price_asker.h"
#include "live/trader_broker.h"

namespace stom::live {
namespace {

constexpr double kTick = 0.05;          // s
constexpr double kFlush = 0.02;         // s, of states that a full channel did not take
constexpr double kJournalTry = 2;       // s between tries to open a journal that the disk refuses
constexpr double kBoxLook = 0.2;        // s between looks for an exchange in a box that is starting
constexpr double kAlive = 1;            // s between signs of life for the venue's dead man's switch

bool has_role(std::string_view name) {
  const auto& roles = bus::registered_roles();
  return std::any_of(roles.begin(), roles.end(), [&](const bus::RegisteredRole& role) { return role.spec.name == name; });
}

bus::SenderOptions impatient(std::string copy = {}) {
  bus::SenderOptions options;
  options.copy = std::move(copy);
  options.block_seconds = 0;  // what is not taken waits here, in order: the trader itself never waits
  return options;
}

class TraderRole final : public TraderOutput {
 public:
  TraderRole(bus::RoleLoop& loop, market::Market market)
      : loop_(loop), market_(market), name_(market_name(market)), query_(loop.sender(bus::ChannelId::kQuery, impatient())) {
    if (has_role("telegram")) tele_ = &loop.sender(bus::ChannelId::kTele, impatient());
    if (has_role("sound")) sound_ = &loop.sender(bus::ChannelId::kSound, impatient());
    bus::ReceiverOptions own;
    own.copy = name_;
    loop.listen(bus::ChannelId::kCtrader, own, [this](const bus::Packet& packet) { handle(packet); });
    loop.serve(trader_requests(market), [this](const bus::Packet& packet, bus::RequestServer& server) { answer(packet, server); });
    loop.on_settings([this](const bus::Settings& settings) { take(settings); });
    loop.on_gap([this](const bus::RoleGap& gap) {
      if (core_ && gap.role.starts_with("strategy.")) core_->tell_everything(utc_now_micros());
    });
    loop.every(kTick, [this] { tick(); });
    loop.every(kFlush, [this] { flush(); });
    loop.every(kBoxLook, [this] { open_broker(); });
    loop.every(kAlive, [this] {
      if (broker_) broker_->broker().keep_orders(cancel_after_);
    });
    loop.every(kJournalTry, [this] {
      if (refusal_) open_core();
    });
    loop.at_stop([this] { stop(); });
  }

  // --- TraderOutput

  void symbol_state(const bus::SymbolState& state) override { to_worker(bus::worker_of(state.code, platform_.workers), state); }
  void account(const bus::AccountSnapshot& account) override {
    for (unsigned worker = 0; worker < platform_.workers; ++worker) to_worker(worker, account);
  }
  bool records(const bus::RecordTrades& records) override { return query_.send(records) == bus::SendResult::kSent; }
  void log(bus::LogLevel level, const Message& text) override { loop_.log().write(level, text); }
  void notify(const char* event, const Message& text) override {
    if (tele_ != nullptr)
      (void)tele_->send(
          bus::NotifyText{event, text.in(system_language()), 0});  // full: the channel counts it, the log has it
  }
  void speak(const Message& text) override {
    if (sound_ != nullptr) (void)sound_->send(bus::Speak{text.in(system_language()), 0});
  }

 private:
  using ToWorker = std::variant<bus::SymbolState, bus::AccountSnapshot>;
  struct Worker {
    bus::Sender* sender = nullptr;
    std::deque<ToWorker> waiting;
  };

  template <typename M>
  void to_worker(unsigned index, const M& message) {
    if (index >= workers_.size()) return;
    Worker& worker = workers_[index];
    if (!worker.waiting.empty() || worker.sender->send(message) != bus::SendResult::kSent) worker.waiting.emplace_back(message);
  }

  void flush() {
    for (Worker& worker : workers_) {
      while (!worker.waiting.empty()) {
        const bool sent =
            std::visit([&](const auto& message) { return worker.sender->send(message) == bus::SendResult::kSent; },
                       worker.waiting.front());
        if (!sent) break;
        worker.waiting.pop_front();
      }
    }
  }

  void take(const bus::Settings& settings) {
    auto typed = std::make_shared<TraderSettings>();
    try {
      if (!settings_) platform_ = read_platform(settings);
      *typed = trader_settings(market_, settings);
    } catch (const Error& error) {
      if (!settings_) throw;
      return loop_.log().error(error.text());  // what holds goes on to hold
    }
    const EpochMicros now = utc_now_micros();
    cancel_after_ = typed->cancel_after;
    if (core_) {
      if (read_platform(settings).mode != platform_.mode) {
        loop_.log().warning({"모의와 실거래의 전환은 stom 을 다시 시작해야 적용됩니다.", "A change between paper and real takes effect when stom is restarted."});
      }
      return core_->on_settings(std::move(typed), now);
    }
    if (std::exchange(settings_, typed)) return open_core();
    for (unsigned worker = 0; worker < platform_.workers; ++worker) {
      workers_.push_back({&loop_.sender(bus::ChannelId::kCstg, impatient(fmt::format("{}.{}", name_, worker))), {}});
    }
    if (platform_.mode == Mode::kReal) passphrase_ = read_secret_input();
    open_core();
  }

  // A disk that refuses the journal must not end the trader for good: it says so and tries again.
  void open_core() {
    TraderOptions options;
    options.market = market_;
    options.mode = platform_.mode;
    options.frame = platform_.frame;
    options.fill_model = platform_.fill_model;
    options.account = platform_.mode == Mode::kReal ? name_ : "paper";
    options.journal_folder = platform_.data / "journal";
    options.reply_to = bus::channel_name(bus::ChannelId::kCtrader, name_);
    const EpochMicros now = utc_now_micros();
    try {
      core_ = std::make_unique<TraderCore>(std::move(options), settings_, *this, now);
    } catch (const FileError& error) {
      const Message why = {"주문 일지를 열 수 없어 거래하지 않습니다: " + error.text().ko,
                           "The order journal cannot be opened, nothing is traded: " + error.text().en};
      if (!refusal_) loop_.log().error(why);
      refusal_ = why;
      return;
    }
    if (std::exchange(refusal_, std::nullopt)) loop_.log().info({"주문 일지를 열었습니다.", "The order journal is open."});
    core_->set_price_question([this](const std::vector<std::string>& codes) { ask_prices(codes); });
    open_broker();
    if (platform_.mode == Mode::kPaper) core_->start(now);
    for (const bus::Packet& packet : std::exchange(early_, {})) handle(packet);
    for (const auto& [code, row] : std::exchange(late_rows_, {})) core_->on_row(row, now);
  }

  // Nothing: the box is still starting.
  [[nodiscard]] std::optional<gateway::VenueEndpoints> endpoints() const {
    if (platform_.in_box) return box_endpoints(platform_.box_folder);
    return gateway::real_endpoints(venue_of(market_));
  }

  void ask_prices(const std::vector<std::string>& codes) {
    const auto endpoints = this->endpoints();
    if (!endpoints) return;
    if (!asker_) {
      const auto told = [this](const std::string& code, double price) {
        loop_.post([this, code, price] { core_->on_asked_price(code, price, utc_now_micros()); });
      };
      const auto failed = [this](const std::string& code, const Message& why) {
        loop_.post([this, code, why] {
          loop_.log().warning({code + " 가격을 묻지 못했습니다. " + why.ko, code + ": its price could not be asked. " + why.en});
        });
      };
      asker_ = std::make_unique<PriceAsker>(market_, *endpoints, told, failed);
    }
    asker_->ask(codes);
  }

  // Real: as soon as the venue can be reached (a box may still be starting).
  void open_broker() {
    if (!core_ || broker_ || platform_.mode != Mode::kReal) return;
    const auto endpoints = this->endpoints();
    if (!endpoints) return;
    link_ = std::make_unique<bus::Sender>(loop_.bus(), bus::ChannelId::kHealth, impatient());
    broker_ = std::make_unique<TraderBroker>(
        platform_, *settings_, *endpoints, passphrase_, *core_, [this](std::function<void()> work) { loop_.post(std::move(work)); },
        [this](const Message& text) { loop_.post([this, text] { loop_.log().error(text); }); },
        [this] { (void)link_->send(bus::LinkPulse{loop_.bus().role()}); });
    passphrase_ = SecretText();
    broker_->broker().keep_orders(cancel_after_);
    core_->set_broker(broker_->broker());
    core_->start(utc_now_micros());
  }

  void handle(const bus::Packet& packet) {
    if (refusal_) return hold(packet);
    if (!core_) return early_.push_back(packet);
    const EpochMicros now = utc_now_micros();
    switch (packet.type()) {
      case bus::MessageType::kRowDecision: return core_->on_row(packet.as<bus::RowDecision>(), now);
      case bus::MessageType::kInstrumentList: return core_->on_instruments(packet.as<bus::InstrumentList>(), now);
      case bus::MessageType::kRecordAck: return core_->on_record_ack(packet.as<bus::RecordAck>(), now);
      case bus::MessageType::kPriceUpdate: {
        const auto price = packet.as<bus::PriceUpdate>();
        return core_->on_price(price.code, price.price, now);
      }
      case bus::MessageType::kSignal: return on_signal(packet.as<bus::Signal>(), now);
      case bus::MessageType::kRemoteCommand:
        if (packet.as<bus::RemoteCommand>().command == "C잔고청산") core_->exit_all(now);
        return;
      default: return;  // watch lists and market states are in the rows
    }
  }

  // Without a journal. Workers wait for an answer to their newest row; by then it is too old to decide on.
  void hold(const bus::Packet& packet) {
    if (packet.type() == bus::MessageType::kRowDecision) {
      auto row = packet.as<bus::RowDecision>();
      row.may_evaluate = false;
      const std::string code = row.code;
      late_rows_[code] = std::move(row);
    } else if (packet.type() == bus::MessageType::kInstrumentList) {
      early_.assign(1, packet);
    } else if (packet.type() == bus::MessageType::kSignal || packet.type() == bus::MessageType::kRemoteCommand) {
      loop_.log().error(*refusal_);
    }
  }

  // A person's order. Entries by hand come with the window that asks for them.
  void on_signal(const bus::Signal& signal, EpochMicros now) {
    const bool closes = signal.side == bus::SignalSide::kSell || signal.side == bus::SignalSide::kCloseLong ||
                        signal.side == bus::SignalSide::kCloseShort;
    if (signal.cancel) return core_->cancel_symbol(signal.code, now);
    if (signal.manual && closes) return core_->exit_symbol(signal.code, now);
    loop_.log().warning(message("{}: 받아들이지 않는 수동 주문입니다.", "{}: this order by hand is not taken.", signal.code));
  }

  void answer(const bus::Packet& packet, bus::RequestServer& server) {
    if (refusal_ && packet.type() == bus::MessageType::kHaltRequest &&
        packet.as<bus::HaltRequest>().order == bus::HaltOrder::kState) {
      bus::HaltReply reply;
      reply.real = platform_.mode == Mode::kReal;
      reply.why = refusal_->ko;
      reply.why_en = refusal_->en;
      return server.reply(reply);
    }
    if (!core_ && packet.type() == bus::MessageType::kHaltRequest && packet.as<bus::HaltRequest>().order == bus::HaltOrder::kState) {
      bus::HaltReply reply;
      reply.why = "트레이더가 아직 시작하는 중입니다.";
      reply.why_en = "The trader is still starting.";
      return server.reply(reply);
    }
    if (packet.type() != bus::MessageType::kHaltRequest || !core_) {
      const Message why = core_ ? Message{"모르는 요청입니다.", "An unknown request."}
                                : Message{"트레이더가 아직 시작하는 중입니다.", "The trader is still starting."};
      return server.reply(bus::Refusal{why.ko, why.en});
    }
    try {
      server.reply(core_->on_halt(packet.as<bus::HaltRequest>(), utc_now_micros()));
    } catch (const UsageError& error) {
      server.reply(bus::Refusal{error.text().ko, error.text().en});
    }
  }

  void tick() {
    if (refusal_) loop_.set_state(bus::RoleState::kDegraded);
    if (!core_) return;
    core_->tick(utc_now_micros());
    loop_.set_state(core_->has_failed_disk() ? bus::RoleState::kDegraded : bus::RoleState::kReady);
  }

  void stop() {
    asker_.reset();
    broker_.reset();
    if (core_) core_->finish(utc_now_micros());
    flush();
  }

  bus::RoleLoop& loop_;
  market::Market market_;
  std::string name_;
  bus::Sender& query_;
  bus::Sender* tele_ = nullptr;
  bus::Sender* sound_ = nullptr;
  std::vector<Worker> workers_;
  Platform platform_;
  std::shared_ptr<const TraderSettings> settings_;
  SecretText passphrase_;
  std::unique_ptr<TraderCore> core_;
  std::unique_ptr<bus::Sender> link_;  // used by the network thread only; before the broker, which ends that thread
  std::unique_ptr<TraderBroker> broker_;
  std::unique_ptr<PriceAsker> asker_;  // of held symbols without prices; made when it is needed
  double cancel_after_ = 0;         // s; 0: no dead man's switch
  std::vector<bus::Packet> early_;  // before the settings
  std::optional<Message> refusal_;  // of the disk: there is no journal
  std::map<std::string, bus::RowDecision> late_rows_;
};

}  // namespace

std::string trader_requests(market::Market market) { return "trader." + market_name(market); }

bus::RoleEnd run_trader_role(bus::RoleLoop& loop, market::Market market) {
  TraderRole role(loop, market);
  return loop.run();
}

}  // namespace stom::live
