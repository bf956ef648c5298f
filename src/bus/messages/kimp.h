// The table of price gaps between Upbit and Binance (request channel kimp).
#pragma once

#include "bus/message.h"

namespace stom::bus {

struct KimpLine {
  std::string name;
  double dollar = 0, won = 0, gap = 0, rate = 0, age = 0;
  bool is_stale = false;

  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("name", self.name, "base coin");
    visit("dollar", self.dollar, "Binance");
    visit("won", self.won, "Upbit");
    visit("gap", self.gap, "won");
    visit("rate", self.rate, "%");
    visit("age", self.age, "s since the older price");
    visit("stale", self.is_stale);
  }
};

struct KimpRequest {
  std::uint32_t most = 0;

  static constexpr MessageFacts kFacts{MessageType::kKimpRequest, 1, "KimpRequest", "the price gaps of now"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("most", self.most, "rows; 0: all");
  }
};

struct KimpReply {
  double won_per_dollar = 0;
  std::string source;
  std::vector<KimpLine> lines;
  double rate_age = -1;

  static constexpr MessageFacts kFacts{MessageType::kKimpReply, 1, "KimpReply", "largest premium first"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("won_per_dollar", self.won_per_dollar);
    visit("source", self.source, "KRW-USDT: the implied rate of Tether");
    visit("lines", self.lines);
    visit("rate_age", self.rate_age, "s since the exchange rate; -1: given by a person");
  }
};

}  // namespace stom::bus
