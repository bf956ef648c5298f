#include "live/price_asker.h"

#include "base/error.h"

namespace stom::live {

PriceAsker::PriceAsker(market::Market market, const gateway::VenueEndpoints& endpoints, Told told, Failed failed)
    : runtime_([failed](std::exception_ptr failure) {
        try {
          std::rethrow_exception(failure);
        } catch (const Error& error) {
          failed({}, error.text());
        } catch (const std::exception& error) {
          failed({}, message("네트워크 오류: {}", "network failure: {}", error.what()));
        }
      }, "prices"),
      question_(std::make_unique<gateway::PriceQuestion>(runtime_, venue_of(market), endpoints, std::move(told), failed)) {}

PriceAsker::~PriceAsker() {
  question_.reset();
  runtime_.stop();
}

}  // namespace stom::live
