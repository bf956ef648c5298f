// The public history of one symbol of a venue as a source of an import (import_source.h).
#pragma once

#include "app/import_source.h"
#include "gateway/download.h"

namespace stom::app {

class FetchSource final : public EventSource {
 public:
  // Session and stop must outlive it.
  FetchSource(gateway::RestSession& session, const gateway::DownloadRequest& request, EpochMicros now, aggregation::SymbolTable& symbols,
              const StopFlag& stop)
      : download_(session, request, now), from_(request.from), symbol_(symbols.id(request.symbol)), stop_(stop) {}

  bool next(std::vector<aggregation::Event>& events, EpochMicros& order) override;
  // Seconds of the time that was asked for.
  [[nodiscard]] std::uint64_t consumed() const override {
    return static_cast<std::uint64_t>(std::max<EpochMicros>(0, download_.reached() - from_) / 1'000'000);
  }

 private:
  gateway::Download download_;
  EpochMicros from_;
  aggregation::SymbolId symbol_;
  const StopFlag& stop_;
  std::vector<venue::Event> page_;
  std::size_t at_ = 0;
};

}  // namespace stom::app
