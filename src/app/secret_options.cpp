#include "app/secret_options.h"

#include <cstdio>

#include "base/error.h"
#include "base/passphrase.h"
#include "base/terminal.h"

namespace stom::app {

void add_key_file_option(CLI::App& command, std::string& key_file, AppContext& context) {
  command.add_option("--key-file", key_file,
                     context.text("암호가 든 파일 (기본: STOM_PASSPHRASE_FILE, 없으면 물어봅니다)",
                                  "file with the passphrase (default: STOM_PASSPHRASE_FILE, else it is asked)"));
}

SecretBox open_vault(const store::AccountStore& accounts, const std::string& key_file, const AppContext& context) {
  return accounts.unlock(find_passphrase(key_file, context.language));
}

bool confirmed(bool yes, const std::string& question, const AppContext& context) {
  if (yes) return true;
  if (!has_terminal()) throw UsageError({"확인이 필요합니다. 터미널이 없으면 --yes 를 쓰세요.", "This needs a confirmation. Without a terminal, give --yes."});
  const std::string answer = ask_line(question + context.text(" [예/아니오] ", " [yes/no] "));
  return answer == "예" || answer == "y" || answer == "yes" || answer == "네";
}

}  // namespace stom::app
