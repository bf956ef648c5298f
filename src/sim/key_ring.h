// Access keys and their secrets, as the venue knows them, and the nonces that were used.
#pragma once

#include <map>
#include <set>
#include <string>

#include "base/secret_text.h"

namespace stom::sim {

class KeyRing {
 public:
  void add(const std::string& access, std::string_view secret) { secrets_[access] = SecretText(secret); }
  // nullptr: no such key.
  [[nodiscard]] const SecretText* secret(const std::string& access) const {
    const auto found = secrets_.find(access);
    return found == secrets_.end() ? nullptr : &found->second;
  }
  // False: it was used before.
  [[nodiscard]] bool use_nonce(const std::string& access, const std::string& nonce) { return nonces_[access].insert(nonce).second; }

 private:
  std::map<std::string, SecretText> secrets_;
  std::map<std::string, std::set<std::string>> nonces_;
};

}  // namespace stom::sim
