// The key of Binance's user data stream: made at the start, kept alive every 30 minutes (it lives 60), made anew when the venue does not
// know it any more. Making it while one lives tells the same key and prolongs it.
#pragma once

#include "gateway/broker_port.h"

namespace stom::gateway {

class ListenKeyKeeper {
 public:
  // Every time the venue told the key; is_new: it is another one than before.
  using OnKey = std::function<void(bool is_new)>;
  using OnProblem = std::function<void(const Message& text)>;

  ListenKeyKeeper(BrokerPort& port, OnKey on_key, OnProblem on_problem)
      : port_(port), on_key_(std::move(on_key)), on_problem_(std::move(on_problem)) {}

  // Asks until the venue tells a key. While that is under way, nothing more is begun.
  void make();
  [[nodiscard]] const std::string& key() const { return key_; }

 private:
  void send();
  void keep_alive(std::uint64_t turn);
  void keep_alive_in(double seconds);

  BrokerPort& port_;
  OnKey on_key_;
  OnProblem on_problem_;
  std::string key_;
  bool is_making_ = false;
  int failures_ = 0;
  std::uint64_t turn_ = 0;  // of the keep-alive that is waited for
};

}  // namespace stom::gateway
