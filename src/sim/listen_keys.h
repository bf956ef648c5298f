// Listen keys of Binance's user data streams: one an account, good for an hour of the real clock after it was last renewed.
#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "base/time.h"

namespace stom::sim {

class ListenKeys {
 public:
  static constexpr EpochMicros kLife = 3600LL * 1'000'000;

  explicit ListenKeys(std::uint64_t seed) : random_(seed) {}

  // The key of the account, made if there is none; renewed in any case.
  [[nodiscard]] std::string open(const std::string& account, EpochMicros steady);
  [[nodiscard]] bool renew(const std::string& account, EpochMicros steady);  // false: there is none
  // The account of a key; empty: unknown.
  [[nodiscard]] std::string account_of(const std::string& key, EpochMicros steady) const;

  struct Gone {
    std::string account, key;
  };
  [[nodiscard]] std::vector<Gone> close(const std::string& account);
  [[nodiscard]] std::vector<Gone> expire(EpochMicros steady);  // those whose hour is over

 private:
  struct Key {
    std::string key;
    EpochMicros until = 0;
  };
  std::mt19937_64 random_;
  std::map<std::string, Key> keys_;  // by account
};

}  // namespace stom::sim
