// Any bytes as a strategy text: preparing, parsing, checking and planning must end with a text or with diagnostics, in every
// market, frame, kind and strictness; rendering a diagnostic must work too; a runnable text must have a native form or not,
// but never crash.
#include <cstdint>

#include "script/compiled_text.h"
#include "script/native.h"

namespace {

using namespace stom::script;
namespace market = stom::market;

void try_text(std::string_view text, const CompileOptions& options) {
  const auto compiled = compile(text, options);
  for (const auto& diagnostic : compiled->diagnostics) {
    (void)stom::render(diagnostic, "text.txt", compiled->source, stom::Language::kKorean);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1 || size > 4096) return 0;
  // The first byte chooses the context, so that one input costs one or two compilations.
  const std::uint8_t choice = data[0];
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  CompileOptions options;
  options.market = market::kMarkets[choice % 3];
  options.frame = market::kFrames[(choice >> 2) & 1];
  options.kind = static_cast<TextKind>((choice >> 3) & 3);
  options.vars_count = (choice >> 5) & 1 ? 5 : 0;
  options.average_list = {30, 60};
  options.elapsed_names = {"조건"};
  for (const bool lenient : {false, true}) {
    options.lenient = lenient;
    try_text(text, options);
  }
  return 0;
}
