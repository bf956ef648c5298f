#include "gateway/venue_feed.h"

#include <iterator>

#include "base/time.h"
#include "gateway/on_network.h"
#include "venue/event_json.h"

namespace stom::gateway {
namespace {

// The data is looked at so often, and the alarm given so much earlier, that it comes in time.
constexpr double kWatchShare = 0.1;
constexpr double kProblemEvery = 60;
constexpr double kFirstRetry = 5, kLongestRetry = 60;

std::string text_of(const std::vector<venue::Instrument>& instruments, venue::Venue venue) {
  std::string text;
  for (venue::Instrument one : instruments) {
    one.sent = venue::kNoTime;
    venue::write_json(one, venue, text);
    text += '\n';
  }
  return text;
}

}  // namespace

VenueFeed::VenueFeed(net::Runtime& runtime, FeedOptions options, FeedListener& listener)
    : runtime_(runtime), options_(std::move(options)), listener_(listener), universe_timer_(runtime), watch_timer_(runtime) {
  RestSessionOptions session;
  session.venue = options_.venue;
  session.endpoint = options_.endpoints.rest;
  session.measure_clock = options_.venue == venue::Venue::kBinance;
  session.seed = options_.seed;
  session.limits = options_.limits;
  // The session ends before the feed does.
  session.on_notice = [this](const Message& text, bool) { problem(text); };
  session_ = std::make_unique<RestSession>(runtime, std::move(session));
}

void VenueFeed::open() {
  runtime_.post([weak = weak_from_this()] {
    const auto self = open_feed<VenueFeed>(weak);
    if (!self) return;
    self->begin();
    self->watch_data();
  });
}

void VenueFeed::close() {
  on_network(runtime_, [this] {
    closed_ = true;
    universe_timer_.cancel();
    watch_timer_.cancel();
  });
  // Nothing on the network thread touches these any more.
  session_->close();
  for (const auto& stream : streams_) stream->socket->close();
}

FeedStream& VenueFeed::add_stream(const std::string& name, std::vector<std::string> symbols) {
  FeedStream& stream = *streams_.emplace_back(std::make_unique<FeedStream>());
  stream.name = name;
  stream.symbols = std::move(symbols);
  LastingStreamOptions options;
  options.socket.endpoint = options_.endpoints.stream;
  options.socket.stale_after = options_.stale_alarm_seconds;
  options.socket.ping_after = options_.stale_alarm_seconds / 2;
  options.socket.reconnect_after = std::max(options_.reconnect_after - options_.stale_alarm_seconds, 0.0);
  stream.data = DataWatch((1 - kWatchShare) * options_.stale_alarm_seconds);
  options.socket.backoff = options_.backoff;
  options.socket.seed = options_.seed + 1000 * streams_.size();
  options.socket.frames_per_second = 4;  // Upbit takes 5, Binance 10
  // Not all at the same time.
  options.replace_after = std::max(options_.replace_after - 60.0 * static_cast<double>(streams_.size() % 20), options_.replace_after / 2);
  options.overlap = options_.overlap;
  if (options_.venue == venue::Venue::kUpbit) options.keep_alive = "PING";
  const std::weak_ptr<VenueFeed> weak = weak_from_this();
  stream.socket = std::make_unique<LastingStream>(
      runtime_, options,
      [weak, &stream] {
        const auto self = open_feed<VenueFeed>(weak);
        return self ? self->opening_of(stream) : net::WebSocketOpening{};
      },
      [weak, &stream](const net::WebSocketFrame& frame) {
        if (const auto self = open_feed<VenueFeed>(weak)) self->frame(stream, frame);
      },
      [weak, &stream](const net::StreamEvent& event) {
        if (const auto self = open_feed<VenueFeed>(weak)) self->state(stream, event);
      });
  return stream;
}

void VenueFeed::frame(FeedStream& stream, const net::WebSocketFrame& frame) {
  const double now = monotonic_seconds();
  stream.data.message(now);
  if (std::exchange(stream.is_dataless, false)) tell_data_alarm(stream, net::StreamState::kRecovered, now);
  std::vector<venue::Event> events = std::move(events_);
  events.clear();
  const auto result = parse(frame.payload, events);
  if (result.kind == aggregation::ParseKind::kBad) {
    frequent_problem("frame", because(message("읽을 수 없는 메시지입니다 ({})", "a message could not be read ({})", stream.name), result.reason));
  }
  for (venue::Event& event : events) {
    if (const auto* error = std::get_if<venue::VenueError>(&event)) {
      const std::string words = fmt::format("{} {} {}", error->code, error->name, error->text);
      frequent_problem("refused " + words, message("{} 구독 오류: {}", "{}: the subscription was refused: {}", stream.name, words));
    } else if (const auto* ignored = std::get_if<venue::Ignored>(&event)) {
      if (is_unknown_kind(*ignored))
        frequent_problem("unknown kind", message("모르는 종류의 메시지입니다: {} ({})", "a message of an unknown kind: {} ({})", ignored->what,
                                                 stream.name));
    } else {
      take(stream, event, frame.received_at);
    }
  }
  events_ = std::move(events);
}

void VenueFeed::state(FeedStream& stream, const net::StreamEvent& event) {
  using net::StreamState;
  FeedState told;
  told.state = event.state;
  told.stream = stream.name;
  told.at = event.at;
  told.text = event.text;
  switch (event.state) {
    case StreamState::kOpen:
      stream.data.connected(monotonic_seconds());
      stream.is_open = true;
      stream.is_mute = stream.is_dataless = false;
      break;
    case StreamState::kClosed:
      stream.is_open = stream.is_mute = stream.is_dataless = false;
      break;
    case StreamState::kGap:
      told.missing_from = event.last_frame_at;
      break;
    case StreamState::kStale:
      stream.is_mute = true;
      if (stream.is_dataless) return;  // was told
      told.text = message("{} 수신이 {:.1f}초 동안 없습니다.", "nothing was received of {} for {:.1f} s.", stream.name, event.silent_seconds);
      break;
    case StreamState::kRecovered:
      stream.is_mute = false;
      if (stream.is_dataless) return;  // pongs are no data
      break;
    case StreamState::kConnecting:
      break;
  }
  state_changed(stream, told);
  tell(told);
}

// A server may answer pings and send nothing: silence of messages is an alarm too, and ends the connection if it goes on.
void VenueFeed::watch_data() {
  const double now = monotonic_seconds();
  for (const auto& stream : streams_) {
    if (!stream->is_open) continue;
    if (!stream->is_dataless && stream->data.silence(now) >= stream->data.limit()) {
      stream->is_dataless = true;
      stream->dataless_since = now;
      tell_data_alarm(*stream, net::StreamState::kStale, now);
    } else if (stream->is_dataless && now - stream->dataless_since >= options_.reconnect_after - options_.stale_alarm_seconds) {
      stream->socket->reconnect();
      stream->is_open = false;
    }
  }
  watch_timer_.start(kWatchShare * options_.stale_alarm_seconds, [weak = weak_from_this()] {
    if (const auto self = open_feed<VenueFeed>(weak)) self->watch_data();
  });
}

void VenueFeed::tell_data_alarm(FeedStream& stream, net::StreamState state, double now) {
  if (stream.is_mute) return;  // was told
  FeedState told;
  told.state = state;
  told.stream = stream.name;
  told.at = utc_now_micros();
  if (state == net::StreamState::kStale) {
    told.text = message("{} 데이터가 {:.1f}초 동안 없습니다.", "no data of {} for {:.1f} s.", stream.name, stream.data.silence(now));
  }
  state_changed(stream, told);
  tell(told);
}

bool VenueFeed::wants(const std::string& symbol) const {
  return options_.symbols.empty() || std::find(options_.symbols.begin(), options_.symbols.end(), symbol) != options_.symbols.end();
}

void VenueFeed::take_instruments(std::vector<venue::Instrument> instruments) {
  universe_retry_ = 0;
  if (std::string text = text_of(instruments, options_.venue); text != instruments_text_) {
    instruments_text_ = std::move(text);
    if (!closed_) listener_.on_instruments(instruments);
  }
  if (options_.symbols.empty()) {
    std::vector<std::string> all;
    for (const venue::Instrument& instrument : instruments) all.push_back(instrument.symbol);
    return set_symbols(all);
  }
  for (const std::string& symbol : options_.symbols) {
    const auto is_it = [&](const venue::Instrument& instrument) { return instrument.symbol == symbol; };
    if (std::none_of(instruments.begin(), instruments.end(), is_it)) {
      frequent_problem("unknown " + symbol, message("거래소에 없는 종목입니다: {}", "the venue has no such symbol: {}", symbol));
    }
  }
}

void VenueFeed::universe_failed(const Message& why) {
  frequent_problem("universe", because(message("종목 목록을 받지 못했습니다", "the list of instruments could not be had"), why));
  universe_retry_ = universe_retry_ == 0 ? kFirstRetry : std::min(2 * universe_retry_, kLongestRetry);
  refresh_universe_in(universe_retry_);
}

void VenueFeed::refresh_universe_in(double seconds) {
  const double due = monotonic_seconds() + seconds;
  if (universe_due_ != 0 && universe_due_ <= due) return;
  universe_due_ = due;
  universe_timer_.start(seconds, [weak = weak_from_this()] {
    const auto self = open_feed<VenueFeed>(weak);
    if (!self) return;
    self->universe_due_ = 0;
    self->request_universe();
  });
}

void VenueFeed::set_symbols(const std::vector<std::string>& symbols) {
  std::vector<std::string> sorted = symbols;
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  std::vector<std::string> added, removed;
  std::set_difference(sorted.begin(), sorted.end(), symbols_.begin(), symbols_.end(), std::back_inserter(added));
  std::set_difference(symbols_.begin(), symbols_.end(), sorted.begin(), sorted.end(), std::back_inserter(removed));
  symbols_ = std::move(sorted);
  if (!added.empty() || !removed.empty()) subscribe(added, removed);
}

void VenueFeed::frequent_problem(const std::string& kind, const Message& text) {
  Frequent& one = frequent_[kind];
  const double now = monotonic_seconds();
  if (one.told != 0 && now - one.told < kProblemEvery) {
    ++one.silent;
    return;
  }
  one.told = now;
  const std::uint64_t silent = std::exchange(one.silent, 0);
  problem(silent == 0 ? text
                      : Message{fmt::format("{} (그동안 {}번 더)", text.ko, silent), fmt::format("{} ({} more meanwhile)", text.en, silent)});
}

}  // namespace stom::gateway
