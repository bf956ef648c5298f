// Native code for a compiled text by LLVM 19. Machine code is made once per text (NativeText) and shared by all threads;
// each thread makes its own Evaluator. A text that uses something native code does not cover (lists as values, f-strings,
// try, np.…, string work beyond symbol tests) has no native form: compile_native() returns null and `reason` says why;
// the interpreter then runs it with the same results.
#pragma once

#include <memory>

#include "script/compiled_text.h"

namespace stom::script {

class NativeText {
 public:
  virtual ~NativeText() = default;
  [[nodiscard]] virtual std::unique_ptr<Evaluator> make_evaluator() const = 0;
  // True: scan() is branch-free and vectorised.
  [[nodiscard]] virtual bool is_vectorised() const = 0;
};

[[nodiscard]] std::shared_ptr<const NativeText> compile_native(std::shared_ptr<const CompiledText> text,
                                                               std::string* reason = nullptr);

}  // namespace stom::script
