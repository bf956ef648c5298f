// Public history of one symbol over REST, oldest first, page by page: candles and trades of Upbit, klines and aggregate trades of Binance.
//
// What the venues keep (autumn 2026): Upbit minute candles without limit, second candles for three months, trades for seven days; Binance
// minute klines and aggregate trades without limit, no second klines. A day of Upbit's trades is only told newest first and therefore
// held in memory as a whole. The candle that is still running is left out.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "aggregation/events.h"
#include "base/parallel.h"
#include "gateway/rest_session.h"

namespace stom::gateway {

enum class HistoryKind : std::uint8_t { kMinuteCandles, kSecondCandles, kTrades };

struct DownloadRequest {
  venue::Venue venue = venue::Venue::kUpbit;
  std::string symbol;
  HistoryKind kind = HistoryKind::kMinuteCandles;
  EpochMicros from = 0, to = 0;  // UTC, `to` not included
};

// Throws UsageError where the venue has no such history.
void check_download(const DownloadRequest& request, EpochMicros now);

// Pages of one kind of history: what to ask next, and what to make of the answer. Pure.
class HistoryPages {
 public:
  virtual ~HistoryPages() = default;
  // The time (UTC) at which the next page is asked for.
  virtual void at(EpochMicros /*now*/) {}
  // Nothing: all was told.
  [[nodiscard]] virtual std::optional<RestCall> next() = 0;
  // Appends the events of the answer that may go on now, ascending. Throws DataError where the venue would be asked for ever.
  virtual void take(std::vector<venue::Event> answer, std::vector<venue::Event>& ready) = 0;
  // All before this time was told.
  [[nodiscard]] virtual EpochMicros reached() const = 0;
};
// `now`: UTC, for what is counted from today.
[[nodiscard]] std::unique_ptr<HistoryPages> history_pages(const DownloadRequest& request, EpochMicros now);

// Asks for the pages one after another. Blocking; one thread.
class Download {
 public:
  // The session must outlive it.
  Download(RestSession& session, DownloadRequest request, EpochMicros now);

  // Events of the next page that has any; false at the end. A ban is waited for. Throws DataError in the venue's words, Cancelled.
  bool next(std::vector<venue::Event>& events, const StopFlag& stop);
  [[nodiscard]] EpochMicros reached() const { return pages_->reached(); }

 private:
  RestSession& session_;
  DownloadRequest request_;
  EpochMicros began_at_;  // as the caller told it
  double began_;          // monotonic seconds
  std::unique_ptr<HistoryPages> pages_;
};

}  // namespace stom::gateway
