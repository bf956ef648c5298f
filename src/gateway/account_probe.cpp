#include "gateway/account_probe.h"

#include <future>

#include "base/pause.h"
#include "gateway/rest_session.h"
#include "venue/binance/rest_requests.h"
#include "venue/upbit/rest_requests.h"

namespace stom::gateway {
namespace {

RestReply ask(RestSession& session, venue::RestRequest request) {
  RestCall call;
  call.request = std::move(request);
  call.kind = "rest";
  call.tries = 2;
  const auto answer = std::make_shared<std::promise<RestReply>>();
  session.call(std::move(call), [answer](RestReply reply) { answer->set_value(std::move(reply)); });
  return answer->get_future().get();
}

bool is_zero(const venue::Number& number) { return number.decimal().is_zero(); }

}  // namespace

bool AccountProbe::is_allowed() const {
  return std::all_of(rights.begin(), rights.end(), [](const ProbedRight& right) { return right.allowed; });
}

AccountProbe probe_account(venue::Venue venue, const VenueEndpoints& endpoints, const std::string& access,
                           const SecretText& secret) {
  const bool is_upbit = venue == venue::Venue::kUpbit;
  net::Runtime runtime([](std::exception_ptr) {});
  RestSessionOptions options;
  options.venue = venue;
  options.endpoint = endpoints.rest;
  options.sign = make_signer(venue, access, SecretText(secret.view()));
  options.measure_clock = !is_upbit;
  RestSession session(runtime, std::move(options));
  AccountProbe probe;
  const auto right = [&](const char* ko, const char* en, const RestReply& reply) {
    probe.rights.push_back({{ko, en}, reply.ok(), reply.problem});
  };
  RestReply balances = ask(session, is_upbit ? venue::upbit::accounts() : venue::binance::balances());
  right("자산 조회", "read balances", balances);
  for (venue::Event& event : balances.events) {
    auto* balance = std::get_if<venue::Balance>(&event);
    if (balance != nullptr && !(is_zero(balance->available) && is_zero(balance->locked) && is_zero(balance->wallet)))
      probe.balances.push_back(std::move(*balance));
  }
  right("주문 조회", "read orders", ask(session, is_upbit ? venue::upbit::open_orders({}) : venue::binance::open_orders()));
  if (!is_upbit) {
    right("실시간 주문 알림", "hear of orders", ask(session, venue::binance::make_listen_key()));
    // The clock is measured beside the other questions, and may need a moment more than they do.
    constexpr int kMostQuestions = 40;
    constexpr double kApart = 0.05;  // s
    const StopFlag never;
    for (int i = 0; i < kMostQuestions && !session.clock().is_sure; ++i) {
      (void)ask(session, venue::binance::server_time());
      if (!session.clock().is_sure) pause(kApart, never);
    }
    const net::ClockOffset::Estimate clock = session.clock();
    probe.clock_is_sure = clock.is_sure;
    probe.clock_milliseconds = clock.offset_micros / 1000;
  }
  return probe;
}

nlohmann::ordered_json probe_json(const AccountProbe& probe) {
  using nlohmann::ordered_json;
  ordered_json rights = ordered_json::array(), balances = ordered_json::array();
  for (const ProbedRight& right : probe.rights) {
    rights.push_back({{"right", right.name.en}, {"allowed", right.allowed}, {"problem", right.problem.en}});
  }
  for (const venue::Balance& balance : probe.balances) {
    balances.push_back({{"asset", balance.asset},
                        {"wallet", balance.wallet.text()},
                        {"available", balance.available.text()},
                        {"locked", balance.locked.text()}});
  }
  ordered_json clock = probe.clock_is_sure ? ordered_json(probe.clock_milliseconds) : ordered_json(nullptr);
  return {{"rights", rights}, {"balances", balances}, {"clock_milliseconds", clock}};
}

std::string probe_text(const AccountProbe& probe, Language language) {
  std::string text;
  const auto line = [&](const Message& words) { text += words.in(language) + "\n"; };
  for (const ProbedRight& right : probe.rights) {
    if (right.allowed) line(message("{}: 됨", "{}: allowed", right.name.in(language)));
    else line(message("{}: 안 됨 ({})", "{}: not allowed ({})", right.name.in(language), right.problem.in(language)));
  }
  line(message("주문 권한은 주문을 내지 않고는 알 수 없습니다.", "The right to order cannot be seen without an order."));
  if (probe.clock_is_sure) {
    line(message("거래소 시계와의 차이: {:.0f} ms", "The venue's clock is ahead by {:.0f} ms.", probe.clock_milliseconds));
  }
  for (const venue::Balance& balance : probe.balances) {
    const venue::Number& total = balance.wallet.is_known() ? balance.wallet : balance.available;
    text += fmt::format("  {:<8} {}\n", balance.asset, total.text());
  }
  return text;
}

}  // namespace stom::gateway
