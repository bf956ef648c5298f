// The broker of a real trader: keys out of the vault, the network thread, and the broker's events as work for the trader's thread.
#pragma once

#include "base/secret_text.h"
#include "base/time.h"
#include "live/platform.h"
#include "live/trader_core.h"

namespace stom::live {

class TraderBroker final : public gateway::BrokerListener {
 public:
  using Post = std::function<void(std::function<void()>)>;

  // Nothing can be sent before the core has it (TraderCore::set_broker). `failed` is told what went wrong on the network thread; `alive` is
  // called there every second. Throws UsageError, SecretError where the keys cannot be had.
  TraderBroker(const Platform& platform, const TraderSettings& settings, const gateway::VenueEndpoints& endpoints,
               const SecretText& passphrase, TraderCore& core, Post post, std::function<void(const Message&)> failed,
               std::function<void()> alive);
  ~TraderBroker() override;
  TraderBroker(const TraderBroker&) = delete;
  TraderBroker& operator=(const TraderBroker&) = delete;

  [[nodiscard]] gateway::Broker& broker() { return *broker_; }

  void on_order(const venue::OrderUpdate& order, gateway::AccountSource source) override;
  void on_fill(const venue::Fill& fill, gateway::AccountSource source) override;
  void on_balance(const venue::Balance& balance) override;
  void on_position(const venue::Position& position) override;
  void on_result(const gateway::RequestResult& result) override;
  void on_account(const gateway::AccountPicture& picture) override;
  void on_order_history(const std::string& client_id, bool found, const venue::OrderUpdate& order,
                        const std::vector<venue::Fill>& fills) override;
  void on_private_stream(bool up, EpochMicros at) override;
  void on_alarm(const Message& text, bool stop_trading) override;

 private:
  void beat();
  // Hands an event to the trader's thread; the time is that of its arrival there.
  template <typename Work>
  void pass(Work work) {
    post_([core = &core_, work = std::move(work)] { work(*core, utc_now_micros()); });
  }

  TraderCore& core_;
  Post post_;
  net::Runtime runtime_;
  net::Timer pulse_;
  std::function<void()> alive_;
  std::unique_ptr<gateway::Broker> broker_;
};

}  // namespace stom::live
