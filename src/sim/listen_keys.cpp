#include "sim/listen_keys.h"

namespace stom::sim {

std::string ListenKeys::open(const std::string& account, EpochMicros steady) {
  constexpr std::size_t kLength = 64;
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  Key& key = keys_[account];
  if (key.key.empty() || key.until <= steady) {
    key.key.clear();
    while (key.key.size() < kLength) key.key += kLetters[random_() % kLetters.size()];
  }
  key.until = steady + kLife;
  return key.key;
}

bool ListenKeys::renew(const std::string& account, EpochMicros steady) {
  const auto found = keys_.find(account);
  if (found == keys_.end() || found->second.until <= steady) return false;
  found->second.until = steady + kLife;
  return true;
}

std::string ListenKeys::account_of(const std::string& key, EpochMicros steady) const {
  for (const auto& [account, one] : keys_) {
    if (one.key == key && one.until > steady) return account;
  }
  return {};
}

std::vector<ListenKeys::Gone> ListenKeys::close(const std::string& account) {
  std::vector<Gone> gone;
  if (const auto found = keys_.find(account); found != keys_.end()) {
    gone.push_back({account, found->second.key});
    keys_.erase(found);
  }
  return gone;
}

std::vector<ListenKeys::Gone> ListenKeys::expire(EpochMicros steady) {
  std::vector<Gone> gone;
  for (auto one = keys_.begin(); one != keys_.end();) {
    if (one->second.until > steady) {
      ++one;
      continue;
    }
    gone.push_back({one->first, one->second.key});
    one = keys_.erase(one);
  }
  return gone;
}

}  // namespace stom::sim
