#include "base/parallel.h"

#include <csignal>
#include <cstdlib>

#include <unistd.h>

#include <gtest/gtest.h>

namespace stom {
namespace {

// Each in a process of its own: handlers and flags of signals belong to a whole process.
[[noreturn]] void end_with(bool good) { std::_Exit(good ? 0 : 1); }

TEST(StopOnSignals, AsksToStopWhenTheTerminalIsClosed) {
  EXPECT_EXIT(
      {
        static StopFlag flag;
        std::signal(SIGHUP, SIG_DFL);
        stop_on_signals(flag);
        std::raise(SIGHUP);
        end_with(flag.requested());
      },
      testing::ExitedWithCode(0), "");
}

TEST(StopOnSignals, GoesOnUnderNohup) {
  EXPECT_EXIT(
      {
        static StopFlag flag;
        std::signal(SIGHUP, SIG_IGN);
        stop_on_signals(flag);
        std::raise(SIGHUP);
        end_with(!flag.requested());
      },
      testing::ExitedWithCode(0), "");
}

TEST(StopOnSignals, EndsAtOnceAtTheSecondInterrupt) {
  EXPECT_EXIT(
      {
        static StopFlag flag;
        stop_on_signals(flag);
        std::raise(SIGINT);
        std::raise(SIGINT);
        end_with(false);
      },
      testing::ExitedWithCode(130), "");
}

TEST(EndOnlyInOrder, OutlivesInterruptsAndAClosedPipe) {
  EXPECT_EXIT(
      {
        static StopFlag flag;
        stop_on_signals(flag);
        end_only_in_order();
        std::raise(SIGINT);
        std::raise(SIGINT);
        int ends[2];
        const bool piped = ::pipe(ends) == 0;
        ::close(ends[0]);
        end_with(piped && flag.requested() && ::write(ends[1], "x", 1) == -1);
      },
      testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace stom
