#include "base/process.h"

#include <csignal>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file.h"
#include "base/process_lock.h"
#include "base/process_usage.h"

namespace stom {
namespace {

constexpr double kLongWait = 20;  // only reached when something is broken

// Gone with its object.
struct TestFolder {
  std::filesystem::path path = std::filesystem::path(testing::TempDir()) / fmt::format("stom-process-{}", this_process().id);
  TestFolder() { stom::create_directories(path); }
  ~TestFolder() { std::filesystem::remove_all(path); }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
};

SpawnOptions shell(const std::string& text) {
  SpawnOptions options;
  options.arguments = {"/bin/sh", "-c", text};
  return options;
}

TEST(Process, TellsTheExitStatus) {
  auto child = ChildProcess::start(shell("exit 7"));
  EXPECT_EQ(child.wait(kLongWait), (ExitStatus{7, 0}));
}

TEST(Process, TellsTheSignalThatEndedIt) {
  auto child = ChildProcess::start(shell("kill -SEGV $$"));
  const auto status = child.wait(kLongWait);
  ASSERT_TRUE(status);
  EXPECT_EQ(status->signal, SIGSEGV);
  EXPECT_EQ(describe(*status).en, "ended by signal SIGSEGV (11)");
}

TEST(Process, AppendsOutputAndSeesTheEnvironment) {
  const TestFolder folder;
  const auto file = folder.path / "output";
  SpawnOptions options = shell("echo one $STOM_TEST_WORD; echo two >&2");
  options.environment = {{"STOM_TEST_WORD", "word"}};
  options.output = file;
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(ChildProcess::start(options).wait(kLongWait));
  EXPECT_EQ(read_file(file), "one word\ntwo\none word\ntwo\n");
}

TEST(Process, SaysWhyAProgramCannotBeExecuted) {
  SpawnOptions options;
  options.arguments = {"/nowhere/no-such-program"};
  try {
    ChildProcess::start(options);
    FAIL() << "started what does not exist";
  } catch (const Error& error) {
    EXPECT_NE(error.text().en.find("/nowhere/no-such-program: cannot be executed (No such file"), std::string::npos) << error.text().en;
  }
}

TEST(Process, KeepsToItsResourceLimits) {
  const TestFolder folder;
  const auto file = folder.path / "output";
  SpawnOptions options = shell("ulimit -n; ulimit -c");
  options.limits.open_files = 64;
  options.limits.core_files = false;
  options.output = file;
  ASSERT_TRUE(ChildProcess::start(options).wait(kLongWait));
  EXPECT_EQ(read_file(file), "64\n0\n");
}

TEST(Process, IsKilledWithItsObjectUnlessReleased) {
  ProcessIdentity killed, released;
  {
    auto first = ChildProcess::start(shell("exec sleep 600"));
    auto second = ChildProcess::start(shell("exec sleep 600"));
    killed = identify_process(first.id()).value();
    released = identify_process(second.id()).value();
    second.release();
  }
  EXPECT_FALSE(is_running(killed));
  EXPECT_TRUE(is_running(released));
  EXPECT_TRUE(terminate_process(released, kLongWait));
  EXPECT_FALSE(is_running(released));
}

TEST(Process, ThatIgnoresTheWishToEndIsKilled) {
  const TestFolder test;
  const auto& folder = test.path;
  auto deaf =
      ChildProcess::start(shell(fmt::format("trap '' TERM; mkfifo {0}/pipe; echo deaf > {0}/pipe; read line < {0}/pipe", folder.string())));
  // Opening the pipe waits for a writer and a reader: after the first line the trap is set.
  while (!deaf.ended() && !std::filesystem::exists(folder / "pipe")) continue;
  EXPECT_EQ(read_file(folder / "pipe"), "deaf\n");
  const auto identity = identify_process(deaf.id()).value();
  EXPECT_FALSE(deaf.ended());
  EXPECT_TRUE(terminate_process(identity, 0.2));
  EXPECT_EQ(deaf.wait(kLongWait), (ExitStatus{0, SIGKILL}));
}

TEST(Process, AnotherWithTheSameNumberIsNotTakenForIt) {
  const ProcessIdentity self = this_process();
  EXPECT_TRUE(is_running(self));
  EXPECT_FALSE(is_running({self.id, self.start_ticks + 1}));
  EXPECT_EQ(parse_process_identity(to_text(self)), self);
  EXPECT_FALSE(parse_process_identity("garbage"));
  EXPECT_FALSE(parse_process_identity(""));
}

TEST(ProcessUsage, CountsMemoryAndProcessorTime) {
  const auto usage = process_usage(this_process().id);
  ASSERT_TRUE(usage);
  EXPECT_GT(usage->resident_bytes, 1u << 20);
  EXPECT_GE(usage->threads, 1u);
  EXPECT_GE(usage->cpu_seconds, 0);
  const auto machine = machine_usage();
  ASSERT_TRUE(machine);
  EXPECT_GT(machine->memory_bytes, machine->available_bytes);
  EXPECT_GT(machine->total_seconds, machine->busy_seconds);
}

TEST(ProcessUsage, ShareIsTheSlopeBetweenTwoLooks) {
  CpuShare share;
  EXPECT_EQ(share.update(5, 100), 0);
  EXPECT_EQ(share.update(6, 102), 50);
  EXPECT_EQ(share.update(6.4, 102.4), 50) << "too soon";
  EXPECT_EQ(share.update(6, 106), 0);
}

TEST(ProcessLock, RefusesASecondOwnerAndNamesTheFirst) {
  const TestFolder folder;
  const auto path = folder.path / "lock";
  {
    const auto lock = ProcessLock::try_take(path);
    ASSERT_TRUE(lock);
    EXPECT_FALSE(lock->crashed_owner());
    EXPECT_FALSE(ProcessLock::try_take(path));
    EXPECT_EQ(ProcessLock::owner(path), this_process());
  }
  EXPECT_FALSE(ProcessLock::owner(path));
  EXPECT_TRUE(ProcessLock::try_take(path));
}

TEST(ProcessLock, RecognisesWhatACrashLeft) {
  const TestFolder folder;
  const auto path = folder.path / "lock";
  const ProcessIdentity dead{this_process().id, 1};
  write_file_atomically(path, to_text(dead));
  EXPECT_FALSE(ProcessLock::owner(path));
  const auto lock = ProcessLock::try_take(path);
  ASSERT_TRUE(lock);
  EXPECT_EQ(lock->crashed_owner(), dead);
}

}  // namespace
}  // namespace stom
