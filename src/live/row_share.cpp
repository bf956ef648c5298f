#include "live/row_share.h"

#include "base/time.h"

namespace stom::live {

std::string share_channel_copy(market::Market market) { return market_name(market) + ".shared"; }

bus::SenderOptions row_share_options(market::Market market, bus::TcpServer listen) {
  bus::SenderOptions options;
  options.copy = share_channel_copy(market);
  options.broadcast = true;
  options.listen = std::move(listen);
  return options;
}

RowShare::RowShare(bus::Sender& sender, const Platform& platform) : sender_(sender) {
  instruments_.market = market::name(platform.market);
  instruments_.frame = market::name(platform.frame);
  instruments_.in_box = platform.in_box;
  watch_list_.full = true;
  state_.market = instruments_.market;
  state_.state = kFeedLive;
  state_.remaining_seconds = -1;
}

void RowShare::greet() {
  const std::uint64_t joins = sender_.joins(bus::kEverybody);
  if (joins == greeted_) return;
  greeted_ = joins;
  (void)sender_.send(instruments_, {});
  (void)sender_.send(state_, {});
  if (!watch_list_.added.empty()) (void)sender_.send(watch_list_, {});
}

void RowShare::tell_state(bool is_live) {
  greet();
  state_.state = is_live ? kFeedLive : kFeedBroken;
  state_.exchange_micros = utc_now_micros();
  (void)sender_.send(state_, {});
}

void RowShare::publish(const ReceivedRow& row) {
  greet();
  bus::MarketRow message;
  message.code = row.code;
  message.index = row.index;
  message.columns = row.columns;
  message.watched = row.watched;
  message.after_gap = row.after_gap;
  message.received_micros = row.received;
  (void)sender_.send(message, {});
}

void RowShare::tell(const bus::InstrumentList& instruments) {
  instruments_.instruments = instruments.instruments;
  greet();
  (void)sender_.send(instruments_, {});
}

void RowShare::tell(const bus::WatchListUpdate& watch_list) {
  watch_list_ = watch_list;
  greet();
  (void)sender_.send(watch_list_, {});
}

void RowShare::tell(const ReceiverCore::WatchTime& time) {
  greet();
  bus::WatchListUpdate message;
  message.full = true;
  message.index = time.time;
  for (std::string_view rest = time.codes; !rest.empty();) {
    const std::size_t end = std::min(rest.find(';'), rest.size());
    message.added.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  (void)sender_.send(message, {});
}

}  // namespace stom::live
