// The records of a data folder: rows into recording files, trade records into tradelist.db. What waits is stored in one transaction a
// file; a batch is either stored whole or not at all, and answered in both cases. A batch that came before changes nothing and is answered
// as stored. After a failure the file is opened anew, so that it goes on by itself when the disk does. No socket, no clock; one thread.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/message.h"
#include "bus/messages/trade_records.h"
#include "bus/messages/trading.h"
#include "store/recording_file.h"
#include "store/trade_list_store.h"

namespace stom::service {

struct BatchAnswer {
  std::string reply_to;
  bus::RecordAck ack;
  bool is_refused = false;  // for what it holds: it will never be stored
};

class RecordKeeper {
 public:
  // Words of answers are in the language given.
  RecordKeeper(std::filesystem::path data, Language language);

  void take(bus::RecordRows rows) { rows_.push_back(std::move(rows)); }
  void take(bus::RecordTrades trades) { trades_.push_back(std::move(trades)); }
  [[nodiscard]] bool has_work() const { return !rows_.empty() || !trades_.empty(); }
  // Stores what waits; one answer to each batch.
  [[nodiscard]] std::vector<BatchAnswer> store();

  // Files that cannot be written now, and why.
  [[nodiscard]] const std::map<std::string, Message>& failures() const { return failures_; }
  [[nodiscard]] std::uint64_t stored_rows() const { return stored_rows_; }  // that were new

 private:
  void store_rows(std::vector<BatchAnswer>& answers);
  void store_file(const std::filesystem::path& path, market::Market market, market::Frame frame,
                  const std::vector<const bus::RecordRows*>& batches, std::vector<BatchAnswer>& answers);
  void store_trades(std::vector<BatchAnswer>& answers);
  store::RecordingFile& recording(const std::filesystem::path& path, market::Market market, market::Frame frame);
  store::TradeListStore& trade_list(market::Market market, store::TradeMode mode);
  void failed(const std::filesystem::path& path, const Message& words);
  [[nodiscard]] BatchAnswer answer(const std::string& reply_to, std::uint64_t batch, const Message* problem, bool is_refused = false) const;

  std::filesystem::path data_;
  Language language_;
  std::vector<bus::RecordRows> rows_;
  std::vector<bus::RecordTrades> trades_;
  std::map<std::filesystem::path, std::unique_ptr<store::RecordingFile>> recordings_;
  std::map<std::pair<market::Market, store::TradeMode>, std::unique_ptr<store::TradeListStore>> trade_lists_;
  std::map<std::string, Message> failures_;
  std::uint64_t stored_rows_ = 0;
};

}  // namespace stom::service
