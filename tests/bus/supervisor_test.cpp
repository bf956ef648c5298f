#include "bus/supervisor.h"

#include <csignal>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file.h"
#include "base/private_folder.h"
#include "base/thread.h"
#include "base/time.h"
#include "bus/bus_folder.h"
#include "bus/clock_role.h"
#include "bus/crash_report.h"
#include "bus/log_role.h"
#include "bus/request.h"
#include "bus/test_roles.h"

namespace stom::bus {
namespace {

using test::kLongWait;
using test::RunFolder;

// A platform of test roles; "NAME:KIND[:RANK]".
struct Platform {
  RunFolder folder;
  std::map<std::string, std::string> kinds;
  SupervisorOptions options;

  explicit Platform(const std::vector<std::string>& roles) {
    for (const std::string& text : roles) {
      std::istringstream parts(text);
      RoleSpec spec;
      std::string kind, rank;
      std::getline(parts, spec.name, ':');
      std::getline(parts, kind, ':');
      if (std::getline(parts, rank)) spec.rank = std::stoi(rank);
      spec.stop_seconds = 0.3;
      spec.limits.core_files = false;
      kinds[spec.name] = kind;
      options.roles.push_back(spec);
    }
    options.command = [this](const RoleSpec& role, std::uint16_t source) {
      return std::vector<std::string>{executable_path(),     "role", role.name, kinds[role.name], folder.path().string(),
                                      std::to_string(source)};
    };
    options.settings = {{"workers", std::int64_t{5}}};
    options.language = Language::kEnglish;
    options.version = "test";
    options.policy.beat = 0.05;
    options.policy.first_pause = 0.01;
    options.policy.longest_pause = 0.05;
    options.policy.orphan_seconds = 0.2;
  }

  [[nodiscard]] std::vector<std::string> notes() const {
    std::vector<std::string> lines;
    if (!std::filesystem::exists(folder.path() / "notes")) return lines;
    std::istringstream text(read_file(folder.path() / "notes"));
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    return lines;
  }
  [[nodiscard]] long count(const std::string& note) const {
    const auto lines = notes();
    return std::count(lines.begin(), lines.end(), note);
  }
};

bool step_until(Supervisor& supervisor, const std::function<bool()>& condition) {
  const double until = monotonic_seconds() + kLongWait;
  while (monotonic_seconds() < until) {
    if (condition()) return true;
    supervisor.step(0.02);
  }
  return condition();
}

RoleStatus status_of(Supervisor& supervisor, const std::string& name) {
  for (const RoleStatus& role : supervisor.status().roles) {
    if (role.role == name) return role;
  }
  throw Error({"없음", "no role " + name});
}

bool all_ready(Supervisor& supervisor) {
  const auto roles = supervisor.status().roles;
  return std::all_of(roles.begin(), roles.end(), [](const RoleStatus& role) { return role.state == RoleState::kReady; });
}

void stop_all(Supervisor& supervisor) {
  supervisor.stop();
  EXPECT_TRUE(step_until(supervisor, [&] { return supervisor.finished(); }));
}

std::string only_report(const RunFolder& folder) {
  std::string text;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path() / "report")) text += read_file(entry.path());
  return text;
}

TEST(Supervisor, StartsRolesInOrderAndStopsThemInReverse) {
  Platform platform({"three:steady:30", "one:steady:10", "two:steady:20"});
  Supervisor supervisor(platform.folder.directory(), platform.options);
  ASSERT_TRUE(step_until(supervisor, [&] { return all_ready(supervisor); }));
  stop_all(supervisor);
  std::vector<std::string> order;
  for (const std::string& note : platform.notes()) {
    if (note.ends_with(" started") || note.ends_with(" stopped") || note.starts_with("one settings")) order.push_back(note);
  }
  EXPECT_EQ(order, (std::vector<std::string>{"one started", "one settings 2 workers 5", "two started", "three started", "three stopped",
                                             "two stopped", "one stopped"}));
  EXPECT_TRUE(only_report(platform.folder).empty());
}

TEST(Supervisor, GivesEveryRoleTheSettingsAndKnowsWhoHasWhich) {
  Platform platform({"one:steady", "two:steady"});
  Supervisor supervisor(platform.folder.directory(), platform.options);
  const std::vector<std::string> roles = {"one", "two"};
  EXPECT_EQ(supervisor.settings().lagging(roles), roles);
  ASSERT_TRUE(step_until(supervisor, [&] { return supervisor.settings().lagging(roles).empty(); }));
  const std::uint32_t version = supervisor.publish({{"workers", std::int64_t{8}}});
  EXPECT_EQ(supervisor.publish({{"workers", std::int64_t{8}}}), version) << "nothing changed";
  ASSERT_TRUE(step_until(supervisor, [&] { return supervisor.settings().lagging(roles).empty(); }));
  EXPECT_EQ(supervisor.settings().version_of("two"), version);
  EXPECT_EQ(platform.count(fmt::format("one settings {} workers 8", version)), 1);
  EXPECT_EQ(platform.count(fmt::format("two settings {} workers 8", version)), 1);
  stop_all(supervisor);
}

TEST(Supervisor, StartsAKilledRoleAgainAndTellsTheOthers) {
  Platform platform({"one:steady", "two:steady"});
  Supervisor supervisor(platform.folder.directory(), platform.options);
  ASSERT_TRUE(step_until(supervisor, [&] { return all_ready(supervisor); }));
  const auto before = status_of(supervisor, "one");
  ::kill(before.pid, SIGKILL);
  ASSERT_TRUE(step_until(supervisor, [&] { return status_of(supervisor, "one").restarts == 1 && all_ready(supervisor); }));
  EXPECT_NE(status_of(supervisor, "one").pid, before.pid);
  EXPECT_TRUE(step_until(supervisor, [&] { return platform.count("two gap one") == 1; }));
  EXPECT_EQ(platform.count("one gap one"), 0);
  const std::string report = only_report(platform.folder);
  EXPECT_NE(report.find("role: one\n"), std::string::npos) << report;
  EXPECT_NE(report.find("ended by signal SIGKILL (9)"), std::string::npos) << report;
  stop_all(supervisor);
}

TEST(Supervisor, GivesUpWithAReportWhenARoleKeepsCrashing) {
  Platform platform({"bad:crashing:10", "good:steady:20"});
  platform.options.policy.most_restarts = 2;
  Supervisor supervisor(platform.folder.directory(), platform.options);
  ASSERT_TRUE(step_until(supervisor, [&] { return status_of(supervisor, "bad").state == RoleState::kFailed; }));
  EXPECT_TRUE(step_until(supervisor, [&] { return status_of(supervisor, "good").state == RoleState::kReady; }))
      << "a failed role holds nobody up";
  EXPECT_EQ(platform.count("bad started"), 3);
  const std::string report = only_report(platform.folder);
  EXPECT_NE(report.find("given up"), std::string::npos) << report;
  EXPECT_NE(report.find("SIGABRT"), std::string::npos) << report;
  EXPECT_NE(report.find("error: about to abort"), std::string::npos) << "its last words: " << report;
  EXPECT_FALSE(status_of(supervisor, "bad").report.empty());
  stop_all(supervisor);
}

TEST(Supervisor, KillsARoleThatStopsBeating) {
  Platform platform({"one:hanging"});
  platform.options.policy.degraded_after = 0.2;
  platform.options.policy.silent_after = 0.4;
  platform.options.policy.start_limit = 0.4;  // it hangs at its first settings, perhaps before its first beat
  platform.options.policy.most_restarts = 1;
  Supervisor supervisor(platform.folder.directory(), platform.options);
  ASSERT_TRUE(step_until(supervisor, [&] { return status_of(supervisor, "one").state == RoleState::kFailed; }));
  EXPECT_NE(only_report(platform.folder).find("detail: killed because its heartbeat had stopped"), std::string::npos);
  stop_all(supervisor);
}

TEST(Supervisor, StartsATraderAgainThatStandsStillWithItsLink) {
  Platform platform({"one:steady"});
  platform.options.roles[0].killed_when_silent = false;
  platform.options.policy.degraded_after = 0.2;
  platform.options.policy.silent_after = 0.4;
  Supervisor supervisor(platform.folder.directory(), platform.options);
  ASSERT_TRUE(step_until(supervisor, [&] { return all_ready(supervisor); }));
  ::kill(status_of(supervisor, "one").pid, SIGSTOP);
  ASSERT_TRUE(step_until(supervisor, [&] { return status_of(supervisor, "one").restarts == 1 && all_ready(supervisor); }));
  EXPECT_EQ(status_of(supervisor, "one").last_end, "killed because its heartbeat had stopped");
  stop_all(supervisor);
}

TEST(Supervisor, LeavesATraderAloneWhoseLinkLives) {
  Platform platform({"one:hung-with-link", "two:steady"});
  platform.options.roles[0].killed_when_silent = false;
  platform.options.policy.degraded_after = 0.2;
  platform.options.policy.silent_after = 0.6;
  platform.options.policy.start_limit = 0.6;
  Supervisor supervisor(platform.folder.directory(), platform.options);
  ASSERT_TRUE(step_until(supervisor, [&] { return status_of(supervisor, "one").state == RoleState::kDegraded; }));
  const auto pid = status_of(supervisor, "one").pid;
  // Longer than a role without a link would live.
  const double until = status_of(supervisor, "one").uptime + 1.2;
  ASSERT_TRUE(step_until(supervisor, [&] { return status_of(supervisor, "one").uptime > until; }));
  EXPECT_EQ(status_of(supervisor, "one").pid, pid);
  EXPECT_EQ(status_of(supervisor, "one").restarts, 0u);
  stop_all(supervisor);
}

TEST(Supervisor, BlamesNobodyForItsOwnStandstill) {
  Platform platform({"one:steady", "two:steady"});
  platform.options.policy.silent_after = 0.6;
  platform.options.policy.stood_still = 0.3;
  Supervisor supervisor(platform.folder.directory(), platform.options);
  ASSERT_TRUE(step_until(supervisor, [&] { return all_ready(supervisor); }));
  std::vector<ProcessId> before;
  for (const RoleStatus& role : supervisor.status().roles) before.push_back(role.pid);
  // The machine stands still: everything is stopped, the supervisor longer than its patience.
  for (const ProcessId pid : before) ::kill(pid, SIGSTOP);
  EXPECT_FALSE(wait_for_end(identify_process(before.front()).value(), 2 * platform.options.policy.silent_after));
  for (const ProcessId pid : before) ::kill(pid, SIGCONT);
  ASSERT_TRUE(step_until(supervisor, [&] { return all_ready(supervisor) && status_of(supervisor, "two").beat_age.value_or(9) < 0.1; }));
  for (std::size_t i = 0; i < before.size(); ++i) EXPECT_EQ(supervisor.status().roles[i].pid, before[i]);
  stop_all(supervisor);
}

TEST(Supervisor, KillsWhatDoesNotEndByItsDeadline) {
  Platform platform({"one:steady:10", "two:deaf:20"});
  Supervisor supervisor(platform.folder.directory(), platform.options);
  ASSERT_TRUE(step_until(supervisor, [&] { return all_ready(supervisor) && supervisor.settings().lagging({"two"}).empty(); }));
  stop_all(supervisor);
  EXPECT_EQ(platform.count("two stopped"), 0);
  EXPECT_EQ(platform.count("one stopped"), 1) << "the others still end in order";
}

TEST(Supervisor, PutsALongOutputAsideWhileItsWriterGoesOn) {
  Platform platform({"one:steady"});
  platform.options.policy.output_check = 0.02;
  Supervisor supervisor(platform.folder.directory(), platform.options);
  ASSERT_TRUE(step_until(supervisor, [&] { return all_ready(supervisor); }));
  const auto output = platform.folder.directory().output() / "one.txt";
  std::filesystem::resize_file(output, (1 << 20) + 1);
  EXPECT_TRUE(step_until(supervisor, [&] { return std::filesystem::file_size(output) == 0; }));
  EXPECT_EQ(std::filesystem::file_size(output.string() + ".1"), (1u << 20) + 1);
  stop_all(supervisor);
}

TEST(CrashReports, AreKeptUpToALimit) {
  const RunFolder folder;
  const RunDirectory directory = folder.directory();
  for (int i = 0; i < 205; ++i) std::ofstream(directory.report() / fmt::format("2024010100{:04}-000000-old.txt", i)) << "old";
  const auto newest = write_crash_report(directory, {"one", 7, {0, SIGKILL}, "", 1, 1, false});
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(directory.report())) names.push_back(entry.path().filename());
  EXPECT_EQ(names.size(), 200u);
  EXPECT_TRUE(std::filesystem::exists(newest));
  EXPECT_EQ(*std::min_element(names.begin(), names.end()), "20240101000006-000000-old.txt");
}

TEST(CrashReports, QuoteOnlyWhatIsNew) {
  const RunFolder folder;
  const auto file = folder.directory().output() / "supervisor.txt";
  write_private_file(file, "first start\nsecond start\nits words\n");
  EXPECT_EQ(last_lines(file, 2), "second start\nits words\n");
  EXPECT_EQ(last_lines(file, 10, 12), "second start\nits words\n");
  EXPECT_EQ(last_lines(file, 10, 1000), "");
}

TEST(Supervisor, RefusesASecondOneInTheSameFolder) {
  Platform platform({"one:steady"});
  Supervisor supervisor(platform.folder.directory(), platform.options);
  try {
    Supervisor second(platform.folder.directory(), platform.options);
    FAIL() << "two supervisors in one folder";
  } catch (const UsageError& error) {
    EXPECT_NE(error.text().en.find(fmt::format("already runs here (process {})", this_process().id)), std::string::npos) << error.text().en;
  }
}

TEST(Supervisor, EndsWhatACrashedOneLeft) {
  Platform platform({"one:steady"});
  // A role whose supervisor was killed so that nothing reached the role: it ignores SIGTERM and lives on.
  const RunDirectory directory = platform.folder.directory();
  SpawnOptions spawn;
  spawn.arguments = {executable_path(), "role", "one", "stubborn", platform.folder.path().string(), "1"};
  ChildProcess orphan = ChildProcess::start(spawn);
  const double until = monotonic_seconds() + kLongWait;
  while (platform.count("one started") == 0 && monotonic_seconds() < until) (void)orphan.wait(0.01);
  const auto identity = identify_process(orphan.id()).value();
  write_private_file(directory.role() / "one.pid", to_text(identity));
  write_private_file(directory.lock(), to_text({this_process().id, 1}));
  Supervisor supervisor(directory, platform.options);
  EXPECT_EQ(orphan.wait(kLongWait), (ExitStatus{0, SIGKILL}));
  EXPECT_TRUE(step_until(supervisor, [&] { return all_ready(supervisor); }));
  EXPECT_EQ(platform.count("one started"), 2);
  stop_all(supervisor);
}

TEST(Supervisor, AnswersWhoAsksAndGoesDownWhenTold) {
  Platform platform({"one:steady"});
  const RunDirectory directory = platform.folder.directory();
  Supervisor supervisor(directory, platform.options);
  ASSERT_TRUE(step_until(supervisor, [&] { return all_ready(supervisor); }));
  Bus bus(directory, "command");
  RequestClient client(bus, kSupervisorRequests);
  std::optional<StatusReply> status;
  StopFlag answered;
  {
    const Thread asker("asks", [&] {
      status = client.ask<StatusReply>(StatusRequest{}, kLongWait);
      (void)client.ask<DownReply>(DownRequest{}, kLongWait);
      answered.request();
    });
    EXPECT_TRUE(step_until(supervisor, [&] { return answered.requested() && supervisor.finished(); }));
  }
  ASSERT_TRUE(status);
  ASSERT_EQ(status->roles.size(), 1u);
  EXPECT_EQ(status->roles[0].state, RoleState::kReady);
  EXPECT_GT(status->roles[0].memory_bytes, 0u);
  EXPECT_EQ(platform.count("one stopped"), 1);
}

TEST(RoleLoop, EndsByItselfWhenItsSupervisorIsGone) {
  Platform platform({"one:steady"});
  const RunDirectory directory = platform.folder.directory();
  // A shell plays the supervisor that is killed; the role is its child.
  SpawnOptions spawn;
  spawn.arguments = {"/bin/sh", "-c",
                     fmt::format("'{}' role one steady '{}' 1 & wait", executable_path().string(), platform.folder.path().string())};
  ChildProcess parent = ChildProcess::start(spawn);
  Bus bus(directory, "supervisor");
  Receiver health(bus, ChannelId::kHealth);
  const auto packet = health.receive(kLongWait);
  ASSERT_TRUE(packet);
  const auto role = identify_process(packet->as<Hello>().pid).value();
  parent.send_signal(SIGKILL);
  EXPECT_TRUE(wait_for_end(role, kLongWait));
  EXPECT_EQ(platform.count("one stopped"), 1) << "it ended in order";
}

TEST(RoleLoop, GoesOnAfterItStoodStillLongerThanItsPatience) {
  Platform platform({"one:impatient"});
  Supervisor supervisor(platform.folder.directory(), platform.options);
  ASSERT_TRUE(step_until(supervisor, [&] { return all_ready(supervisor); }));
  const auto pid = status_of(supervisor, "one").pid;
  ::kill(pid, SIGSTOP);
  ASSERT_TRUE(step_until(supervisor, [&] { return status_of(supervisor, "one").beat_age.value_or(0) > 2 * test::kShortPatience; }));
  ::kill(pid, SIGCONT);
  ASSERT_TRUE(step_until(supervisor, [&] { return status_of(supervisor, "one").beat_age.value_or(9) < test::kShortPatience / 4; }));
  EXPECT_EQ(status_of(supervisor, "one").pid, pid);
  EXPECT_EQ(status_of(supervisor, "one").restarts, 0u);
  stop_all(supervisor);
}

TEST(LogFiles, RotateAndKeepTheirRights) {
  const RunFolder folder;
  const RunDirectory directory = folder.directory();
  LogFiles files(directory.log(), 400, 2);
  LogLine line;
  line.role = "../clock";
  line.utc_micros = 1732372205123456;
  line.level = LogLevel::kWarning;
  line.text = "first\nsecond";
  EXPECT_EQ(log_text(line), "2024-11-23 14:30:05.123456 warning first\n    second\n");
  for (int i = 0; i < 40; ++i) files.write(line);
  const auto file = directory.log() / "___clock.log";
  for (const auto& path : {file, std::filesystem::path(file.string() + ".1"), std::filesystem::path(file.string() + ".2")}) {
    ASSERT_TRUE(std::filesystem::exists(path)) << path;
    EXPECT_TRUE(is_private(path));
    EXPECT_LE(std::filesystem::file_size(path), 400u);
  }
  EXPECT_FALSE(std::filesystem::exists(file.string() + ".3"));
  EXPECT_EQ(files.failures(), 0u);
}

TEST(SecondTicks, SayEverySecondOnceAndAClockThatWasSet) {
  SecondTicks ticks;
  const std::int64_t start = 1732372205000000;
  const auto first = ticks.look(start + 1000, 10.001);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->utc_second_key, 20241123143005);
  EXPECT_EQ(first->korea_second_key, 20241123233005);
  EXPECT_FALSE(ticks.look(start + 900000, 10.9));
  const auto second = ticks.look(start + 1002000, 11.002);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->step, 0);
  const auto set_back = ticks.look(start - 57998000, 12.002);  // a minute back, one second later
  ASSERT_TRUE(set_back);
  EXPECT_NEAR(set_back->step, -60, 1e-6);
}

}  // namespace
}  // namespace stom::bus
