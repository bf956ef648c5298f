#include "live/shared_rows.h"

#include "base/error.h"
#include "live/record_source.h"
#include "live/row_share.h"
#include "market/schema.h"
#include "store/back_database.h"

namespace stom::live {
namespace {

using bus::LogLevel;

constexpr double kMicros = 1e6;
constexpr EpochMicros kLatest = 253'402'300'800'000'000;  // the year 10000: beyond it, differences of times could overflow

bool is_time(EpochMicros time) { return time >= 0 && time < kLatest; }

bool is_valid(market::Frame frame, const bus::MarketRow& row) {
  return store::is_valid_key(frame, row.index) && is_time(row.received_micros) &&
         std::all_of(row.columns.begin(), row.columns.end(), [](double value) { return std::isfinite(value); });
}

}  // namespace

SharedRows::SharedRows(const Platform& platform, SharedRowsHost& host, double now)
    : platform_(platform), host_(host), columns_(market::schema(platform.market, platform.frame).size()), last_heard_(now) {}

void SharedRows::tell_state() {
  const bool has_link = link_ != bus::Link::kRefused && link_ != bus::Link::kStranger;
  const bool is_good = trust_ != Trust::kRefused && !is_silent_ && is_live_ && has_link;
  if (std::exchange(was_good_, is_good) != is_good) host_.on_state(is_good);
}

void SharedRows::take(const SharedPacket& packet) {
  if (std::exchange(is_silent_, false)) {
    host_.on_note(LogLevel::kInfo, message("공유 시세가 {:.1f}초 만에 다시 옵니다.", "Shared rows come again after {:.1f} s.",
                                           packet.clock - last_heard_));
  }
  last_heard_ = packet.clock;
  if (!is_time(packet.packet.envelope.sent_micros)) {
    refuse({"공유 서버의 시각이 올바르지 않습니다.", "the server's messages bear no valid time."});
    tell_state();
    return;
  }
  note_gap(packet.packet);
  const EpochMicros late = lateness(packet);
  try {
    switch (packet.packet.type()) {
      case bus::MessageType::kInstrumentList: take_facts(packet.packet.as<bus::InstrumentList>(), packet.packet.body); break;
      case bus::MessageType::kMarketRow: take_row(packet, late); break;
      case bus::MessageType::kWatchListUpdate: take_watch_list(packet.packet.as<bus::WatchListUpdate>()); break;
      case bus::MessageType::kMarketState: take_state(packet.packet.as<bus::MarketState>()); break;
      default: break;
    }
  } catch (const Error& error) {
    refuse(error.text());
  }
  tell_state();
}

void SharedRows::note_gap(const bus::Packet& packet) {
  const bus::Envelope& envelope = packet.envelope;
  if (session_ != 0 && session_ != envelope.session) {
    host_.on_note(LogLevel::kWarning, {"공유 서버의 리시버가 다시 시작했습니다. 그 사이의 행은 없습니다.",
                                       "The server's receiver has started again: the rows in between are missing."});
    ++hole_;
    trust_ = Trust::kUnknown;  // until it has said of what its rows are
  } else if (packet.gap && packet.gap->missing > 0) {
    host_.on_note(LogLevel::kWarning, message("공유 서버의 메시지 {}개가 빠졌습니다.", "{} messages of the server were lost.",
                                              packet.gap->missing));
    ++hole_;
  } else if (last_sent_ > 0 && envelope.sent_micros - last_sent_ > kLongestHole) {
    ++hole_;
  }
  session_ = envelope.session;
  last_sent_ = envelope.sent_micros;
}

void SharedRows::reconnected() {
  if (session_ == 0) return;
  host_.on_note(LogLevel::kWarning, {"공유 서버에 다시 연결했습니다. 그 사이의 행은 없습니다.",
                                     "Connected to the server anew: the rows in between are missing."});
  ++hole_;
  least_way_.reset();
  late_since_ = -1;
}

// What a message took longer than the fastest one (difference of the clocks and shortest way), it waited somewhere.
EpochMicros SharedRows::lateness(const SharedPacket& packet) {
  const double way = packet.clock - static_cast<double>(packet.packet.envelope.sent_micros) / kMicros;
  if (!least_way_ || way < *least_way_) least_way_ = way;
  const auto late = static_cast<EpochMicros>((way - *least_way_) * kMicros);
  if (late < kMostLate) {
    late_since_ = -1;
  } else if (late_since_ < 0) {
    late_since_ = packet.clock;
  } else if (packet.clock - late_since_ > kLongestLate) {
    host_.on_note(LogLevel::kWarning, message("공유 시세가 {:.1f}초 늦게 오거나 시계가 바뀌었습니다. 다시 연결합니다.",
                                              "Shared rows come {:.1f} s late, or a clock was set; connecting anew.",
                                              static_cast<double>(late) / kMicros));
    wants_reconnect_ = true;
    late_since_ = -1;
  }
  return late;
}

bool SharedRows::wants_reconnect() { return std::exchange(wants_reconnect_, false); }

void SharedRows::take_facts(const bus::InstrumentList& list, const std::string& body) {
  if (trust_ == Trust::kRefused) return;  // a server that starts again is asked anew
  const std::string_view market = market::name(platform_.market), frame = market::name(platform_.frame);
  if (list.market != market || list.frame != frame) {
    refuse(message("공유 서버의 행은 {} {}인데 이 플랫폼은 {} {}입니다. '거래소'와 '코인타임프레임' 설정을 서버와 같게 하십시오.",
                   "The server's rows are {} {}, this platform's are {} {}. Set '거래소' and '코인타임프레임' as the server has them.", list.market,
                   list.frame, market, frame));
    return;
  }
  if (platform_.mode == Mode::kReal && list.in_box != platform_.in_box) {
    refuse({"실전 주문은 같은 거래소의 시세로만 냅니다. 공유 서버와 이 플랫폼 중 하나만 가상 거래소를 씁니다.",
            "Real orders need rows of the same venue: only one of the server and this platform uses the exchange in a box."});
    return;
  }
  try {
    if (!platform_.data.empty()) claim_records(platform_.data, list.in_box ? RecordSource::kBox : RecordSource::kReal, false);
  } catch (const Error& error) {
    refuse(error.text());
    return;
  }
  trust_ = Trust::kGood;
  if (list.instruments.empty() || std::exchange(known_instruments_, body) == body) return;
  host_.on_instruments(list);
}

void SharedRows::refuse(const Message& why) {
  if (std::exchange(trust_, Trust::kRefused) == Trust::kRefused) return;
  host_.on_note(LogLevel::kError, {"공유 시세를 쓰지 않습니다: " + why.ko, "Shared rows are not used: " + why.en});
}

void SharedRows::take_row(const SharedPacket& packet, EpochMicros late) {
  if (trust_ != Trust::kGood) return;
  auto row = packet.packet.as<bus::MarketRow>();
  if (row.columns.size() != columns_) {
    refuse(message("행의 열이 {}개인데 {}개여야 합니다. 양쪽의 stom 버전을 맞추십시오.",
                   "rows have {} columns, not {}. Use the same version of stom on both sides.",
                   row.columns.size(), columns_));
    return;
  }
  if (!is_valid(platform_.frame, row)) {  // an own feed makes none such
    refuse(message("{}의 행 {}에 올바르지 않은 시각이나 값이 있습니다.", "row {1} of {0} holds an invalid time or value.", row.code, row.index));
    return;
  }
  Symbol& symbol = symbols_.try_emplace(row.code, Symbol{0, hole_}).first->second;
  if (row.index <= symbol.last) return;  // told before, by an earlier start of the server
  symbol.last = row.index;
  ReceivedRow out;
  out.code = std::move(row.code);
  out.index = row.index;
  out.columns = std::move(row.columns);
  out.watched = row.watched;
  out.after_gap = std::exchange(symbol.seen_hole, hole_) != hole_ || row.after_gap;
  out.received = packet.arrived - late - std::max<EpochMicros>(packet.packet.envelope.sent_micros - row.received_micros, 0);
  host_.on_row(out);
}

void SharedRows::take_watch_list(const bus::WatchListUpdate& update) {
  if (trust_ != Trust::kGood) return;
  if (update.index == 0) {
    host_.on_watch_list(update);
    return;
  }
  if (!store::is_valid_key(platform_.frame, update.index)) {
    refuse(message("관심종목 목록의 시각 {}이(가) 올바르지 않습니다.", "the time {} of a watch list is invalid.", update.index));
    return;
  }
  ReceiverCore::WatchTime time;
  time.time = update.index;
  for (const std::string& code : update.added) time.codes += (time.codes.empty() ? "" : ";") + code;
  host_.on_watch_time(time);
}

void SharedRows::take_state(const bus::MarketState& state) {
  const bool is_live = state.state != kFeedBroken;
  if (std::exchange(is_live_, is_live) == is_live) return;
  if (is_live) host_.on_note(LogLevel::kInfo, {"공유 서버가 시세를 다시 받습니다.", "The server receives its feed again."});
  else host_.on_note(LogLevel::kWarning, {"공유 서버의 시세가 끊겼습니다.", "The server's own feed is interrupted."});
}

void SharedRows::link_changed(bus::Link link) {
  if (link == bus::Link::kUp) {
    host_.on_note(LogLevel::kInfo, message("공유 서버 {}에 연결했습니다.", "Connected to the server of shared rows {}.", platform_.share_from));
  }
  link_ = link;
  tell_state();
}

void SharedRows::look(double now) {
  if (is_silent_ || now - last_heard_ < kSilence) return;
  is_silent_ = true;
  host_.on_note(LogLevel::kWarning, message("공유 서버 {}에서 {:.0f}초 동안 아무것도 오지 않습니다.",
                                            "Nothing came from the server of shared rows {} for {:.0f} s.",
                                            platform_.share_from, kSilence));
  tell_state();
}

}  // namespace stom::live
