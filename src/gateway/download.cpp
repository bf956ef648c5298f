#include "gateway/download.h"

#include <chrono>
#include <future>

#include "base/error.h"
#include "base/time.h"
#include "gateway/words.h"
#include "venue/event_json.h"

namespace stom::gateway {
namespace {

constexpr int kTries = 8, kMostBans = 4;
constexpr EpochMicros kDay = 86'400'000'000;

// Waits for the answer and looks at the stop meanwhile; an answer that comes later goes nowhere.
RestReply ask(RestSession& session, RestCall call, const StopFlag& stop) {
  const auto promise = std::make_shared<std::promise<RestReply>>();
  std::future<RestReply> answer = promise->get_future();
  session.call(std::move(call), [promise](RestReply reply) { promise->set_value(std::move(reply)); });
  while (answer.wait_for(std::chrono::milliseconds(100)) != std::future_status::ready) stop.throw_if_requested();
  return answer.get();
}

}  // namespace

void check_download(const DownloadRequest& request, EpochMicros now) {
  if (request.from >= request.to) throw UsageError(message("받을 기간이 비어 있습니다.", "the time to download is empty."));
  if (request.venue == venue::Venue::kBinance) {
    if (request.kind == HistoryKind::kSecondCandles) {
      throw UsageError(message("바이낸스 선물에는 1초 봉이 없습니다. --kind trades로 초 단위 행을 만드세요.",
                               "Binance futures have no second candles; make second rows with --kind trades."));
    }
    return;
  }
  if (request.kind == HistoryKind::kTrades && request.from < now - now % kDay - 7 * kDay) {
    throw UsageError(message("업비트는 최근 7일의 체결만 줍니다. --kind candles를 쓰거나 --from을 늦추세요.",
                             "Upbit keeps trades for seven days; use --kind candles or a later --from."));
  }
}

Download::Download(RestSession& session, DownloadRequest request, EpochMicros now)
    : session_(session),
      request_(std::move(request)),
      began_at_(now),
      began_(monotonic_seconds()),
      pages_(history_pages(request_, now)) {}

bool Download::next(std::vector<venue::Event>& events, const StopFlag& stop) {
  events.clear();
  while (events.empty()) {
    stop.throw_if_requested();
    pages_->at(began_at_ + static_cast<EpochMicros>((monotonic_seconds() - began_) * 1e6));
    std::optional<RestCall> call = pages_->next();
    if (!call) return false;
    call->symbol = request_.symbol;
    call->tries = kTries;
    RestReply reply = ask(session_, *call, stop);
    // The session holds the next request until the ban is over.
    for (int bans = 1; bans < kMostBans && reply.outcome.action == venue::Action::kBanned; ++bans) reply = ask(session_, *call, stop);
    if (!reply.ok()) {
      const Message what = message("{} {}을(를) 받지 못했습니다", "{} {} could not be downloaded", venue::name(request_.venue), request_.symbol);
      throw DataError(because(what, reply.problem));
    }
    pages_->take(std::move(reply.events), events);
  }
  return true;
}

}  // namespace stom::gateway
