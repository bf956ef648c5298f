#include "base/usage_words.h"

#include <gtest/gtest.h>

namespace stom {
namespace {

TEST(UsageWords, NameWhatIsNotKnown) {
  EXPECT_EQ(usage_words("The following argument was not expected: --detatch").ko, "'--detatch': 그런 명령이나 옵션이 없습니다.");
  EXPECT_EQ(usage_words("The following argument was not expected: --detatch").en, "'--detatch': there is no such command or option.");
  EXPECT_EQ(usage_words("The following arguments were not expected: b a").ko, "'b a': 그런 명령이나 옵션이 없습니다.");
}

TEST(UsageWords, KeepTheOptionAndSayWhatItTakes) {
  EXPECT_EQ(usage_words("--market: stock not in {upbit,binance}").ko, "--market: 'stock': upbit, binance 중 하나여야 합니다.");
  EXPECT_EQ(usage_words("--workers: Value 0 not in range 1 to 64").ko, "--workers: '0': 1 이상 64 이하의 수여야 합니다.");
  EXPECT_EQ(usage_words("--workers: Value 0 not in range 1 to 64").en, "--workers: '0': expected a number from 1 to 64.");
  EXPECT_EQ(usage_words("Could not convert: --from = abc").en, "--from: 'abc' is no valid value.");
}

TEST(UsageWords, DoNotShowTheLargestNumberOfTheMachine) {
  const std::string words = "--kimp-rate: Value -3 not in range 0.000000 to 1" + std::string(308, '7') + ".000000";
  EXPECT_EQ(usage_words(words).ko, "--kimp-rate: '-3': 0보다 큰 수여야 합니다.");
  EXPECT_EQ(usage_words(words).en, "--kimp-rate: '-3': expected a number above 0.");
}

TEST(UsageWords, SayWhatIsMissingAndWhatDoesNotGoTogether) {
  EXPECT_EQ(usage_words("A subcommand is required").ko, "하위 명령이 필요합니다.");
  EXPECT_EQ(usage_words("--market is required").ko, "--market: 꼭 필요합니다.");
  EXPECT_EQ(usage_words("--exit excludes --state").ko, "--exit, --state: 함께 쓸 수 없습니다.");
  EXPECT_EQ(usage_words("--lines: 1 required INT missing").ko, "--lines: 값이 빠졌습니다.");
}

TEST(UsageWords, LeaveWhatTheyDoNotKnow) {
  EXPECT_EQ(usage_words("something else: of another kind").ko, "something else: of another kind");
  EXPECT_EQ(usage_words("").en, "");
}

}  // namespace
}  // namespace stom
