#include "bus/supervisor.h"

#include <csignal>

#include "base/error.h"
#include "base/file.h"
#include "base/private_folder.h"
#include "base/process_lock.h"
#include "base/time.h"
#include "bus/crash_report.h"
#include "bus/poll_set.h"
#include "bus/receiver.h"
#include "bus/request.h"
#include "bus/role_log.h"
#include "bus/sender.h"
#include "bus/watched_role.h"

namespace stom::bus {
namespace {

constexpr std::uint64_t kMostOutput = 1 << 20;  // of a role's output file, before it is put aside

struct Role {
  WatchedRole watched;
  std::uint16_t source;
  ChildProcess process;
  Message kill_reason;  // why it was killed here; also how it ended
};

ProcessLock take_lock(const RunDirectory& directory) {
  auto lock = ProcessLock::try_take(directory.lock());
  if (lock) return std::move(*lock);
  const auto owner = ProcessLock::owner(directory.lock());
  throw UsageError(message("{}: 이미 실행 중입니다 (프로세스 {}). stom status 로 보고 stom down 으로 끝낼 수 있습니다.",
                           "{}: already runs here (process {}). See it with stom status, end it with stom down.", directory.path().string(),
                           owner ? owner->id : 0));
}

}  // namespace

struct Supervisor::Impl {
  RunDirectory directory;
  SupervisorOptions options;
  ProcessLock lock;
  std::vector<Message> cleaned = clean_up();  // before the sockets are taken over
  Bus bus;
  Sender control;
  Receiver health;
  RequestServer requests;
  RoleLog log;
  SettingsBoard board;
  std::vector<Role> roles;
  double started = monotonic_seconds(), next_beat = 0, next_output_check = started, last_turn = started;
  bool stopping = false;
  CpuShare machine_cpu;

  Impl(RunDirectory d, SupervisorOptions o)
      : directory(std::move(d)),
        options(std::move(o)),
        lock(take_lock(directory)),
        bus(directory, "supervisor"),
        control(bus, ChannelId::kControl),
        health(bus, ChannelId::kHealth),
        requests(bus, kSupervisorRequests),
        log(bus, options.language) {
    board.publish(options.settings);
    if (const auto machine = machine_usage()) (void)machine_cpu.update(machine->busy_seconds, started);
    std::stable_sort(options.roles.begin(), options.roles.end(), [](const RoleSpec& a, const RoleSpec& b) { return a.rank < b.rank; });
    std::uint16_t source = 0;
    for (const RoleSpec& spec : options.roles) roles.push_back({WatchedRole(spec, options.policy), ++source, {}, {}});
    log.info(message("stom {} 감독을 시작합니다 (프로세스 {}).", "stom {}: the supervisor starts (process {}).", options.version, this_process().id));
    for (const Message& line : cleaned) log.warning(line);
  }

  // Roles that outlived their supervisor would write beside the new ones: they must be gone first.
  std::vector<Message> clean_up() {
    std::vector<Message> lines;
    if (const auto& crashed = lock.crashed_owner()) {
      lines.push_back(message("앞의 감독 프로세스 {}이(가) 정리하지 못하고 끝났습니다.",
                              "The supervisor before (process {}) ended without cleaning up.", crashed->id));
    }
    for (const auto& entry : std::filesystem::directory_iterator(directory.role())) {
      if (entry.path().extension() == ".pid") {
        const auto identity = parse_process_identity(read_file(entry.path()));
        if (identity && terminate_process(*identity, options.policy.orphan_seconds)) {
          lines.push_back(message("남아 있던 역할 {} (프로세스 {})을(를) 끝냈습니다.", "The left-over role {} (process {}) was ended.",
                                  entry.path().stem().string(), identity->id));
        }
      }
      std::error_code ignored;
      std::filesystem::remove(entry.path(), ignored);
    }
    return lines;
  }

  std::filesystem::path pid_file(const Role& role) const { return directory.role() / (role.watched.spec().name + ".pid"); }

  // The writer goes on at the begin of the file (it appends); what it writes just now may be lost, the log has it.
  static void put_aside(const std::filesystem::path& output) {
    std::error_code code;
    const auto size = std::filesystem::file_size(output, code);
    if (code || size <= kMostOutput) return;
    std::filesystem::copy_file(output, output.string() + ".1", std::filesystem::copy_options::overwrite_existing, code);
    std::filesystem::resize_file(output, 0, code);
  }

  void trim_outputs(double now) {
    if (now < next_output_check) return;
    next_output_check = now + options.policy.output_check;
    std::error_code code;
    for (const auto& entry : std::filesystem::directory_iterator(directory.output(), code)) {
      if (entry.path().extension() == ".txt") put_aside(entry.path());
    }
  }

  void start(Role& role, double now) {
    const RoleSpec& spec = role.watched.spec();
    SpawnOptions spawn;
    spawn.arguments = options.command(spec, role.source);
    spawn.output = directory.output() / (spec.name + ".txt");
    spawn.limits = spec.limits;
    if (spec.gets_secret) spawn.input = options.secret;
    spawn.own_session = true;  // Ctrl-C in the terminal reaches the supervisor alone: it stops the roles in order
    put_aside(spawn.output);
    try {
      role.process = ChildProcess::start(spawn);
      role.kill_reason = {};
      if (const auto identity = identify_process(role.process.id())) write_private_file(pid_file(role), to_text(*identity));
      role.watched.started(role.process.id(), now);
      board.forget(spec.name);
      log.info(message("{}: 시작 (프로세스 {})", "{}: started (process {})", spec.name, role.process.id()));
    } catch (const Error& error) {
      role.process = {};
      role.watched.failed_to_start(now);
      log.error(message("{}: 시작하지 못했습니다: {}", "{}: could not be started: {}", spec.name,
                        std::string_view(error.text().in(options.language))));
    }
  }

  // Rank by rank: the next one begins when all of the one before are ready or have failed.
  void start_due(double now) {
    if (stopping) return;
    std::optional<int> waiting_rank;
    for (Role& role : roles) {
      if (waiting_rank && role.watched.spec().rank > *waiting_rank) break;
      if (role.watched.is_due(now)) start(role, now);
      // A restart holds nobody up.
      if (!role.watched.is_settled() && !role.watched.was_ready()) waiting_rank = role.watched.spec().rank;
    }
  }

  Role* find(const std::string& name) {
    const auto found = std::find_if(roles.begin(), roles.end(), [&](const Role& role) { return role.watched.spec().name == name; });
    return found == roles.end() ? nullptr : &*found;
  }

  void send_settings(const std::string& role) { (void)control.send(board.current()->message(), {.topic = role_topic(role)}); }

  void handle_hello(const Packet& packet, double now) {
    const auto hello = packet.as<Hello>();
    Role* role = find(hello.role);
    // Only the process that was started here is the role: not one started by hand, not a left-over.
    if (role == nullptr || role->process.id() != hello.pid) return;
    const std::uint64_t before = role->watched.session();
    const auto away = role->watched.hello(packet.envelope.session, now);
    Welcome welcome;
    welcome.role = hello.role;
    welcome.role_session = packet.envelope.session;
    welcome.settings_version = board.current()->version();
    (void)control.send(welcome, {.topic = role_topic(hello.role)});  // lost if it does not listen yet: it says hello again
    send_settings(hello.role);
    if (!away) return;
    RoleGap gap;
    gap.role = hello.role;
    gap.session_before = before;
    gap.session_now = packet.envelope.session;
    gap.seconds = *away;
    (void)control.send(gap);
    log.warning(message("{}: {:.1f}초 만에 돌아왔습니다.", "{}: back after {:.1f} s.", hello.role, *away));
  }

  // The query role has written new settings: everybody gets them, beside what belongs to this start of the platform.
  void take_settings(SettingsSnapshot snapshot) {
    for (const auto& [key, value] : board.current()->message().values) {
      if (!options.kept_settings.empty() && key.starts_with(options.kept_settings)) snapshot.values[key] = value;
    }
    publish(std::move(snapshot.values));
  }

  std::uint32_t publish(std::map<std::string, SettingValue> settings) {
    const std::uint32_t version = board.publish(std::move(settings))->version();
    for (const Role& role : roles) send_settings(role.watched.spec().name);
    return version;
  }

  void handle_health(const Packet& packet, double now) {
    switch (packet.type()) {
      case MessageType::kHello: handle_hello(packet, now); break;
      case MessageType::kHeartbeat: {
        const auto beat = packet.as<Heartbeat>();
        Role* role = find(beat.role);
        if (role == nullptr || role->watched.session() != packet.envelope.session) break;
        const bool was_ready = role->watched.state() == RoleState::kReady;
        role->watched.heartbeat(beat, now);
        if (!was_ready && role->watched.state() == RoleState::kReady) log.info(message("{}: 준비됨", "{}: ready", beat.role));
        board.acknowledge(beat.role, beat.settings_version);
        if (beat.settings_version < board.current()->version()) send_settings(beat.role);
        break;
      }
      case MessageType::kLinkPulse: {
        Role* role = find(packet.as<LinkPulse>().role);
        if (role != nullptr && role->watched.session() == packet.envelope.session) role->watched.link_pulse(now);
        break;
      }
      case MessageType::kSettingsAck: {
        const auto ack = packet.as<SettingsAck>();
        const Role* role = find(ack.role);
        if (role != nullptr && role->watched.session() == packet.envelope.session) board.acknowledge(ack.role, ack.version);
        break;
      }
      case MessageType::kSettingsSnapshot: take_settings(packet.as<SettingsSnapshot>()); break;
      default: break;  // goodbye: the end of the process says it all
    }
  }

  void handle_request(const Packet& packet) {
    switch (packet.type()) {
      case MessageType::kStatusRequest: requests.reply(status()); break;
      case MessageType::kDownRequest: {
        DownReply reply;
        std::map<int, double> longest;  // ranks stop one after the other
        for (const Role& role : roles) {
          double& seconds = longest[role.watched.spec().rank];
          seconds = std::max(seconds, role.watched.spec().stop_seconds);
        }
        for (const auto& [rank, seconds] : longest) reply.seconds += seconds;
        requests.reply(reply);
        stop();
        break;
      }
      default: requests.reply(Refusal{"감독이 모르는 요청입니다.", "The supervisor does not know this request."});
    }
  }

  void handle_end(Role& role, const ExitStatus& status, double now) {
    const std::string name = role.watched.spec().name;
    Crash crash{name, role.process.id(), status, role.kill_reason.en, role.watched.uptime(now), role.watched.restarts(), false};
    role.process = {};
    std::error_code ignored;
    std::filesystem::remove(pid_file(role), ignored);
    if (!role.watched.ended(status, now, role.kill_reason)) {
      log.info(message("{}: 끝남", "{}: ended", name));
      return;
    }
    crash.given_up = role.watched.state() == RoleState::kFailed;
    const auto report = write_crash_report(directory, crash);
    role.watched.set_report(report.string());
    const Message how = role.kill_reason.en.empty() ? describe(status) : role.kill_reason;
    log.error(message("{}: {}. 보고서: {}", "{}: {}. Report: {}", name, std::string_view(how.in(options.language)), report.string()));
    if (crash.given_up) {
      log.error(message("{}: 너무 자주 끝나 더 시작하지 않습니다.", "{}: ended too often; it is not started again.", name));
    }
  }

  void watch(double now) {
    for (Role& role : roles) {
      if (const auto status = role.process.ended()) {
        handle_end(role, *status, now);
        continue;
      }
      const std::string& name = role.watched.spec().name;
      switch (role.watched.listen(now)) {
        case WatchedRole::Silence::kNone: break;
        case WatchedRole::Silence::kDegraded: log.warning(message("{}: 응답이 늦습니다.", "{}: its heartbeat is late.", name)); break;
        case WatchedRole::Silence::kAlarm: log.error(message("{}: 응답이 없습니다.", "{}: its heartbeat has stopped.", name)); break;
        case WatchedRole::Silence::kKill:
          if (role.kill_reason.en.empty()) log.error(message("{}: 응답이 없어 강제로 끝내고 다시 시작합니다.", "{}: is killed because its heartbeat has stopped.", name));
          role.kill_reason = {"응답이 없어 강제로 끝냄", "killed because its heartbeat had stopped"};
          role.process.send_signal(SIGKILL);
          break;
      }
      if (role.watched.is_past_deadline(now) && role.kill_reason.en.empty()) {
        role.kill_reason = {"제때 끝나지 않아 강제로 끝냄", "killed at its deadline"};
        log.warning(message("{}: 제때 끝나지 않아 강제로 끝냅니다.", "{}: did not end in time and is killed.", name));
        role.process.send_signal(SIGKILL);
      }
    }
  }

  // Reverse rank order: the next rank is asked when all of the one above have ended.
  void stop_due(double now) {
    if (!stopping) return;
    std::optional<int> rank;
    for (auto role = roles.rbegin(); role != roles.rend(); ++role) {
      if (!role->watched.has_process()) continue;
      if (!rank) rank = role->watched.spec().rank;
      if (role->watched.spec().rank != *rank) break;
      if (role->watched.state() == RoleState::kStopping) continue;
      StopRequest request;
      request.reason = StopReason::kSupervisorEnds;
      request.seconds = role->watched.spec().stop_seconds;
      (void)control.send(request, {.topic = role_topic(role->watched.spec().name)});
      role->process.send_signal(SIGTERM);  // also reaches a role that does not listen yet
      role->watched.ask_to_stop(now);
    }
  }

  void beat(double now) {
    if (now < next_beat) return;
    SupervisorBeat message;
    message.uptime = now - started;
    (void)control.send(message);
    next_beat = now + options.policy.beat;
  }

  // A machine or a process that is stopped for a while and goes on: the roles did not fail, and may have stood still, too.
  void excuse_standstill(double now) {
    const double away = now - std::exchange(last_turn, now);
    if (away < options.policy.stood_still) return;
    log.warning(message("감독 프로세스가 {:.1f}초 동안 멈춰 있었습니다.", "The supervisor itself stood still for {:.1f} s.", away));
    for (Role& role : roles) role.watched.excuse(away);
  }

  void turn() {
    excuse_standstill(monotonic_seconds());
    while (const auto packet = health.receive()) {
      try {
        handle_health(*packet, monotonic_seconds());
      } catch (const DataError& error) {
        log.error(error.text());  // a role of another version of stom
      }
    }
    while (const auto packet = requests.receive()) handle_request(*packet);
    const double now = monotonic_seconds();
    watch(now);
    start_due(now);
    stop_due(now);
    beat(now);
    trim_outputs(now);
    log.flush();
  }

  void step(double seconds) {
    turn();
    const double now = monotonic_seconds();
    double until = std::min(now + seconds, next_beat);
    PollSet poll;
    poll.add(health);
    poll.add(requests);
    for (const Role& role : roles) {
      if (role.watched.has_process()) poll.add_descriptor(role.process.descriptor());
      else if (role.watched.state() == RoleState::kStopped && role.watched.next_start() > now)
        until = std::min(until, role.watched.next_start());
    }
    if (poll.wait(std::max(0.0, until - now))) turn();
  }

  void stop() {
    if (std::exchange(stopping, true)) return;
    log.info({"모든 역할을 순서대로 끝냅니다.", "Stopping all roles in order."});
  }

  bool finished() const {
    return stopping && std::none_of(roles.begin(), roles.end(), [](const Role& role) { return role.watched.has_process(); });
  }

  StatusReply status() {
    const double now = monotonic_seconds();
    StatusReply reply;
    reply.pid = this_process().id;
    reply.version = options.version;
    reply.title = options.title.en;
    reply.title_ko = options.title.ko;
    reply.uptime = now - started;
    reply.stopping = stopping;
    reply.settings_version = board.current()->version();
    if (const auto machine = machine_usage()) {
      reply.machine_memory_bytes = machine->memory_bytes;
      reply.machine_available_bytes = machine->available_bytes;
      const double processors = std::max(1u, hardware_threads());
      reply.machine_cpu_percent = std::min(100.0, machine_cpu.update(machine->busy_seconds, now) / processors);
    }
    for (Role& role : roles) reply.roles.push_back(role.watched.status(now));
    return reply;
  }
};

Supervisor::Supervisor(RunDirectory directory, SupervisorOptions options)
    : impl_(std::make_unique<Impl>(std::move(directory), std::move(options))) {}
Supervisor::~Supervisor() = default;
void Supervisor::step(double seconds) { impl_->step(seconds); }
void Supervisor::stop() { impl_->stop(); }
bool Supervisor::finished() const { return impl_->finished(); }

void Supervisor::run(const StopFlag& flag) {
  while (!finished()) {
    if (flag.requested()) stop();
    step(0.5);
  }
}

std::uint32_t Supervisor::publish(std::map<std::string, SettingValue> settings) {
  return impl_->publish(std::move(settings));
}

const SettingsBoard& Supervisor::settings() const { return impl_->board; }
RoleLog& Supervisor::log() { return impl_->log; }
StatusReply Supervisor::status() { return impl_->status(); }

}  // namespace stom::bus
