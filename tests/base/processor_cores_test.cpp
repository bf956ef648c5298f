#include "base/processor_cores.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/process.h"

namespace stom {
namespace {

using Cores = std::vector<unsigned>;

TEST(ProcessorCores, ReadsSingleCoresListsAndRanges) {
  const unsigned first = usable_cores().front();
  EXPECT_EQ(parse_cores(std::to_string(first), "--cores"), Cores{first});
  EXPECT_EQ(parse_cores(fmt::format("{},{}", first, first), "--cores"), Cores{first});
  EXPECT_EQ(parse_cores(cores_text(usable_cores()), "--cores"), usable_cores());
}

TEST(ProcessorCores, RefusesWhatIsNoListAndCoresThatAreNotThere) {
  for (const char* text : {"", "a", "1,", ",1", "0-", "3-1", "0;1", "-1", "99999", "0-99999", "4294967296", " 0"}) {
    EXPECT_THROW((void)parse_cores(text, "--cores"), UsageError) << text;
  }
}

TEST(ProcessorCores, WritesNeighboursAsARange) {
  EXPECT_EQ(cores_text({0, 1, 2, 3, 6}), "0-3,6");
  EXPECT_EQ(cores_text({1, 3}), "1,3");
  EXPECT_EQ(cores_text({}), "");
}

TEST(ProcessorCores, AChildStaysOnItsCores) {
  const unsigned core = usable_cores().back();
  SpawnOptions spawn;
  const std::filesystem::path output = std::filesystem::path(testing::TempDir()) / "cores.txt";
  std::filesystem::remove(output);
  spawn.arguments = {"/bin/sh", "-c", "grep Cpus_allowed_list /proc/self/status"};
  spawn.output = output;
  spawn.limits.cores = {core};
  ChildProcess child = ChildProcess::start(spawn);
  ASSERT_TRUE(child.wait(10) == ExitStatus{});
  std::FILE* file = std::fopen(output.c_str(), "r");
  ASSERT_NE(file, nullptr);
  unsigned seen = 12345;
  EXPECT_EQ(std::fscanf(file, "Cpus_allowed_list: %u", &seen), 1);
  std::fclose(file);
  EXPECT_EQ(seen, core);
}

}  // namespace
}  // namespace stom
