// A box on a free port and a client of it, for tests: requests are built and signed by stom's own venue layer, streams are collected.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "net/http_client.h"
#include "net/inbox.h"
#include "net/websocket_client.h"
#include "sim/server.h"
#include "venue/binance/messages.h"
#include "venue/binance/rest_requests.h"
#include "venue/upbit/messages.h"
#include "venue/upbit/rest_requests.h"

namespace stom::sim::test {

inline constexpr const char* kUpbitKey = "upbitAccessKeyOfTests";
inline constexpr const char* kUpbitSecret = "upbitSecretKeyOfTests";
inline constexpr const char* kBinanceKey = "binanceAccessKeyOfTests";
inline constexpr const char* kBinanceSecret = "binanceSecretKeyOfTests";

// A WebSocket whose messages are kept and read by stom's parsers.
class Listener {
 public:
  Listener(net::Runtime& runtime, const Box& box, venue::Venue venue, std::string target, std::vector<std::string> frames,
           net::Headers headers = {});
  // Waits (bounded) until a message's event of this type fulfils the condition; nullptr: it did not come.
  template <typename Kind>
  [[nodiscard]] std::optional<Kind> wait_for(const std::function<bool(const Kind&)>& condition) {
    std::optional<Kind> found;
    (void)events_.wait([&](const std::vector<venue::Event>& events) {
      for (const venue::Event& event : events) {
        if (const Kind* one = std::get_if<Kind>(&event); one != nullptr && condition(*one)) {
          found = *one;
          return true;
        }
      }
      return false;
    });
    return found;
  }
  template <typename Kind>
  [[nodiscard]] std::size_t count(const std::function<bool(const Kind&)>& condition) {
    std::size_t number = 0;
    for (const venue::Event& event : events_.all()) {
      if (const Kind* one = std::get_if<Kind>(&event); one != nullptr && condition(*one)) ++number;
    }
    return number;
  }
  [[nodiscard]] bool wait_for_state(net::StreamState state);
  [[nodiscard]] bool wait_for_text(const std::string& part);
  [[nodiscard]] std::vector<std::string> unread() { return unread_.all(); }  // messages that the parser refused
  [[nodiscard]] std::vector<venue::Event> events() { return events_.all(); }
  void send(const std::string& text) { (void)client_->send(text); }

 private:
  net::test::Inbox<venue::Event> events_;
  net::test::Inbox<std::string> texts_, unread_;
  net::test::Inbox<net::StreamEvent> states_;
  venue::upbit::Messages upbit_;
  venue::binance::Messages binance_;
  std::unique_ptr<net::WebSocketClient> client_;
};

class BoxClient {
 public:
  explicit BoxClient(BoxOptions options = quiet_options());
  ~BoxClient();

  // Random markets, few symbols, both accounts, a paused clock: the test moves it by box().advance(seconds).
  [[nodiscard]] static BoxOptions quiet_options();

  [[nodiscard]] Box& box() { return *box_; }
  [[nodiscard]] net::Runtime& runtime() { return runtime_; }
  [[nodiscard]] net::Endpoint endpoint() const;

  [[nodiscard]] net::HttpAnswer send(net::HttpRequest request) { return http_->send_and_wait(std::move(request)); }
  [[nodiscard]] net::HttpAnswer get(const std::string& target) { return send({"GET", target, {}, {}, 0}); }
  [[nodiscard]] net::HttpAnswer upbit(const venue::RestRequest& request, const std::string& secret = kUpbitSecret);
  [[nodiscard]] net::HttpAnswer binance(const venue::RestRequest& request, const std::string& secret = kBinanceSecret);
  // The events of an answer by stom's parsers; fails the test when they refuse it.
  [[nodiscard]] std::vector<venue::Event> read(venue::Venue venue, const net::HttpAnswer& answer, const std::string& kind,
                                               const std::string& symbol = {});
  template <typename Kind>
  [[nodiscard]] Kind read_one(venue::Venue venue, const net::HttpAnswer& answer, const std::string& kind, const std::string& symbol = {}) {
    for (const venue::Event& event : read(venue, answer, kind, symbol)) {
      if (const Kind* one = std::get_if<Kind>(&event)) return *one;
    }
    return Kind{};
  }

  [[nodiscard]] std::unique_ptr<Listener> upbit_stream(const std::string& request, bool is_private = false);
  [[nodiscard]] std::unique_ptr<Listener> binance_stream(const std::string& target);
  [[nodiscard]] std::unique_ptr<Listener> binance_user_stream();
  [[nodiscard]] std::string next_nonce();

 private:
  std::filesystem::path folder_;
  std::unique_ptr<Box> box_;
  net::Runtime runtime_;
  std::unique_ptr<net::HttpClient> http_;
  int nonces_ = 0;
};

}  // namespace stom::sim::test
