// What the feeds of all venues share: their sockets, reading of frames, the list of instruments, and telling the listener. Everything
// but open() and close() runs on the network thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "aggregation/formats/parse_result.h"
#include "gateway/data_watch.h"
#include "gateway/lasting_stream.h"
#include "gateway/market_feed.h"
#include "gateway/rest_session.h"
#include "gateway/words.h"

namespace stom::gateway {

// One connection of a feed.
struct FeedStream {
  std::string name;                  // "trades", "books"
  std::vector<std::string> symbols;  // of its subscriptions
  DataWatch data{0};
  bool is_open = false;
  bool is_mute = false;       // the alarm of the socket: no frames, not even pongs
  bool is_dataless = false;   // the alarm of the data
  double dataless_since = 0;  // monotonic seconds
  std::unique_ptr<LastingStream> socket;
};

class VenueFeed : public std::enable_shared_from_this<VenueFeed> {
 public:
  VenueFeed(net::Runtime& runtime, FeedOptions options, FeedListener& listener);
  virtual ~VenueFeed() = default;
  void open();
  void close();

 protected:
  virtual void begin() = 0;
  virtual void request_universe() = 0;
  virtual void subscribe(const std::vector<std::string>& added, const std::vector<std::string>& removed) = 0;
  virtual net::WebSocketOpening opening_of(const FeedStream& stream) = 0;
  virtual aggregation::ParseResult parse(std::string_view payload, std::vector<venue::Event>& events) = 0;
  virtual void take(FeedStream& stream, venue::Event& event, EpochMicros received) = 0;
  // Called before the listener is told; may change what it is told.
  virtual void state_changed(FeedStream& stream, FeedState& state) = 0;

  FeedStream& add_stream(const std::string& name, std::vector<std::string> symbols);
  [[nodiscard]] bool wants(const std::string& symbol) const;
  [[nodiscard]] const std::vector<std::string>& symbols() const { return symbols_; }

  // The venue's list: tells the listener when it changed, and subscribes to what is new.
  void take_instruments(std::vector<venue::Instrument> instruments);
  void universe_failed(const Message& why);
  // Asks for the list again after that many seconds, or earlier if that was already meant.
  void refresh_universe_in(double seconds);
  void set_symbols(const std::vector<std::string>& symbols);

  void tell(const venue::Event& event, EpochMicros received) {
    if (!closed_) listener_.on_event(event, received);
  }
  void tell(const DaySoFar& day) {
    if (!closed_) listener_.on_day(day);
  }
  void tell(const FeedState& state) {
    if (!closed_) listener_.on_feed_state(state);
  }
  void problem(const Message& text) {
    if (!closed_) listener_.on_feed_problem(text);
  }
  // The same kind of problem at most once a minute; the others are counted and told with the next.
  void frequent_problem(const std::string& kind, const Message& text);
  [[nodiscard]] bool is_closed() const { return closed_; }

  // The object while the feed is open; what waits for timers and answers holds this and not the feed.
  template <typename Feed>
  [[nodiscard]] static std::shared_ptr<Feed> open_feed(const std::weak_ptr<VenueFeed>& weak) {
    const auto self = std::static_pointer_cast<Feed>(weak.lock());
    return self && !self->is_closed() ? self : nullptr;
  }

  net::Runtime& runtime_;
  FeedOptions options_;
  std::unique_ptr<RestSession> session_;

 private:
  struct Frequent {
    double told = 0;  // monotonic seconds
    std::uint64_t silent = 0;
  };
  void frame(FeedStream& stream, const net::WebSocketFrame& frame);
  void state(FeedStream& stream, const net::StreamEvent& event);
  void watch_data();
  void tell_data_alarm(FeedStream& stream, net::StreamState state, double now);

  FeedListener& listener_;
  bool closed_ = false;
  std::vector<std::unique_ptr<FeedStream>> streams_;
  std::vector<std::string> symbols_;     // subscribed, sorted
  std::string instruments_text_;         // what the listener was told
  std::vector<venue::Event> events_;     // of one frame
  std::map<std::string, Frequent> frequent_;
  net::Timer universe_timer_, watch_timer_;
  double universe_due_ = 0;              // monotonic seconds; 0: not meant
  double universe_retry_ = 0;            // seconds
};

}  // namespace stom::gateway
