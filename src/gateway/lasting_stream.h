// A WebSocket that is replaced before the venue ends it (Binance: after 24 h), without a gap: the new connection is made first, its frames
// are kept from its first message on, and after a short overlap they take the place of the old connection's. The owner sees some frames
// of the overlap twice (once from either connection) and drops them by their ids. Reconnects after faults are WebSocketClient's.
// All callbacks run on the network thread.
#pragma once

#include <memory>
#include <string>

#include "net/websocket_client.h"

namespace stom::gateway {

struct LastingStreamOptions {
  net::WebSocketOptions socket;
  double replace_after = 23 * 3600.0;  // seconds after it was opened
  double overlap = 2;                  // seconds from the first message of the new connection on
  std::string keep_alive;              // sent as a text frame every so many seconds; empty: nothing
  double keep_alive_every = 60;
};

class LastingStream {
 public:
  using Opening = net::WebSocketClient::Opening;
  using OnFrame = net::WebSocketClient::OnFrame;
  using OnState = net::WebSocketClient::OnState;

  LastingStream(net::Runtime& runtime, LastingStreamOptions options, Opening opening, OnFrame on_frame, OnState on_state);
  ~LastingStream();  // closes
  LastingStream(const LastingStream&) = delete;
  LastingStream& operator=(const LastingStream&) = delete;

  // A text frame on the connections that are open now; one that opens later asks for its opening. Network thread.
  void send(const std::string& text);
  // Replaces the connection now as if its time had come. Network thread.
  void replace();
  // Gives the connection up (its data has fallen silent). Network thread.
  void reconnect();
  // After its return no callback runs. Any thread.
  void close();

 private:
  struct Core;
  std::shared_ptr<Core> core_;
};

}  // namespace stom::gateway
