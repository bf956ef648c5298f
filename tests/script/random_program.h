// Random strategy texts and random rows to run them on, for comparing the back ends. Everything follows from Choices: a
// seed or the bytes of a fuzzer.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "script/compiled_text.h"

namespace stom::script::test {

class Choices {
 public:
  explicit Choices(std::uint64_t seed) : state_(seed) {}
  explicit Choices(std::span<const std::uint8_t> bytes) : bytes_(bytes), reads_bytes_(true) {}

  [[nodiscard]] std::uint64_t next();
  [[nodiscard]] int below(int count) { return static_cast<int>(next() % static_cast<std::uint64_t>(count)); }
  [[nodiscard]] bool one_in(int count) { return below(count) == 0; }
  template <typename T, std::size_t N>
  [[nodiscard]] const T& of(const T (&items)[N]) {
    return items[below(static_cast<int>(N))];
  }

 private:
  std::uint64_t state_ = 0;
  std::span<const std::uint8_t> bytes_;
  std::size_t position_ = 0;
  bool reads_bytes_ = false;
};

struct RandomProgram {
  std::string text;
  CompileOptions options;
};
// A text of some statements in the language's subset; mostly valid. `kind`: kBuy, kSell or kCondition.
[[nodiscard]] RandomProgram random_program(Choices& choices, TextKind kind);

// The columns, slots, variables and symbol tests that a text needs, filled with prices, counts, zeros, NaN and infinities.
class RandomRows {
 public:
  RandomRows(Choices& choices, const CompiledText& text, std::int64_t rows);
  [[nodiscard]] const RowContext& context() const { return context_; }
  [[nodiscard]] HoldingState holding(Choices& choices, std::int64_t row) const;

 private:
  [[nodiscard]] double* column(Choices& choices, int mood);

  std::int64_t rows_;
  std::vector<std::unique_ptr<double[]>> storage_;
  std::vector<const double*> columns_;
  std::vector<double> first_row_;
  std::vector<std::int64_t> index_;
  std::vector<SlotBinding> slots_;
  ParameterVector vars_;
  std::vector<std::uint8_t> symbol_tests_;
  std::string code_ = "005930", name_ = "삼성전자";
  RowContext context_;
};

}  // namespace stom::script::test
