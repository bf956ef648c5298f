#include "store/account_store.h"

#include <gmock/gmock.h>

#include "setting_files.h"
#include "store/setting_migration.h"

namespace stom::store {
namespace {

using testing::HasSubstr;
const std::string kAccess = "AK-plain-7f3a", kSecret = "SK-plain-91cc-비밀";

class AccountStoreTest : public StoreTest {
 protected:
  AccountStoreTest() : store_(file("setting.db")) {}
  [[nodiscard]] static AccountSecrets keys(const std::string& secret = kSecret) {
    AccountSecrets secrets;
    secrets.emplace("access_key", SecretText(kAccess));
    secrets.emplace("secret_key", SecretText(secret));
    return secrets;
  }
  // No message may hold a field or the passphrase.
  template <typename Work>
  std::optional<SecretProblem> problem_of(Work work) {
    try {
      work();
      return std::nullopt;
    } catch (const SecretError& error) {
      for (const std::string& secret : {kAccess, kSecret, std::string(kTestPassphrase)})
        EXPECT_THAT(error.text().ko + error.text().en, testing::Not(HasSubstr(secret)));
      return error.problem();
    }
  }
  SecretBox make_vault() { return store_.create_vault(SecretText(kTestPassphrase)); }
  AccountStore store_;
};

TEST_F(AccountStoreTest, OpensWhatWasAddedAndHoldsNoTextOfIt) {
  const SecretBox box = make_vault();
  store_.add(box, "binance", "main", keys());
  const Account account = store_.find("binance", "");
  EXPECT_THAT(account.fields, testing::ElementsAre("access_key", "secret_key"));
  const AccountSecrets secrets = store_.open(store_.unlock(SecretText(kTestPassphrase)), account);
  EXPECT_TRUE(secrets.at("secret_key").equals(kSecret));
  EXPECT_FALSE(folder_has(folder_, kSecret) || folder_has(folder_, kAccess) || folder_has(folder_, kTestPassphrase));
  EXPECT_EQ(std::filesystem::status(file("setting.db")).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(AccountStoreTest, TellsAWrongPassphraseFromADamagedVault) {
  (void)make_vault();
  EXPECT_EQ(problem_of([&] { (void)store_.unlock(SecretText("wrong passphrase")); }), SecretProblem::kWrongPassphrase);
  run_sql(file("setting.db"), "UPDATE stom_vault SET proof = substr(proof, 1, 30) || 'AAAA' || substr(proof, 35)");
  EXPECT_EQ(problem_of([&] { (void)store_.unlock(SecretText(kTestPassphrase)); }), SecretProblem::kDamaged);
  run_sql(file("setting.db"), "UPDATE stom_vault SET derivation = 'argon2id;1;8192;00'");
  EXPECT_EQ(problem_of([&] { (void)store_.unlock(SecretText(kTestPassphrase)); }), SecretProblem::kDamaged);
}

TEST_F(AccountStoreTest, SealedFieldsDoNotOpenElsewhere) {
  const SecretBox box = make_vault();
  store_.add(box, "binance", "main", keys());
  store_.add(box, "binance", "second", keys("SK-other"));
  run_sql(file("setting.db"),
          "UPDATE stom_secret SET sealed = (SELECT sealed FROM stom_secret WHERE account_id = 2 AND field = 'secret_key') "
          "WHERE account_id = 1 AND field = 'secret_key'");
  EXPECT_EQ(problem_of([&] { (void)store_.open(box, store_.find("binance", "main")); }), SecretProblem::kForeign);
  run_sql(file("setting.db"), "UPDATE stom_secret SET sealed = 'x1:AAAA' WHERE account_id = 2");
  EXPECT_EQ(problem_of([&] { (void)store_.open(box, store_.find("binance", "second")); }), SecretProblem::kDamaged);
  // A renamed venue asks for another place, too.
  store_.add(box, "upbit", "third", keys());
  run_sql(file("setting.db"), "UPDATE stom_account SET venue = 'kiwoom' WHERE name = 'third'");
  EXPECT_EQ(problem_of([&] { (void)store_.open(box, store_.find("kiwoom", "third")); }), SecretProblem::kForeign);
}

TEST_F(AccountStoreTest, ChangingThePassphraseSealsEverythingAnew) {
  const SecretBox box = make_vault();
  store_.add(box, "upbit", "main", keys());
  const std::string before = value_of(file("setting.db"), "SELECT sealed FROM stom_secret WHERE field = 'secret_key'");
  EXPECT_EQ(problem_of([&] { store_.change_passphrase(SecretText("not it at all"), SecretText("new passphrase")); }),
            SecretProblem::kWrongPassphrase);
  store_.change_passphrase(SecretText(kTestPassphrase), SecretText("new passphrase"));
  EXPECT_EQ(problem_of([&] { (void)store_.unlock(SecretText(kTestPassphrase)); }), SecretProblem::kWrongPassphrase);
  const AccountSecrets secrets = store_.open(store_.unlock(SecretText("new passphrase")), store_.find("upbit", "main"));
  EXPECT_TRUE(secrets.at("secret_key").equals(kSecret));
  EXPECT_FALSE(folder_has(folder_, before));
}

TEST_F(AccountStoreTest, RefusesDoubleUnknownAndEmptyAccounts) {
  const SecretBox box = make_vault();
  store_.add(box, "upbit", "main", keys());
  EXPECT_THAT(error_of([&] { store_.add(box, "upbit", "main", keys()); }), HasSubstr("already"));
  EXPECT_THAT(error_of([&] { store_.add(box, "coinone", "main", keys()); }), HasSubstr("coinone"));
  EXPECT_THAT(error_of([&] { store_.add(box, "upbit", "", keys()); }), HasSubstr("name"));
  EXPECT_THAT(error_of([&] { store_.add(box, "upbit", "empty", keys("")); }), HasSubstr("secret_key"));
  const std::string newline = error_of([&] { store_.add(box, "upbit", "line", keys(kSecret + "\n")); });
  EXPECT_THAT(newline, HasSubstr("secret_key"));
  EXPECT_THAT(newline, testing::Not(HasSubstr(kSecret)));
  EXPECT_TRUE(store_.remove("upbit", "main"));
  EXPECT_FALSE(store_.remove("upbit", "main"));
  EXPECT_TRUE(store_.list().empty());
}

TEST_F(AccountStoreTest, MigrationSealsPlainAndEncryptedFieldsAndEmptiesTheirColumns) {
  write_legacy_settings(file("setting.db"));
  const std::string key = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=";
  const std::string token =
      "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==";  // "hello"
  run_sql(file("setting.db"), fmt::format("UPDATE cacc SET Access_key = '{}', Secret_key = '{}' WHERE \"index\" = 2;"
                                          "UPDATE telegram SET str_bot = '{}' WHERE \"index\" = 1", kAccess, kSecret, token));
  NoProgress progress;
  const StopFlag stop;
  MigrationOptions options;
  EXPECT_THAT(error_of([&] { (void)migrate_settings(file("setting.db"), options, progress, stop); }), HasSubstr("needs a passphrase"));
  const SecretText passphrase{std::string_view(kTestPassphrase)}, legacy{std::string_view(key)},
      wrong{std::string_view("AAAA0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=")};
  options.passphrase = &passphrase;
  EXPECT_THAT(error_of([&] { (void)migrate_settings(file("setting.db"), options, progress, stop); }), HasSubstr("--legacy-key-file"));
  options.legacy_key = &wrong;
  EXPECT_EQ(problem_of([&] { (void)migrate_settings(file("setting.db"), options, progress, stop); }), SecretProblem::kWrongPassphrase);
  EXPECT_EQ(value_of(file("setting.db"), "SELECT Secret_key FROM cacc WHERE \"index\" = 2"), kSecret);

  options.legacy_key = &legacy;
  const MigrationReport report = migrate_settings(file("setting.db"), options, progress, stop);
  EXPECT_EQ(report.plain_fields, 2u);
  EXPECT_EQ(report.encrypted_fields, 1u);
  EXPECT_EQ(report.warnings.size(), 2u);
  EXPECT_EQ(value_of(file("setting.db"), "SELECT count(*) FROM cacc WHERE Access_key <> '' OR Secret_key <> ''"), "0");
  EXPECT_EQ(read_file(file("setting.db")).find(kSecret), std::string::npos);
  EXPECT_EQ(read_file(file("setting.db")).find(kAccess), std::string::npos);
  const SecretBox box = store_.unlock(passphrase);
  EXPECT_TRUE(store_.open(box, store_.find("binance", "")).at("access_key").equals(kAccess));
  EXPECT_TRUE(store_.open(box, store_.find("telegram", "키움증권1")).at("bot_token").equals("hello"));
  for (const Message& step : report.steps) EXPECT_THAT(step.ko + step.en, testing::Not(HasSubstr(kSecret)));
}

TEST_F(AccountStoreTest, MigrationMayLeaveTheFieldsAlone) {
  write_legacy_settings(file("setting.db"));
  run_sql(file("setting.db"), fmt::format("UPDATE cacc SET Secret_key = '{}' WHERE \"index\" = 1", kSecret));
  NoProgress progress;
  (void)migrate_settings(file("setting.db"), {.keep_account_fields = true}, progress, StopFlag());
  EXPECT_EQ(value_of(file("setting.db"), "SELECT Secret_key FROM cacc WHERE \"index\" = 1"), kSecret);
  EXPECT_TRUE(store_.list().empty());
}

}  // namespace
}  // namespace stom::store
