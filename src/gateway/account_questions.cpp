#include "gateway/account_questions.h"

namespace stom::gateway {

struct AccountQuestions::Run {
  AccountPicture picture;
  Done done;
  int open = 0;  // requests without answer
};

void AccountQuestions::ask(Scope scope, Done done) {
  auto run = std::make_shared<Run>();
  run->done = std::move(done);
  run->picture.asked_at = port_.now();
  run->picture.complete = true;
  std::vector<std::string> symbols = std::move(scope.symbols);
  if (scope.all_orders) symbols = {""};
  run->open = static_cast<int>(symbols.size());
  std::vector<RestCall> holdings;
  if (scope.holdings) {
    holdings.push_back(calls_.balances());
    if (std::optional<RestCall> positions = calls_.positions()) holdings.push_back(std::move(*positions));
    run->open += static_cast<int>(holdings.size());
  }
  for (const std::string& symbol : symbols) send(run, calls_.open_orders(symbol, 1), symbol, 1);
  for (RestCall& call : holdings) send(run, std::move(call), {}, 0);
}

void AccountQuestions::send(const std::shared_ptr<Run>& run, RestCall call, std::string symbol, int page) {
  call.priority = net::Priority::kQuery;
  port_.call(std::move(call), [this, run, symbol = std::move(symbol), page](RestReply reply) {
    answered(run, std::move(reply), symbol, page);
  });
}

void AccountQuestions::answered(const std::shared_ptr<Run>& run, RestReply reply, const std::string& symbol, int page) {
  AccountPicture& picture = run->picture;
  if (!reply.ok()) {
    picture.complete = false;
    picture.problem = reply.problem;
  }
  std::size_t orders = 0;
  for (venue::Event& event : reply.events) {
    if (auto* order = std::get_if<venue::OrderUpdate>(&event)) {
      ++orders;
      // Pages may overlap when orders come and go between them.
      const bool is_told = std::any_of(picture.open_orders.begin(), picture.open_orders.end(),
                                       [&](const venue::OrderUpdate& other) { return other.order_id == order->order_id; });
      if (!is_told) picture.open_orders.push_back(std::move(*order));
    } else if (auto* balance = std::get_if<venue::Balance>(&event)) {
      picture.balances.push_back(std::move(*balance));
    } else if (auto* position = std::get_if<venue::Position>(&event)) {
      picture.positions.push_back(std::move(*position));
    }
  }
  constexpr int kMostPages = 50;
  if (page > 0 && page < kMostPages && calls_.page_size() > 0 && orders >= calls_.page_size()) {
    return send(run, calls_.open_orders(symbol, page + 1), symbol, page + 1);
  }
  if (--run->open > 0) return;
  picture.answered_at = port_.now();
  const Done done = std::move(run->done);
  done(std::move(picture));
}

bool AccountQuestions::ask_shared(Done done) {
  const bool is_first = !waiting_;
  if (is_first) waiting_ = std::move(done);
  if (!is_running_) begin_shared();
  return is_first;
}

void AccountQuestions::begin_shared() {
  is_running_ = true;
  ask({}, [this, done = std::move(waiting_)](AccountPicture picture) {
    is_running_ = false;
    if (waiting_) begin_shared();
    done(std::move(picture));
  });
  waiting_ = nullptr;
}

}  // namespace stom::gateway
