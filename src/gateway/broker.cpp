#include <chrono>
#include <future>

#include "gateway/binance_broker.h"
#include "gateway/on_network.h"
#include "gateway/upbit_broker.h"

namespace stom::gateway {
namespace {

// Brings the calls of any thread to the network thread.
class BrokerHandle : public Broker {
 public:
  explicit BrokerHandle(std::shared_ptr<VenueBroker> broker) : broker_(std::move(broker)) {
    post([](VenueBroker& broker_now) { broker_now.begin(); });
  }
  ~BrokerHandle() override { close_and_wait(); }
  BrokerHandle(const BrokerHandle&) = delete;
  BrokerHandle& operator=(const BrokerHandle&) = delete;

  void place(const venue::NewOrder& order, net::Priority priority) override {
    post([=](VenueBroker& broker) { broker.place(order, priority); });
  }
  void cancel(const std::string& symbol, const venue::OrderName& name) override {
    post([=](VenueBroker& broker) { broker.logic().requests().cancel(symbol, name); });
  }
  void amend(const venue::OrderName& old, const venue::NewOrder& order) override {
    post([=](VenueBroker& broker) { broker.logic().requests().amend(old, order); });
  }
  void ask_order(const std::string& symbol, const venue::OrderName& name) override {
    post([=](VenueBroker& broker) { broker.logic().requests().ask(symbol, name); });
  }
  void ask_account() override {
    post([](VenueBroker& broker) { broker.logic().ask_account(); });
  }
  void cancel_all(const std::vector<std::string>& symbols) override {
    post([=](VenueBroker& broker) { broker.logic().cancel_all(symbols); });
  }
  void prepare_symbol(const std::string& symbol, int leverage, const std::string& margin_type) override {
    post([=](VenueBroker& broker) { broker.prepare_symbol(symbol, leverage, margin_type); });
  }
  [[nodiscard]] bool clock_is_sure() const override { return broker_->clock_is_sure(); }
  void close() override { close_and_wait(); }
  void keep_orders(double seconds) override {
    post([=](VenueBroker& broker) { broker.keep_orders(seconds); });
  }

 private:
  template <typename Work>
  void post(Work work) {
    (void)broker_->runtime().post([broker = broker_, work = std::move(work)] {
      if (!broker->is_closed()) work(*broker);
    });
  }
  // An owner that ends in order is not a dead one; without the network's answer the end does not wait long.
  void release_orders() {
    constexpr std::chrono::seconds kPatience(2);
    const auto released = std::make_shared<std::promise<void>>();
    std::future<void> end = released->get_future();
    const bool is_posted = broker_->runtime().post([broker = broker_, released] {
      if (broker->is_closed()) return released->set_value();
      broker->release_orders([released] { released->set_value(); });
    });
    if (is_posted) (void)end.wait_for(kPatience);
  }
  void close_and_wait() {
    if (!broker_->runtime().is_current()) release_orders();
    on_network(broker_->runtime(), [this] { broker_->close_now(); });
    if (!broker_->runtime().is_current()) broker_->wait_for_stream();
  }

  std::shared_ptr<VenueBroker> broker_;
};

}  // namespace

std::unique_ptr<Broker> make_broker(net::Runtime& runtime, BrokerOptions options, BrokerListener& listener) {
  std::shared_ptr<VenueBroker> broker;
  if (options.venue == venue::Venue::kUpbit) broker = std::make_shared<UpbitBroker>(runtime, std::move(options), listener);
  else broker = std::make_shared<BinanceBroker>(runtime, std::move(options), listener);
  broker->open();
  return std::make_unique<BrokerHandle>(std::move(broker));
}

}  // namespace stom::gateway
