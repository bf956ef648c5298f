#include "service/record_keeper.h"

#include "base/error.h"
#include "live/platform.h"
#include "market/schema.h"
#include "service/record_batches.h"

namespace stom::service {
namespace {

constexpr int kBusyMilliseconds = 1000;

struct RecordingKey {
  std::filesystem::path path;
  market::Market market{};
  market::Frame frame{};
  bool operator<(const RecordingKey& other) const { return path < other.path; }
};

}  // namespace

RecordKeeper::RecordKeeper(std::filesystem::path data, Language language) : data_(std::move(data)), language_(language) {}

BatchAnswer RecordKeeper::answer(const std::string& reply_to, std::uint64_t batch, const Message* problem, bool is_refused) const {
  BatchAnswer out;
  out.reply_to = reply_to;
  out.ack.batch = batch;
  out.ack.stored = problem == nullptr;
  if (problem != nullptr) out.ack.words = problem->in(language_);
  out.is_refused = is_refused;
  return out;
}

std::vector<BatchAnswer> RecordKeeper::store() {
  std::vector<BatchAnswer> answers;
  store_trades(answers);
  store_rows(answers);
  return answers;
}

void RecordKeeper::failed(const std::filesystem::path& path, const Message& words) { failures_[path.string()] = words; }

store::RecordingFile& RecordKeeper::recording(const std::filesystem::path& path, market::Market market, market::Frame frame) {
  std::unique_ptr<store::RecordingFile>& file = recordings_[path];
  if (file && file->has_moved()) file.reset();
  if (!file) file = std::make_unique<store::RecordingFile>(path, market, frame);
  return *file;
}

store::TradeListStore& RecordKeeper::trade_list(market::Market market, store::TradeMode mode) {
  std::unique_ptr<store::TradeListStore>& list = trade_lists_[{market, mode}];
  if (list && list->has_moved()) list.reset();
  if (!list) {
    list = std::make_unique<store::TradeListStore>(data_ / "tradelist.db", market, mode);
    list->wait_at_most(kBusyMilliseconds);
  }
  return *list;
}

void RecordKeeper::store_rows(std::vector<BatchAnswer>& answers) {
  const std::vector<bus::RecordRows> batches = std::exchange(rows_, {});
  std::map<RecordingKey, std::vector<const bus::RecordRows*>> by_file;
  for (const bus::RecordRows& batch : batches) {
    RecordingKey key;
    if (!market::parse(batch.market, key.market) || !market::parse(batch.frame, key.frame)) {
      const Message problem = message("행 묶음 {}: 시장 '{}', 시간 단위 '{}'을(를) 모릅니다.", "batch {} of rows: unknown market '{}' or time frame '{}'.",
                                      batch.batch, batch.market, batch.frame);
      answers.push_back(answer(batch.reply_to, batch.batch, &problem, true));
      continue;
    }
    key.path = live::recording_file(data_, key.market, key.frame);
    by_file[key].push_back(&batch);
  }
  for (const auto& [key, group] : by_file) store_file(key.path, key.market, key.frame, group, answers);
}

void RecordKeeper::store_file(const std::filesystem::path& path, market::Market market, market::Frame frame,
                              const std::vector<const bus::RecordRows*>& batches, std::vector<BatchAnswer>& answers) {
  std::vector<const bus::RecordRows*> written;
  try {
    store::RecordingFile& file = recording(path, market, frame);
    std::vector<store::RowBlock> rows;
    std::vector<store::WatchRow> watch;
    for (const bus::RecordRows* batch : batches) {
      try {
        RecordedRows read = read_rows(*batch, market, frame);
        for (const store::RowBlock& block : read.rows) file.check(block);
        for (const store::WatchRow& row : read.watch) file.check(row);
        std::move(read.rows.begin(), read.rows.end(), std::back_inserter(rows));
        std::move(read.watch.begin(), read.watch.end(), std::back_inserter(watch));
        written.push_back(batch);
      } catch (const DataError& error) {
        answers.push_back(answer(batch->reply_to, batch->batch, &error.text(), true));
      }
    }
    if (written.empty()) return;
    stored_rows_ += file.write(rows, watch);
    failures_.erase(path.string());
    for (const bus::RecordRows* batch : written) answers.push_back(answer(batch->reply_to, batch->batch, nullptr));
  } catch (const Error& error) {
    failed(path, error.text());
    recordings_.erase(path);
    for (const bus::RecordRows* batch : written.empty() ? batches : written) {
      answers.push_back(answer(batch->reply_to, batch->batch, &error.text()));
    }
  }
}

void RecordKeeper::store_trades(std::vector<BatchAnswer>& answers) {
  const std::filesystem::path path = data_ / "tradelist.db";
  std::optional<Message> failure;  // the batches behind the one that failed are not tried: their time has not come
  for (const bus::RecordTrades& batch : std::exchange(trades_, {})) {
    market::Market market{};
    if (!market::parse(batch.market, market)) {
      const Message problem = message("거래 기록 {}: 시장 '{}'을(를) 모릅니다.", "trade records {}: unknown market '{}'.", batch.batch, batch.market);
      answers.push_back(answer(batch.reply_to, batch.batch, &problem, true));
      continue;
    }
    if (failure) {
      answers.push_back(answer(batch.reply_to, batch.batch, &*failure));
      continue;
    }
    const store::TradeMode mode = batch.paper ? store::TradeMode::kPaper : store::TradeMode::kReal;
    try {
      (void)trade_list(market, mode).write(read_trades(batch));
      failures_.erase(path.string());
      answers.push_back(answer(batch.reply_to, batch.batch, nullptr));
    } catch (const DataError& error) {
      answers.push_back(answer(batch.reply_to, batch.batch, &error.text(), true));
    } catch (const Error& error) {
      failure = error.text();
      failed(path, error.text());
      trade_lists_.clear();
      answers.push_back(answer(batch.reply_to, batch.batch, &*failure));
    }
  }
}

}  // namespace stom::service
