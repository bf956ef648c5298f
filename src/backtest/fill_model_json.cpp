#include "backtest/fill_model_json.h"

#include <nlohmann/json.hpp>

#include "base/error.h"

namespace stom::backtest {

nlohmann::ordered_json fill_model_json(const trade::FillModel& model) {
  if (model.is_reference()) return std::string(trade::name(model.kind));
  const trade::RealisticFillOptions& options = model.realistic;
  return {{"model", trade::name(model.kind)}, {"latency_rows", options.latency_rows}, {"queue", options.queue},
          {"consume_book", options.consume_book}, {"only_if_covered", options.only_if_covered}};
}

trade::FillModel read_fill_model(const nlohmann::json& value, const std::string& source_name) {
  trade::FillModel model;
  std::string name;
  if (value.is_string()) name = value.get<std::string>();
  else if (value.is_object()) name = value.value("model", "");
  const auto kind = trade::find_fill_model(name);
  if (!kind) {
    throw DataError(message("{}: fills는 reference나 realistic이어야 하는데 {}입니다.", "{}: fills must be reference or realistic, got {}.",
                            source_name, value.dump()));
  }
  model.kind = *kind;
  if (!value.is_object()) return model;
  trade::RealisticFillOptions& options = model.realistic;
  options.latency_rows = value.value("latency_rows", options.latency_rows);
  options.queue = value.value("queue", options.queue);
  options.consume_book = value.value("consume_book", options.consume_book);
  options.only_if_covered = value.value("only_if_covered", options.only_if_covered);
  return model;
}

}  // namespace stom::backtest
