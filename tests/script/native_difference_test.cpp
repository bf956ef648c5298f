// Native code and the interpreter give the same answer at every row, of random texts on random rows and of every golden
// text.
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include <gtest/gtest.h>

#include "script/native.h"
#include "script/held_sample.h"
#include "script/random_program.h"

namespace stom::script::test {
namespace {

struct Tally {
  int native = 0, vectorised = 0, refused = 0, invalid = 0;
  std::map<std::string, int> reasons;
};

std::string error(const CompiledText& text, const RowContext& context, std::int64_t row, const HoldingState* holding) {
  const ScriptError error = explain_error(text, context, row, holding);
  if (error.kind.empty()) return {};
  return fmt::format(" ({}:{} {} {})", error.position.line, error.position.column, error.kind, error.text.en);
}

// A row that the many-row form leaves out though the text sells there.
std::string held_difference(Choices& choices, const CompiledText& text, const RandomRows& data, Evaluator& reference, Evaluator& evaluator,
                            std::int64_t rows) {
  const HeldSample held(choices, data, rows);
  std::vector<std::uint8_t> flags(rows, 77);
  for (std::int64_t begin = held.begin(); begin < rows;) {
    const std::int64_t end = std::min<std::int64_t>(rows, begin + 1 + choices.below(choices.one_in(2) ? 60 : 20));
    if (!evaluator.scan_holding(data.context(), begin, end, held.rows(), flags.data() + begin)) return {};
    begin = end;
  }
  for (std::int64_t row = held.begin(); row < rows; ++row) {
    const HoldingState holding = held.at(row);
    const std::int32_t expected = reference.sell(data.context(), row, holding);
    const bool is_clear = flags[row] == kLong || flags[row] == 0;  // other values only ask
    if (is_clear && (flags[row] != 0) != (expected != kNoSell)) {
      return fmt::format("held row {}: expected {}, flag {}{}", row, expected, int{flags[row]}, error(text, data.context(), row, &holding));
    }
  }
  return {};
}

// Rows that differ, as text; empty: none.
std::string difference(Choices& choices, const std::shared_ptr<const CompiledText>& text, const NativeText& native,
                       std::int64_t rows) {
  const RandomRows data(choices, *text, rows);
  const auto reference = make_interpreter(text);
  const auto evaluator = native.make_evaluator();
  if (text->options.kind == TextKind::kSell) {
    for (std::int64_t row = 0; row < rows; ++row) {
      const HoldingState holding = data.holding(choices, row);
      const std::int32_t expected = reference->sell(data.context(), row, holding);
      const std::int32_t got = evaluator->sell(data.context(), row, holding);
      if (expected != got) {
        return fmt::format("row {}: expected {}, got {}{}", row, expected, got, error(*text, data.context(), row, &holding));
      }
    }
    return held_difference(choices, *text, data, *reference, *evaluator, rows);
  }
  std::vector<std::uint8_t> expected(rows), got(rows, 77);
  reference->scan(data.context(), 0, rows, expected.data());
  // In pieces, to meet every kind of start and end.
  for (std::int64_t begin = 0; begin < rows;) {
    const std::int64_t end = std::min<std::int64_t>(rows, begin + 1 + choices.below(choices.one_in(2) ? 100 : 20));
    evaluator->scan(data.context(), begin, end, got.data() + begin);
    begin = end;
  }
  for (std::int64_t row = 0; row < rows; ++row) {
    if (expected[row] != got[row]) {
      return fmt::format("row {}: expected {}, got {}{}", row, int{expected[row]}, int{got[row]},
                         error(*text, data.context(), row, nullptr));
    }
  }
  return {};
}

// False: differs.
bool agrees(Choices& choices, const std::string& source, const CompileOptions& options, Tally& tally) {
  const auto text = compile(source, options);
  if (!text->is_runnable()) {
    ++tally.invalid;
    return true;
  }
  std::string reason;
  const auto native = compile_native(text, &reason);
  if (!native) {
    ++tally.refused;
    ++tally.reasons[reason];
    return true;
  }
  ++tally.native;
  if (native->is_vectorised()) ++tally.vectorised;
  const std::string found = difference(choices, text, *native, 150);
  EXPECT_EQ(found, "") << "text:\n" << source;
  return found.empty();
}

void report(const char* what, const Tally& tally) {
  std::printf("%s: %d native (%d branch-free), %d interpreted, %d not runnable\n", what, tally.native, tally.vectorised,
              tally.refused, tally.invalid);
  for (const auto& [reason, count] : tally.reasons) std::printf("  %4d interpreted because of %s\n", count, reason.c_str());
}

class RandomTexts : public testing::TestWithParam<TextKind> {};

TEST_P(RandomTexts, NativeCodeAgreesWithTheInterpreterAtEveryRow) {
  Tally tally;
  const char* wanted = std::getenv("STOM_RANDOM_TEXTS");
  const int texts = wanted != nullptr ? std::atoi(wanted) : 200;
  const char* offset = std::getenv("STOM_RANDOM_SEED");
  const std::uint64_t first = offset != nullptr ? std::strtoull(offset, nullptr, 10) : 1;
  int failures = 0;
  for (int i = 0; i < texts && failures < 3; ++i) {
    Choices choices((first + i) * 1'000'003);
    const RandomProgram program = random_program(choices, GetParam());
    SCOPED_TRACE(fmt::format("seed {}", first + i));
    if (!agrees(choices, program.text, program.options, tally)) ++failures;
  }
  report("random texts", tally);
  EXPECT_GT(tally.native, texts / 2);
}

INSTANTIATE_TEST_SUITE_P(Kinds, RandomTexts, testing::Values(TextKind::kBuy, TextKind::kSell, TextKind::kCondition),
                         [](const auto& kind) {
                           return std::string(kind.param == TextKind::kBuy    ? "Buy"
                                              : kind.param == TextKind::kSell ? "Sell"
                                                                              : "Condition");
                         });

std::filesystem::path golden_root() {
  const std::filesystem::path own = STOM_SOURCE_DIR "/tests/golden";
  return std::filesystem::exists(own) ? own : std::filesystem::path(STOM_SOURCE_DIR "/../shared/golden");
}

std::string contents(const std::filesystem::path& path) {
  std::ostringstream out;
  out << std::ifstream(path).rdbuf();
  return out.str();
}

TEST(GoldenTexts, NativeCodeAgreesWithTheInterpreterAtEveryRow) {
  Tally tally;
  std::map<std::string, std::string> texts;  // by content: many cases share a text
  for (const char* folder : {"cases", "grids"}) {
    for (const auto& entry : std::filesystem::directory_iterator(golden_root() / folder)) {
      const std::string id = entry.path().filename();
      for (const char* file : {"buy.txt", "sell.txt"}) {
        if (!std::filesystem::exists(entry.path() / file)) continue;
        const std::string head = id.substr(0, id.find("__"));
        texts.emplace(head + "/" + file + "\n" + contents(entry.path() / file), id);
      }
    }
  }
  std::uint64_t seed = 0;
  for (const auto& [key, id] : texts) {
    CompileOptions options;
    const std::string head = key.substr(0, key.find('/'));
    ASSERT_TRUE(market::parse(head.substr(0, head.find('_')), options.market)) << id;
    ASSERT_TRUE(market::parse(head.substr(head.find('_') + 1), options.frame)) << id;
    options.kind = key.find("/buy.txt") != std::string::npos ? TextKind::kBuy : TextKind::kSell;
    options.lenient = true;
    options.average_list = {30};
    options.vars_count = 8;
    options.elapsed_names = {"상승", "하락", "강도"};
    Choices choices(++seed);
    SCOPED_TRACE(id);
    agrees(choices, key.substr(key.find('\n') + 1), options, tally);
  }
  report("golden texts", tally);
  EXPECT_GT(tally.native, 100);
}

}  // namespace
}  // namespace stom::script::test
