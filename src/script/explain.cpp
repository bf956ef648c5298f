#include "script/machine.h"

namespace stom::script {

ScriptError explain_error(const CompiledText& text, const RowContext& context, std::int64_t row,
                          const HoldingState* holding) {
  const auto code = make_code(text, nullptr);
  Machine machine(*code);
  machine.explain(true);
  machine.bind(context);
  switch (text.options.kind) {
    case TextKind::kCondition: (void)machine.condition(row); break;
    case TextKind::kFinder: (void)machine.find(row); break;
    case TextKind::kSell: {
      static const HoldingState kFlat;
      (void)machine.sell(row, holding != nullptr ? *holding : kFlat);
      break;
    }
    case TextKind::kBuy: (void)machine.buy(row); break;
  }
  return machine.error();
}

}  // namespace stom::script
