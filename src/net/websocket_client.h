// A WebSocket over TLS that keeps itself open: connects, subscribes, watches for silence, reconnects with back-off, and tells its owner
// every change of state. Callbacks run on the network thread, one at a time.
//
// Before each connect the owner is asked for the opening (target, headers, first frames), so that tokens and subscriptions are always
// fresh. Frames belong to a connection: what waits when it ends is dropped, never sent on the next one. Silence is measured over frames
// of any kind; after `ping_after` the client asks with a ping, after `stale_after` it raises the alarm, and `reconnect_after` later it
// gives the connection up. A server may answer pings and still send no data: `data_stale_after` watches messages alone.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/time.h"
#include "net/backoff.h"
#include "net/endpoint.h"
#include "net/problem.h"
#include "net/runtime.h"

namespace stom::net {

struct WebSocketOpening {
  std::string target = "/";
  Headers headers;
  std::vector<std::string> frames;  // text frames, sent in this order after each connect
};

struct WebSocketFrame {
  std::string_view payload;  // valid during the call
  bool is_binary = false;
  EpochMicros received_at = 0;
};

enum class StreamState : std::uint8_t {
  kConnecting,
  kOpen,       // first frames are on their way
  kGap,        // right after kOpen of every connection but the first: frames from last_frame_at to at may be missing
  kStale,      // the alarm: silent for silent_seconds
  kRecovered,  // frames again after kStale on the same connection; nothing is missing
  kClosed,     // or not opened; the next try is in retry_seconds, none if the client is closing
};

struct StreamEvent {
  StreamState state = StreamState::kConnecting;
  EpochMicros at = 0;
  EpochMicros last_frame_at = 0;  // message of any connection before; 0: none yet
  Problem problem = Problem::kNone;  // of kClosed
  Message text;                      // the problem for people
  int code = 0;                      // HTTP status of kDeclined, close code of kClosed by a close frame
  Headers headers;                   // of the answer, when kDeclined
  double silent_seconds = 0.0;       // of kStale
  double retry_seconds = 0.0;        // of kClosed
};

struct WebSocketOptions {
  Endpoint endpoint;
  double handshake_timeout = 5.0;
  double ping_after = 1.5, stale_after = 3.0, reconnect_after = 5.0;  // seconds; see above
  double data_stale_after = 0.0;                                      // 0: do not watch messages
  BackoffOptions backoff;
  std::uint64_t seed = 0;         // of the jitter
  std::size_t most_waiting = 64;  // outgoing frames, the opening's not counted
  double frames_per_second = 0.0;  // outgoing; 0: no limit
  std::size_t most_message = std::size_t{16} << 20;
  bool compress = true;  // offer permessage-deflate
};

enum class SendResult : std::uint8_t { kQueued, kNotOpen, kFull };

class WebSocketClient {
 public:
  using Opening = std::function<WebSocketOpening()>;
  using OnFrame = std::function<void(const WebSocketFrame&)>;
  using OnState = std::function<void(const StreamEvent&)>;

  // Begins to connect at once. Throws FileError when the CA file cannot be used. An opening that throws counts as a failed try (and
  // the failure handler of the runtime is told).
  WebSocketClient(Runtime& runtime, WebSocketOptions options, Opening opening, OnFrame on_frame, OnState on_state);
  ~WebSocketClient();  // closes
  WebSocketClient(const WebSocketClient&) = delete;
  WebSocketClient& operator=(const WebSocketClient&) = delete;

  // A text frame on the connection that is open now. Any thread.
  SendResult send(std::string text);
  // Gives the connection up and connects again without waiting (a gap in the data was found, a token ran out). Any thread.
  void reconnect();
  // Says good-bye for at most a second, then cuts; after its return no callback runs (on the network thread it only begins to close).
  void close();

 private:
  struct Core;
  std::shared_ptr<Core> core_;
};

}  // namespace stom::net
