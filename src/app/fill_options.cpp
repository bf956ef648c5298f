#include "app/fill_options.h"

#include "base/error.h"

namespace stom::app {
namespace {

trade::RealisticFillOptions realistic_options(const FillOptions& options) {
  return {options.latency_rows.value_or(trade::RealisticFillOptions{}.latency_rows), !options.no_queue, !options.no_consumption,
          !options.uncovered};
}

}  // namespace

void add_fill_options(CLI::App& command, FillOptions& options, AppContext& context) {
  command
      .add_option("--fills", options.model,
                  context.text("체결 모형: reference(참조와 같음), realistic(지연, 대기열, 부분체결, 소모한 잔량)",
                               "fill model: reference (as the reference), realistic (latency, queue, partial fills, used-up book)"))
      ->check(CLI::IsMember({"reference", "realistic"}))
      ->capture_default_str();
  command
      .add_option("--latency-rows", options.latency_rows,
                  context.text("realistic: 신호에서 체결까지의 행 수 (기본 1)", "realistic: rows between signal and fill (default 1)"))
      ->check(CLI::Range(0, trade::kMostLatencyRows));
  command.add_flag(
      "--no-queue", options.no_queue,
      context.text("realistic: 지정가 주문이 앞선 잔량을 기다리지 않습니다", "realistic: limit orders do not wait for the quantity ahead"));
  command.add_flag(
      "--no-book-use", options.no_consumption,
      context.text("realistic: 내 주문이 가져간 잔량도 다시 쓸 수 있습니다", "realistic: quantity taken by own orders is there again"));
  command.add_flag("--send-uncovered", options.uncovered,
                   context.text("realistic: 시장가잔량범위의 잔량이 모자라도 주문을 보냅니다",
                                "realistic: send market orders that the first levels do not cover"));
  command.add_flag("--compare-fills", options.compare,
                   context.text("두 체결 모형의 결과를 나란히 보여줍니다", "show the results of both fill models side by side"));
}

trade::FillModel make_fill_model(const FillOptions& options) {
  const auto kind = trade::find_fill_model(options.model);
  if (!kind)
    throw UsageError(
        message("--fills {}: reference나 realistic이어야 합니다.", "--fills {}: must be reference or realistic.", options.model));
  const bool has_latency = options.latency_rows.has_value();
  if (*kind == trade::FillModelKind::kReference && !options.compare &&
      (has_latency || options.no_queue || options.no_consumption || options.uncovered)) {
    const char* given = has_latency              ? "--latency-rows"
                        : options.no_queue       ? "--no-queue"
                        : options.no_consumption ? "--no-book-use"
                                                 : "--send-uncovered";
    throw UsageError(message("{}: --fills realistic이나 --compare-fills와 함께 쓰십시오.", "{} needs --fills realistic or --compare-fills.", given));
  }
  trade::FillModel model;
  model.kind = *kind;
  if (!model.is_reference()) model.realistic = realistic_options(options);
  return model;
}

trade::FillModel other_fill_model(const FillOptions& options, const trade::FillModel& chosen) {
  if (!chosen.is_reference()) return {};
  return {trade::FillModelKind::kRealistic, realistic_options(options)};
}

}  // namespace stom::app
