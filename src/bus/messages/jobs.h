// Work that takes a while (back-tests, maintenance), and charts.
#pragma once

#include "bus/message.h"

namespace stom::bus {

struct JobStart {
  std::uint64_t job = 0;
  std::string kind;
  std::map<std::string, SettingValue> parameters;

  static constexpr MessageFacts kFacts{MessageType::kJobStart, 1, "JobStart", "begin a job"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("job", self.job);
    visit("kind", self.kind);
    visit("parameters", self.parameters);
  }
};

struct JobProgress {
  std::uint64_t job = 0, done = 0, total = 0;
  double remaining = 0;
  std::string stage;

  static constexpr MessageFacts kFacts{MessageType::kJobProgress, 1, "JobProgress", "how far a job is"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("job", self.job);
    visit("done", self.done);
    visit("total", self.total);
    visit("remaining", self.remaining, "s; negative: unknown");
    visit("stage", self.stage);
  }
};

struct JobResult {
  std::uint64_t job = 0;
  bool ok = false;
  std::string summary;
  std::vector<std::string> artefacts;

  static constexpr MessageFacts kFacts{MessageType::kJobResult, 1, "JobResult", "a job has ended"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("job", self.job);
    visit("ok", self.ok);
    visit("summary", self.summary);
    visit("artefacts", self.artefacts, "paths");
  }
};

struct JobCancel {
  std::uint64_t job = 0;

  static constexpr MessageFacts kFacts{MessageType::kJobCancel, 1, "JobCancel", "end a job; its result says that it was stopped"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("job", self.job);
  }
};

struct ChartRequest {
  std::uint64_t request = 0;
  std::string market, frame, code;
  std::int32_t day = 0, start = 0, end = 0;
  std::uint32_t average = 0;
  std::vector<double> indicator_parameters;

  static constexpr MessageFacts kFacts{MessageType::kChartRequest, 1, "ChartRequest", "a window wants a chart of stored rows"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("request", self.request);
    visit("market", self.market);
    visit("frame", self.frame, "tick, min");
    visit("code", self.code);
    visit("day", self.day, "YYYYMMDD");
    visit("start", self.start, "hhmmss");
    visit("end", self.end, "hhmmss");
    visit("average", self.average, "rows of the averages");
    visit("indicator_parameters", self.indicator_parameters, "in the order of the settings");
  }
};

struct ChartData {
  std::uint64_t request = 0;
  std::vector<double> times;
  std::vector<std::string> names;
  std::vector<std::vector<double>> columns;
  std::vector<std::uint32_t> buys, sells;
  std::string problem;

  static constexpr MessageFacts kFacts{MessageType::kChartData, 1, "ChartData", "the answer to ChartRequest"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("request", self.request);
    visit("times", self.times, "s since 1970");
    visit("names", self.names, "of the columns");
    visit("columns", self.columns);
    visit("buys", self.buys, "positions in times");
    visit("sells", self.sells, "positions in times");
    visit("problem", self.problem, "why there is nothing");
  }
};

}  // namespace stom::bus
