#include "live/row_recorder.h"

#include <algorithm>

#include "market/schema.h"

namespace stom::live {
namespace {

constexpr const char* kWatchTable = "moneytop";
constexpr const char* kWatchColumn = "거래대금순위";

}  // namespace

RowRecorder::RowRecorder(market::Market market, market::Frame frame, std::string reply_to, std::uint64_t first_batch)
    : market_(market::name(market)), frame_(market::name(frame)), reply_to_(std::move(reply_to)), columns_{"index"}, next_batch_(first_batch) {
  for (const market::Field field : market::schema(market, frame)) columns_.emplace_back(market::field_name(field, frame));
}

bus::RecordRows& RowRecorder::table(const std::string& name) {
  bus::RecordRows& message = gathered_[name];
  if (message.table.empty()) {
    message.table = name;
    message.market = market_;
    message.frame = frame_;
    message.reply_to = reply_to_;
    if (name == kWatchTable) message.columns = {"index", kWatchColumn};
    else message.columns = columns_;
  }
  return message;
}

void RowRecorder::add(const ReceivedRow& row) {
  std::vector<bus::SettingValue>& values = table(row.code).rows.emplace_back();
  values.reserve(row.columns.size() + 1);
  values.emplace_back(static_cast<std::int64_t>(row.index));
  for (const double value : row.columns) values.emplace_back(value);
  ++waiting_rows_;
}

void RowRecorder::add(const ReceiverCore::WatchTime& time) {
  table(kWatchTable).rows.push_back({static_cast<std::int64_t>(time.time), time.codes});
  ++waiting_rows_;
}

void RowRecorder::close_batches() {
  for (auto& [name, message] : gathered_) {
    message.batch = next_batch_++;
    waiting_.push_back({std::move(message), 0});
  }
  gathered_.clear();
  while (waiting_rows_ > kMostRows && waiting_.size() > 1) {
    const std::size_t rows = waiting_.front().message.rows.size();
    waiting_rows_ -= rows;
    lost_rows_ += rows;
    waiting_.pop_front();
  }
}

const bus::RecordRows* RowRecorder::due(double now) {
  const auto found = std::find_if(waiting_.begin(), waiting_.end(), [now](const Batch& batch) { return now >= batch.next; });
  due_ = found == waiting_.end() ? nullptr : &*found;
  return due_ == nullptr ? nullptr : &due_->message;
}

void RowRecorder::sent(double now) { due_->next = now + kSilence; }

void RowRecorder::send_again() {
  for (Batch& batch : waiting_) batch.next = 0;
}

bool RowRecorder::answered(const bus::RecordAck& answer, double now) {
  const auto found = std::find_if(waiting_.begin(), waiting_.end(), [&](const Batch& batch) { return batch.message.batch == answer.batch; });
  if (found == waiting_.end()) return answer.stored;
  if (!answer.stored) {
    found->next = now + kAgain;
    return false;
  }
  waiting_rows_ -= found->message.rows.size();
  waiting_.erase(found);
  return true;
}

}  // namespace stom::live
