// Reading values as one-dimensional arrays of numbers, and broadcasting, for operators and np functions.
#pragma once

#include "script/machine.h"

namespace stom::script {

// A number or an array as an operand; elements repeat when it has one only.
class ArrayOperand {
 public:
  // False: the value cannot be an array; the machine has raised.
  [[nodiscard]] bool read(Machine& machine, const Node& at, const Value& value);
  [[nodiscard]] bool is_scalar() const { return array_ == nullptr; }
  [[nodiscard]] std::int64_t size() const { return array_ != nullptr ? array_->size : 1; }
  [[nodiscard]] NumberTag tag() const { return array_ != nullptr ? array_->tag : scalar_.tag; }
  [[nodiscard]] Number element(std::int64_t i) const {
    return array_ == nullptr ? scalar_ : array_->element(array_->size == 1 ? 0 : i);
  }

 private:
  const NumberArray* array_ = nullptr;
  Number scalar_{};
};

// The common size of two operands; −1: raised.
[[nodiscard]] std::int64_t broadcast_size(Machine& machine, const Node& at, const ArrayOperand& a, const ArrayOperand& b);

// A list, tuple, range, array or number as an array; null: raised.
[[nodiscard]] const NumberArray* as_array(Machine& machine, const Node& at, const Value& value);

[[nodiscard]] Value array_value(Machine& machine, const Node& at, NumberTag tag, std::vector<double> numbers);

// Reductions that are functions and methods alike: kMean kStd kVar kMax kMin kSum kArgmax kArgmin kMedian.
[[nodiscard]] Value reduce(Machine& machine, const Node& at, ModuleFunction function, const NumberArray& array,
                           std::int64_t freedom = 0);

}  // namespace stom::script
