#include "store/account_store.h"

#include <algorithm>

#include "base/error.h"
#include "base/time.h"
#include "base/utf8.h"
#include "store/new_file.h"

namespace stom::store {
namespace {

constexpr std::string_view kCheckWord = "stom vault", kCheckPlace = "stom-vault-check";
constexpr std::size_t kMaxNameLength = 100;

std::string place_of(std::int64_t account, std::string_view venue, std::string_view name, std::string_view field) {
  return fmt::format("stom-account\n{}\n{}\n{}\n{}", account, venue, name, field);
}

bool has_control_characters(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

void check_account(const std::string& venue, const std::string& name, const AccountSecrets& secrets) {
  const VenueInfo* const info = find_venue(venue);
  if (info == nullptr) {
    std::string names;
    for (const VenueInfo& known : account_venues()) names += (names.empty() ? "" : ", ") + std::string(known.name);
    throw UsageError(message("거래소 '{}': {} 중 하나여야 합니다.", "Venue '{}': expected one of {}.", venue, names));
  }
  if (name.empty() || character_count(name) > kMaxNameLength || has_control_characters(name)) {
    throw UsageError(message("계정 이름은 1자 이상 {}자 이하의 글이어야 합니다.", "The name of an account has 1 to {} characters.", kMaxNameLength));
  }
  if (secrets.empty()) throw UsageError({"계정에 넣을 값이 없습니다.", "There is nothing to put into the account."});
  for (const auto& [field, secret] : secrets) {
    if (secret.empty() || has_control_characters(secret.view())) {
      throw UsageError(message("{} 계정의 {}: 비었거나 쓸 수 없는 글자가 있습니다.",
                               "Account of {}, {}: empty, or with characters that cannot be.", venue, field));
    }
  }
}

[[noreturn]] void throw_without_vault(const Connection& connection) {
  throw UsageError(message("{}: 계정 금고가 없습니다. stom account add 로 계정을 먼저 넣으세요.",
                           "{}: has no vault of accounts. Add one with stom account add.", connection.path().string()));
}

std::vector<Account> select_accounts(Connection& connection) {
  std::vector<Account> accounts;
  if (!connection.has_table("stom_account")) return accounts;
  Statement rows(connection, "SELECT id, venue, name, created FROM stom_account ORDER BY venue, name", "stom_account");
  while (rows.step()) accounts.push_back({rows.integer(0), std::string(rows.text(1)), std::string(rows.text(2)), rows.integer(3), {}});
  Statement fields(connection, "SELECT field FROM stom_secret WHERE account_id = ?1 ORDER BY field", "stom_secret");
  for (Account& account : accounts) {
    fields.bind(1, account.id);
    while (fields.step()) account.fields.emplace_back(fields.text(0));
    fields.reset();
  }
  return accounts;
}

void seal_field(Connection& connection, const SecretBox& box, const Account& account, const std::string& field, const SecretText& secret) {
  const std::string sealed = box.seal(secret.view(), place_of(account.id, account.venue, account.name, field));
  Statement(connection, "INSERT INTO stom_secret (account_id, field, sealed) VALUES (?1, ?2, ?3)", "stom_secret")
      .bind(1, account.id)
      .bind(2, field)
      .bind(3, sealed)
      .run();
}

AccountSecrets open_fields(Connection& connection, const SecretBox& box, const Account& account) {
  AccountSecrets secrets;
  Statement rows(connection, "SELECT field, sealed FROM stom_secret WHERE account_id = ?1 ORDER BY field", "stom_secret");
  rows.bind(1, account.id);
  while (rows.step()) {
    const std::string field(rows.text(0));
    try {
      secrets.emplace(field, box.open(rows.text(1), place_of(account.id, account.venue, account.name, field)));
    } catch (const SecretError& error) {
      throw SecretError(error.problem(), {fmt::format("계정 {} {}의 {}: {}", account.venue, account.name, field, error.text().ko),
                                          fmt::format("account {} {}, {}: {}", account.venue, account.name, field, error.text().en)});
    }
  }
  return secrets;
}

void write_vault(Connection& connection, const SecretBox& box, const KeyDerivation& derivation) {
  Statement(connection, "INSERT INTO stom_vault (id, derivation, proof) VALUES (1, ?1, ?2)", "stom_vault")
      .bind(1, derivation.text())
      .bind(2, box.seal(kCheckWord, kCheckPlace))
      .run();
}

}  // namespace

std::span<const VenueInfo> account_venues() {
  static const std::vector<VenueInfo> venues = {
      {"upbit", {{"access_key", "Access Key", "access key"}, {"secret_key", "Secret Key", "secret key"}}, "secret_key"},
      {"binance", {{"access_key", "API Key", "API key"}, {"secret_key", "Secret Key", "secret key"}}, "secret_key"},
      {"kiwoom", {{"app_key", "App Key", "app key"}, {"secret_key", "Secret Key", "secret key"}}, "secret_key"},
      {"telegram", {{"bot_token", "Bot Token", "bot token"}, {"chat_id", "Chat Id", "chat id"}}, ""},
  };
  return venues;
}

const VenueInfo* find_venue(std::string_view name) {
  const auto venues = account_venues();
  const auto found = std::find_if(venues.begin(), venues.end(), [&](const VenueInfo& venue) { return venue.name == name; });
  return found == venues.end() ? nullptr : &*found;
}

void AccountStore::create_tables(Connection& connection) {
  connection.execute(
      "CREATE TABLE IF NOT EXISTS stom_vault (id INTEGER PRIMARY KEY CHECK (id = 1), derivation TEXT NOT NULL, proof TEXT NOT NULL);"
      "CREATE TABLE IF NOT EXISTS stom_account (id INTEGER PRIMARY KEY AUTOINCREMENT, venue TEXT NOT NULL, name TEXT NOT NULL, created "
      "INTEGER NOT NULL,"
      " UNIQUE (venue, name));"
      "CREATE TABLE IF NOT EXISTS stom_secret (account_id INTEGER NOT NULL, field TEXT NOT NULL, sealed TEXT NOT NULL, PRIMARY KEY "
      "(account_id, field))");
}

bool AccountStore::has_vault(Connection& connection) {
  return connection.has_table("stom_vault") && Statement(connection, "SELECT 1 FROM stom_vault WHERE id = 1", "stom_vault").step();
}

SecretBox AccountStore::create_vault(Connection& connection, const SecretText& passphrase) {
  create_tables(connection);
  if (has_vault(connection)) {
    throw UsageError(message("{}: 계정 금고가 이미 있습니다.", "{}: there is a vault of accounts already.", connection.path().string()));
  }
  const KeyDerivation derivation = KeyDerivation::fresh();
  SecretBox box(passphrase, derivation);
  write_vault(connection, box, derivation);
  return box;
}

SecretBox AccountStore::unlock(Connection& connection, const SecretText& passphrase) {
  if (!has_vault(connection)) throw_without_vault(connection);
  Statement row(connection, "SELECT derivation, proof FROM stom_vault WHERE id = 1", "stom_vault");
  (void)row.step();
  SecretBox box(passphrase, KeyDerivation::parse(row.text(0)));
  try {
    if (box.open(row.text(1), kCheckPlace).equals(kCheckWord)) return box;
  } catch (const SecretError& error) {
    if (error.problem() == SecretProblem::kDamaged) throw;
  }
  throw SecretError(SecretProblem::kWrongPassphrase, {"암호가 틀렸습니다.", "The passphrase is wrong."});
}

std::int64_t AccountStore::add(Connection& connection, const SecretBox& box, const std::string& venue, const std::string& name,
                               const AccountSecrets& secrets) {
  check_account(venue, name, secrets);
  Statement known(connection, "SELECT 1 FROM stom_account WHERE venue = ?1 AND name = ?2", "stom_account");
  if (known.bind(1, venue).bind(2, name).step()) {
    throw UsageError(message("{} 계정 '{}' 이(가) 이미 있습니다. 바꾸려면 먼저 지우세요.",
                             "There is an account '{1}' of {0} already. Remove it first to replace it.", venue, name));
  }
  Statement insert(connection, "INSERT INTO stom_account (venue, name, created) VALUES (?1, ?2, ?3) RETURNING id", "stom_account");
  insert.bind(1, venue).bind(2, name).bind(3, utc_now_micros());
  (void)insert.step();
  const Account account{insert.integer(0), venue, name, 0, {}};
  insert.reset();
  for (const auto& [field, secret] : secrets) seal_field(connection, box, account, field, secret);
  return account.id;
}

bool AccountStore::has_vault() const {
  if (!std::filesystem::exists(path_)) return false;
  Connection connection(path_, OpenMode::kReadOnly);
  return has_vault(connection);
}

SecretBox AccountStore::create_vault(const SecretText& passphrase) const {
  NewFile file(path_);
  Connection connection(path_, OpenMode::kCreate);
  std::filesystem::permissions(path_, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  Transaction transaction(connection, Transaction::Kind::kWrite);
  SecretBox box = create_vault(connection, passphrase);
  transaction.commit();
  file.keep();
  return box;
}

SecretBox AccountStore::unlock(const SecretText& passphrase) const {
  Connection connection(path_, OpenMode::kReadOnly);
  return unlock(connection, passphrase);
}

void AccountStore::change_passphrase(const SecretText& old_passphrase, const SecretText& new_passphrase) const {
  Connection connection(path_, OpenMode::kReadWrite);
  connection.execute("PRAGMA secure_delete = ON");
  Transaction transaction(connection, Transaction::Kind::kWrite);
  const SecretBox old_box = unlock(connection, old_passphrase);
  const KeyDerivation derivation = KeyDerivation::fresh();
  const SecretBox new_box(new_passphrase, derivation);
  for (const Account& account : select_accounts(connection)) {
    const AccountSecrets secrets = open_fields(connection, old_box, account);
    Statement(connection, "DELETE FROM stom_secret WHERE account_id = ?1", "stom_secret").bind(1, account.id).run();
    for (const auto& [field, secret] : secrets) seal_field(connection, new_box, account, field, secret);
  }
  connection.execute("DELETE FROM stom_vault");
  write_vault(connection, new_box, derivation);
  transaction.commit();
}

std::vector<Account> AccountStore::list() const {
  if (!std::filesystem::exists(path_)) return {};
  Connection connection(path_, OpenMode::kReadOnly);
  return select_accounts(connection);
}

Account AccountStore::find(const std::string& venue, const std::string& name) const {
  std::vector<Account> found;
  for (Account& account : list()) {
    if (account.venue == venue && (name.empty() || account.name == name)) found.push_back(std::move(account));
  }
  if (found.size() == 1) return std::move(found.front());
  if (found.empty()) {
    throw UsageError(message("{}: {} 계정 '{}' 이(가) 없습니다.", "{0}: has no account '{2}' of {1}.", path_.string(), venue, name));
  }
  throw UsageError(message("{} 계정이 {}개입니다. 이름을 쓰세요.", "There are {1} accounts of {0}. Give a name.", venue, found.size()));
}

std::int64_t AccountStore::add(const SecretBox& box, const std::string& venue, const std::string& name,
                               const AccountSecrets& secrets) const {
  Connection connection(path_, OpenMode::kReadWrite);
  Transaction transaction(connection, Transaction::Kind::kWrite);
  if (!has_vault(connection)) throw_without_vault(connection);
  const std::int64_t id = add(connection, box, venue, name, secrets);
  transaction.commit();
  return id;
}

AccountSecrets AccountStore::open(const SecretBox& box, const Account& account) const {
  Connection connection(path_, OpenMode::kReadOnly);
  return open_fields(connection, box, account);
}

bool AccountStore::remove(const std::string& venue, const std::string& name) const {
  if (!std::filesystem::exists(path_)) return false;
  Connection connection(path_, OpenMode::kReadWrite);
  connection.execute("PRAGMA secure_delete = ON");
  Transaction transaction(connection, Transaction::Kind::kWrite);
  if (!connection.has_table("stom_account")) return false;
  Statement known(connection, "SELECT id FROM stom_account WHERE venue = ?1 AND name = ?2", "stom_account");
  if (!known.bind(1, venue).bind(2, name).step()) return false;
  const std::int64_t id = known.integer(0);
  known.reset();
  Statement(connection, "DELETE FROM stom_secret WHERE account_id = ?1", "stom_secret").bind(1, id).run();
  Statement(connection, "DELETE FROM stom_account WHERE id = ?1", "stom_account").bind(1, id).run();
  transaction.commit();
  return true;
}

}  // namespace stom::store
