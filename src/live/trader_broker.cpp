#include "live/trader_broker.h"

#include "base/error.h"
#include "base/time.h"
#include "store/account_store.h"

namespace stom::live {
namespace {

gateway::BrokerKeys open_keys(const Platform& platform, const SecretText& passphrase) {
  const store::AccountStore accounts(platform.data / "setting.db");
  const std::string venue = market_name(platform.market);
  const bool has_account = accounts.has_vault() && [&] {
    const auto all = accounts.list();
    return std::any_of(all.begin(), all.end(), [&](const store::Account& account) { return account.venue == venue; });
  }();
  if (!has_account) {
    throw UsageError(message("{} 계정이 설정되지 않아 트레이더를 시작할 수 없습니다. stom account add {} 로 등록하십시오.",
                             "There is no account at {}: the trader cannot start. Add one with stom account add {}.", venue, venue));
  }
  if (passphrase.empty()) {
    throw UsageError({"실거래에는 암호가 필요합니다. stom up 이 묻거나 --key-file 로 받습니다.",
                      "Real trading needs the passphrase: stom up asks for it, or takes it with --key-file."});
  }
  const SecretBox box = accounts.unlock(passphrase);
  store::AccountSecrets secrets = accounts.open(box, accounts.find(venue, ""));
  gateway::BrokerKeys keys;
  keys.access = std::string(secrets.at("access_key").view());
  keys.secret = std::move(secrets.at("secret_key"));
  return keys;
}

}  // namespace

TraderBroker::TraderBroker(const Platform& platform, const TraderSettings& settings, const gateway::VenueEndpoints& endpoints,
                           const SecretText& passphrase, TraderCore& core, Post post, std::function<void(const Message&)> failed,
                           std::function<void()> alive)
    : core_(core), post_(std::move(post)), runtime_([failed = std::move(failed)](std::exception_ptr failure) {
        try {
          std::rethrow_exception(failure);
        } catch (const Error& error) {
          failed(error.text());
        } catch (const std::exception& error) {
          failed(message("네트워크 오류: {}", "network failure: {}", error.what()));
        }
      }, "broker"), pulse_(runtime_), alive_(std::move(alive)) {
  gateway::BrokerOptions options;
  options.venue = venue_of(platform.market);
  options.endpoints = endpoints;
  options.keys = open_keys(platform, passphrase);
  options.hedge_mode = settings.hedge_mode;
  broker_ = gateway::make_broker(runtime_, std::move(options), *this);
  beat();
}

void TraderBroker::beat() {
  constexpr double kEvery = 1;  // s
  pulse_.start(kEvery, [this] {
    beat();
    alive_();
  });
}

TraderBroker::~TraderBroker() {
  pulse_.cancel();
  broker_.reset();
  runtime_.stop();
}

void TraderBroker::on_order(const venue::OrderUpdate& order, gateway::AccountSource) {
  pass([order](TraderCore& core, EpochMicros now) { core.on_order(order, now); });
}
void TraderBroker::on_fill(const venue::Fill& fill, gateway::AccountSource) {
  pass([fill](TraderCore& core, EpochMicros now) { core.on_fill(fill, now); });
}
void TraderBroker::on_balance(const venue::Balance& balance) {
  pass([balance](TraderCore& core, EpochMicros now) { core.on_balance(balance, now); });
}
void TraderBroker::on_position(const venue::Position& position) {
  pass([position](TraderCore& core, EpochMicros now) { core.on_position(position, now); });
}
void TraderBroker::on_result(const gateway::RequestResult& result) {
  pass([result](TraderCore& core, EpochMicros now) { core.on_result(result, now); });
}
void TraderBroker::on_account(const gateway::AccountPicture& picture) {
  pass([picture](TraderCore& core, EpochMicros now) { core.on_account(picture, now); });
}
void TraderBroker::on_order_history(const std::string& client_id, bool found, const venue::OrderUpdate& order,
                                    const std::vector<venue::Fill>& fills) {
  pass([client_id, found, order, fills](TraderCore& core, EpochMicros now) { core.on_order_history(client_id, found, order, fills, now); });
}
void TraderBroker::on_private_stream(bool up, EpochMicros) {
  pass([up](TraderCore& core, EpochMicros now) { core.on_private_stream(up, now); });
}
void TraderBroker::on_alarm(const Message& text, bool stop_trading) {
  pass([text, stop_trading](TraderCore& core, EpochMicros now) { core.on_alarm(text, stop_trading, now); });
}

}  // namespace stom::live
