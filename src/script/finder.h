// A finder text made ready once and run at many rows; run_finder() of compiled_text.h makes one for a single row.
#pragma once

#include <memory>

#include "script/compiled_text.h"

namespace stom::script {

class Finder {
 public:
  explicit Finder(const CompiledText& text);  // the text must outlive the finder
  ~Finder();
  Finder(Finder&&) noexcept;
  Finder& operator=(Finder&&) noexcept;

  [[nodiscard]] FinderResult run(const RowContext& context, std::int64_t row);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace stom::script
