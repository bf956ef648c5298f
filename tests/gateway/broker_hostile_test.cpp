// Both brokers against a hostile exchange in a box: after the storm every request has one result, and every fill, fee and state is the
// exchange's own.
#include <random>

#include "gateway/broker_box.h"

namespace stom::gateway::test {
namespace {

using venue::Venue;

void expect_the_truth(BrokerBox& rig, const std::string& id) {
  const BrokerRecords records = rig.notes.records();
  const auto orders = rig.orders(id);
  if (orders.empty()) {
    EXPECT_TRUE(records.filled(id).is_zero()) << id;
    return;
  }
  EXPECT_EQ(orders.size(), 1U) << id;
  EXPECT_EQ(records.filled(id), sim::decimal_of(orders[0]["executed"].get<std::string>())) << id;
  EXPECT_EQ(records.fees(id), sim::decimal_of(orders[0]["fee"].get<std::string>())) << id;
}

class BrokerInAStorm : public testing::TestWithParam<Venue> {};

TEST_P(BrokerInAStorm, EndsInTheTruth) {
  BrokerBox rig(GetParam());
  rig.show("1000");
  ASSERT_TRUE(rig.start());
  rig.box->set_hostile(7);
  // What holds requests back for seconds is tested in virtual time.
  rig.fault(sim::Fault::kRateLimited, 0, 0);
  rig.fault(sim::Fault::kBanned, 0, 0);
  rig.fault(sim::Fault::kMaintenance, 0, 0);
  std::mt19937_64 random(7);
  std::vector<std::string> ids;
  std::size_t requests = 0;
  for (int i = 0; i < 40; ++i) {
    if (ids.empty() || random() % 3 != 0) {
      const std::string id = fmt::format("s{}", i);
      ids.push_back(id);
      rig.place(id, random() % 2 == 0 ? 101 : 98, "5");
    } else {
      rig.broker->cancel(rig.symbol, {"", ids[random() % ids.size()]});
    }
    ++requests;
    if (i % 10 == 9) rig.print(97, "3");
  }
  ASSERT_TRUE(rig.wait_for_fault(sim::Fault::kDropAnswer, 1));
  rig.box->clear_faults();
  ASSERT_TRUE(rig.notes.wait_for("result", requests)) << rig.notes.text();
  rig.broker->cancel_all({rig.symbol});
  // Then the account is asked for until nothing is open, and every order once.
  ASSERT_TRUE(rig.notes.wait_for("result  took"));
  for (const std::string& id : ids) rig.broker->ask_order(rig.symbol, {"", id});
  for (const std::string& id : ids) ASSERT_TRUE(rig.notes.wait_for("history " + id)) << id;
  ASSERT_TRUE(rig.notes.wait_for("result", requests + 1 + ids.size()));
  EXPECT_EQ(rig.notes.count("result"), requests + 1 + ids.size());
  for (const std::string& id : ids) {
    expect_the_truth(rig, id);
    const auto results = rig.notes.records().results_of(RequestKind::kPlace, id);
    ASSERT_EQ(results.size(), 1U) << id;
    EXPECT_EQ(results[0].outcome.order_is_dead, rig.orders(id).empty()) << id << ' ' << results[0].outcome.code;
  }
}

INSTANTIATE_TEST_SUITE_P(Venues, BrokerInAStorm, testing::Values(Venue::kUpbit, Venue::kBinance),
                         [](const auto& given) { return given.param == Venue::kUpbit ? "Upbit" : "Binance"; });

}  // namespace
}  // namespace stom::gateway::test
