#include "script/finder.h"

#include "script/machine.h"

namespace stom::script {
namespace {

std::variant<std::int64_t, double, std::string> emitted_value(const Value& value) {
  if (value.is_integral()) return value.integer;
  if (value.is_real()) return value.real;
  ErrorKind ignored = ErrorKind::kNone;
  return text_of(value, ignored);
}

}  // namespace

struct Finder::State {
  std::unique_ptr<Code> code;
  Machine machine;
  explicit State(const CompiledText& text) : code(make_code(text, nullptr)), machine(*code) { machine.explain(true); }
};

Finder::Finder(const CompiledText& text) : state_(std::make_unique<State>(text)) {}
Finder::~Finder() = default;
Finder::Finder(Finder&&) noexcept = default;
Finder& Finder::operator=(Finder&&) noexcept = default;

FinderResult Finder::run(const RowContext& context, std::int64_t row) {
  static constexpr std::size_t kHead = 3;  // '백파결과', code, row key
  Machine& machine = state_->machine;
  machine.bind(context);
  FinderResult result;
  if (!machine.find(row)) {
    if (machine.error_kind() != ErrorKind::kEmptySlice) result.error = machine.error();
    return result;
  }
  const Sequence* sent = machine.emitted();
  if (sent == nullptr) return result;
  FinderHit& hit = result.hit.emplace();
  for (std::size_t i = kHead; i < sent->items.size(); ++i) hit.values.push_back(emitted_value(sent->items[i]));
  return result;
}

FinderResult run_finder(const CompiledText& text, const RowContext& context, std::int64_t row) {
  return Finder(text).run(context, row);
}

}  // namespace stom::script
