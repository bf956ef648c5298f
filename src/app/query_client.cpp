#include "app/query_client.h"

#include "app/data_owner.h"
#include "app/run_folder.h"
#include "base/error.h"
#include "bus/bus.h"
#include "bus/request.h"
#include "service/query_role.h"

namespace stom::app {
namespace {

constexpr double kAnswerLimit = 10;  // s
constexpr const char* kQueryRole = "query";

[[noreturn]] void no_answer() {
  throw Error(
      {"실행 중인 플랫폼이 답하지 않아 바꾸지 않았습니다. stom status 로 상태를 보고 다시 시도하거나, stom down 뒤에 바꾸세요.",
       "The running platform does not answer; nothing was changed. Look at stom status and try again, or change it after stom down."});
}

// A platform of another run folder must not find its files changed behind its back.
void require_own_run_folder(const std::filesystem::path& folder, const std::filesystem::path& database) {
  if (database.filename() != "setting.db" && database.filename() != "strategy.db") return;
  const auto owner = data_owner(database.parent_path()), ours = running_supervisor(folder);
  if (!owner || (ours && owner->id == ours->id)) return;
  throw UsageError(message("{}: 다른 실행 폴더의 플랫폼(프로세스 {})이 쓰는 데이터베이스입니다. 그 폴더를 --run-dir 로 주십시오.",
                           "{}: the platform of another run folder (process {}) uses this database. Give that folder with --run-dir.",
                           database.string(), owner->id));
}

// Nothing where nobody else writes the file.
template <typename Answer, typename Question>
std::optional<Answer> ask(const std::filesystem::path& folder, const Question& question) {
  if (!running_supervisor(folder)) {
    require_own_run_folder(folder, question.database);
    return std::nullopt;
  }
  const auto status = ask_status(folder, kAnswerLimit);
  if (!status) no_answer();
  const auto is_query = [](const bus::RoleStatus& role) { return role.role == kQueryRole; };
  if (std::none_of(status->roles.begin(), status->roles.end(), is_query)) return std::nullopt;
  bus::Bus bus(bus::RunDirectory(folder), "command");
  bus::RequestClient client(bus, service::kQueryRequests);
  auto answer = client.template ask<Answer>(question, kAnswerLimit);
  if (!answer) no_answer();
  if (answer->is_other_file) {
    require_own_run_folder(folder, question.database);
    return std::nullopt;
  }
  if (!answer->problems.empty()) throw UsageError({answer->problems.front().ko, answer->problems.front().en});
  return answer;
}

}  // namespace

std::optional<std::int64_t> set_by_platform(const std::filesystem::path& run_folder, const std::filesystem::path& database,
                                            const std::map<std::string, std::string>& changes, const std::string& origin) {
  bus::SettingsSet question;
  question.database = std::filesystem::absolute(database).string();
  question.changes = changes;
  question.origin = origin;
  const auto answer = ask<bus::SettingsResult>(run_folder, question);
  return answer ? std::optional(answer->version) : std::nullopt;
}

bool save_by_platform(const std::filesystem::path& run_folder, bus::StrategySave save) {
  save.database = std::filesystem::absolute(save.database).string();
  return ask<bus::StrategySaved>(run_folder, save).has_value();
}

}  // namespace stom::app
