#include "trade/fill_model.h"

namespace stom::trade {

Message describe(const FillModel& model) {
  if (model.is_reference()) {
    return {"reference (신호가 난 행의 호가로 즉시, 전량이 아니면 없음)", "reference (at once against the row of the signal, whole or not at all)"};
  }
  const RealisticFillOptions& options = model.realistic;
  Message text = message("realistic (지연 {}행, 부분체결", "realistic (latency in rows: {}, partial fills", options.latency_rows);
  const auto append = [&](bool on, std::string_view ko, std::string_view en) {
    text.ko += fmt::format(", {} {}", ko, on ? "반영" : "무시");
    text.en += fmt::format(", {} {}", en, on ? "on" : "off");
  };
  append(options.queue, "대기열", "queue");
  append(options.consume_book, "소모한 잔량", "book consumption");
  append(options.only_if_covered, "시장가 잔량 확인", "cover check");
  text.ko += ')';
  text.en += ')';
  return text;
}

}  // namespace stom::trade
