#include "bus/role_loop.h"

#include "base/error.h"
#include "base/process.h"
#include "base/time.h"
#include "bus/poll_set.h"

namespace stom::bus {
namespace {

constexpr double kLongestWait = 0.2;  // a signal may arrive just before the wait begins
constexpr int kMostPerRound = 256;    // messages of one channel before the others have their turn

}  // namespace

struct RoleLoop::Impl {
  struct Listener {
    std::unique_ptr<Receiver> receiver;
    std::function<void(const Packet&)> handle;
  };
  struct Timer {
    double next;
    std::function<double()> work;  // returns the seconds until its next turn
  };

  Bus& bus;
  StopFlag& stop;
  std::string version;
  RoleTiming timing;
  RoleLog log;
  Sender health;
  Receiver control;
  std::vector<Listener> listeners;
  std::vector<std::unique_ptr<Sender>> senders;
  std::vector<Timer> timers;
  std::vector<std::function<void(const Settings&)>> settings_handlers;
  std::vector<std::function<void(const RoleGap&)>> gap_handlers;
  std::vector<std::function<void()>> stop_handlers;
  SettingsView settings;
  RoleState state = RoleState::kReady;
  bool welcomed = false, stop_requested = false;
  double next_hello = 0, next_beat = 0, last_supervisor_beat = 0, longest_round = 0;
  const ProcessId supervisor = parent_process_id();

  static SenderOptions impatient() {
    SenderOptions options;
    options.block_seconds = 0;  // a beat that finds no room is late anyway
    return options;
  }
  static ReceiverOptions own_topics(const Bus& bus) {
    ReceiverOptions options;
    options.topics = {std::string(kEverybody), role_topic(bus.role())};
    return options;
  }

  Impl(Bus& b, StopFlag& s, Language language, std::string v, RoleTiming t)
      : bus(b), stop(s), version(std::move(v)), timing(t), log(b, language), health(b, ChannelId::kHealth, impatient()),
        control(b, ChannelId::kControl, own_topics(b)) {}

  void say_hello(double now) {
    Hello hello;
    hello.role = bus.role();
    hello.pid = this_process().id;
    hello.version = version;
    (void)health.send(hello);
    next_hello = now + timing.hello;
  }

  void beat(double now) {
    Heartbeat heartbeat;
    heartbeat.role = bus.role();
    heartbeat.state = stop_requested ? RoleState::kStopping : state;
    heartbeat.lag = std::exchange(longest_round, 0.0);
    heartbeat.settings_version = settings.current()->version();
    for (const Listener& listener : listeners) heartbeat.channels[listener.receiver->name()] = listener.receiver->gauge();
    for (const auto& sender : senders) heartbeat.channels[sender->name()] = sender->gauge();
    heartbeat.channels[log.sender().name() + " (lines)"] = log.sender().gauge();
    (void)health.send(heartbeat);
    next_beat = now + timing.beat;
  }

  void take_settings(const SettingsSnapshot& snapshot) {
    if (settings.take(snapshot)) {
      for (const auto& take : settings_handlers) take(*settings.current());
    }
    SettingsAck ack;
    ack.role = bus.role();
    ack.version = settings.current()->version();
    (void)health.send(ack);
  }

  void handle_control(const Packet& packet) {
    last_supervisor_beat = monotonic_seconds();
    switch (packet.type()) {
      case MessageType::kWelcome:
        if (!welcomed && packet.as<Welcome>().role_session == bus.session()) {
          welcomed = true;
          beat(last_supervisor_beat);
        }
        break;
      case MessageType::kSettingsSnapshot: take_settings(packet.as<SettingsSnapshot>()); break;
      case MessageType::kStopRequest: stop_requested = true; break;
      case MessageType::kRoleGap: {
        const auto gap = packet.as<RoleGap>();
        if (gap.role == bus.role()) break;
        for (const auto& take : gap_handlers) take(gap);
        break;
      }
      default: break;
    }
  }

  // One turn of everything that is due; returns when to wake up at the latest.
  double turn() {
    while (const auto packet = control.receive()) handle_control(*packet);
    for (Listener& listener : listeners) {
      for (int i = 0; i < kMostPerRound; ++i) {
        const auto packet = listener.receiver->receive();
        if (!packet) break;
        listener.handle(*packet);
      }
    }
    const double now = monotonic_seconds();
    double wake = now + kLongestWait;
    for (Timer& timer : timers) {
      if (now >= timer.next) {
        timer.next = now + std::max(0.0, timer.work());
      }
      wake = std::min(wake, timer.next);
    }
    for (const auto& sender : senders) sender->flush();
    log.flush();
    if (!welcomed && now >= next_hello) say_hello(now);
    if (welcomed && now >= next_beat) beat(now);
    return std::min(wake, welcomed ? next_beat : next_hello);
  }

  bool supervisor_is_gone(double now) const {
    return parent_process_id() != supervisor || now - last_supervisor_beat > timing.supervisor_lost;
  }

  RoleEnd run() {
    last_supervisor_beat = monotonic_seconds();
    PollSet poll;
    poll.add(control);
    for (Listener& listener : listeners) poll.add(*listener.receiver);
    RoleEnd end = RoleEnd::kRequested;
    while (true) {
      const double begin = monotonic_seconds();
      const double wake = turn();
      const double now = monotonic_seconds();
      longest_round = std::max(longest_round, now - begin);
      if (supervisor_is_gone(now)) {
        end = RoleEnd::kSupervisorLost;
        log.warning({"감독 프로세스가 사라져 순서대로 끝냅니다.", "The supervisor is gone; ending in order."});
        break;
      }
      if (stop_requested || stop.requested()) break;
      poll.wait(std::max(0.0, wake - now));
    }
    for (const auto& finish : stop_handlers) finish();
    for (const auto& sender : senders) sender->flush();
    Goodbye goodbye;
    goodbye.role = bus.role();
    (void)health.send(goodbye);
    return end;
  }
};

RoleLoop::RoleLoop(Bus& bus, StopFlag& stop, Language language, std::string version, RoleTiming timing)
    : impl_(std::make_unique<Impl>(bus, stop, language, std::move(version), timing)) {}
RoleLoop::~RoleLoop() = default;

void RoleLoop::listen(ChannelId channel, ReceiverOptions options, std::function<void(const Packet&)> handle) {
  impl_->listeners.push_back({std::make_unique<Receiver>(impl_->bus, channel, std::move(options)), std::move(handle)});
}
Sender& RoleLoop::sender(ChannelId channel, SenderOptions options) {
  return *impl_->senders.emplace_back(std::make_unique<Sender>(impl_->bus, channel, std::move(options)));
}
void RoleLoop::every(double seconds, std::function<void()> work) {
  repeat(seconds, [seconds, todo = std::move(work)] {
    todo();
    return seconds;
  });
}
void RoleLoop::repeat(double first, std::function<double()> work) {
  impl_->timers.push_back({monotonic_seconds() + first, std::move(work)});
}
void RoleLoop::on_settings(std::function<void(const Settings&)> take) { impl_->settings_handlers.push_back(std::move(take)); }
void RoleLoop::on_gap(std::function<void(const RoleGap&)> take) { impl_->gap_handlers.push_back(std::move(take)); }
void RoleLoop::at_stop(std::function<void()> finish) { impl_->stop_handlers.push_back(std::move(finish)); }
Bus& RoleLoop::bus() { return impl_->bus; }
RoleLog& RoleLoop::log() { return impl_->log; }
const std::shared_ptr<const Settings>& RoleLoop::settings() const { return impl_->settings.current(); }
void RoleLoop::set_state(RoleState state) { impl_->state = state; }
RoleEnd RoleLoop::run() { return impl_->run(); }

}  // namespace stom::bus
