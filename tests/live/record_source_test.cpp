#include "live/record_source.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file.h"
#include "live/platform.h"
#include "market/schema.h"
#include "store/recording_file.h"
#include "store/trade_list_store.h"

namespace stom::live {
namespace {

using market::Frame;
using market::Market;

class RecordSources : public testing::Test {
 protected:
  RecordSources() {
    std::filesystem::remove_all(data);
    std::filesystem::create_directories(data);
  }
  ~RecordSources() override { std::filesystem::remove_all(data); }

  void record_row() const {
    store::RecordingFile file(recording_file(data, Market::kUpbit, Frame::kTick), Market::kUpbit, Frame::kTick);
    const std::size_t columns = market::schema(Market::kUpbit, Frame::kTick).size();
    const store::RowBlock row{"KRW-BTC", "", {20261123000001}, std::vector<std::vector<double>>(columns, {1.0})};
    EXPECT_EQ(file.write({row}, {}), 1u);
  }
  // What refused, in English; empty: the folder was claimed.
  [[nodiscard]] std::string refusal(RecordSource source, bool knew_box = false) const {
    try {
      claim_records(data, source, knew_box);
    } catch (const UsageError& error) {
      EXPECT_FALSE(error.text().ko.empty());
      return error.text().en;
    }
    return {};
  }

  const std::filesystem::path data = std::filesystem::path(testing::TempDir()) / "record-source";
};

TEST_F(RecordSources, AnEmptyFolderTakesEitherAndRemembersIt) {
  EXPECT_EQ(marked_source(data), std::nullopt);
  EXPECT_EQ(refusal(RecordSource::kBox), "");
  EXPECT_EQ(marked_source(data), RecordSource::kBox);
  EXPECT_EQ(refusal(RecordSource::kReal), "") << "nothing was recorded yet";
  EXPECT_EQ(marked_source(data), RecordSource::kReal);
}

TEST_F(RecordSources, AClientsEmptyFolderWaitsForItsServer) {
  leave_source_open(data);
  EXPECT_EQ(marked_source(data), RecordSource::kUndecided);
  record_row();  // what a client writes before it knows, such as the state of its paper account
  leave_source_open(data);
  EXPECT_EQ(refusal(RecordSource::kBox), "");
  EXPECT_EQ(marked_source(data), RecordSource::kBox);
  EXPECT_NE(refusal(RecordSource::kReal), "");
}

TEST_F(RecordSources, AFolderWithRowsIsNotLeftOpen) {
  record_row();
  leave_source_open(data);
  EXPECT_EQ(marked_source(data), std::nullopt);
  EXPECT_NE(refusal(RecordSource::kBox), "");
}

TEST_F(RecordSources, RowsOfTheBoxAreNotMixedWithRealOnesNorTheReverse) {
  for (const RecordSource source : {RecordSource::kBox, RecordSource::kReal}) {
    std::filesystem::remove_all(data);
    std::filesystem::create_directories(data);
    EXPECT_EQ(refusal(source), "");
    record_row();
    EXPECT_EQ(refusal(source), "") << "the same again";
    const RecordSource other = source == RecordSource::kBox ? RecordSource::kReal : RecordSource::kBox;
    const std::string why = refusal(other);
    EXPECT_NE(why.find(source == RecordSource::kBox ? "come from the exchange in a box" : "come from a real venue"), std::string::npos) << why;
    EXPECT_NE(why.find("Add --data " + data.string() + (source == RecordSource::kBox ? "-real" : "-box")), std::string::npos) << why;
    EXPECT_EQ(why.find("guess"), std::string::npos);
    EXPECT_EQ(marked_source(data), source) << "a refusal changes nothing";
  }
}

TEST_F(RecordSources, TradesOfStomCountAsRecords) {
  EXPECT_EQ(refusal(RecordSource::kBox), "");
  store::TradeListStore trades(data / "tradelist.db", Market::kBinance, store::TradeMode::kPaper);
  EXPECT_FALSE(has_records(data)) << "empty tables are no records";
  store::TradeBatch batch;
  batch.balances.push_back({"box", "USDT", 1000, 1000, 1});
  (void)trades.write(batch);
  EXPECT_TRUE(has_records(data));
  EXPECT_NE(refusal(RecordSource::kReal), "");
}

TEST_F(RecordSources, AFolderOfAnEarlierVersionCountsAsRealUnlessABoxWasKnown) {
  record_row();
  EXPECT_NE(refusal(RecordSource::kBox).find("this is a guess; if it is wrong: echo box >"), std::string::npos);
  EXPECT_NE(refusal(RecordSource::kReal, true).find("echo real >"), std::string::npos);
  EXPECT_EQ(marked_source(data), std::nullopt);
  EXPECT_EQ(refusal(RecordSource::kReal), "");
  EXPECT_EQ(marked_source(data), RecordSource::kReal);
}

TEST_F(RecordSources, WhatAPersonWroteIsTaken) {
  record_row();
  write_file_atomically(data / "source.txt", "box\n");
  EXPECT_EQ(refusal(RecordSource::kBox), "");
  EXPECT_NE(refusal(RecordSource::kReal), "");
  write_file_atomically(data / "source.txt", "paper\n");
  EXPECT_NE(refusal(RecordSource::kBox).find("expected box or real, got 'paper'"), std::string::npos);
}

TEST_F(RecordSources, AFileThatCannotBeReadCounts) {
  write_file_atomically(recording_file(data, Market::kBinance, Frame::kMinute), "this is no database");
  EXPECT_TRUE(has_records(data));
}

}  // namespace
}  // namespace stom::live
