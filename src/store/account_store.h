// Accounts at venues, in tables of our own in setting.db: stom_account (venue and name in clear), stom_secret (each field sealed for its
// account and name; base/secret_box.h), stom_vault (how the passphrase becomes a key, and a sealed word that tells a wrong passphrase).
// The passphrase and the fields are never stored, shown or put into messages.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/secret_box.h"
#include "store/sqlite.h"

namespace stom::store {

struct SecretFieldInfo {
  std::string_view name, ko, en;
};
struct VenueInfo {
  std::string_view name;                    // "upbit"
  std::vector<SecretFieldInfo> fields;      // asked for, in this order
  std::string_view signing_field;           // the field that signs requests; empty: none
};
[[nodiscard]] std::span<const VenueInfo> account_venues();
// Null if there is no such venue.
[[nodiscard]] const VenueInfo* find_venue(std::string_view name);

struct Account {
  std::int64_t id = 0;
  std::string venue, name;
  std::int64_t created = 0;          // UTC microseconds
  std::vector<std::string> fields;   // names of what is sealed
};
using AccountSecrets = std::map<std::string, SecretText>;  // by field

class AccountStore {
 public:
  explicit AccountStore(std::filesystem::path path) : path_(std::move(path)) {}

  [[nodiscard]] bool has_vault() const;
  // The first passphrase; there must be no vault yet.
  SecretBox create_vault(const SecretText& passphrase) const;
  // Throws SecretError: kWrongPassphrase, or kDamaged if the vault itself is; UsageError if there is none.
  [[nodiscard]] SecretBox unlock(const SecretText& passphrase) const;
  // Seals everything anew in one transaction.
  void change_passphrase(const SecretText& old_passphrase, const SecretText& new_passphrase) const;

  [[nodiscard]] std::vector<Account> list() const;
  // Without a name: the only account of the venue.
  [[nodiscard]] Account find(const std::string& venue, const std::string& name) const;
  // UsageError if the venue has an account of that name, or a field is empty or unknown.
  std::int64_t add(const SecretBox& box, const std::string& venue, const std::string& name, const AccountSecrets& secrets) const;
  [[nodiscard]] AccountSecrets open(const SecretBox& box, const Account& account) const;
  // False if there is no such account.
  bool remove(const std::string& venue, const std::string& name) const;

  // Inside the caller's transaction, for the migration.
  static void create_tables(Connection& connection);
  [[nodiscard]] static bool has_vault(Connection& connection);
  static SecretBox create_vault(Connection& connection, const SecretText& passphrase);
  [[nodiscard]] static SecretBox unlock(Connection& connection, const SecretText& passphrase);
  static std::int64_t add(Connection& connection, const SecretBox& box, const std::string& venue, const std::string& name,
                          const AccountSecrets& secrets);

 private:
  std::filesystem::path path_;
};

}  // namespace stom::store
