#include "live/row_recorder.h"

#include <gtest/gtest.h>

namespace stom::live {
namespace {

using market::Frame;
using market::Market;

ReceivedRow row(const char* code, RowKey index) {
  ReceivedRow out;
  out.code = code;
  out.index = index;
  out.columns.assign(35, 1.5);
  return out;
}

bus::RecordAck answer(std::uint64_t batch, bool stored) {
  bus::RecordAck out;
  out.batch = batch;
  out.stored = stored;
  return out;
}

std::vector<std::uint64_t> send_all(RowRecorder& recorder, double now) {
  std::vector<std::uint64_t> batches;
  while (const bus::RecordRows* batch = recorder.due(now)) {
    batches.push_back(batch->batch);
    recorder.sent(now);
  }
  return batches;
}

TEST(RowRecorder, GathersRowsByTable) {
  RowRecorder recorder(Market::kUpbit, Frame::kTick, "creceiv.upbit", 100);
  recorder.add(row("KRW-BTC", 20261123000001));
  recorder.add(row("KRW-ETH", 20261123000001));
  recorder.add(row("KRW-BTC", 20261123000002));
  recorder.close_batches();
  const bus::RecordRows* first = recorder.due(0);
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(first->table, "KRW-BTC");
  EXPECT_EQ(first->market, "upbit");
  EXPECT_EQ(first->frame, "tick");
  EXPECT_EQ(first->reply_to, "creceiv.upbit");
  EXPECT_EQ(first->batch, 100u);
  ASSERT_EQ(first->rows.size(), 2u);
  EXPECT_EQ(first->columns.size(), first->rows[0].size());
  EXPECT_EQ(first->columns.front(), "index");
  EXPECT_EQ(std::get<std::int64_t>(first->rows[1][0]), 20261123000002);
}

TEST(RowRecorder, KeepsABatchUntilItIsStored) {
  RowRecorder recorder(Market::kUpbit, Frame::kTick, "creceiv.upbit", 1);
  recorder.add(row("KRW-BTC", 1));
  recorder.close_batches();
  EXPECT_EQ(send_all(recorder, 0), (std::vector<std::uint64_t>{1}));
  EXPECT_TRUE(send_all(recorder, 1).empty()) << "an answer is awaited";
  EXPECT_FALSE(recorder.answered(answer(1, false), 1));
  EXPECT_TRUE(send_all(recorder, 1.5).empty());
  EXPECT_EQ(send_all(recorder, 1 + RowRecorder::kAgain), (std::vector<std::uint64_t>{1}));
  EXPECT_TRUE(recorder.answered(answer(1, true), 3));
  EXPECT_TRUE(recorder.is_empty());
  EXPECT_EQ(recorder.waiting_rows(), 0u);
}

TEST(RowRecorder, SendsAgainWhenNobodyAnswers) {
  RowRecorder recorder(Market::kUpbit, Frame::kTick, "creceiv.upbit", 1);
  recorder.add(row("KRW-BTC", 1));
  recorder.close_batches();
  (void)send_all(recorder, 0);
  EXPECT_EQ(send_all(recorder, RowRecorder::kSilence).size(), 1u);
  recorder.send_again();
  EXPECT_EQ(send_all(recorder, RowRecorder::kSilence).size(), 1u) << "the query role was away";
}

TEST(RowRecorder, LosesTheOldestAndSaysSoWhenNobodyTakesThem) {
  RowRecorder recorder(Market::kBinance, Frame::kMinute, "creceiv.binance", 1);
  constexpr std::size_t kRows = RowRecorder::kMostRows / 2;
  for (int batch = 0; batch < 3; ++batch) {
    ReceivedRow one = row("BTCUSDT", batch);
    one.columns.clear();
    for (std::size_t i = 0; i < kRows; ++i) recorder.add(one);
    recorder.close_batches();
  }
  EXPECT_EQ(recorder.lost_rows(), kRows);
  EXPECT_EQ(recorder.waiting_rows(), 2 * kRows);
  EXPECT_EQ(recorder.due(0)->batch, 2u);
}

}  // namespace
}  // namespace stom::live
