// stom-sim: the exchange in a box as a program.
#include <cstdio>

#include <CLI/CLI.hpp>

#include "base/error.h"
#include "base/file.h"
#include "base/parallel.h"
#include "base/private_folder.h"
#include "base/process.h"
#include "base/time.h"
#include "sim/box_state.h"
#include "sim/server.h"
#include "sim/wire_text.h"

namespace stom::sim {
namespace {

Language choose_language(int argc, char** argv) {
  Language language = system_language();
  for (int i = 1; i + 1 < argc; ++i) {
    if (std::string_view(argv[i]) == "--lang") (void)parse_language(argv[i + 1], language);
  }
  return language;
}

struct Arguments {
  int port = 0;
  std::string folder, upbit = "random", binance = "random", ready_file, speed = "1", funding = "0", start, accounts_file, lang;
  std::vector<std::string> symbols, accounts;
  int random_symbols = 8;
  double events_per_second = 4;
  std::uint64_t seed = 1, hostile = 0;
  bool no_limits = false, compress = false, end_with_parent = false, log_faults = false;
};

// The administration: admin.h and docs/concepts/exchange-in-a-box.md.
constexpr const char* kFooterKorean =
    "시작하면 한 줄을 출력합니다: {\"port\":포트,\"ca_file\":CA 파일,\"pid\":프로세스 번호}\n"
    "\n"
    "주소: REST는 https://127.0.0.1:포트/v1/… (업비트), /fapi/… (바이낸스 선물), /api/v3/ticker/price (바이낸스 현물).\n"
    "WebSocket은 wss://127.0.0.1:포트/websocket/v1, /websocket/v1/private, /public, /market, /private, /ws, /stream.\n"
    "\n"
    "관리 요청 (같은 포트, JSON):\n"
    "  GET    /sim/state                                  시계, 종목, 연결 수, 씨앗, 장애 횟수\n"
    "  GET    /sim/account?venue=binance&access=접근키     거래소가 아는 계좌: 잔고, 포지션, 주문, 체결\n"
    "  POST   /sim/account   {\"venue\",\"access\",\"secret\",\"assets\":{\"USDT\":\"1000\"}}   계좌를 열거나 입금\n"
    "  POST   /sim/fault     {\"fault\":\"drop-answer\",\"probability\":0.2,\"seconds\":1,\"for_seconds\":60}\n"
    "  DELETE /sim/faults                                 장애, 차단, 점검을 모두 끝냄\n"
    "  POST   /sim/hostile   {\"seed\":5}                   온갖 장애를 씨앗으로\n"
    "  POST   /sim/clock     {\"speed\":10,\"paused\":false,\"advance_seconds\":60}\n"
    "  POST   /sim/cut-streams, /sim/expire-listen-keys\n"
    "장애 이름: drop-request drop-answer delay-answer reject server-error server-error-done rate-limited banned drop-event delay-event\n"
    "  duplicate-event reorder-events late-fill partial-fill cut-stream silent-stream truncated-frame wrong-clock maintenance drop-market-event\n"
    "\n"
    "종료 상태: 0 끝남, 1 시작하지 못함, 2 잘못된 옵션";
constexpr const char* kFooterEnglish =
    "It prints one line when it listens: {\"port\":PORT,\"ca_file\":CA FILE,\"pid\":PROCESS}\n"
    "\n"
    "Addresses: REST at https://127.0.0.1:PORT/v1/… (Upbit), /fapi/… (Binance USD-M), /api/v3/ticker/price (Binance spot).\n"
    "WebSockets at wss://127.0.0.1:PORT/websocket/v1, /websocket/v1/private, /public, /market, /private, /ws, /stream.\n"
    "\n"
    "Administration (same port, JSON):\n"
    "  GET    /sim/state                                  clock, symbols, connections, seeds, counts of faults\n"
    "  GET    /sim/account?venue=binance&access=KEY       the account as the exchange knows it: balances, positions, orders, fills\n"
    "  POST   /sim/account   {\"venue\",\"access\",\"secret\",\"assets\":{\"USDT\":\"1000\"}}   opens it, or pays in\n"
    "  POST   /sim/fault     {\"fault\":\"drop-answer\",\"probability\":0.2,\"seconds\":1,\"for_seconds\":60}\n"
    "  DELETE /sim/faults                                 ends all faults, bans and maintenance\n"
    "  POST   /sim/hostile   {\"seed\":5}                   all faults, by a seed\n"
    "  POST   /sim/clock     {\"speed\":10,\"paused\":false,\"advance_seconds\":60}\n"
    "  POST   /sim/cut-streams, /sim/expire-listen-keys\n"
    "Faults: drop-request drop-answer delay-answer reject server-error server-error-done rate-limited banned drop-event delay-event\n"
    "  duplicate-event reorder-events late-fill partial-fill cut-stream silent-stream truncated-frame wrong-clock maintenance drop-market-event\n"
    "\n"
    "Exit status: 0 ended, 1 could not start, 2 wrong options";

void declare(CLI::App& app, Arguments& arguments, Language language, CLI::Option*& hostile) {
  const auto text = [language](const char* ko, const char* en) { return language == Language::kKorean ? ko : en; };
  app.add_option("--port", arguments.port, text("127.0.0.1의 포트; 0: 빈 포트 아무거나", "port on 127.0.0.1; 0: any free one"))
      ->check(CLI::Range(0, 65535));
  app.add_option("--folder", arguments.folder,
                 text("인증서와 키를 두는 폴더 (처음 시작할 때 만듭니다); 없으면 실행 폴더 아래 sim",
                      "folder of certificates and keys (made at the first start); default: sim in the run folder"));
  app.add_option("--upbit", arguments.upbit,
                 text("업비트 시세: random, none, rows:파일[@YYYYMMDD], raw:파일", "Upbit's market: random, none, rows:FILE[@YYYYMMDD], raw:FILE"));
  app.add_option("--binance", arguments.binance,
                 text("바이낸스 선물 시세: random, none, rows:파일[@YYYYMMDD], raw:파일",
                      "Binance USD-M's market: random, none, rows:FILE[@YYYYMMDD], raw:FILE"));
  app.add_option("--symbols", arguments.symbols,
                 text("rows 시세에서 쓸 종목 (쉼표로 나눔); 없으면 전부", "codes of a rows market, with commas; default: all"))
      ->delimiter(',');
  app.add_option("--random-symbols", arguments.random_symbols, text("random 시세의 종목 수", "number of symbols of a random market"))
      ->check(CLI::Range(1, 1000));
  app.add_option("--events-per-second", arguments.events_per_second,
                 text("random 시세에서 종목마다 초당 사건 수", "events a second and symbol of a random market"))
      ->check(CLI::Range(0.01, 10000.0));
  app.add_option("--seed", arguments.seed, text("난수 씨앗 (시세, 주문 번호, 장애)", "seed of random markets, ids and faults"));
  app.add_option("--speed", arguments.speed,
                 text("시계의 빠르기 1~1000, 또는 max (받는 쪽이 받는 만큼)", "speed of the clock, 1 to 1000, or max (as fast as subscribers take it)"));
  app.add_option("--start", arguments.start,
                 text("거래소 시계의 시작 (UTC, 2026-11-20T00:00:00); 없으면 지금",
                      "start of the exchange's clock (UTC, 2026-11-20T00:00:00); default: now"));
  app.add_option("--funding-rate", arguments.funding,
                 text("바이낸스 펀딩 비율: 00, 08, 16시(UTC)에 롱이 숏에게 냅니다 (0.0001 = 0.01%; 기본 0: 없음)",
                      "Binance's funding rate: at 00, 08 and 16 UTC longs pay shorts (0.0001 = 0.01 %; default 0: none)"));
  app.add_option("--account", arguments.accounts,
                 text("거래소:접근키:비밀키:자산=수량[,자산=수량]; 여러 번 쓸 수 있습니다 (비밀키가 프로세스 목록에 보입니다)",
                      "VENUE:ACCESS:SECRET:ASSET=AMOUNT[,ASSET=AMOUNT]; may be repeated (the secret shows in the process list)"));
  app.add_option("--accounts-file", arguments.accounts_file,
                 text("계좌 목록 JSON: [{\"venue\",\"access\",\"secret\",\"assets\":{\"KRW\":\"1000\"}}]",
                      "accounts as JSON: [{\"venue\",\"access\",\"secret\",\"assets\":{\"KRW\":\"1000\"}}]"));
  hostile = app.add_option("--hostile", arguments.hostile, text("이 씨앗으로 온갖 장애를 냅니다", "misbehaves in all ways, by this seed"));
  app.add_flag("--log-faults", arguments.log_faults,
               text("일어난 장애를 씨앗과 함께 한 줄씩 출력합니다 (JSON)", "prints every fault that strikes, with its seed, as a line of JSON"));
  app.add_option("--ready-file", arguments.ready_file,
                 text("준비되면 포트, CA 파일, 프로세스 번호를 이 파일에도 씁니다", "writes port, CA file and process id also to this file when it listens"));
  app.add_flag("--no-rate-limits", arguments.no_limits, text("요청 수를 제한하지 않습니다", "does not limit requests"));
  app.add_flag("--compress", arguments.compress, text("압축을 제안하는 클라이언트에게 압축해 보냅니다", "compresses messages for clients that offer it"));
  app.add_flag("--end-with-parent", arguments.end_with_parent, text("부모 프로세스가 끝나면 함께 끝납니다", "ends when the parent process ends"));
  app.add_option("--lang", arguments.lang, text("표시 언어 (ko, en); 없으면 시스템 언어", "language of messages (ko, en); default: the system's"))
      ->check(CLI::IsMember({"ko", "en"}));
  app.footer(text(kFooterKorean, kFooterEnglish));
}

// One line each, as it happens: what a test needs to tell which fault a trader met.
void log_faults(Box& box) {
  box.use([](BoxState& state) {
    state.faults().on_strike([&state](Fault fault, std::uint64_t number) {
      JsonText line;
      line.object().text("fault", name(fault)).raw("number", std::to_string(number)).raw("seed", std::to_string(state.faults().seed()));
      if (const auto hostile = state.faults().hostile()) line.raw("hostile", std::to_string(*hostile));
      line.whole("clock", millis_of(state.clock().now(static_cast<EpochMicros>(monotonic_seconds() * 1e6)))).end_object();
      std::printf("%s\n", line.content().c_str());
      std::fflush(stdout);
    });
  });
}

double speed_of(const std::string& text) {
  if (text == "max") return 0;  // ExchangeClock::kAsFastAsTaken
  double speed = 0;
  if (!CLI::detail::lexical_cast(text, speed) || !(speed >= 1) || speed > 1000)
    throw UsageError(message("빠르기는 1~1000 또는 max입니다: '{}'", "the speed is 1 to 1000 or max, got '{}'", text));
  return speed;
}

BoxOptions box_options(const Arguments& arguments, bool is_hostile) {
  BoxOptions options;
  options.port = static_cast<std::uint16_t>(arguments.port);
  options.folder = arguments.folder.empty() ? default_run_directory() / "sim" : std::filesystem::path(arguments.folder);
  options.upbit = parse_market(arguments.upbit);
  options.binance = parse_market(arguments.binance);
  options.upbit.codes = options.binance.codes = arguments.symbols;
  options.symbols = arguments.random_symbols;
  options.events_per_second = arguments.events_per_second;
  options.seed = arguments.seed;
  options.speed = speed_of(arguments.speed);
  if (!arguments.start.empty() && !parse_iso(arguments.start, options.start))
    throw UsageError(message("시각이 아닙니다: '{}'", "not a time: '{}'", arguments.start));
  constexpr double kMostFunding = 0.03;  // the venue's cap
  if (!Decimal::parse(arguments.funding, options.funding_rate) || !(std::abs(options.funding_rate.to_double()) <= kMostFunding))
    throw UsageError(message("펀딩 비율은 -0.03~0.03입니다: '{}'", "a funding rate is -0.03 to 0.03, got '{}'", arguments.funding));
  for (const std::string& account : arguments.accounts) options.accounts.push_back(parse_account(account));
  if (!arguments.accounts_file.empty()) {
    for (BoxAccount& account : parse_accounts(read_file(arguments.accounts_file))) options.accounts.push_back(std::move(account));
  }
  if (is_hostile) options.hostile = arguments.hostile;
  options.rate_limits = !arguments.no_limits;
  options.compress = arguments.compress;
  return options;
}

int run(int argc, char** argv) {
  const Language language = choose_language(argc, argv);
  const bool korean = language == Language::kKorean;
  Arguments arguments;
  CLI::App app(korean ? "stom-sim: 시험용 거래소 (업비트, 바이낸스 선물)" : "stom-sim: an exchange in a box (Upbit, Binance USD-M)", "stom-sim");
  app.set_help_flag("-h,--help", korean ? "도움말을 보여줍니다" : "show this help");
  app.set_version_flag("--version", "stom-sim " STOM_VERSION, korean ? "판 번호를 보여줍니다" : "show the version");
  CLI::Option* hostile = nullptr;
  declare(app, arguments, language, hostile);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  try {
    const auto parent = identify_process(parent_process_id());
    StopFlag stop;
    stop_on_signals(stop);
    Box box(box_options(arguments, hostile->count() > 0));
    JsonText ready;
    ready.object().whole("port", box.port()).text("ca_file", box.ca_file()).whole("pid", this_process().id).end_object();
    if (!arguments.ready_file.empty()) write_file_atomically(arguments.ready_file, ready.content() + '\n');
    std::printf("%s\n", ready.content().c_str());
    std::fflush(stdout);
    if (arguments.log_faults) log_faults(box);
    box.run_until([&] {
      const bool orphaned = arguments.end_with_parent && (!parent || !is_running(*parent));
      return stop.requested() || orphaned;
    });
    return 0;
  } catch (const UsageError& error) {
    std::fprintf(stderr, "stom-sim: %s\n", error.text().in(language).c_str());
    return 2;
  } catch (const Error& error) {
    std::fprintf(stderr, "stom-sim: %s\n", error.text().in(language).c_str());
    return 1;
  }
}

}  // namespace
}  // namespace stom::sim

int main(int argc, char** argv) { return stom::sim::run(argc, argv); }
