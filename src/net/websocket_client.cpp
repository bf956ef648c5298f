#include "net/websocket_client.h"

#include <charconv>
#include <limits>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "net/rate_limiter.h"
#include "net/runtime_core.h"
#include "net/websocket_link.h"

namespace stom::net {

namespace asio = boost::asio;

namespace {

constexpr auto kAsTuple = asio::as_tuple(asio::use_awaitable);
constexpr double kFarewellSeconds = 1.0;
constexpr double kShortestWait = 0.001;

// "Retry-After: 7"; 0 when there is none (dates are not used by the venues).
double retry_after(const Headers& headers) {
  const std::string_view text = header_value(headers, "Retry-After");
  unsigned seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  return error == std::errc() && end == text.data() + text.size() ? static_cast<double>(seconds) : 0.0;
}

StreamEvent event_of(StreamState state) {
  StreamEvent event;
  event.state = state;
  return event;
}

bool can_be_written(const WebSocketOpening& opening) {
  return is_target(opening.target) && std::all_of(opening.headers.begin(), opening.headers.end(), [](const Header& header) {
    return is_header_name(header.name) && is_header_value(header.value);
  });
}

}  // namespace

struct WebSocketClient::Core : Member, std::enable_shared_from_this<Core> {
  Core(std::shared_ptr<Runtime::Core> core, WebSocketOptions given, Opening ask, OnFrame frame, OnState state)
      : runtime(std::move(core)),
        options(std::move(given)),
        context(make_tls_context(options.endpoint)),
        opening(std::move(ask)),
        on_frame(std::move(frame)),
        on_state(std::move(state)),
        backoff(options.backoff, options.seed),
        retry(runtime->io),
        farewell_limit(runtime->io) {}

  std::shared_ptr<Runtime::Core> runtime;
  WebSocketOptions options;
  std::shared_ptr<asio::ssl::context> context;
  Opening opening;
  OnFrame on_frame;
  OnState on_state;

  std::mutex mutex;               // of the next three, which send() reads on any thread
  std::uint64_t open_number = 0;  // connection that takes frames; 0: none
  std::size_t waiting = 0;

  // Network thread only, from here on.
  Backoff backoff;
  asio::steady_timer retry, farewell_limit;
  bool closing = false, was_open = false;
  std::size_t running = 0;
  std::uint64_t connections = 0;
  EpochMicros last_message_at = 0;
  std::shared_ptr<WebSocketLink> link;

  void start() { spawn(run(shared_from_this())); }
  void close_now() override;
  void end_if_idle();
  void replace();
  void enqueue(std::uint64_t number, std::string text);
  void spawn(asio::awaitable<void> work);
  void tell(StreamEvent event);
  void open_for_frames(std::uint64_t number);
  void written(const WebSocketLink& of, bool is_counted);

  static asio::awaitable<void> run(std::shared_ptr<Core> self);
  static asio::awaitable<StreamEvent> connect_once(std::shared_ptr<Core> self, std::shared_ptr<WebSocketLink> link);
  static asio::awaitable<ReadResult> read_all(std::shared_ptr<Core> self, std::shared_ptr<WebSocketLink> link);
  static asio::awaitable<void> write_all(std::shared_ptr<Core> self, std::shared_ptr<WebSocketLink> link);
  static asio::awaitable<void> watch(std::shared_ptr<Core> self, std::shared_ptr<WebSocketLink> link);
  static asio::awaitable<void> ping(std::shared_ptr<WebSocketLink> link);
  static asio::awaitable<void> say_good_bye(std::shared_ptr<Core> self, std::shared_ptr<WebSocketLink> link);
};

void WebSocketClient::Core::spawn(asio::awaitable<void> work) {
  ++running;
  asio::co_spawn(runtime->io, std::move(work), [self = shared_from_this()](std::exception_ptr failure) {
    --self->running;
    if (failure) self->runtime->failed(std::move(failure));
    self->end_if_idle();
  });
}

void WebSocketClient::Core::tell(StreamEvent event) {
  event.at = utc_now_micros();
  event.last_frame_at = last_message_at;
  try {
    on_state(event);
  } catch (...) {
    runtime->failed(std::current_exception());
  }
}

void WebSocketClient::Core::close_now() {
  if (closing) return;
  closing = true;
  retry.cancel();
  if (link && link->opened > 0.0 && !link->over) {
    spawn(say_good_bye(shared_from_this(), link));
  } else if (link) {
    link->give_up(Problem::kStopped, {});
  }
  end_if_idle();
}

void WebSocketClient::Core::end_if_idle() {
  if (!closing || running != 0 || ended()) return;
  mark_ended();
  runtime->member_ended();
}

void WebSocketClient::Core::replace() {
  if (closing) return;
  if (link) {
    link->give_up(Problem::kReplaced, {});
  } else {
    retry.expires_after(asio_seconds(0.0));  // ends the wait, also one that is about to begin
  }
}

void WebSocketClient::Core::open_for_frames(std::uint64_t number) {
  const std::lock_guard lock(mutex);
  open_number = number;
  waiting = 0;
}

void WebSocketClient::Core::enqueue(std::uint64_t number, std::string text) {
  if (!link || link->number != number || link->over) return;
  link->outgoing.push_back({std::move(text), true});
  link->wake_writer.cancel();
}

void WebSocketClient::Core::written(const WebSocketLink& of, bool is_counted) {
  const std::lock_guard lock(mutex);
  if (is_counted && open_number == of.number) --waiting;
}

asio::awaitable<void> WebSocketClient::Core::run(std::shared_ptr<Core> self) {
  while (!self->closing) {
    self->tell(event_of(StreamState::kConnecting));
    if (self->closing) break;
    self->link = std::make_shared<WebSocketLink>(self->runtime->io.get_executor(), *self->context);
    self->link->number = ++self->connections;
    StreamEvent end = co_await connect_once(self, self->link);
    const double open_seconds = self->link->opened > 0.0 ? monotonic_seconds() - self->link->opened : 0.0;
    self->link->end();
    self->link.reset();
    if (self->closing) {
      end.problem = Problem::kStopped;
    } else {
      const double wait = self->backoff.after(open_seconds);
      // A new connection that the owner wants comes at once, unless it wants one after the other.
      const bool at_once = end.problem == Problem::kReplaced && open_seconds >= self->options.backoff.first;
      end.retry_seconds = at_once ? 0.0 : std::max(wait, retry_after(end.headers));
    }
    self->retry.expires_after(asio_seconds(end.retry_seconds));  // before tell(), which may call reconnect() or close()
    self->tell(end);
    if (!self->closing) co_await self->retry.async_wait(kAsTuple);
  }
}

asio::awaitable<StreamEvent> WebSocketClient::Core::connect_once(std::shared_ptr<Core> self, std::shared_ptr<WebSocketLink> link) {
  StreamEvent end = event_of(StreamState::kClosed);
  WebSocketOpening first;
  Failure failure;
  try {
    first = self->opening();
    if (!can_be_written(first)) failure = {Problem::kBadRequest, "target or header"};
  } catch (...) {
    failure = {Problem::kBadRequest, "opening"};
    self->runtime->failed(std::current_exception());
  }
  if (!failure && !link->over) {
    const OpenResult opened = co_await open_link(*link, self->options, first);
    failure = opened.failure;
    end.code = opened.status;
    end.headers = opened.headers;
  }
  if (!failure && !link->over) {
    for (std::string& text : first.frames) link->outgoing.push_back({std::move(text), false});
    const ReadResult last = co_await read_all(self, link);
    failure = last.failure;
    end.code = last.close_code;
  }
  if (link->given_up) failure = link->given_up;
  end.problem = failure.problem;
  end.text = describe(failure.problem, self->options.endpoint.host, failure.detail);
  co_return end;
}

asio::awaitable<ReadResult> WebSocketClient::Core::read_all(std::shared_ptr<Core> self, std::shared_ptr<WebSocketLink> link) {
  link->opened = link->last_frame = link->last_message = monotonic_seconds();
  self->open_for_frames(link->number);
  self->tell(event_of(StreamState::kOpen));
  if (self->was_open) self->tell(event_of(StreamState::kGap));
  self->was_open = true;
  self->spawn(write_all(self, link));
  self->spawn(watch(self, link));
  ReadResult result;
  while (!link->over) {
    result = co_await read_message(*link);
    if (result.failure) break;
    const EpochMicros received_at = utc_now_micros();
    link->last_message = monotonic_seconds();
    link->arrived();
    self->last_message_at = received_at;
    if (self->closing) continue;  // what still comes between good-bye and the end concerns nobody
    const auto data = link->buffer.cdata();
    try {
      self->on_frame({std::string_view(static_cast<const char*>(data.data()), data.size()), link->stream.got_binary(), received_at});
    } catch (...) {
      self->runtime->failed(std::current_exception());
    }
  }
  self->open_for_frames(0);
  link->end();
  co_return result;
}

asio::awaitable<void> WebSocketClient::Core::write_all(std::shared_ptr<Core> self, std::shared_ptr<WebSocketLink> link) {
  // One frame in hand: an even pace keeps any second below the limit.
  TokenBucket pace(std::max(self->options.frames_per_second, kShortestWait), 1.0);
  while (!link->over) {
    const double now = monotonic_seconds();
    const double wait = self->options.frames_per_second > 0.0 ? pace.ready_in(now) : 0.0;
    if (link->outgoing.empty() || wait > 0.0) {
      if (link->outgoing.empty()) {
        link->wake_writer.expires_at(asio::steady_timer::time_point::max());
      } else {
        link->wake_writer.expires_after(asio_seconds(wait));
      }
      co_await link->wake_writer.async_wait(kAsTuple);
      continue;
    }
    pace.take(now);
    const WebSocketLink::Outgoing next = std::move(link->outgoing.front());
    link->outgoing.pop_front();
    const Failure failure = co_await write_message(*link, next.text);
    self->written(*link, next.is_counted);
    if (failure) link->give_up(failure.problem, failure.detail);
  }
}

asio::awaitable<void> WebSocketClient::Core::ping(std::shared_ptr<WebSocketLink> link) {
  co_await write_ping(*link);
  link->is_pinging = false;
}

asio::awaitable<void> WebSocketClient::Core::watch(std::shared_ptr<Core> self, std::shared_ptr<WebSocketLink> link) {
  const WebSocketOptions& options = self->options;
  const double never = std::numeric_limits<double>::infinity();
  const double data_limit = options.data_stale_after > 0.0 ? options.data_stale_after : never;
  double stale_since = 0.0, last_ping = 0.0;
  while (!link->over) {
    const double now = monotonic_seconds();
    const double frame_age = now - link->last_frame, data_age = now - link->last_message;
    const bool is_silent = frame_age >= options.stale_after || data_age >= data_limit;
    if (is_silent != link->is_stale) {
      link->is_stale = is_silent;
      stale_since = now;
      StreamEvent event = event_of(is_silent ? StreamState::kStale : StreamState::kRecovered);
      event.silent_seconds = is_silent ? (frame_age >= options.stale_after ? frame_age : data_age) : 0.0;
      self->tell(event);
      continue;
    }
    if (link->is_stale && now - stale_since >= options.reconnect_after) {
      link->give_up(Problem::kSilent, fmt::format("{:.1f} s", std::max(frame_age, data_limit < never ? data_age : 0.0)));
      break;
    }
    if (now - std::max(link->last_frame, last_ping) >= options.ping_after && !link->is_pinging && !self->closing) {
      last_ping = now;
      link->is_pinging = true;
      self->spawn(ping(link));
    }
    double next = std::max(link->last_frame, last_ping) + options.ping_after;
    if (link->is_stale) {
      next = std::min(next, stale_since + options.reconnect_after);
    } else {
      next = std::min({next, link->last_frame + options.stale_after, link->last_message + data_limit});
    }
    link->wake_watch.expires_after(asio_seconds(std::max(next - now, kShortestWait)));
    co_await link->wake_watch.async_wait(kAsTuple);
  }
}

asio::awaitable<void> WebSocketClient::Core::say_good_bye(std::shared_ptr<Core> self, std::shared_ptr<WebSocketLink> link) {
  self->farewell_limit.expires_after(asio_seconds(kFarewellSeconds));
  self->farewell_limit.async_wait([link](const boost::system::error_code& error) {
    if (!error) link->end();
  });
  co_await write_close(*link);
  self->farewell_limit.cancel();
  link->end();
}

WebSocketClient::WebSocketClient(Runtime& runtime, WebSocketOptions options, Opening opening, OnFrame on_frame, OnState on_state)
    : core_(std::make_shared<Core>(runtime.core(), std::move(options), std::move(opening), std::move(on_frame), std::move(on_state))) {
  core_->runtime->add(core_);
  core_->runtime->post([core = core_] {
    if (!core->closing) core->start();
  });
}

WebSocketClient::~WebSocketClient() { close(); }

void WebSocketClient::close() { core_->runtime->close(core_); }

void WebSocketClient::reconnect() {
  core_->runtime->post([core = core_] { core->replace(); });
}

SendResult WebSocketClient::send(std::string text) {
  const std::lock_guard lock(core_->mutex);
  if (core_->open_number == 0) return SendResult::kNotOpen;
  if (core_->waiting >= core_->options.most_waiting) return SendResult::kFull;
  const bool is_posted = core_->runtime->post(
      [core = core_, number = core_->open_number, text = std::move(text)]() mutable { core->enqueue(number, std::move(text)); });
  if (!is_posted) return SendResult::kNotOpen;
  ++core_->waiting;
  return SendResult::kQueued;
}

}  // namespace stom::net
