// stom account add|list|remove|test|passphrase: keys of venues, sealed in setting.db.
#include <cstdio>

#include <nlohmann/json.hpp>

#include "app/command.h"
#include "app/first_start.h"
#include "app/secret_options.h"
#include "base/error.h"
#include "base/passphrase.h"
#include "base/terminal.h"
#include "base/time.h"
#include "base/utf8.h"
#include "gateway/account_probe.h"
#include "store/account_store.h"

namespace stom::app {
namespace {

using nlohmann::ordered_json;
using store::Account;
using store::AccountSecrets;
using store::AccountStore;

struct AccountArguments {
  std::string database = default_database("setting.db"), venue, name, key_file, new_key_file, fields_file, host, ca;
  std::uint16_t port = 0;
  bool yes = false, json = false, online = false;
};

std::string padded(const std::string& text, int width) {
  return text + std::string(static_cast<std::size_t>(std::max(0, width - display_width(text))), ' ');
}

// Lines FIELD=VALUE of a file that only its owner may read.
AccountSecrets read_fields(const std::string& path, const store::VenueInfo& venue) {
  AccountSecrets secrets;
  const SecretText content = read_secret_file(path);
  std::string_view rest = content.view();
  int number = 0;
  while (!rest.empty()) {
    ++number;
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.starts_with('#')) continue;
    const std::string field(line.substr(0, line.find('=')));
    const bool is_known =
        std::any_of(venue.fields.begin(), venue.fields.end(), [&](const store::SecretFieldInfo& info) { return info.name == field; });
    if (!is_known || field.size() == line.size()) {
      throw DataError(message("{}: {}번째 줄: '필드=값' 이어야 하고 필드는 {} 의 것이어야 합니다.",
                              "{}: line {}: expected FIELD=VALUE with a field of {}.", path, number, venue.name));
    }
    secrets.emplace(field, SecretText(line.substr(field.size() + 1)));
  }
  return secrets;
}

AccountSecrets ask_fields(const store::VenueInfo& venue, const AppContext& context) {
  AccountSecrets secrets;
  for (const store::SecretFieldInfo& field : venue.fields) {
    secrets.emplace(std::string(field.name), ask_secret(fmt::format("{}: ", context.language == Language::kKorean ? field.ko : field.en)));
  }
  return secrets;
}

void require_all_fields(const store::VenueInfo& venue, const AccountSecrets& secrets) {
  for (const store::SecretFieldInfo& field : venue.fields) {
    if (!secrets.contains(std::string(field.name)))
      throw UsageError(message("{} 계정에는 {} 이(가) 필요합니다.", "An account of {} needs {}.", venue.name, field.name));
  }
}

void run_add(const AccountArguments& arguments, AppContext& context) {
  const store::VenueInfo* const venue = store::find_venue(arguments.venue);
  if (venue == nullptr) throw UsageError(message("거래소 '{}' 은(는) 없습니다.", "There is no venue '{}'.", arguments.venue));
  const AccountStore accounts(arguments.database);
  const AccountSecrets secrets = arguments.fields_file.empty() ? ask_fields(*venue, context) : read_fields(arguments.fields_file, *venue);
  require_all_fields(*venue, secrets);
  const bool is_first = !accounts.has_vault();
  const SecretBox box = is_first ? accounts.create_vault(find_new_passphrase(arguments.key_file, context.language))
                                 : open_vault(accounts, arguments.key_file, context);
  accounts.add(box, arguments.venue, arguments.name, secrets);
  if (arguments.json) std::puts(ordered_json{{"venue", arguments.venue}, {"name", arguments.name}}.dump(2).c_str());
  else
    std::printf("%s\n", context
                            .text(message("{}: {} 계정 '{}' 을(를) 봉인했습니다.", "{0}: account '{2}' of {1} is sealed.",
                                          arguments.database, arguments.venue, arguments.name))
                            .c_str());
  if (is_first && !arguments.json) {
    std::printf("%s\n", context.text("암호를 잊으면 계정 값을 되살릴 수 없습니다. 출금 권한이 없는 키를 쓰세요.",
                                     "A forgotten passphrase cannot be had back. Use keys without the right to withdraw.").c_str());
  }
}

void run_list(const AccountArguments& arguments, AppContext& context) {
  ordered_json out = ordered_json::array();
  const std::vector<Account> accounts = AccountStore(arguments.database).list();
  for (const Account& account : accounts) {
    const std::string time = readable(second_key(account.created / 1'000'000)) + " UTC";
    std::string fields;
    for (const std::string& field : account.fields) fields += (fields.empty() ? "" : ", ") + field;
    if (arguments.json) out.push_back({{"venue", account.venue}, {"name", account.name}, {"fields", account.fields}, {"created", time}});
    else std::printf("%s %s %s  %s\n", padded(account.venue, 10).c_str(), padded(account.name, 24).c_str(), time.c_str(), fields.c_str());
  }
  if (arguments.json) std::puts(out.dump(2).c_str());
  else if (accounts.empty()) std::printf("%s\n", context.text("계정이 없습니다.", "There are no accounts.").c_str());
}

void run_remove(const AccountArguments& arguments, AppContext& context) {
  const Account account = AccountStore(arguments.database).find(arguments.venue, arguments.name);
  const std::string question = context.text(message("{} 계정 '{}' 을(를) 지울까요?", "Remove account '{1}' of {0}?", account.venue, account.name));
  if (!confirmed(arguments.yes, question, context)) throw Cancelled();
  (void)AccountStore(arguments.database).remove(account.venue, account.name);
  if (!arguments.json)
    std::printf(
        "%s\n",
        context.text(message("{} 계정 '{}' 을(를) 지웠습니다.", "Account '{1}' of {0} removed.", account.venue, account.name)).c_str());
}

gateway::VenueEndpoints endpoints_of(const AccountArguments& arguments, venue::Venue venue) {
  const bool is_box = !arguments.host.empty() || arguments.port != 0 || !arguments.ca.empty();
  if (!is_box) return gateway::real_endpoints(venue);
  if (arguments.port == 0 || arguments.ca.empty())
    throw UsageError(message("모의 거래소에는 --port와 --ca가 모두 필요합니다.", "an exchange in a box needs both --port and --ca."));
  return gateway::box_endpoints(arguments.host.empty() ? "localhost" : arguments.host, arguments.port, arguments.ca);
}

gateway::AccountProbe probe_of(const AccountArguments& arguments, const Account& account, const AccountSecrets& secrets) {
  if (account.venue != "upbit" && account.venue != "binance")
    throw UsageError(message("{} 계정은 거래소에 물어 시험할 수 없습니다.", "an account of {} cannot be tested at the venue.", account.venue));
  const venue::Venue venue = account.venue == "upbit" ? venue::Venue::kUpbit : venue::Venue::kBinance;
  return gateway::probe_account(venue, endpoints_of(arguments, venue), std::string(secrets.at("access_key").view()), secrets.at("secret_key"));
}

void run_test(const AccountArguments& arguments, AppContext& context) {
  const AccountStore accounts(arguments.database);
  const Account account = accounts.find(arguments.venue, arguments.name);
  const AccountSecrets secrets = accounts.open(open_vault(accounts, arguments.key_file, context), account);
  const store::VenueInfo* const venue = store::find_venue(account.venue);
  bool signs = false;
  if (venue != nullptr && !venue->signing_field.empty()) {
    const auto key = secrets.find(std::string(venue->signing_field));
    // 64 hexadecimal digits come out of any key that can sign.
    signs = key != secrets.end() && hmac_sha256_hex(key->second, "stom account test").size() == 64;
    if (!signs)
      throw DataError(message("{} 계정 '{}' 에 {} 이(가) 없어 서명할 수 없습니다.", "Account '{1}' of {0} has no {2} and cannot sign.",
                              account.venue, account.name, venue->signing_field));
  }
  std::optional<gateway::AccountProbe> probe;
  if (arguments.online || arguments.port != 0) probe = probe_of(arguments, account, secrets);
  if (arguments.json) {
    std::puts(ordered_json{{"venue", account.venue},
                           {"name", account.name},
                           {"opens", true},
                           {"signs", signs},
                           {"network", probe ? gateway::probe_json(*probe) : ordered_json(nullptr)}}
                  .dump(2)
                  .c_str());
  }
  if (!arguments.json) {
    std::printf("%s\n", context
                            .text(message("{} 계정 '{}': 값 {}개가 열립니다.", "Account '{1}' of {0}: {2} fields open.", account.venue,
                                          account.name, secrets.size()))
                            .c_str());
    if (signs) std::printf("%s\n", context.text("요청에 서명할 수 있습니다.", "It can sign requests.").c_str());
    if (probe) std::fputs(gateway::probe_text(*probe, context.language).c_str(), stdout);
    else std::printf("%s\n", context.text("거래소에 물어 보려면 --online을 쓰세요.", "Give --online to ask the venue.").c_str());
  }
  if (probe && !probe->is_allowed())
    throw DataError(message("{} 계정 '{}': 거래소가 허락하지 않는 것이 있습니다.", "Account '{1}' of {0}: the venue does not allow everything.",
                            account.venue, account.name));
}

void run_passphrase(const AccountArguments& arguments, AppContext& context) {
  const AccountStore accounts(arguments.database);
  const SecretText old_passphrase = find_passphrase(arguments.key_file, context.language);
  (void)accounts.unlock(old_passphrase);
  if (arguments.new_key_file.empty() && !has_terminal()) {
    throw UsageError({"새 암호가 필요합니다: --new-key-file 을 쓰세요.", "A new passphrase is needed: give --new-key-file."});
  }
  const SecretText new_passphrase =
      arguments.new_key_file.empty() ? ask_new_passphrase(context.language) : find_new_passphrase(arguments.new_key_file, context.language);
  accounts.change_passphrase(old_passphrase, new_passphrase);
  if (!arguments.json)
    std::printf(
        "%s\n",
        context.text("암호를 바꾸고 모든 계정 값을 다시 봉인했습니다.", "The passphrase is changed; every field is sealed anew.").c_str());
}

void add_account(CLI::App& app, AppContext& context) {
  CLI::App* account = app.add_subcommand("account", context.text("거래소 계정 (암호로 봉인)", "accounts at venues (sealed by a passphrase)"));
  account->require_subcommand(1);
  const auto arguments = std::make_shared<AccountArguments>();
  std::vector<std::string> venues;
  for (const store::VenueInfo& venue : store::account_venues()) venues.emplace_back(venue.name);
  const auto add = [&](const char* name, const std::string& help, void (*run)(const AccountArguments&, AppContext&)) {
    CLI::App* command = account->add_subcommand(name, help);
    command->add_option("--db", arguments->database, context.text("setting.db 파일", "setting.db file"))->capture_default_str();
    command->add_flag("--json", arguments->json, context.text("JSON으로 출력합니다", "print JSON"));
    command->callback([arguments, run, &context] { run(*arguments, context); });
    return command;
  };
  const auto add_which = [&](CLI::App* command) {
    command->add_option("venue", arguments->venue, context.text("거래소", "venue"))->required()->check(CLI::IsMember(venues));
    return command->add_option("name", arguments->name, context.text("계정 이름", "name of the account"));
  };
  CLI::App* added = add("add", context.text("계정을 넣습니다 (값은 물어보거나 파일에서)", "add an account (fields are asked, or from a file)"), run_add);
  add_which(added)->required();
  added->add_option(
      "--fields-file", arguments->fields_file,
      context.text("'필드=값' 줄이 든 파일 (소유자만 읽을 수 있어야 함)", "file with lines FIELD=VALUE that only its owner may read"));
  add_key_file_option(*added, arguments->key_file, context);
  add("list", context.text("계정 목록 (값은 보이지 않음)", "list the accounts (never their fields)"), run_list);
  CLI::App* removed = add("remove", context.text("계정을 지웁니다", "remove an account"), run_remove);
  add_which(removed);
  removed->add_flag("--yes", arguments->yes, context.text("묻지 않습니다", "do not ask"));
  CLI::App* tested = add("test",
                         context.text("값이 열리고 서명이 되는지, 거래소가 무엇을 허락하는지 봅니다",
                                      "see whether the fields open and sign, and what the venue allows"),
                         run_test);
  add_which(tested);
  tested->add_flag("--online", arguments->online,
                   context.text("거래소에 잔고를 한 번 물어봅니다 (읽기만 함)", "ask the venue once for the balances (reads only)"));
  const std::string box_group = context.text("모의 거래소 (stom-sim)", "exchange in a box (stom-sim)");
  tested->add_option("--host", arguments->host, context.text("주소 (기본 localhost)", "host (default localhost)"))->group(box_group);
  tested->add_option("--port", arguments->port, context.text("포트", "port"))->group(box_group);
  tested->add_option("--ca", arguments->ca, context.text("인증서 파일", "file of its certificate authority"))
      ->group(box_group)
      ->check(CLI::ExistingFile);
  add_key_file_option(*tested, arguments->key_file, context);
  CLI::App* changed = add("passphrase", context.text("암호를 바꿉니다", "change the passphrase"), run_passphrase);
  add_key_file_option(*changed, arguments->key_file, context);
  changed->add_option("--new-key-file", arguments->new_key_file, context.text("새 암호가 든 파일", "file with the new passphrase"));
}

const CommandRegistration registration(56, add_account);

}  // namespace
}  // namespace stom::app
