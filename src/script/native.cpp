#include "script/native.h"

#include <cstring>

#include "script/native_generator.h"

namespace stom::script {
namespace {

using ScanFunction = void (*)(const RowContext*, std::int64_t, std::int64_t, std::uint8_t*);
using HoldFunction = void (*)(const RowContext*, std::int64_t, std::int64_t, std::uint8_t*, const HoldingRows*);
using SellFunction = std::int32_t (*)(const RowContext*, std::int64_t, const HoldingState*);

struct Machinery {
  std::shared_ptr<const CompiledText> text;
  std::vector<std::unique_ptr<NativeWindowSite>> window_sites;  // the code refers to them
  std::unique_ptr<NativeCode> code;
  ScanFunction scan = nullptr;
  SellFunction sell = nullptr;
  HoldFunction hold = nullptr;
  HoldingReads holding_reads;
  bool is_vectorised = false;
};

class NativeEvaluator final : public Evaluator {
 public:
  explicit NativeEvaluator(std::shared_ptr<const Machinery> machinery) : machinery_(std::move(machinery)) {}

  [[nodiscard]] bool is_native() const override { return true; }

  void scan(const RowContext& context, std::int64_t begin, std::int64_t end, std::uint8_t* signals) override {
    if (begin >= end) return;
    if (machinery_->scan == nullptr) return interpreter().scan(context, begin, end, signals);
    machinery_->scan(&context, begin, end, signals);
    const std::size_t count = static_cast<std::size_t>(end - begin);
    for (std::size_t at = 0; at < count; ++at) {
      const void* found = std::memchr(signals + at, kDoubtfulSignal, count - at);
      if (found == nullptr) return;
      at = static_cast<std::size_t>(static_cast<const std::uint8_t*>(found) - signals);
      const std::int64_t row = begin + static_cast<std::int64_t>(at);
      interpreter().scan(context, row, row + 1, signals + at);
    }
  }

  bool scan_holding(const RowContext& context, std::int64_t begin, std::int64_t end, const HoldingRows& holding, std::uint8_t* flags) override {
    if (machinery_->hold == nullptr) return false;
    machinery_->hold(&context, begin, end, flags, &holding);
    return true;
  }

  [[nodiscard]] HoldingReads holding_reads() const override { return machinery_->holding_reads; }

  std::int32_t sell(const RowContext& context, std::int64_t row, const HoldingState& holding) override {
    if (machinery_->sell == nullptr) return interpreter().sell(context, row, holding);
    const std::int32_t answer = machinery_->sell(&context, row, &holding);
    return answer != kDoubtfulSell ? answer : interpreter().sell(context, row, holding);
  }

 private:
  Evaluator& interpreter() {
    if (!interpreter_) interpreter_ = make_interpreter(machinery_->text);
    return *interpreter_;
  }

  std::shared_ptr<const Machinery> machinery_;
  std::unique_ptr<Evaluator> interpreter_;
};

class CompiledNativeText final : public NativeText {
 public:
  explicit CompiledNativeText(std::shared_ptr<const Machinery> machinery) : machinery_(std::move(machinery)) {}
  [[nodiscard]] std::unique_ptr<Evaluator> make_evaluator() const override {
    return std::make_unique<NativeEvaluator>(machinery_);
  }
  [[nodiscard]] bool is_vectorised() const override { return machinery_->is_vectorised; }

 private:
  std::shared_ptr<const Machinery> machinery_;
};

}  // namespace

std::shared_ptr<const NativeText> compile_native(std::shared_ptr<const CompiledText> text, std::string* reason) {
  std::string why;
  const auto refused = [&] {
    if (reason != nullptr) *reason = why;
    return nullptr;
  };
  if (!text->is_runnable()) {
    why = "the text has errors";
    return refused();
  }
  auto machinery = std::make_shared<Machinery>();
  Ir ir;
  try {
    NativeGenerator generator(ir, *text);
    generator.generate();
    machinery->is_vectorised = generator.is_branch_free();
    machinery->window_sites = generator.take_window_sites();
    if (text->options.kind == TextKind::kSell) {
      NativeGenerator many_rows(ir, *text);
      if (many_rows.generate_hold()) {
        machinery->is_vectorised = many_rows.is_branch_free();
        machinery->holding_reads = many_rows.holding_reads();
        std::ranges::move(many_rows.take_window_sites(), std::back_inserter(machinery->window_sites));
      }
    }
  } catch (const NativeUnsupported& unsupported) {
    why = unsupported.reason;
    return refused();
  }
  machinery->code = ir.compile(why);
  if (!machinery->code) return refused();
  if (text->options.kind == TextKind::kSell) {
    machinery->sell = reinterpret_cast<SellFunction>(machinery->code->function("sell"));
    machinery->hold = reinterpret_cast<HoldFunction>(machinery->code->function("hold"));
  } else {
    machinery->scan = reinterpret_cast<ScanFunction>(machinery->code->function("scan"));
  }
  if (machinery->scan == nullptr && machinery->sell == nullptr) {
    why = "the machine code could not be made";
    return refused();
  }
  machinery->text = std::move(text);
  return std::make_shared<CompiledNativeText>(std::move(machinery));
}

}  // namespace stom::script
