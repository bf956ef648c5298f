#include "gateway/price_question.h"

#include "venue/binance/rest_requests.h"
#include "venue/upbit/rest_requests.h"

namespace stom::gateway {
namespace {

constexpr double kMostWait = 10;  // s for a free budget: an older question is worth nothing

RestSessionOptions session_options(venue::Venue venue, const VenueEndpoints& endpoints) {
  RestSessionOptions options;
  options.venue = venue;
  options.endpoint = endpoints.rest;
  options.connections = 1;
  return options;
}

}  // namespace

PriceQuestion::PriceQuestion(net::Runtime& runtime, venue::Venue venue, const VenueEndpoints& endpoints, Told told, Failed failed)
    : venue_(venue), told_(std::move(told)), failed_(std::move(failed)), session_(runtime, session_options(venue, endpoints)) {}

void PriceQuestion::ask(const std::vector<std::string>& symbols) {
  for (const std::string& symbol : symbols) {
    RestCall call;
    call.request = venue_ == venue::Venue::kUpbit ? venue::upbit::tickers(std::span(&symbol, 1)) : venue::binance::day_tickers(symbol);
    call.kind = venue_ == venue::Venue::kUpbit ? "ticker" : "rest";
    call.symbol = symbol;
    call.most_wait = kMostWait;
    call.tries = 2;
    session_.call(std::move(call), [this, symbol](const RestReply& reply) {
      for (const venue::Event& event : reply.events) {
        const auto* ticker = std::get_if<venue::Ticker>(&event);
        if (ticker != nullptr && ticker->symbol == symbol && ticker->price.decimal().is_positive())
          return told_(symbol, ticker->price.value());
      }
      failed_(symbol, reply.ok() ? Message{"답에 가격이 없습니다.", "The answer has no price."} : reply.problem);
    });
  }
}

}  // namespace stom::gateway
