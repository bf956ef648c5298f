// Leverage and margin type of Binance symbols, changed before the first entry and only where they differ. Entries of a symbol wait until
// its change is done; where it was refused they do not go at all, since they would go with another leverage than they were reckoned with.
#pragma once

#include <map>

#include "gateway/broker_port.h"

namespace stom::gateway {

class SymbolSettings {
 public:
  using OnRefused = std::function<void(const Message& text)>;

  SymbolSettings(BrokerPort& port, OnRefused on_refused) : port_(port), on_refused_(std::move(on_refused)) {}

  // margin_type: "isolated" or "crossed" in any case of letters; empty: stays as it is. leverage 0: stays as it is.
  void prepare(const std::string& symbol, int leverage, const std::string& margin_type);
  // Now, or when the change under way has ended; ready false: it was refused.
  void when_ready(const std::string& symbol, std::function<void(bool ready)> work);
  // The stream says that somebody changed the leverage.
  void told(const venue::SymbolSetting& setting);

 private:
  struct Wish {
    int leverage = 0;
    std::string margin_type;  // ISOLATED, CROSSED or empty
    friend bool operator==(const Wish&, const Wish&) = default;
  };
  struct Symbol {
    Wish wish, done;           // done: what the venue is known to have
    bool is_running = false, is_refused = false;
    int tries = 0;
    std::vector<std::function<void(bool)>> waiting;
  };
  void ask(const std::string& symbol);
  void change_margin(const std::string& symbol, const venue::SymbolSetting& now);
  void change_leverage(const std::string& symbol, const venue::SymbolSetting& now);
  void send(const std::string& symbol, venue::RestRequest request, std::function<void(RestReply)> then);
  void end(const std::string& symbol, const Message* refused);

  BrokerPort& port_;
  OnRefused on_refused_;
  std::map<std::string, Symbol> symbols_;
};

}  // namespace stom::gateway
