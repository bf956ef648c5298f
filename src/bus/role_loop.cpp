#include "bus/role_loop.h"

#include <deque>
#include <mutex>

#include "base/error.h"
#include "base/process.h"
#include "base/time.h"
#include "base/wake_signal.h"
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
  struct Server {
    std::unique_ptr<RequestServer> server;
    std::function<void(const Packet&, RequestServer&)> answer;
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
  std::deque<Listener> listeners;  // deques: a handler may add to them while they are walked
  std::deque<Server> servers;
  std::deque<std::unique_ptr<Sender>> senders;
  std::deque<Timer> timers;
  bool ends_changed = false;  // the poll set must be made anew
  WakeSignal wake;
  std::mutex posted_mutex;
  std::vector<std::function<void()>> posted;
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
      for (std::size_t n = 0; n < settings_handlers.size(); ++n) settings_handlers[n](*settings.current());
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

  void run_posted() {
    wake.clear();
    std::vector<std::function<void()>> work;
    {
      const std::lock_guard lock(posted_mutex);
      work.swap(posted);
    }
    for (const auto& one : work) one();
  }

  // One turn of everything that is due; returns when to wake up at the latest.
  double turn() {
    while (const auto packet = control.receive()) handle_control(*packet);
    run_posted();
    for (std::size_t n = 0; n < listeners.size(); ++n) {
      for (int i = 0; i < kMostPerRound; ++i) {
        const auto packet = listeners[n].receiver->receive();
        if (!packet) break;
        listeners[n].handle(*packet);
      }
    }
    for (std::size_t n = 0; n < servers.size(); ++n) {
      while (const auto packet = servers[n].server->receive()) servers[n].answer(*packet, *servers[n].server);
    }
    const double now = monotonic_seconds();
    double wake_at = now + kLongestWait;
    for (std::size_t n = 0; n < timers.size(); ++n) {
      if (now >= timers[n].next) {
        const double pause = timers[n].work();
        timers[n].next = now + std::max(0.0, pause);
      }
      wake_at = std::min(wake_at, timers[n].next);
    }
    for (const auto& sender : senders) sender->flush();
    log.flush();
    if (!welcomed && now >= next_hello) say_hello(now);
    if (welcomed && now >= next_beat) beat(now);
    return std::min(wake_at, welcomed ? next_beat : next_hello);
  }

  bool supervisor_is_gone(double now) const {
    return parent_process_id() != supervisor || now - last_supervisor_beat > timing.supervisor_lost;
  }

  PollSet make_poll_set() {
    PollSet poll;
    poll.add(control);
    poll.add_descriptor(wake.descriptor());
    for (Listener& listener : listeners) poll.add(*listener.receiver);
    for (Server& server : servers) poll.add(*server.server);
    return poll;
  }

  RoleEnd run() {
    last_supervisor_beat = monotonic_seconds();
    double last_look = last_supervisor_beat;
    PollSet poll = make_poll_set();
    RoleEnd end = RoleEnd::kRequested;
    while (true) {
      const double begin = monotonic_seconds();
      const double wake_at = turn();
      const double now = monotonic_seconds();
      longest_round = std::max(longest_round, now - begin);
      // This process stood still (it was stopped, or the machine was): what the supervisor said meanwhile may not have come in yet.
      if (now - std::exchange(last_look, now) > timing.supervisor_lost / 2) last_supervisor_beat = now;
      if (supervisor_is_gone(now)) {
        end = RoleEnd::kSupervisorLost;
        log.warning({"감독 프로세스가 사라져 순서대로 끝냅니다.", "The supervisor is gone; ending in order."});
        break;
      }
      if (stop_requested || stop.requested()) break;
      if (std::exchange(ends_changed, false)) poll = make_poll_set();
      poll.wait(std::max(0.0, wake_at - now));
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
  impl_->ends_changed = true;
}
void RoleLoop::serve(std::string name, std::function<void(const Packet&, RequestServer&)> answer) {
  impl_->servers.push_back({std::make_unique<RequestServer>(impl_->bus, std::move(name)), std::move(answer)});
  impl_->ends_changed = true;
}
void RoleLoop::post(std::function<void()> work) {
  {
    const std::lock_guard lock(impl_->posted_mutex);
    impl_->posted.push_back(std::move(work));
  }
  impl_->wake.signal();
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
