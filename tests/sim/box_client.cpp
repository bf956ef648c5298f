#include "sim/box_client.h"

#include <atomic>

#include <gtest/gtest.h>
#include <unistd.h>

#include "venue/binance/signing.h"
#include "venue/binance/stream_requests.h"
#include "venue/upbit/signing.h"
#include "venue/upbit/stream_requests.h"

namespace stom::sim::test {
namespace {

net::HttpRequest wire(const venue::WireRequest& signed_request) {
  net::HttpRequest request;
  request.method = venue::name(signed_request.method);
  request.target = signed_request.target;
  for (const venue::Header& header : signed_request.headers) request.headers.push_back({header.name, header.value});
  request.body = signed_request.body;
  return request;
}

net::Endpoint endpoint_of(const Box& box) {
  net::Endpoint endpoint;
  endpoint.host = "localhost";
  endpoint.port = box.port();
  endpoint.ca_file = box.ca_file();
  return endpoint;
}

}  // namespace

Listener::Listener(net::Runtime& runtime, const Box& box, venue::Venue venue, std::string target, std::vector<std::string> frames,
                   net::Headers headers) {
  net::WebSocketOptions options;
  options.endpoint = endpoint_of(box);
  options.backoff.first = 0.05;
  client_ = std::make_unique<net::WebSocketClient>(
      runtime, options, [target, frames, headers] { return net::WebSocketOpening{target, headers, frames}; },
      [this, venue](const net::WebSocketFrame& frame) {
        std::vector<venue::Event> events;
        const auto result =
            venue == venue::Venue::kUpbit ? upbit_.parse(frame.payload, events, "ws") : binance_.parse(frame.payload, events, "ws");
        if (result.kind == aggregation::ParseKind::kBad) unread_.put(std::string(frame.payload));
        texts_.put(std::string(frame.payload));
        for (venue::Event& event : events) events_.put(std::move(event));
      },
      [this](const net::StreamEvent& event) { states_.put(event); });
}

bool Listener::wait_for_state(net::StreamState state) {
  return states_.wait([state](const std::vector<net::StreamEvent>& events) {
    return std::any_of(events.begin(), events.end(), [state](const net::StreamEvent& event) { return event.state == state; });
  });
}

bool Listener::wait_for_text(const std::string& part) {
  return texts_.wait([&part](const std::vector<std::string>& texts) {
    return std::any_of(texts.begin(), texts.end(), [&part](const std::string& text) { return text.find(part) != std::string::npos; });
  });
}

BoxOptions BoxClient::quiet_options() {
  static std::atomic<int> number{0};
  BoxOptions options;
  options.folder = std::filesystem::path(testing::TempDir()) / fmt::format("stom_sim_{}_{}", ::getpid(), ++number);
  options.symbols = 2;
  options.events_per_second = 20;
  options.accounts.push_back(parse_account(fmt::format("upbit:{}:{}:KRW=100000000", kUpbitKey, kUpbitSecret)));
  options.accounts.push_back(parse_account(fmt::format("binance:{}:{}:USDT=100000", kBinanceKey, kBinanceSecret)));
  return options;
}

BoxClient::BoxClient(BoxOptions options) : folder_(options.folder), runtime_([](std::exception_ptr) {}) {
  const bool starts_paused = options.speed == 1;
  box_ = std::make_unique<Box>(std::move(options));
  if (starts_paused) {
    box_->pause(true);
    box_->advance(2);  // books and trades of every symbol
  }
  box_->start();
  net::HttpClientOptions http;
  http.endpoint = endpoint();
  http_ = std::make_unique<net::HttpClient>(runtime_, http);
}

BoxClient::~BoxClient() {
  http_.reset();
  runtime_.stop();
  box_->stop();
  std::filesystem::remove_all(folder_);
}

net::Endpoint BoxClient::endpoint() const { return endpoint_of(*box_); }

std::string BoxClient::next_nonce() { return fmt::format("0b9f6a5e-3c1d-4f2a-8e7b-{:012x}", ++nonces_); }

net::HttpAnswer BoxClient::upbit(const venue::RestRequest& request, const std::string& secret) {
  const venue::upbit::Keys keys{kUpbitKey, SecretText(secret)};
  if (request.security == venue::Security::kNone) return send(wire(venue::upbit::unsigned_request(request)));
  return send(wire(venue::upbit::sign(request, keys, next_nonce())));
}

net::HttpAnswer BoxClient::binance(const venue::RestRequest& request, const std::string& secret) {
  const venue::binance::Keys keys{kBinanceKey, SecretText(secret)};
  if (request.security == venue::Security::kNone) return send(wire(venue::binance::unsigned_request(request)));
  if (request.security == venue::Security::kKeyOnly) return send(wire(venue::binance::unsigned_request(request, kBinanceKey)));
  return send(wire(venue::binance::sign(request, keys, box_->now())));
}

std::vector<venue::Event> BoxClient::read(venue::Venue venue, const net::HttpAnswer& answer, const std::string& kind,
                                          const std::string& symbol) {
  std::vector<venue::Event> events;
  venue::upbit::Messages upbit;
  venue::binance::Messages binance;
  const auto result =
      venue == venue::Venue::kUpbit ? upbit.parse(answer.body, events, kind, symbol) : binance.parse(answer.body, events, kind, symbol);
  EXPECT_NE(result.kind, aggregation::ParseKind::kBad) << result.reason.en << "\n" << answer.body;
  return events;
}

std::unique_ptr<Listener> BoxClient::upbit_stream(const std::string& request, bool is_private) {
  net::Headers headers;
  if (is_private) {
    const venue::Header token = venue::upbit::socket_authorization({kUpbitKey, SecretText(std::string_view(kUpbitSecret))}, next_nonce());
    headers.push_back({token.name, token.value});
  }
  const std::string target(is_private ? venue::upbit::kPrivatePath : venue::upbit::kPublicPath);
  return std::make_unique<Listener>(runtime_, *box_, venue::Venue::kUpbit, target, std::vector<std::string>{request}, headers);
}

std::unique_ptr<Listener> BoxClient::binance_stream(const std::string& target) {
  return std::make_unique<Listener>(runtime_, *box_, venue::Venue::kBinance, target, std::vector<std::string>{});
}

std::unique_ptr<Listener> BoxClient::binance_user_stream() {
  const auto key = read_one<venue::ListenKey>(venue::Venue::kBinance, binance(venue::binance::make_listen_key()), "listenKey");
  auto listener = binance_stream(venue::binance::user_target(key.key));
  EXPECT_TRUE(listener->wait_for_state(net::StreamState::kOpen));
  return listener;
}

}  // namespace stom::sim::test
