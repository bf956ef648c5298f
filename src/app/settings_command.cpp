// stom settings list|get|set|reset|history|revert|export|import|profile: the settings of setting.db.
#include <cstdio>

#include <nlohmann/json.hpp>

#include "app/command.h"
#include "app/first_start.h"
#include "app/query_client.h"
#include "app/run_folder.h"
#include "app/secret_options.h"
#include "base/error.h"
#include "base/file.h"
#include "base/time.h"
#include "base/utf8.h"
#include "service/data_requests.h"
#include "store/maintenance.h"
#include "store/setting_profiles.h"
#include "store/setting_rules.h"
#include "store/setting_store.h"

namespace stom::app {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;
using store::Setting;
using store::SettingSnapshot;

constexpr const char* kOrigin = "cli";

struct SettingsArguments {
  std::string database = default_database("setting.db"), table, key, file, name, run_folder;
  std::vector<std::string> keys, pairs;
  std::int64_t version = 0;
  std::size_t most = 50;
  bool changed = false, all = false, yes = false, json = false;
};

std::string padded(const std::string& text, int width) {
  return text + std::string(static_cast<std::size_t>(std::max(0, width - display_width(text))), ' ');
}

// Without a file there are the defaults.
SettingSnapshot read(const SettingsArguments& arguments) {
  std::error_code code;
  if (!std::filesystem::exists(arguments.database, code)) return {};
  return store::SettingStore(arguments.database).read();
}

void print_problems(const SettingSnapshot& settings, AppContext& context) {
  for (const Message& problem : settings.problems()) {
    std::fprintf(stderr, "stom: %s\n", context.text(problem).c_str());
    context.exit_status = 1;
  }
}

std::string label(const Setting& setting, const AppContext& context) {
  return std::string(context.language == Language::kKorean ? setting.ko : setting.en);
}

ordered_json to_json(const Setting& setting, const SettingSnapshot& settings, const AppContext& context) {
  return {{"key", setting.key}, {"table", setting.table}, {"value", settings.text(setting.key)}, {"default", setting.default_value},
          {"allowed", context.text(allowed_values(setting))}, {"label", label(setting, context)}, {"risk", setting.risk}};
}

void run_list(const SettingsArguments& arguments, AppContext& context) {
  const SettingSnapshot settings = read(arguments);
  ordered_json out = ordered_json::array();
  bool is_known = arguments.table.empty();
  for (const Setting& setting : store::all_settings()) {
    if (!arguments.table.empty() && setting.table != arguments.table) continue;
    is_known = true;
    if (arguments.changed && settings.is_default(setting.key)) continue;
    if (arguments.json) {
      out.push_back(to_json(setting, settings, context));
      continue;
    }
    std::printf("%s %s %s  %s\n", padded(std::string(setting.table), 14).c_str(), padded(std::string(setting.key), 28).c_str(),
                padded(settings.text(setting.key), 16).c_str(), label(setting, context).c_str());
  }
  if (!is_known) throw UsageError(message("'{}' 테이블에는 설정이 없습니다.", "There are no settings in a table '{}'.", arguments.table));
  if (arguments.json)
    std::puts(ordered_json{{"version", settings.version()}, {"settings", out}}.dump(2, ' ', false, json::error_handler_t::replace).c_str());
  print_problems(settings, context);
}

void run_get(const SettingsArguments& arguments, AppContext& context) {
  const Setting& setting = store::require_setting(arguments.key);
  const SettingSnapshot settings = read(arguments);
  if (arguments.json) std::puts(to_json(setting, settings, context).dump(2, ' ', false, json::error_handler_t::replace).c_str());
  else std::printf("%s\n", settings.text(setting.key).c_str());
}

void confirm_risk(const store::SettingChanges& changes, const SettingsArguments& arguments, const AppContext& context) {
  std::string keys;
  for (const auto& [key, value] : changes) {
    if (store::require_setting(key).risk) keys += (keys.empty() ? "" : ", ") + key + " = " + value;
  }
  if (keys.empty()) return;
  const std::string question = context.text(
      message("실제 주문에 영향을 주는 설정입니다: {}. 바꿀까요?", "These settings decide real orders: {}. Change them?", keys));
  if (!confirmed(arguments.yes, question, context)) throw Cancelled();
}

void print_version(const SettingsArguments& arguments, std::int64_t version, const AppContext& context) {
  if (arguments.json) std::puts(json{{"version", version}}.dump(2).c_str());
  else
    std::printf("%s\n",
                context.text(message("{}: 설정 {}번째 판입니다.", "{}: version {} of the settings.", arguments.database, version)).c_str());
}

// By the running platform's query role, or here by the same rules.
std::int64_t change_settings(const SettingsArguments& arguments, const store::SettingChanges& changes, const std::string& origin = kOrigin) {
  const auto version = set_by_platform(run_folder(arguments.run_folder), arguments.database, changes, origin);
  if (version) return *version;
  const std::filesystem::path file = arguments.database;
  if (file.filename() != "setting.db") return store::SettingStore(file).set(changes, origin);
  bus::SettingsSet request;
  request.changes = changes;
  request.origin = origin;
  const bus::SettingsResult result = service::set_settings(file.parent_path().empty() ? "." : file.parent_path(), request);
  if (!result.problems.empty()) throw UsageError({result.problems.front().ko, result.problems.front().en});
  return result.version;
}

// Adds what goes with the changes, and says so.
void couple(const SettingsArguments& arguments, store::SettingChanges& changes, const AppContext& context) {
  for (const auto& [key, value] : store::coupled_changes(read(arguments), changes)) {
    if (!arguments.json) std::printf("%s\n", context.text(message("함께 바뀝니다: {} = {}", "goes with it: {} = {}", key, value)).c_str());
    changes[key] = value;
  }
}

// The hour that a person meant may be that of the clock on the wall.
void tell_utc(const SettingsArguments& arguments, const store::SettingChanges& changes, const AppContext& context) {
  const auto end = changes.find("코인전략종료시간");
  if (end == changes.end() || arguments.json) return;
  const int time = std::stoi(end->second), hour = time / 10000, minute = time / 100 % 100;
  std::printf("%s\n", context.text(message("코인전략종료시간은 UTC 시각입니다: 한국 시각으로 {:02}시 {:02}분입니다.",
                                           "코인전략종료시간 is a time of UTC: {:02}:{:02} in Korea.", (hour + 9) % 24, minute))
                          .c_str());
}

void run_set(const SettingsArguments& arguments, AppContext& context) {
  store::SettingChanges changes;
  for (const std::string& pair : arguments.pairs) {
    const std::size_t equals = pair.find('=');
    if (equals == std::string::npos) throw UsageError(message("'{}': 키=값 으로 쓰세요.", "'{}': write KEY=VALUE.", pair));
    const std::string key = pair.substr(0, equals);
    changes[key] = store::require_value(key, pair.substr(equals + 1));
  }
  couple(arguments, changes, context);
  confirm_risk(changes, arguments, context);
  tell_utc(arguments, changes, context);
  print_version(arguments, change_settings(arguments, changes), context);
}

void run_reset(const SettingsArguments& arguments, AppContext& context) {
  if (arguments.keys.empty() == !arguments.all)
    throw UsageError({"되돌릴 설정의 이름이나 --all 이 필요합니다.", "Names of settings, or --all, are needed."});
  std::vector<std::string> keys = arguments.keys;
  if (arguments.all) {
    for (const Setting& setting : store::all_settings()) keys.emplace_back(setting.key);
  }
  store::SettingChanges changes;
  for (const std::string& key : keys) changes[key] = store::require_setting(key).default_value;
  confirm_risk(changes, arguments, context);
  print_version(arguments, change_settings(arguments, changes), context);
}

void run_history(const SettingsArguments& arguments, AppContext& context) {
  ordered_json out = ordered_json::array();
  for (const store::SettingJournalEntry& entry : store::SettingStore(arguments.database).journal(arguments.most)) {
    const std::string time = readable(second_key(entry.changed / 1'000'000)) + " UTC";
    if (arguments.json) {
      out.push_back({{"version", entry.version},
                     {"time", time},
                     {"origin", entry.origin},
                     {"key", entry.key},
                     {"old", entry.old_value},
                     {"new", entry.new_value}});
    } else {
      std::printf("%5lld  %s  %-8s %s: %s → %s\n", static_cast<long long>(entry.version), time.c_str(), entry.origin.c_str(),
                  entry.key.c_str(), entry.old_value.c_str(), entry.new_value.c_str());
    }
  }
  if (arguments.json) std::puts(out.dump(2, ' ', false, json::error_handler_t::replace).c_str());
  (void)context;
}

void run_revert(const SettingsArguments& arguments, AppContext& context) {
  const std::string question = context.text(message("설정을 {}번째 판으로 되돌릴까요?", "Take the settings back to version {}?", arguments.version));
  if (!confirmed(arguments.yes, question, context)) throw Cancelled();
  print_version(arguments, change_settings(arguments, store::SettingStore(arguments.database).changes_since(arguments.version)), context);
}

// Everything but secrets: those are no settings.
void run_export(const SettingsArguments& arguments, AppContext& context) {
  const SettingSnapshot settings = read(arguments);
  ordered_json out;
  for (const Setting& setting : store::all_settings()) {
    if (!arguments.changed || !settings.is_default(setting.key)) out[std::string(setting.key)] = settings.text(setting.key);
  }
  const std::string text = (out.is_null() ? ordered_json::object() : out).dump(2, ' ', false, json::error_handler_t::replace) + "\n";
  if (arguments.file.empty() || arguments.file == "-") std::fputs(text.c_str(), stdout);
  else write_file_atomically(arguments.file, text);
  print_problems(settings, context);
}

void run_import(const SettingsArguments& arguments, AppContext& context) {
  const json object = json::parse(read_file(arguments.file), nullptr, false);
  if (!object.is_object())
    throw DataError(
        message("{}: {{\"키\": \"값\"}} 형태의 JSON 이 아닙니다.", "{}: is no JSON object {{\"key\": \"value\"}}.", arguments.file));
  store::SettingChanges changes;
  for (const auto& [key, value] : object.items()) {
    const std::string text = value.is_string()    ? value.get<std::string>()
                             : value.is_boolean() ? (value.get<bool>() ? "1" : "0")
                                                  : value.dump();
    changes[key] = store::require_value(key, text);
  }
  const SettingSnapshot settings = read(arguments);
  std::erase_if(changes, [&](const auto& change) { return settings.text(change.first) == change.second; });
  confirm_risk(changes, arguments, context);
  print_version(arguments, change_settings(arguments, changes), context);
}

void run_profile_list(const SettingsArguments& arguments, AppContext& context) {
  ordered_json out = ordered_json::array();
  const auto profiles = store::list_profiles(arguments.database);
  for (const store::SettingProfile& profile : profiles) {
    if (arguments.json) out.push_back({{"name", profile.name}, {"file", profile.file.string()}});
    else std::printf("%s  %s\n", padded(profile.name, 24).c_str(), profile.file.c_str());
  }
  if (arguments.json) std::puts(out.dump(2, ' ', false, json::error_handler_t::replace).c_str());
  else if (profiles.empty()) std::printf("%s\n", context.text("저장한 프로필이 없습니다.", "No profile was kept.").c_str());
}

void run_profile_save(const SettingsArguments& arguments, AppContext& context) {
  const std::filesystem::path file = store::profile_file(arguments.database, arguments.name);
  const std::string question = context.text(message("프로필 '{}' 이(가) 있습니다. 지금 설정으로 바꿀까요?",
                                                    "There is a profile '{}'. Replace it with the settings of now?", arguments.name));
  if (std::filesystem::exists(file) && !confirmed(arguments.yes, question, context)) throw Cancelled();
  store::save_profile(arguments.database, arguments.name);
  if (!arguments.json) std::printf("%s\n", context.text(message("{}: 지금 설정을 저장했습니다.", "{}: the settings of now were kept.", file.string())).c_str());
}

// One change of all settings: the version before is the way back.
void run_profile_load(const SettingsArguments& arguments, AppContext& context) {
  const store::SettingChanges changes = store::profile_changes(arguments.database, arguments.name);
  const SettingSnapshot now = read(arguments);
  if (!arguments.json) {
    for (const auto& [key, value] : changes) std::printf("  %s: %s → %s\n", key.c_str(), now.text(key).c_str(), value.c_str());
  }
  const std::string question = context.text(message("설정 {}개를 프로필 '{}' 의 값으로 바꿀까요? (되돌리기: stom settings revert {})",
                                                    "Change {} settings to those of profile '{}'? (back: stom settings revert {})", changes.size(),
                                                    arguments.name, now.version()));
  if (!changes.empty() && !confirmed(arguments.yes, question, context)) throw Cancelled();
  print_version(arguments, change_settings(arguments, changes, "profile " + arguments.name), context);
}

void run_profile_delete(const SettingsArguments& arguments, AppContext& context) {
  (void)store::profile_changes(arguments.database, arguments.name);
  const std::filesystem::path file = store::profile_file(arguments.database, arguments.name);
  const std::string question = context.text(message("프로필 '{}' 을(를) 지울까요?", "Delete profile '{}'?", arguments.name));
  if (!confirmed(arguments.yes, question, context)) throw Cancelled();
  (void)store::drop_database(file, {}, {*context.progress, context.stop});
  if (!arguments.json) {
    std::printf("%s\n", context.text(message("프로필 '{}' 을(를) 지웠습니다 (되살리기: stom db undo {}).", "Profile '{}' was deleted (back: stom db undo {}).",
                                             arguments.name, file.string()))
                            .c_str());
  }
}

void add_settings(CLI::App& app, AppContext& context) {
  CLI::App* settings = app.add_subcommand("settings", context.text("setting.db 의 설정", "the settings of setting.db"));
  settings->require_subcommand(1);
  const auto arguments = std::make_shared<SettingsArguments>();
  const auto add = [&](const char* name, const std::string& help, void (*run)(const SettingsArguments&, AppContext&)) {
    CLI::App* command = settings->add_subcommand(name, help);
    command->add_option("--db", arguments->database, context.text("setting.db 파일", "setting.db file"))->capture_default_str();
    command->add_flag("--json", arguments->json, context.text("JSON으로 출력합니다", "print JSON"));
    command->callback([arguments, run, &context] { run(*arguments, context); });
    return command;
  };
  const auto add_yes = [&](CLI::App* command) {
    command->add_flag("--yes", arguments->yes, context.text("묻지 않습니다", "do not ask"));
    add_run_folder(*command, arguments->run_folder, context);
  };
  CLI::App* list = add("list", context.text("설정 목록", "list the settings"), run_list);
  list->add_option("--table", arguments->table,
                   context.text("이 테이블만 (main, stock, coin, back, etc, …)", "only this table (main, stock, coin, back, etc, …)"));
  list->add_flag("--changed", arguments->changed, context.text("기본값과 다른 것만", "only what differs from the default"));
  add("get", context.text("설정 하나의 값", "the value of a setting"), run_get)
      ->add_option("key", arguments->key, context.text("설정 이름", "name of the setting"))
      ->required();
  CLI::App* set = add("set", context.text("설정을 바꿉니다 (모두 아니면 아무것도)", "change settings (all or none)"), run_set);
  set->add_option("pairs", arguments->pairs, context.text("키=값 …", "KEY=VALUE …"))->required();
  add_yes(set);
  CLI::App* reset = add("reset", context.text("기본값으로 되돌립니다", "back to the defaults"), run_reset);
  reset->add_option("keys", arguments->keys, context.text("설정 이름 …", "names of settings …"));
  reset->add_flag("--all", arguments->all, context.text("모든 설정", "every setting"));
  add_yes(reset);
  add("history", context.text("바뀐 기록", "what was changed"), run_history)
      ->add_option("--most", arguments->most, context.text("최근 몇 개", "how many, newest first"))
      ->capture_default_str();
  CLI::App* revert = add("revert", context.text("이전 판으로 되돌립니다", "back to an earlier version"), run_revert);
  revert->add_option("version", arguments->version, context.text("판 번호 (history 참고)", "version (see history)"))->required();
  add_yes(revert);
  CLI::App* out = add("export", context.text("JSON 파일로 내보냅니다 (계정 값은 들어가지 않음)", "write a JSON file (without account fields)"), run_export);
  out->add_option("file", arguments->file, context.text("파일 (기본: 표준 출력)", "file (default: standard output)"));
  out->add_flag("--changed", arguments->changed, context.text("기본값과 다른 것만", "only what differs from the default"));
  CLI::App* in = add("import", context.text("JSON 파일에서 가져옵니다 (모두 아니면 아무것도)", "take over a JSON file (all or none)"), run_import);
  in->add_option("file", arguments->file, context.text("파일", "file"))->required();
  add_yes(in);
  CLI::App* const profiles = settings->add_subcommand("profile", context.text("설정 관리: 이름을 붙여 저장한 설정", "settings kept under a name"));
  profiles->require_subcommand(1);
  settings = profiles;
  add("list", context.text("저장한 프로필 목록", "list the profiles"), run_profile_list);
  const auto add_named = [&](const char* name, const std::string& help, void (*run)(const SettingsArguments&, AppContext&)) {
    CLI::App* command = add(name, help, run);
    command->add_option("name", arguments->name, context.text("프로필 이름", "name of the profile"))->required();
    add_yes(command);
  };
  add_named("save", context.text("지금 설정을 저장합니다 (setting_이름.db, 계정 값은 들어가지 않음)", "keep the settings of now (setting_NAME.db, without account fields)"),
            run_profile_save);
  add_named("load", context.text("프로필의 값으로 한 번에 바꿉니다", "change all settings to those of a profile, at once"), run_profile_load);
  add_named("delete", context.text("프로필을 지웁니다", "delete a profile"), run_profile_delete);
}

const CommandRegistration registration(55, add_settings);

}  // namespace
}  // namespace stom::app
