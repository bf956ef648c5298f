#include "gateway/market_feed.h"

#include "gateway/binance_feed.h"
#include "gateway/upbit_feed.h"

namespace stom::gateway {
namespace {

class OpenFeed final : public MarketFeed {
 public:
  explicit OpenFeed(std::shared_ptr<VenueFeed> feed) : feed_(std::move(feed)) { feed_->open(); }
  ~OpenFeed() override { feed_->close(); }
  void close() override { feed_->close(); }

 private:
  std::shared_ptr<VenueFeed> feed_;
};

}  // namespace

std::unique_ptr<MarketFeed> make_market_feed(net::Runtime& runtime, FeedOptions options, FeedListener& listener) {
  std::shared_ptr<VenueFeed> feed;
  if (options.venue == venue::Venue::kUpbit) feed = std::make_shared<UpbitFeed>(runtime, std::move(options), listener);
  else feed = std::make_shared<BinanceFeed>(runtime, std::move(options), listener);
  return std::make_unique<OpenFeed>(std::move(feed));
}

}  // namespace stom::gateway
