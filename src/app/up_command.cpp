// stom up: the supervisor and all roles of a platform, in the foreground or detached.
#include <cstdio>

#include "app/command.h"
#include "app/data_owner.h"
#include "app/day_end.h"
#include "app/first_start.h"
#include "app/platform_roles.h"
#include "app/run_folder.h"
#include "app/share_options.h"
#include "app/trader_question.h"
#include "base/error.h"
#include "base/passphrase.h"
#include "base/processor_cores.h"
#include "base/time.h"
#include "bus/crash_report.h"
#include "bus/supervisor.h"
#include "live/record_source.h"
#include "store/account_store.h"
#include "store/setting_store.h"
#include "store/startup_check.h"

namespace stom::app {
namespace {

struct UpArguments {
  std::string folder, data, market, venue = "box", box_folder, box_options, key_file, fills = "reference", cores;
  ShareArguments share;
  unsigned workers = 5, watch = live::Platform().watch_count;
  double kimp_rate = 0;
  bool detach = false, arm = false, kimp = false, log_signals = false, secret_from_input = false;
};

constexpr double kLineEvery = 10;    // s between lines of a platform in the foreground
constexpr double kTraderLimit = 0.3;  // s that a line waits for the trader
constexpr double kDetachLimit = 60;  // s until the supervisor must answer
constexpr const char* kBinanceWord = "바이낸스선물";

const char* language_name(const AppContext& context) { return context.language == Language::kKorean ? "ko" : "en"; }

market::Market wished_market(const UpArguments& arguments, const std::filesystem::path& data) {
  market::Market market = market::Market::kBinance;
  if (!arguments.market.empty()) {
    (void)market::parse(arguments.market, market);
  } else if (std::filesystem::exists(data / "setting.db")) {
    market = store::SettingStore(data / "setting.db").read().text("거래소") == kBinanceWord ? market::Market::kBinance : market::Market::kUpbit;
  }
  return market;
}

void require_armable(const live::Platform& platform, const store::SettingSnapshot& settings) {
  if (settings.flag("코인모의투자")) {
    throw UsageError({"--arm: 설정 '코인모의투자'가 1이라 실제 주문을 낼 수 없습니다. stom settings set 코인모의투자=0 으로 바꾼 뒤 다시 실행하십시오.",
                      "--arm: setting '코인모의투자' is 1, so no real orders are sent. Change it with stom settings set 코인모의투자=0 and run again."});
  }
  const store::AccountStore accounts(platform.data / "setting.db");
  const auto list = accounts.list();
  const std::string venue = live::market_name(platform.market);
  if (std::none_of(list.begin(), list.end(), [&](const store::Account& account) { return account.venue == venue; })) {
    throw UsageError(message("--arm: {} 계정이 없습니다. stom account add {} 로 먼저 등록하십시오.",
                             "--arm: there is no account of {}. Add one first with stom account add {}.", venue, venue));
  }
}

struct Start {
  live::Platform platform;
  bool with_box = false;
  bus::SupervisorOptions options;
};

// What the files of an earlier program need before they are used.
void prepare_files(const std::filesystem::path& data, AppContext& context) {
  const store::StartupReport report = store::prepare_databases(data, STOM_VERSION, *context.progress, context.stop);
  for (const Message& words : report.done) std::printf("%s\n", context.text(words).c_str());
  for (const Message& words : report.warnings) std::fprintf(stderr, "stom: %s\n", context.text(words).c_str());
}

// The roles between a row and its order.
void keep_order_way_on(const std::vector<unsigned>& cores, std::vector<bus::RoleSpec>& roles) {
  for (bus::RoleSpec& role : roles) {
    const std::string kind = role.name.substr(0, role.name.find('.'));
    if (kind == "receiver" || kind == "strategy" || kind == "trader") role.limits.cores = cores;
  }
}

void require_fitting_box_options(const UpArguments& arguments) {
  if (arguments.venue == "real" && !(arguments.box_folder.empty() && arguments.box_options.empty())) {
    throw UsageError({"--box-dir 와 --box-options 는 가상 거래소의 옵션입니다. --venue real 과 함께 쓸 수 없습니다.",
                      "--box-dir and --box-options belong to the exchange in a box; they do not go with --venue real."});
  }
  std::error_code code;
  if (!arguments.box_folder.empty() && !std::filesystem::is_directory(arguments.box_folder, code)) {
    throw UsageError(message("--box-dir: {} 폴더가 없습니다. stom-sim 을 먼저 실행하십시오.",
                             "--box-dir: there is no folder {}. Start stom-sim first.", arguments.box_folder));
  }
}

Start make_start(const UpArguments& arguments, const std::filesystem::path& folder, AppContext& context) {
  Start start;
  live::Platform& platform = start.platform;
  platform.data = data_folder(arguments.data);
  platform.market = wished_market(arguments, platform.data);
  if (prepare_data_folder(platform.data, platform.market)) {
    std::printf("%s\n", context.text(message("{}: 설정과 예제 전략을 만들었습니다.", "{}: settings and example strategies were made.",
                                             platform.data.string()))
                            .c_str());
  }
  start.options.settings = live::user_settings(platform.data);
  const store::SettingSnapshot settings = store::SettingStore(platform.data / "setting.db").read();
  platform.frame = settings.flag("코인타임프레임") ? market::Frame::kTick : market::Frame::kMinute;
  platform.workers = arguments.workers;
  platform.watch_count = arguments.watch;
  platform.in_box = arguments.venue == "box";
  platform.box_folder = arguments.box_folder.empty() ? folder / "box" : std::filesystem::absolute(arguments.box_folder);
  platform.fill_model.kind = *trade::find_fill_model(arguments.fills);
  platform.log_signals = arguments.log_signals;
  decide_sharing(arguments.share, settings.text("리시버공유"), folder, platform);
  // A client without orders of its own learns from the server where its rows come from.
  if (platform.share_from.empty() || arguments.arm) {
    live::claim_records(platform.data, platform.in_box ? live::RecordSource::kBox : live::RecordSource::kReal,
                        std::filesystem::exists(folder / "box" / "port"));
  } else {
    live::leave_source_open(platform.data);
  }
  start.with_box = platform.in_box && arguments.box_folder.empty() && (platform.share_from.empty() || arguments.arm || arguments.kimp);
  if (arguments.arm) {
    require_armable(platform, settings);
    platform.mode = live::Mode::kReal;
    start.options.secret = std::make_shared<const SecretText>(arguments.secret_from_input ? read_secret_input()
                                                                                   : find_passphrase(arguments.key_file, context.language));
    (void)store::AccountStore(platform.data / "setting.db").unlock(*start.options.secret);  // a wrong one is refused here
  }
  start.options.settings.merge(live::platform_settings(platform));
  start.options.settings[live::kBoxOptions] = arguments.box_options;
  start.options.settings[live::kKimpRate] = arguments.kimp_rate;
  start.options.kept_settings = live::kPlatformKeys;
  start.options.roles = platform_roles(platform, start.with_box, arguments.kimp);
  if (!arguments.cores.empty()) keep_order_way_on(parse_cores(arguments.cores, "--cores"), start.options.roles);
  return start;
}

Message mode_words(const live::Platform& platform) {
  const bool real = platform.mode == live::Mode::kReal;
  Message venue = platform.in_box ? Message{"가상 거래소", "exchange in a box"} : Message{"실제 거래소", "the real venue"};
  const Message shared = message("{} 의 공유 시세", "shared rows of {}", platform.share_from);
  if (!platform.share_from.empty()) venue = real ? Message{venue.ko + " · " + shared.ko, venue.en + " · " + shared.en} : shared;
  return {fmt::format("{} · {} · {}", market::name(platform.market), real ? "실전 주문" : "모의투자", venue.ko),
          fmt::format("{} · {} · {}", market::name(platform.market), real ? "REAL ORDERS" : "paper", venue.en)};
}

// What a person who watches wants to know: are all roles there, and what has the trader done.
void print_line(const std::filesystem::path& folder, const std::string& trader, const bus::StatusReply& status, AppContext& context) {
  const auto ready =
      std::count_if(status.roles.begin(), status.roles.end(), [](const auto& role) { return role.state == bus::RoleState::kReady; });
  bus::Bus bus(bus::RunDirectory(folder), "command");
  const auto state = ask_trader_state(bus, trader, kTraderLimit);
  Message line = message("역할 {}/{} 준비", "{}/{} roles ready", ready, status.roles.size());
  if (state) {
    const Message day = message(" · 보유 {} · 미체결 {} · 오늘 거래 {}건 · 실현손익 {:.2f} {}", " · {} held · {} open orders · {} trades today · profit {:.2f} {}",
                                state->positions, state->open_orders, state->trades_today, state->profit_today, state->currency);
    line = {line.ko + day.ko, line.en + day.en};
    if (!state->why.empty()) line = {line.ko + " · " + state->why, line.en + " · " + state->why_en};
  }
  std::printf("%s\n", context.text(line).c_str());
  std::fflush(stdout);
}

void run_in_foreground(const UpArguments& arguments, const std::filesystem::path& folder, AppContext& context) {
  const ProcessLock data_lock = own_data_folder(data_folder(arguments.data));
  prepare_files(data_folder(arguments.data), context);
  Start start = make_start(arguments, folder, context);
  bus::SupervisorOptions& options = start.options;
  end_only_in_order();
  const std::string program = executable_path();
  options.command = [program, folder, language = std::string(language_name(context))](const bus::RoleSpec& role, std::uint16_t source) {
    return std::vector<std::string>{program,  "role",  role.name, "--run-dir", folder.string(), "--source", std::to_string(source),
                                    "--lang", language};
  };
  options.language = context.language;
  options.version = STOM_VERSION;
  options.title = mode_words(start.platform);
  const std::string title = context.text(options.title), trader = "trader." + live::market_name(start.platform.market);
  bus::Supervisor supervisor{bus::RunDirectory(folder), options};
  std::printf("%s\n%s\n", title.c_str(),
              context.text(message("실행 폴더 {}, 데이터 {}: 역할 {}개를 시작합니다. Ctrl-C 로 끝냅니다.",
                                   "run folder {}, data {}: starting {} roles. Ctrl-C ends it.", folder.string(), start.platform.data.string(),
                                   options.roles.size()))
                  .c_str());
  std::fflush(stdout);
  double next_line = monotonic_seconds() + kLineEvery;
  DayEnd day_end(folder, trader, context);
  bool stopping = false;
  while (!supervisor.finished()) {
    if (context.stop.requested()) {
      supervisor.stop();
      if (!std::exchange(stopping, true) && !context.quiet) {
        std::printf("%s\n", context.text("역할들을 순서대로 끝냅니다. 잠시 기다리십시오.", "stopping all roles in order; one moment.").c_str());
        std::fflush(stdout);
      }
    }
    supervisor.step(0.5);
    if (!stopping) day_end.look(supervisor);
    if (stopping || context.quiet || monotonic_seconds() < next_line) continue;
    next_line = monotonic_seconds() + kLineEvery;
    print_line(folder, trader, supervisor.status(), context);
  }
}

bool all_settled(const bus::StatusReply& status) {
  return std::all_of(status.roles.begin(), status.roles.end(), [](const bus::RoleStatus& role) {
    return role.state == bus::RoleState::kReady || role.state == bus::RoleState::kDegraded || role.state == bus::RoleState::kFailed;
  });
}

void detach(const UpArguments& arguments, const std::filesystem::path& folder, AppContext& context) {
  {
    // Here, where the user sees what is said; the child finds everything done.
    const ProcessLock data_lock = own_data_folder(data_folder(arguments.data));
    prepare_files(data_folder(arguments.data), context);
  }
  const bus::RunDirectory directory(folder);
  SpawnOptions spawn;
  spawn.arguments = {executable_path(), "up", "--quiet", "--run-dir", folder.string(), "--lang", language_name(context), "--data",
                     data_folder(arguments.data).string(), "--venue", arguments.venue, "--fills", arguments.fills, "--workers",
                     std::to_string(arguments.workers), "--watch", std::to_string(arguments.watch)};
  const auto add = [&spawn](const char* option, const std::string& value) {
    if (!value.empty()) spawn.arguments.insert(spawn.arguments.end(), {option, value});
  };
  add("--market", arguments.market);
  add("--box-dir", arguments.box_folder.empty() ? "" : std::filesystem::absolute(arguments.box_folder).string());
  add("--box-options", arguments.box_options);
  add("--share-listen", arguments.share.listen);
  add("--share-from", arguments.share.from);
  add("--cores", arguments.cores);
  if (arguments.log_signals) spawn.arguments.emplace_back("--log-signals");
  if (arguments.kimp) spawn.arguments.emplace_back("--kimp");
  if (arguments.kimp_rate > 0) add("--kimp-rate", std::to_string(arguments.kimp_rate));
  if (arguments.arm) {
    spawn.arguments.insert(spawn.arguments.end(), {"--arm", "--passphrase-from-input"});
    spawn.input = std::make_shared<const SecretText>(find_passphrase(arguments.key_file, context.language));
  }
  spawn.output = directory.output() / "supervisor.txt";
  spawn.directory = "/";
  spawn.own_session = true;
  spawn.terminated_with_parent = false;
  std::error_code none_yet;
  const auto old_output = std::filesystem::file_size(spawn.output, none_yet);
  ChildProcess child = ChildProcess::start(spawn);
  const double until = monotonic_seconds() + kDetachLimit;
  std::optional<bus::StatusReply> status;
  while (monotonic_seconds() < until && !(status && all_settled(*status))) {
    context.stop.throw_if_requested();  // the child is killed with its object
    if (child.wait(0.05)) {
      std::string words = bus::last_lines(spawn.output, 10, none_yet ? 0 : old_output);
      while (words.ends_with('\n')) words.pop_back();
      throw Error(message("시작하지 못했습니다:\n{}", "It did not start:\n{}", words));
    }
    if (const auto answer = ask_status(folder, 0.5); answer && answer->pid == child.id()) status = answer;
  }
  if (!status) {
    throw Error(message("{}초 안에 응답하지 않았습니다: {}", "It did not answer within {} s: {}", kDetachLimit, spawn.output.string()));
  }
  const auto ready =
      std::count_if(status->roles.begin(), status->roles.end(), [](const auto& role) { return role.state == bus::RoleState::kReady; });
  std::printf("%s\n%s\n", context.text(Message{status->title_ko, status->title}).c_str(),
              context.text(message("실행 중입니다 (프로세스 {}): 역할 {}개 중 {}개 준비됨", "running (process {}): {} roles, {} ready", child.id(),
                                   status->roles.size(), ready))
                  .c_str());
  for (const bus::RoleStatus& role : status->roles) {
    if (role.state != bus::RoleState::kReady) std::printf("  %s: %s\n", role.role.c_str(), state_text(role.state, context).c_str());
  }
  if (static_cast<std::size_t>(ready) < status->roles.size()) {
    std::printf("%s\n", context.text("이유는 stom status 와 stom log 로 볼 수 있습니다.", "stom status and stom log say why.").c_str());
  }
  child.release();
  if (static_cast<std::size_t>(ready) < status->roles.size()) context.exit_status = kNotAllReady;
}

void run_up(const UpArguments& arguments, AppContext& context) {
  require_fitting_box_options(arguments);
  if (!arguments.cores.empty()) (void)parse_cores(arguments.cores, "--cores");  // refused before anything is made
  const auto folder = run_folder(arguments.folder);
  if (const auto owner = running_supervisor(folder)) {
    throw UsageError(message("{}: 이미 실행 중입니다 (프로세스 {}). stom status 로 보고 stom down 으로 끝낼 수 있습니다.",
                             "{}: already runs here (process {}). See it with stom status, end it with stom down.", folder.string(),
                             owner->id));
  }
  if (arguments.detach) detach(arguments, folder, context);
  else run_in_foreground(arguments, folder, context);
}

void add_up(CLI::App& app, AppContext& context) {
  CLI::App* command = app.add_subcommand(
      "up", context.text("플랫폼을 시작합니다: 시세 수신, 전략, 주문, 저장 (처음에는 가상 거래소에서 모의투자)",
                         "start the platform: rows, strategies, orders, storage (at first: paper trading at an exchange in a box)"));
  const auto arguments = std::make_shared<UpArguments>();
  command->add_flag("--detach", arguments->detach, context.text("뒤에서 실행하고 준비되면 돌아옵니다", "run in the background; return when it is ready"));
  add_run_folder(*command, arguments->folder, context);
  command->add_option("--data", arguments->data,
                      context.text("데이터 폴더: setting.db, strategy.db, 기록 (기본: $STOM_DATA 또는 ~/.local/share/stom)",
                                   "data folder: setting.db, strategy.db, records (default: $STOM_DATA or ~/.local/share/stom)"));
  command->add_option("--market", arguments->market, context.text("시장 (없으면 설정 '거래소')", "market (default: setting '거래소')"))
      ->check(CLI::IsMember({"upbit", "binance"}));
  command->add_option("--venue", arguments->venue, context.text("box: 가상 거래소, real: 실제 거래소", "box: the exchange in a box, real: the venue itself"))
      ->check(CLI::IsMember({"box", "real"}))->capture_default_str();
  command->add_option("--box-dir", arguments->box_folder,
                      context.text("이미 실행 중인 stom-sim 의 폴더", "folder of a stom-sim that runs already"));
  command->add_option("--box-options", arguments->box_options, context.text("stom-sim 에 줄 옵션 (한 문자열)", "options for stom-sim, as one text"));
  add_share_options(*command, arguments->share, context);
  command->add_option("--workers", arguments->workers, context.text("전략 역할 수", "number of strategy workers"))
      ->check(CLI::Range(1, 64))->capture_default_str();
  command->add_option("--watch", arguments->watch,
                      context.text("관심종목 수: 당일거래대금이 많은 순서", "symbols on the watch list: those with the largest traded value of the day"))
      ->check(CLI::Range(1, 1000))->capture_default_str();
  command->add_option("--cores", arguments->cores,
                      context.text("시세 수신·전략·주문 역할을 이 코어에서만 실행합니다 (예: 0 또는 0,2-3)",
                                   "run receiver, strategies and trader on these processor cores only (such as 0 or 0,2-3)"));
  command->add_option("--fills", arguments->fills, context.text("모의투자 체결 방식", "how paper orders are filled"))
      ->check(CLI::IsMember({"reference", "realistic"}))->capture_default_str();
  command->add_flag("--kimp", arguments->kimp, context.text("김프 역할도 실행합니다", "also run the kimp role"));
  command->add_option("--kimp-rate", arguments->kimp_rate,
                      context.text("김프에 쓸 1달러의 원화 (없으면 KRW-USDT 시세, 테더 기준)", "won per dollar for kimp (default: as KRW-USDT implies)"))
      ->check(CLI::PositiveNumber);
  command->add_flag("--log-signals", arguments->log_signals,
                    context.text("매수 신호를 행마다 signals/*.csv 에 적습니다 (stom signals 와 비교용)",
                                 "write the buy signal of every row to signals/*.csv (to compare with stom signals)"));
  command->add_flag("--arm", arguments->arm,
                    context.text("실제 주문을 냅니다: 등록된 계정의 암호가 필요합니다", "send real orders: needs the passphrase of the accounts"));
  command->add_flag("--passphrase-from-input", arguments->secret_from_input, "")->group("");  // between --detach and its child
  command->add_option("--key-file", arguments->key_file, context.text("암호가 든 파일 (권한 600)", "file with the passphrase (rights 600)"));
  command->footer(
      context.text("종료 상태: 0 끝났거나 준비됨, 1 시작하지 못함, 2 이미 실행 중이거나 잘못된 옵션, 4 준비되지 못한 역할이 있음",
                   "exit status: 0 ended or ready, 1 could not start, 2 runs already or wrong options, 4 some role is not ready"));
  command->callback([arguments, &context] { run_up(*arguments, context); });
}

const CommandRegistration registration(90, add_up);

}  // namespace
}  // namespace stom::app
