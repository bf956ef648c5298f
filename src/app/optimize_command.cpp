// stom optimize, stom walkforward: a search from ranges, candidates or conditions to one honest winner.
#include "app/study_runner.h"
#include "base/error.h"
#include "base/file.h"

namespace stom::app {
namespace {

// With --spec the file says everything; only where things are written may be given beside it.
constexpr std::array kBesideSpec = {"--spec",  "--study-db", "--strategy-db", "--out",   "--save",
                                    "--adopt", "--save-buy", "--save-sell",   "--cache", "--json",
                                    "--name",  "--engines",  "--db",          "--help"};

StudyRequest request_from_file(const CLI::App& command, const StudyOptions& options) {
  for (const CLI::Option* option : command.get_options()) {
    const std::string name = option->get_name();
    if (option->count() == 0 || std::find(kBesideSpec.begin(), kBesideSpec.end(), name) != kBesideSpec.end()) continue;
    throw UsageError(message("{}: --spec 파일에 적을 것입니다. 함께 쓸 수 없습니다.",
                             "{}: belongs into the --spec file and cannot stand beside it.", name));
  }
  optimize::StudySpec spec = optimize::study_spec_from_json(read_file(options.spec_file));
  if (!options.name.empty()) spec.name = options.name;
  if (!options.run.database.empty()) spec.database = options.run.database;
  if (command.count("--engines") > 0) spec.base.threads = options.run.engines;
  return request_of(std::move(spec));
}

void run_command(const CLI::App& command, const StudyOptions& options, AppContext& context, bool walk_forward) {
  StudyRequest request = options.spec_file.empty() ? make_request(options) : request_from_file(command, options);
  if (walk_forward && !request.spec.kind.walk_forward) {
    throw UsageError(
        message("'{}' 은(는) 전진분석이 아닙니다. or orv orvc br brv brvc 가운데 고르거나 stom optimize 를 쓰십시오.",
                "'{}' is no walk-forward. Choose one of or orv orvc br brv brvc, or use stom optimize.",
                request.spec.kind.name_ko));
  }
  context.exit_status = run_search(std::move(request), options.output, options.run.cache,
                                   options.run.json ? Print::kJson : Print::kWords, std::nullopt, context)
                            .status;
}

void add(CLI::App& app, AppContext& context, const char* name, const std::string& help, bool walk_forward) {
  const auto options = std::make_shared<StudyOptions>();
  CLI::App* command = app.add_subcommand(name, help);
  add_study_options(*command, *options, context, walk_forward);
  command->callback(
      [options, command, walk_forward, &context] { run_command(*command, *options, context, walk_forward); });
}

void add_optimize(CLI::App& app, AppContext& context) {
  add(app, context, "optimize",
      context.text("최적화: 그리드, 베이지안, GA, 조건 (검증, 교차검증, 테스트, 전진분석)",
                   "search for the best values: grid, Bayesian, genetic, conditions"),
      false);
}

void add_walkforward(CLI::App& app, AppContext& context) {
  add(app, context, "walkforward",
      context.text("전진분석: 창마다 찾고 그 다음 기간에서 확인합니다",
                   "walk-forward: search in every window, prove in the weeks behind it"),
      true);
}

const CommandRegistration optimize_registration(22, add_optimize);
const CommandRegistration walkforward_registration(23, add_walkforward);

}  // namespace
}  // namespace stom::app
