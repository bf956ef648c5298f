// Asks the venue for the last prices of symbols, on a thread of its own that begins with the first question.
#pragma once

#include "gateway/price_question.h"
#include "live/platform.h"

namespace stom::live {

class PriceAsker {
 public:
  using Told = gateway::PriceQuestion::Told;
  using Failed = gateway::PriceQuestion::Failed;
  // Both are called on the network thread.
  PriceAsker(market::Market market, const gateway::VenueEndpoints& endpoints, Told told, Failed failed);
  ~PriceAsker();
  PriceAsker(const PriceAsker&) = delete;
  PriceAsker& operator=(const PriceAsker&) = delete;

  void ask(const std::vector<std::string>& codes) { question_->ask(codes); }

 private:
  net::Runtime runtime_;
  std::unique_ptr<gateway::PriceQuestion> question_;
};

}  // namespace stom::live
