// Both brokers' logic against a venue that loses, delays, doubles and refuses, over many seeds in virtual time: every request ends in
// exactly one result, what was called dead does not exist, and in the end everything that was executed has been told.
#include <gtest/gtest.h>

#include "gateway/binance_calls.h"
#include "gateway/broker_logic.h"
#include "gateway/broker_records.h"
#include "gateway/scripted_venue.h"
#include "gateway/upbit_calls.h"

namespace stom::gateway::test {
namespace {

using aggregation::Decimal;
using venue::Venue;

struct Asked {
  RequestKind kind;
  std::string client_id;
};

void run_seed(Venue kind, std::uint64_t seed) {
  SCOPED_TRACE(fmt::format("seed {}", seed));
  std::mt19937_64 random(seed);
  const auto chance = [&](double most) { return std::uniform_real_distribution<double>(0, most)(random); };
  ScriptedVenue venue(kind, seed + 1);
  const std::unique_ptr<VenueCalls> calls = kind == Venue::kUpbit ? upbit_calls() : binance_calls();
  BrokerRecords records;
  BrokerLogic logic(venue, *calls, {}, records);
  venue.listen([&](const std::vector<venue::Event>& events) { logic.on_stream(events); });
  Manners hostile;
  hostile.lose_request = chance(0.25);
  hostile.lose_answer = chance(0.25);
  hostile.server_error = chance(0.1);
  hostile.server_error_done = chance(0.1);
  hostile.rate_limited = chance(0.15);
  hostile.refuse = chance(0.2);
  hostile.delay_answer = chance(0.4);
  hostile.lose_event = chance(0.4);
  hostile.delay_event = chance(0.5);
  hostile.double_event = chance(0.4);
  venue.set_manners(hostile);
  logic.begin();
  logic.set_stream(true);

  const std::string symbol = kind == Venue::kUpbit ? "KRW-BTC" : "BTCUSDT";
  std::vector<Asked> asked;
  std::vector<std::string> ids;
  for (int i = 0; i < 30; ++i) {
    const double what = chance(1);
    const std::string id = fmt::format("s{}", i);
    venue::NewOrder order;
    order.symbol = symbol;
    order.price = Decimal(100 + i);
    order.quantity = Decimal(1);
    order.client_id = id;
    if (ids.empty() || what < 0.5) {
      asked.push_back({RequestKind::kPlace, id});
      ids.push_back(id);
      logic.requests().place(order, net::Priority::kEntry);
    } else {
      const std::string old = ids[std::uniform_int_distribution<std::size_t>(0, ids.size() - 1)(random)];
      if (what < 0.75) {
        asked.push_back({RequestKind::kCancel, old});
        logic.requests().cancel(symbol, {"", old});
      } else if (what < 0.9) {
        asked.push_back({RequestKind::kAmend, old});
        logic.requests().amend({"", old}, order);
        if (kind == Venue::kUpbit) ids.push_back(id);
      } else {
        asked.push_back({RequestKind::kQuery, old});
        logic.requests().ask(symbol, {"", old});
      }
    }
    venue.run_for(chance(4));
    if (chance(1) < 0.1) {
      const bool up = chance(1) < 0.5;
      venue.set_stream(up);
      logic.set_stream(up);
    }
  }
  venue.run_for(60);
  venue.set_manners({.fill = 0});
  venue.set_stream(true);
  logic.set_stream(true);
  venue.run_for(120);

  EXPECT_EQ(logic.requests().open(), 0U);
  std::map<std::pair<RequestKind, std::string>, int> expected, told;
  for (const Asked& one : asked) ++expected[{one.kind, one.client_id}];
  for (const RequestResult& result : records.results) ++told[{result.kind, result.client_id}];
  EXPECT_EQ(told, expected);
  for (const RequestResult& result : records.results) {
    const bool is_place = result.kind == RequestKind::kPlace;
    const bool is_new = result.kind == RequestKind::kAmend && !result.new_client_id.empty();
    if (!is_place && !is_new) continue;
    const std::string& id = is_place ? result.client_id : result.new_client_id;
    EXPECT_EQ(venue.find(id) == nullptr, result.outcome.order_is_dead) << id << ' ' << result.outcome.code;
  }
  for (const auto& [id, order] : venue.orders()) {
    EXPECT_EQ(records.filled(id), order.update.executed.decimal()) << id;
    EXPECT_EQ(records.orders[id].state, order.update.state) << id;
    if (kind == Venue::kUpbit) {
      EXPECT_EQ(records.fees(id), order.update.paid_fee.decimal()) << id;
    }
  }
}

TEST(BrokerChaos, UpbitEndsInTheTruth) {
  for (std::uint64_t seed = 1; seed <= 400; ++seed) run_seed(Venue::kUpbit, seed);
}

TEST(BrokerChaos, BinanceEndsInTheTruth) {
  for (std::uint64_t seed = 1; seed <= 400; ++seed) run_seed(Venue::kBinance, seed);
}

}  // namespace
}  // namespace stom::gateway::test
