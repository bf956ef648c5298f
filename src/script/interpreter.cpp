// The interpreter as a back end: rows one by one through the machine.
#include "script/machine.h"

namespace stom::script {

class Interpreter final : public Evaluator {
 public:
  explicit Interpreter(std::shared_ptr<const CompiledText> text)
      : code_(make_code(*text, text)), machine_(*code_),
        is_condition_(text->options.kind == TextKind::kCondition) {}

  [[nodiscard]] bool is_native() const override { return false; }

  void scan(const RowContext& context, std::int64_t begin, std::int64_t end, std::uint8_t* signals) override {
    machine_.bind(context);
    for (std::int64_t row = begin; row < end; ++row) {
      signals[row - begin] = is_condition_ ? machine_.condition(row) : machine_.buy(row);
    }
  }

  std::int32_t sell(const RowContext& context, std::int64_t row, const HoldingState& holding) override {
    machine_.bind(context);
    return machine_.sell(row, holding);
  }

 private:
  std::unique_ptr<Code> code_;
  Machine machine_;
  bool is_condition_;
};

std::unique_ptr<Evaluator> make_interpreter(std::shared_ptr<const CompiledText> text) {
  return std::make_unique<Interpreter>(std::move(text));
}

}  // namespace stom::script
