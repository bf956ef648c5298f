// Native code and the interpreter must give the same answer at every row. Half of the inputs choose a random text of the
// language, the other half are taken as a text as they stand; the rows are random in both.
#include <cstdio>
#include <cstdlib>

#include "script/native.h"
#include "script/held_sample.h"
#include "script/random_program.h"

namespace {

using namespace stom::script;

[[noreturn]] void differ(const CompiledText& text, std::int64_t row, int expected, int got) {
  std::fprintf(stderr, "ERROR: row %ld: interpreter %d, native %d, of the text\n%s\n", static_cast<long>(row), expected, got,
               text.source.c_str());
  std::abort();
}

void compare(test::Choices& choices, const std::shared_ptr<const CompiledText>& text, std::int64_t rows) {
  const auto native = compile_native(text);
  const test::RandomRows data(choices, *text, rows);
  const auto reference = make_interpreter(text);
  const auto evaluator = native ? native->make_evaluator() : make_interpreter(text);
  if (text->options.kind == TextKind::kSell) {
    for (std::int64_t row = 0; row < rows; ++row) {
      const HoldingState holding = data.holding(choices, row);
      const std::int32_t expected = reference->sell(data.context(), row, holding);
      const std::int32_t got = evaluator->sell(data.context(), row, holding);
      if (expected != got) differ(*text, row, expected, got);
      if (expected == kSellRaised) (void)explain_error(*text, data.context(), row, &holding);
    }
    const test::HeldSample held(choices, data, rows);
    std::vector<std::uint8_t> flags(rows);
    if (held.begin() >= rows || !evaluator->scan_holding(data.context(), held.begin(), rows, held.rows(), flags.data())) return;
    for (std::int64_t row = held.begin(); row < rows; ++row) {
      const std::int32_t expected = reference->sell(data.context(), row, held.at(row));
      const std::uint8_t flag = flags[row - held.begin()];
      if ((flag == 0 && expected != kNoSell) || (flag == kLong && expected == kNoSell)) differ(*text, row, expected, flag);
    }
    return;
  }
  std::vector<std::uint8_t> expected(rows), got(rows);
  reference->scan(data.context(), 0, rows, expected.data());
  evaluator->scan(data.context(), 0, rows, got.data());
  for (std::int64_t row = 0; row < rows; ++row) {
    if (expected[row] != got[row]) differ(*text, row, expected[row], got[row]);
    if (expected[row] == kRaised) (void)explain_error(*text, data.context(), row, nullptr);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2 || size > 4096) return 0;
  test::Choices choices(std::span<const std::uint8_t>(data + 1, size - 1));
  const auto kind = static_cast<TextKind>((data[0] >> 1) % 3);  // buy, sell, condition
  const bool as_it_stands = (data[0] & 1) != 0;
  test::RandomProgram program = test::random_program(choices, kind);
  if (as_it_stands) program.text.assign(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto text = compile(program.text, program.options);
  // A text as it stands may loop up to the step limit at every row: few rows are enough.
  if (text->is_runnable()) compare(choices, text, as_it_stands ? 4 : 70);
  return 0;
}
