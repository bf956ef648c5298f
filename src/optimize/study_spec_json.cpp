// The request of a study as JSON: stored with the study, so that it can be run again and resumed.
#include <nlohmann/json.hpp>

#include "backtest/fill_model_json.h"
#include "base/checksum.h"
#include "base/error.h"
#include "optimize/study.h"

namespace stom::optimize {
namespace {

using nlohmann::ordered_json;

// Names of enum values, in their order.
constexpr std::array<std::string_view, 5> kAggregations = {"product", "mean", "median", "minimum", "mean_less_deviation"};
constexpr std::array<std::string_view, 5> kSamplers = {"tpe", "brute_force", "cma_es", "sobol", "random"};
constexpr std::array<std::string_view, 3> kGridForms = {"coordinate", "full", "random"};
constexpr std::array<std::string_view, 3> kSides = {"both", "buy", "sell"};
constexpr std::array<std::string_view, 2> kBackEnds = {"native", "interpreter"};
constexpr std::array<std::string_view, 2> kScopes = {"stom", "session"};
constexpr std::array<std::string_view, 2> kIndicatorSets = {"stom", "full"};
constexpr std::array<std::string_view, 3> kPartitions = {"symbol", "day", "one"};

template <typename Enum, std::size_t N>
std::string text_of(Enum value, const std::array<std::string_view, N>& names) {
  return std::string(names.at(static_cast<std::size_t>(value)));
}

[[noreturn]] void refuse(const char* key, const ordered_json& value) {
  throw DataError(message("연구 설정 '{}': {}은(는) 올바른 값이 아닙니다.", "Study setting '{}': {} is not a valid value.", key, value.dump()));
}

// Reads members of one object; a missing or wrong one is a DataError that names it.
class Reader {
 public:
  explicit Reader(const ordered_json& object) : object_(object) {}

  template <typename T>
  void read(const char* key, T& value) const {
    const ordered_json& member = find(key);
    try {
      member.get_to(value);
    } catch (const ordered_json::exception&) {
      refuse(key, member);
    }
  }
  template <typename Enum, std::size_t N>
  void read(const char* key, Enum& value, const std::array<std::string_view, N>& names) const {
    std::string text;
    read(key, text);
    const auto found = std::find(names.begin(), names.end(), text);
    if (found == names.end()) refuse(key, find(key));
    value = static_cast<Enum>(found - names.begin());
  }
  [[nodiscard]] const ordered_json& find(const char* key) const {
    const auto found = object_.find(key);
    if (found == object_.end()) throw DataError(message("연구 설정에 '{}'이(가) 없습니다.", "The study settings lack '{}'.", key));
    return *found;
  }

 private:
  const ordered_json& object_;
};

ordered_json range_json(const store::LoadRange& range) {
  return ordered_json::array({range.first_day, range.last_day, range.start_time, range.end_time});
}

store::LoadRange range_from(const Reader& reader, const char* key) {
  std::array<std::int64_t, 4> values{};
  reader.read(key, values);
  return {static_cast<TradingDay>(values[0]), static_cast<TradingDay>(values[1]), values[2], values[3]};
}

// Does not compile when a member is added: it belongs into the JSON below, or a resumed study would run without it.
void count_members(const StudySpec& spec) {
  [[maybe_unused]] const auto& [objective, constraints, aggregation, weighted_folds, keeps_sign] = spec.rules;
  [[maybe_unused]] const auto& [memory_limit, stop_early] = spec.evaluator;
  [[maybe_unused]] const auto& [market, frame, load, run, average_list, average_ticks, bet, vars, buy_text, sell_text, order_settings,
                                back_end, lenient, window_scope, indicator_set, partition, one_symbol, threads, fill_model] = spec.base;
  [[maybe_unused]] const auto& [kind, name, base, settings, database, buy_name, sell_name, range_name, range_text, buy_conditions,
                                sell_conditions, start, end, weeks, anchored, rules, sampler, grid, side, random_start, auto_ranges,
                                fixed_variables, auto_step, repeats, buy_condition_count, sell_condition_count, most_trials, most_seconds,
                                stagnation, target_score, seed, batch, earlier_limits, evaluator] = spec;
}

ordered_json spec_json(const StudySpec& spec) {
  count_members(spec);
  const backtest::RunSpec& base = spec.base;
  return {{"kind", spec.kind.tag},
          {"name", spec.name},
          {"database", spec.database},
          {"market", market::name(base.market)},
          {"frame", market::name(base.frame)},
          {"start", spec.start},
          {"end", spec.end},
          {"load", range_json(base.load)},
          {"run", range_json(base.run)},
          {"weeks", {{"train", spec.weeks.train}, {"validation", spec.weeks.validation}, {"test", spec.weeks.test}}},
          {"anchored", spec.anchored},
          {"average_list", base.average_list},
          {"average_ticks", base.average_ticks},
          {"bet", base.bet},
          {"objective", kObjectiveNames.at(static_cast<std::size_t>(spec.rules.objective))},
          {"limits", spec.rules.constraints.limits},
          {"aggregation", text_of(spec.rules.aggregation, kAggregations)},
          {"weighted_folds", spec.rules.weighted_folds},
          {"keeps_sign", spec.rules.keeps_sign},
          {"sampler", text_of(spec.sampler, kSamplers)},
          {"grid", text_of(spec.grid, kGridForms)},
          {"side", text_of(spec.side, kSides)},
          {"random_start", spec.random_start},
          {"auto_ranges", spec.auto_ranges},
          {"fixed_variables", spec.fixed_variables},
          {"auto_step", spec.auto_step},
          {"buy_condition_count", spec.buy_condition_count},
          {"sell_condition_count", spec.sell_condition_count},
          {"repeats", spec.repeats},
          {"most_trials", spec.most_trials},
          {"most_seconds", spec.most_seconds},
          {"stagnation", spec.stagnation},
          {"target_score", spec.target_score ? ordered_json(*spec.target_score) : ordered_json(nullptr)},
          {"earlier_limits", spec.earlier_limits},
          {"seed", spec.seed},
          {"batch", spec.batch},
          {"memory_limit", spec.evaluator.memory_limit},
          {"stop_early", spec.evaluator.stop_early},
          {"threads", base.threads},
          {"back_end", text_of(base.back_end, kBackEnds)},
          {"lenient", base.lenient},
          {"window_scope", text_of(base.window_scope, kScopes)},
          {"indicator_set", text_of(base.indicator_set, kIndicatorSets)},
          {"fill_model", backtest::fill_model_json(base.fill_model)},
          {"partition", text_of(base.partition, kPartitions)},
          {"one_symbol", base.one_symbol},
          {"settings", backtest::settings_json(spec.settings)},
          {"buy_name", spec.buy_name},
          {"sell_name", spec.sell_name},
          {"range_name", spec.range_name},
          {"buy_text", base.buy_text},
          {"sell_text", base.sell_text},
          {"range_text", spec.range_text},
          {"buy_conditions", spec.buy_conditions},
          {"sell_conditions", spec.sell_conditions}};
}

void read_kind(const Reader& reader, StudySpec& spec) {
  std::string text;
  reader.read("kind", text);
  const auto kind = find_run_kind(text);
  if (!kind) refuse("kind", reader.find("kind"));
  spec.kind = *kind;
}

void read_rules(const Reader& reader, ScoreRules& rules) {
  reader.read("objective", rules.objective, kObjectiveNames);
  reader.read("limits", rules.constraints.limits);
  reader.read("aggregation", rules.aggregation, kAggregations);
  reader.read("weighted_folds", rules.weighted_folds);
  reader.read("keeps_sign", rules.keeps_sign);
}

void read_base(const Reader& reader, StudySpec& spec) {
  backtest::RunSpec& base = spec.base;
  std::string market, frame;
  reader.read("market", market);
  reader.read("frame", frame);
  if (!market::parse(market, base.market)) refuse("market", reader.find("market"));
  if (!market::parse(frame, base.frame)) refuse("frame", reader.find("frame"));
  base.load = range_from(reader, "load");
  base.run = range_from(reader, "run");
  reader.read("average_list", base.average_list);
  reader.read("average_ticks", base.average_ticks);
  reader.read("bet", base.bet);
  reader.read("threads", base.threads);
  reader.read("back_end", base.back_end, kBackEnds);
  reader.read("lenient", base.lenient);
  reader.read("window_scope", base.window_scope, kScopes);
  reader.read("indicator_set", base.indicator_set, kIndicatorSets);
  base.fill_model = backtest::read_fill_model(nlohmann::json(reader.find("fill_model")), "study");
  reader.read("partition", base.partition, kPartitions);
  reader.read("one_symbol", base.one_symbol);
  reader.read("buy_text", base.buy_text);
  reader.read("sell_text", base.sell_text);
  spec.settings = backtest::read_settings(reader.find("settings"), "study");
  base.settings = backtest::order_settings(base.market, spec.settings);
}

void read_search(const Reader& reader, StudySpec& spec) {
  reader.read("sampler", spec.sampler, kSamplers);
  reader.read("grid", spec.grid, kGridForms);
  reader.read("side", spec.side, kSides);
  reader.read("random_start", spec.random_start);
  reader.read("auto_ranges", spec.auto_ranges);
  reader.read("fixed_variables", spec.fixed_variables);
  reader.read("auto_step", spec.auto_step);
  reader.read("buy_condition_count", spec.buy_condition_count);
  reader.read("sell_condition_count", spec.sell_condition_count);
  reader.read("repeats", spec.repeats);
  reader.read("most_trials", spec.most_trials);
  reader.read("most_seconds", spec.most_seconds);
  reader.read("stagnation", spec.stagnation);
  if (!reader.find("target_score").is_null()) reader.read("target_score", spec.target_score.emplace());
  reader.read("earlier_limits", spec.earlier_limits);
  reader.read("seed", spec.seed);
  reader.read("batch", spec.batch);
  reader.read("memory_limit", spec.evaluator.memory_limit);
  reader.read("stop_early", spec.evaluator.stop_early);
}

std::uint64_t hash_of(const ordered_json& json) {
  const std::string text = json.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
  return checksum(text.data(), text.size());
}

}  // namespace

std::string to_json(const StudySpec& spec) { return spec_json(spec).dump(2, ' ', false, ordered_json::error_handler_t::replace); }

StudySpec study_spec_from_json(const std::string& json) {
  const ordered_json object = ordered_json::parse(json, nullptr, false);
  if (!object.is_object()) throw DataError({"연구 설정이 올바른 JSON이 아닙니다.", "The study settings are not a JSON object."});
  const Reader reader(object);
  StudySpec spec;
  read_kind(reader, spec);
  reader.read("name", spec.name);
  reader.read("database", spec.database);
  reader.read("start", spec.start);
  reader.read("end", spec.end);
  const Reader weeks(reader.find("weeks"));
  weeks.read("train", spec.weeks.train);
  weeks.read("validation", spec.weeks.validation);
  weeks.read("test", spec.weeks.test);
  reader.read("anchored", spec.anchored);
  read_rules(reader, spec.rules);
  read_base(reader, spec);
  read_search(reader, spec);
  reader.read("buy_name", spec.buy_name);
  reader.read("sell_name", spec.sell_name);
  reader.read("range_name", spec.range_name);
  reader.read("range_text", spec.range_text);
  reader.read("buy_conditions", spec.buy_conditions);
  reader.read("sell_conditions", spec.sell_conditions);
  return spec;
}

std::uint64_t spec_hash(const StudySpec& spec) {
  ordered_json json = spec_json(spec);
  for (const char* key : {"name", "database", "buy_name", "sell_name", "range_name", "memory_limit", "threads", "back_end", "partition",
                          "repeats", "most_trials", "most_seconds", "stagnation", "target_score", "earlier_limits"}) {
    json.erase(key);
  }
  return hash_of(json);
}

std::uint64_t strategy_hash(const StudySpec& spec) {
  const bool conditions = spec.kind.family == SearchFamily::kConditions;
  return hash_of(ordered_json::array({market::name(spec.base.market), market::name(spec.base.frame), conditions,
                                      conditions ? spec.buy_conditions : spec.base.buy_text,
                                      conditions ? spec.sell_conditions : spec.base.sell_text}));
}

}  // namespace stom::optimize
