// stom fetch: public history of a venue into a back database, as stom import writes it.
#include <algorithm>
#include <cstdio>

#include <nlohmann/json.hpp>

#include "app/command.h"
#include "app/fetch_source.h"
#include "app/import_report.h"
#include "app/moment_option.h"
#include "base/error.h"
#include "base/time.h"
#include "gateway/endpoints.h"
#include "venue/event_json.h"

namespace stom::app {
namespace {

using gateway::HistoryKind;
using market::Frame;
using venue::Venue;

constexpr std::size_t kMostSymbols = 500;

struct Arguments {
  std::string venue, from, to, kind, out, host, ca;
  std::vector<std::string> symbols, frames;
  std::uint16_t port = 0;
  bool json = false;
};

struct Fetch {
  gateway::DownloadRequest request;  // its symbol is filled in for each
  std::vector<std::string> symbols;
  gateway::VenueEndpoints endpoints;
  ImportOptions options;
  EpochMicros now = 0;
};

bool has_frame(const Arguments& arguments, Frame frame) {
  return std::find(arguments.frames.begin(), arguments.frames.end(), market::name(frame)) != arguments.frames.end();
}

HistoryKind kind_of(const Arguments& arguments, Venue venue) {
  const bool is_tick = has_frame(arguments, Frame::kTick);
  if (arguments.kind == "trades") return HistoryKind::kTrades;
  if (arguments.kind.empty() && is_tick && venue == Venue::kBinance) return HistoryKind::kTrades;
  return is_tick ? HistoryKind::kSecondCandles : HistoryKind::kMinuteCandles;
}

EpochMicros micros_of(RowKey key) { return epoch_seconds(key) * 1'000'000; }

Fetch settle(const Arguments& arguments) {
  Fetch fetch;
  fetch.now = utc_now_micros();
  fetch.request.venue = arguments.venue == "upbit" ? Venue::kUpbit : Venue::kBinance;
  fetch.request.kind = kind_of(arguments, fetch.request.venue);
  fetch.symbols = arguments.symbols;
  std::sort(fetch.symbols.begin(), fetch.symbols.end());
  fetch.symbols.erase(std::unique(fetch.symbols.begin(), fetch.symbols.end()), fetch.symbols.end());
  if (fetch.symbols.size() > kMostSymbols) {
    throw UsageError(message("한 번에 {}종목까지 받을 수 있습니다.", "at most {} symbols can be fetched at once.", kMostSymbols));
  }
  fetch.options.from = parse_moment(arguments.from, "--from", false);
  fetch.request.from = micros_of(fetch.options.from);
  fetch.request.to = fetch.now;
  if (!arguments.to.empty()) {
    fetch.options.to = parse_moment(arguments.to, "--to", true);
    fetch.request.to = micros_of(fetch.options.to) + 1'000'000;
    if (fetch.options.from > fetch.options.to) throw UsageError(message("--from이 --to보다 뒤입니다.", "--from is after --to."));
  }
  if (fetch.request.from >= fetch.now) {
    throw UsageError(message("--from이 지금보다 뒤입니다 (시각은 UTC).", "--from lies in the future (times are UTC)."));
  }
  gateway::check_download(fetch.request, fetch.now);
  fetch.options.out = arguments.out;
  for (const Frame frame : market::kFrames) {
    if (has_frame(arguments, frame)) fetch.options.frames.push_back(frame);
  }
  if (fetch.options.frames.empty()) fetch.options.frames.push_back(Frame::kMinute);
  const bool is_box = !arguments.host.empty() || arguments.port != 0 || !arguments.ca.empty();
  if (is_box && (arguments.port == 0 || arguments.ca.empty())) {
    throw UsageError(message("모의 거래소에는 --port와 --ca가 모두 필요합니다.", "an exchange in a box needs both --port and --ca."));
  }
  fetch.endpoints = is_box ? gateway::box_endpoints(arguments.host.empty() ? "localhost" : arguments.host, arguments.port, arguments.ca)
                           : gateway::real_endpoints(fetch.request.venue);
  return fetch;
}

std::string_view words_of(HistoryKind kind) {
  return kind == HistoryKind::kTrades ? "trades" : kind == HistoryKind::kSecondCandles ? "1s candles" : "1m candles";
}

ImportPlan plan_of(const Fetch& fetch) {
  const HistoryKind kind = fetch.request.kind;
  ImportPlan plan;
  plan.market = fetch.request.venue == Venue::kUpbit ? market::Market::kUpbit : market::Market::kBinance;
  plan.has_bars = kind != HistoryKind::kTrades;
  plan.has_events = !plan.has_bars;
  plan.bar_seconds = kind == HistoryKind::kMinuteCandles ? 60 : kind == HistoryKind::kSecondCandles ? 1 : 0;
  for (const std::string& symbol : fetch.symbols) {
    InputFile file;
    file.path = symbol;
    file.size = static_cast<std::uint64_t>((fetch.request.to - fetch.request.from) / 1'000'000);
    file.description = fmt::format("{} {}", venue::name(fetch.request.venue), words_of(kind));
    file.code = symbol;
    file.start = fetch.request.from;
    file.bar_seconds = plan.bar_seconds;
    plan.files.push_back(std::move(file));
  }
  return plan;
}

void run(const Arguments& arguments, AppContext& context) {
  const Fetch fetch = settle(arguments);
  net::Runtime runtime([&](std::exception_ptr failure) {
    try {
      std::rethrow_exception(failure);
    } catch (const std::exception& error) {
      std::fprintf(stderr, "%s\n", error.what());
    }
  });
  gateway::RestSessionOptions session_options;
  session_options.venue = fetch.request.venue;
  session_options.endpoint = fetch.endpoints.rest;
  session_options.seed = static_cast<std::uint64_t>(fetch.now);
  session_options.on_notice = [&](const Message& text, bool) { std::fprintf(stderr, "%s\n", context.text(text).c_str()); };
  gateway::RestSession session(runtime, std::move(session_options));
  const auto open = [&](const InputFile& file, aggregation::SymbolTable& symbols, BadLines&, IgnoredCounts&) {
    gateway::DownloadRequest request = fetch.request;
    request.symbol = file.code;
    return std::make_unique<FetchSource>(session, request, fetch.now, symbols, context.stop);
  };
  const ImportReport report = run_import(fetch.options, context, {plan_of(fetch), open});
  const std::string text = arguments.json ? import_json(report).dump(2) + "\n" : import_text(report, context.language);
  std::fputs(text.c_str(), stdout);
}

void add_fetch(CLI::App& app, AppContext& context) {
  CLI::App* command = app.add_subcommand("fetch", context.text("거래소의 공개 시세 이력을 백테스트 데이터베이스로 받습니다", "download public market history of a venue into a back database"));
  const auto arguments = std::make_shared<Arguments>();
  command->footer(context.text(
      "시각은 UTC입니다. 업비트: 분봉 전체, 초봉 최근 3개월, 체결 최근 7일. 바이낸스 선물: 분봉과 체결 전체.\n"
      "봉과 체결에는 호가가 없으므로 합성 호가로 채웁니다. 중지하면 아무것도 쓰지 않으며, 다시 실행하면 같은 행은 그대로 둡니다.",
      "Times are UTC. Upbit: minute candles without limit, second candles of three months, trades of seven days. Binance futures: minute\n"
      "candles and trades without limit. Candles and trades have no book: rows carry a synthetic one. Stopped work writes nothing; a second\n"
      "run leaves equal rows alone."));
  command->add_option("venue", arguments->venue, context.text("거래소: upbit 또는 binance", "venue: upbit or binance"))->required()->check(CLI::IsMember({"upbit", "binance"}));
  command->add_option("symbols", arguments->symbols, context.text("종목: KRW-BTC …, BTCUSDT …", "symbols: KRW-BTC …, BTCUSDT …"))->required();
  command->add_option("--from", arguments->from, context.text("첫 시각 YYYYMMDD[hhmm[ss]]", "first time YYYYMMDD[hhmm[ss]]"))->required();
  command->add_option("--to", arguments->to, context.text("마지막 시각 YYYYMMDD[hhmm[ss]] (기본: 지금)", "last time YYYYMMDD[hhmm[ss]] (default: now)"));
  command->add_option("--frame", arguments->frames, context.text("행 단위 tick(초), min(분, 기본); 체결은 둘 다 가능", "rows: tick (seconds), min (minutes, default); from trades both are possible"))
      ->check(CLI::IsMember({"tick", "min"}))->expected(1)->take_all();
  command->add_option("--kind", arguments->kind, context.text("candles(기본) 또는 trades(바이낸스 tick의 기본)", "candles (default) or trades (default of Binance tick rows)"))
      ->check(CLI::IsMember({"candles", "trades"}));
  command->add_option("--out", arguments->out, context.text("쓸 데이터베이스 파일 또는 폴더 (기본: coin_min_back.db 등)", "database file or folder to write (default: coin_min_back.db and the like)"));
  command->add_flag("--json", arguments->json, context.text("결과를 JSON으로 출력합니다", "print the result as JSON"));
  const std::string box = context.text("모의 거래소 (stom-sim)", "exchange in a box (stom-sim)");
  command->add_option("--host", arguments->host, context.text("주소 (기본 localhost)", "host (default localhost)"))->group(box);
  command->add_option("--port", arguments->port, context.text("포트", "port"))->group(box);
  command->add_option("--ca", arguments->ca, context.text("인증서 파일", "file of its certificate authority"))->group(box)->check(CLI::ExistingFile);
  command->callback([arguments, &context] { run(*arguments, context); });
}

const CommandRegistration registration(31, add_fetch);

}  // namespace
}  // namespace stom::app
