// SIGKILL at twenty moments of a study: resumed, it has the rows of an undisturbed one, byte for byte.
#include <csignal>

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/time.h"
#include "optimize/random.h"
#include "study_rows.h"

namespace stom::optimize {
namespace {

constexpr int kKills = 20;

// A new study, or the stored one if there is any.
void run_or_resume(const store::MarketData& data, const StudySpec& spec, const std::filesystem::path& path) {
  StudyStore store(path);
  const auto stored = store.list();
  Recorder recorder;
  NoProgress progress;
  const StopFlag stop;
  if (stored.empty()) (void)run_study(data, spec, store, {}, recorder, progress, stop);
  else (void)run_study(data, study_spec_from_json(stored.front().spec_json), store, stored.front().id, recorder, progress, stop);
}

// Runs it in a process of its own; kills that after so many milliseconds. True: it was killed before it had finished.
bool killed_after(int milliseconds, const store::MarketData& data, const StudySpec& spec, const std::filesystem::path& path) {
  int ends[2];
  EXPECT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    int status = 0;
    try {
      run_or_resume(data, spec, path);
    } catch (...) {
      status = 1;
    }
    ::_exit(status);
  }
  ::close(ends[1]);
  // The pipe is closed by the end of the child.
  pollfd waiting{ends[0], POLLIN, 0};
  const bool is_running = ::poll(&waiting, 1, milliseconds) == 0;
  if (is_running) ::kill(child, SIGKILL);
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  ::close(ends[0]);
  if (!WIFSIGNALED(status)) {
    EXPECT_EQ(WEXITSTATUS(status), 0);
  }
  return WIFSIGNALED(status);
}

std::string export_of(const std::filesystem::path& path) {
  StudyStore store(path);
  const auto studies = store.list();
  EXPECT_EQ(studies.size(), 1u);
  return store.export_csv(studies.front().id);
}

TEST(StudyKill, AKilledStudyResumesToTheSameRows) {
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "stom-study-kill";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  const auto data = make_study_data(folder, "rows");
  for (const char* kind : {"bvc", "or"}) {
    SCOPED_TRACE(kind);
    StudySpec spec = study_spec(kind);
    spec.batch = 4;
    const auto undisturbed = folder / fmt::format("{}.db", kind);
    const double start = monotonic_seconds();
    run_or_resume(*data, spec, undisturbed);
    const double seconds = monotonic_seconds() - start;
    const std::string rows = export_of(undisturbed);
    Random random(7, 0);
    int kills = 0;
    for (int i = 0; i < kKills / 2; ++i) {
      SCOPED_TRACE(i);
      const auto path = folder / fmt::format("{}-{}.db", kind, i);
      kills += killed_after(static_cast<int>(random.uniform() * seconds * 1000), *data, spec, path) ? 1 : 0;
      kills += killed_after(static_cast<int>(random.uniform() * seconds * 1000), *data, spec, path) ? 1 : 0;
      run_or_resume(*data, spec, path);
      EXPECT_EQ(export_of(path), rows);
    }
    EXPECT_GT(kills, 0);
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace stom::optimize
