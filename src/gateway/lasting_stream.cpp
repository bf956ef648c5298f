#include "gateway/lasting_stream.h"

#include <utility>
#include <vector>

#include "base/time.h"
#include "gateway/on_network.h"

namespace stom::gateway {

using net::StreamState;
using net::WebSocketClient;

// Network thread only.
struct LastingStream::Core : std::enable_shared_from_this<Core> {
  struct Link {
    std::uint64_t id = 0;  // 0: none
    std::unique_ptr<WebSocketClient> client;
  };
  struct KeptFrame {
    std::string payload;
    bool is_binary = false;
    EpochMicros received_at = 0;
  };

  Core(net::Runtime& net, LastingStreamOptions given, Opening ask, OnFrame frame, OnState state)
      : runtime(net),
        options(std::move(given)),
        opening(std::move(ask)),
        on_frame(std::move(frame)),
        on_state(std::move(state)),
        life(net),
        overlap(net),
        keep_alive(net) {}

  net::Runtime& runtime;
  LastingStreamOptions options;
  Opening opening;
  OnFrame on_frame;
  OnState on_state;
  bool closed = false;
  std::uint64_t ids = 0;
  Link current, next;
  std::vector<KeptFrame> kept;  // of next
  bool is_overlapping = false;
  bool is_down = false, is_stale = false;  // as the owner was told of current
  EpochMicros last_frame_at = 0;
  net::Timer life, overlap, keep_alive;

  Link connect() {
    Link link;
    link.id = ++ids;
    net::WebSocketOptions socket = options.socket;
    socket.seed += link.id;
    link.client = std::make_unique<WebSocketClient>(
        runtime, socket, opening,
        [weak = weak_from_this(), id = link.id](const net::WebSocketFrame& frame) {
          if (const auto self = weak.lock()) self->frame(id, frame);
        },
        [weak = weak_from_this(), id = link.id](const net::StreamEvent& event) {
          if (const auto self = weak.lock()) self->state(id, event);
        });
    return link;
  }

  void frame(std::uint64_t id, const net::WebSocketFrame& frame) {
    if (closed) return;
    if (id == current.id) {
      last_frame_at = frame.received_at;
      return on_frame(frame);
    }
    if (id != next.id) return;
    kept.push_back({std::string(frame.payload), frame.is_binary, frame.received_at});
    if (is_down) return switch_over();  // the new one is faster than the old one's next try
    if (!std::exchange(is_overlapping, true)) start(overlap, options.overlap, &Core::switch_over);
  }

  void state(std::uint64_t id, const net::StreamEvent& event) {
    if (closed || id != current.id) return;
    if (event.state == StreamState::kOpen) {
      drop_next();  // a new connection anyway
      start(life, options.replace_after, &Core::begin_replacement);
    }
    if (event.state == StreamState::kClosed && is_overlapping) return switch_over();
    tell(event);
  }

  void tell(const net::StreamEvent& event) {
    if (event.state == StreamState::kOpen || event.state == StreamState::kClosed) is_down = event.state == StreamState::kClosed;
    is_stale = event.state == StreamState::kStale;
    on_state(event);
  }
  void tell(StreamState state) {
    net::StreamEvent event;
    event.state = state;
    event.at = utc_now_micros();
    event.last_frame_at = last_frame_at;
    tell(event);
  }

  void begin_replacement() {
    if (next.id == 0) next = connect();
  }

  void switch_over() {
    const Link old = std::exchange(current, std::exchange(next, {}));
    is_overlapping = false;
    overlap.cancel();
    start(life, options.replace_after, &Core::begin_replacement);
    const std::vector<KeptFrame> frames = std::exchange(kept, {});
    if (is_down) {
      tell(StreamState::kOpen);
      tell(StreamState::kGap);
    } else if (is_stale) {
      tell(StreamState::kRecovered);
    }
    for (const KeptFrame& frame : frames) {
      if (closed) return;
      last_frame_at = frame.received_at;
      on_frame({frame.payload, frame.is_binary, frame.received_at});
    }
  }

  void drop_next() {
    next = {};
    kept.clear();
    is_overlapping = false;
    overlap.cancel();
  }

  void say_alive() {
    if (current.client) current.client->send(options.keep_alive);
    start(keep_alive, options.keep_alive_every, &Core::say_alive);
  }

  void start(net::Timer& timer, double seconds, void (Core::*what)()) {
    timer.start(seconds, [weak = weak_from_this(), what] {
      const auto self = weak.lock();
      if (self && !self->closed) ((*self).*what)();
    });
  }
};

LastingStream::LastingStream(net::Runtime& runtime, LastingStreamOptions options, Opening opening, OnFrame on_frame, OnState on_state)
    : core_(std::make_shared<Core>(runtime, std::move(options), std::move(opening), std::move(on_frame), std::move(on_state))) {
  on_network(runtime, [core = core_] {
    core->current = core->connect();
    if (!core->options.keep_alive.empty()) core->start(core->keep_alive, core->options.keep_alive_every, &Core::say_alive);
  });
}

LastingStream::~LastingStream() { close(); }

void LastingStream::send(const std::string& text) {
  if (core_->current.client) core_->current.client->send(text);
  if (core_->next.client) core_->next.client->send(text);
}

void LastingStream::replace() { core_->begin_replacement(); }

void LastingStream::reconnect() {
  if (core_->is_overlapping) core_->switch_over();
  else if (core_->current.client) core_->current.client->reconnect();
}

void LastingStream::close() {
  Core::Link current, next;
  on_network(core_->runtime, [&] {
    core_->closed = true;
    core_->life.cancel();
    core_->overlap.cancel();
    core_->keep_alive.cancel();
    std::swap(current, core_->current);
    std::swap(next, core_->next);
  });
  // The clients end here, on the caller's thread: their end waits for the network thread.
}

}  // namespace stom::gateway
