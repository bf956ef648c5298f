#include "service/kimp_feed.h"

#include <nlohmann/json.hpp>

#include "base/time.h"
#include "gateway/on_network.h"
#include "gateway/rest_session.h"
#include "net/websocket_client.h"
#include "venue/binance/messages.h"
#include "venue/upbit/messages.h"
#include "venue/upbit/rest_requests.h"
#include "venue/upbit/stream_requests.h"

namespace stom::service {
namespace {

constexpr double kRestEvery = 2;      // s between REST prices while the spot stream is silent
constexpr double kMarketsAgain = 5;   // s until the list of markets is asked for again
constexpr const char* kSpotStream = "/ws/!miniTicker@arr";
constexpr const char* kSpotPrices = "/api/v3/ticker/price";

}  // namespace

struct KimpFeed::Core : std::enable_shared_from_this<Core> {
  net::Runtime& runtime;
  KimpEndpoints endpoints;
  OnProblem on_problem;
  mutable std::mutex mutex;
  KimpTable table;
  venue::upbit::Messages upbit_messages;
  venue::binance::Messages binance_messages;
  std::vector<venue::Event> events;
  std::vector<std::string> markets;
  std::unique_ptr<gateway::RestSession> upbit_session;
  std::unique_ptr<net::HttpClient> spot_client;
  std::unique_ptr<net::WebSocketClient> upbit_socket, spot_socket;
  net::Timer markets_timer, rest_timer;
  bool spot_is_open = false, is_closed = false;

  Core(net::Runtime& r, KimpEndpoints e, KimpTable t, OnProblem p)
      : runtime(r), endpoints(std::move(e)), on_problem(std::move(p)), table(std::move(t)), markets_timer(r), rest_timer(r) {}

  void begin() {
    if (is_closed) return;
    gateway::RestSessionOptions session;
    session.venue = venue::Venue::kUpbit;
    session.endpoint = endpoints.upbit.rest;
    upbit_session = std::make_unique<gateway::RestSession>(runtime, std::move(session));
    net::HttpClientOptions client;
    client.endpoint = endpoints.spot.rest;
    client.connections = 1;
    spot_client = std::make_unique<net::HttpClient>(runtime, std::move(client));
    ask_markets();
    net::WebSocketOptions spot;
    spot.endpoint = endpoints.spot.stream;
    spot.stale_after = 10;
    spot_socket = std::make_unique<net::WebSocketClient>(
        runtime, spot, [] { return net::WebSocketOpening{kSpotStream, {}, {}}; },
        [this](const net::WebSocketFrame& frame) { take(binance_messages, frame); },
        [this](const net::StreamEvent& event) { spot_state(event); });
    ask_prices();
  }

  void ask_markets() {
    gateway::RestCall call;
    call.request = venue::upbit::markets(false);
    upbit_session->call(std::move(call), [weak = weak_from_this()](gateway::RestReply reply) {
      const auto self = weak.lock();
      if (!self || self->is_closed) return;
      for (const venue::Event& event : reply.events) {
        const auto* market = std::get_if<venue::Instrument>(&event);
        if (market != nullptr && market->symbol.starts_with("KRW-")) self->markets.push_back(market->symbol);
      }
      if (!self->markets.empty()) return self->open_upbit();
      if (!reply.ok()) self->on_problem(reply.problem);
      self->markets_timer.start(kMarketsAgain, [weak] {
        if (const auto again = weak.lock()) again->ask_markets();
      });
    });
  }

  void open_upbit() {
    net::WebSocketOptions options;
    options.endpoint = endpoints.upbit.stream;
    options.stale_after = 10;
    upbit_socket = std::make_unique<net::WebSocketClient>(
        runtime, options,
        [this] {
          venue::upbit::Subscription tickers;
          tickers.type = "ticker";
          tickers.codes = markets;
          return net::WebSocketOpening{std::string(venue::upbit::kPublicPath), {}, {venue::upbit::subscribe_frame("stom-kimp", std::span(&tickers, 1))}};
        },
        [this](const net::WebSocketFrame& frame) { take(upbit_messages, frame); },
        [this](const net::StreamEvent& event) {
          if (event.state == net::StreamState::kClosed && event.problem != net::Problem::kStopped) on_problem(event.text);
        });
  }

  void spot_state(const net::StreamEvent& event) {
    spot_is_open = event.state == net::StreamState::kOpen || event.state == net::StreamState::kGap || event.state == net::StreamState::kRecovered;
    if (event.state == net::StreamState::kClosed && event.problem != net::Problem::kStopped) on_problem(event.text);
  }

  // One frame of either stream; what is no price is of no use here.
  template <typename Messages>
  void take(Messages& messages, const net::WebSocketFrame& frame) {
    events.clear();
    (void)messages.parse(frame.payload, events, "ws");
    const std::lock_guard lock(mutex);
    for (const venue::Event& event : events) {
      const auto* ticker = std::get_if<venue::Ticker>(&event);
      if (ticker == nullptr) continue;
      if constexpr (std::is_same_v<Messages, venue::upbit::Messages>) table.upbit(ticker->symbol, ticker->price.value(), frame.received_at);
      else table.binance(ticker->symbol, ticker->price.value(), frame.received_at);
    }
  }

  void ask_prices() {
    rest_timer.start(kRestEvery, [weak = weak_from_this()] {
      const auto self = weak.lock();
      if (!self || self->is_closed) return;
      if (!self->spot_is_open) self->ask_prices_now();
      self->ask_prices();
    });
  }

  void ask_prices_now() {
    net::HttpRequest request;
    request.target = kSpotPrices;
    spot_client->send(std::move(request), [weak = weak_from_this()](const net::HttpAnswer& answer) {
      const auto self = weak.lock();
      if (!self || self->is_closed || answer.outcome != net::HttpOutcome::kAnswered || answer.status != 200) return;
      const auto list = nlohmann::json::parse(answer.body, nullptr, false);
      if (!list.is_array()) return;
      const std::lock_guard lock(self->mutex);
      for (const auto& one : list) {
        venue::Number price;
        if (!one.is_object() || !one.contains("symbol") || !one["symbol"].is_string() || !one.contains("price") || !one["price"].is_string()) continue;
        if (price.parse(one["price"].get_ref<const std::string&>())) {
          self->table.binance(one["symbol"].get_ref<const std::string&>(), price.value(), answer.timing.answered_at);
        }
      }
    });
  }

  void close() {
    is_closed = true;
    markets_timer.cancel();
    rest_timer.cancel();
    if (upbit_socket) upbit_socket->close();
    if (spot_socket) spot_socket->close();
    if (upbit_session) upbit_session->close();
    if (spot_client) spot_client->close();
  }
};

KimpEndpoints real_kimp_endpoints() {
  KimpEndpoints endpoints;
  endpoints.upbit = gateway::real_endpoints(venue::Venue::kUpbit);
  endpoints.spot.rest.host = "api.binance.com";
  endpoints.spot.stream.host = "stream.binance.com";
  endpoints.spot.is_real = true;
  return endpoints;
}

KimpFeed::KimpFeed(net::Runtime& runtime, const KimpEndpoints& endpoints, KimpTable table, OnProblem on_problem)
    : core_(std::make_shared<Core>(runtime, endpoints, std::move(table), std::move(on_problem))) {
  runtime.post([core = core_] { core->begin(); });
}

KimpFeed::~KimpFeed() {
  gateway::on_network(core_->runtime, [this] { core_->close(); });
}

std::vector<KimpRow> KimpFeed::rows() const {
  const std::lock_guard lock(core_->mutex);
  return core_->table.rows(utc_now_micros());
}
ExchangeRate KimpFeed::exchange_rate() const {
  const std::lock_guard lock(core_->mutex);
  return core_->table.exchange_rate();
}
double KimpFeed::rate_age() const {
  const std::lock_guard lock(core_->mutex);
  return core_->table.rate_age(utc_now_micros());
}

}  // namespace stom::service
