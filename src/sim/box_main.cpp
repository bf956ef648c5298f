// stom-sim: the exchange in a box as a program.
#include <cstdio>

#include <CLI/CLI.hpp>

#include "base/error.h"
#include "base/file.h"
#include "base/parallel.h"
#include "base/private_folder.h"
#include "base/process.h"
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
  std::string folder, upbit = "random", binance = "random", ready_file, speed = "1", start, accounts_file, lang;
  std::vector<std::string> symbols, accounts;
  int random_symbols = 8;
  double events_per_second = 4;
  std::uint64_t seed = 1, hostile = 0;
  bool no_limits = false, compress = false, end_with_parent = false;
};

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
  app.add_option("--account", arguments.accounts,
                 text("거래소:접근키:비밀키:자산=수량[,자산=수량]; 여러 번 쓸 수 있습니다 (비밀키가 프로세스 목록에 보입니다)",
                      "VENUE:ACCESS:SECRET:ASSET=AMOUNT[,ASSET=AMOUNT]; may be repeated (the secret shows in the process list)"));
  app.add_option("--accounts-file", arguments.accounts_file,
                 text("계좌 목록 JSON: [{\"venue\",\"access\",\"secret\",\"assets\":{\"KRW\":\"1000\"}}]",
                      "accounts as JSON: [{\"venue\",\"access\",\"secret\",\"assets\":{\"KRW\":\"1000\"}}]"));
  hostile = app.add_option("--hostile", arguments.hostile, text("이 씨앗으로 온갖 장애를 냅니다", "misbehaves in all ways, by this seed"));
  app.add_option("--ready-file", arguments.ready_file,
                 text("준비되면 포트, CA 파일, 프로세스 번호를 이 파일에도 씁니다", "writes port, CA file and process id also to this file when it listens"));
  app.add_flag("--no-rate-limits", arguments.no_limits, text("요청 수를 제한하지 않습니다", "does not limit requests"));
  app.add_flag("--compress", arguments.compress, text("압축을 제안하는 클라이언트에게 압축해 보냅니다", "compresses messages for clients that offer it"));
  app.add_flag("--end-with-parent", arguments.end_with_parent, text("부모 프로세스가 끝나면 함께 끝납니다", "ends when the parent process ends"));
  app.add_option("--lang", arguments.lang, text("표시 언어 (ko, en); 없으면 시스템 언어", "language of messages (ko, en); default: the system's"))
      ->check(CLI::IsMember({"ko", "en"}));
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
