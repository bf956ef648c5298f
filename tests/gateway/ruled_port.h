// A broker's port in virtual time whose answers follow a rule.
#pragma once

#include "gateway/agenda.h"
#include "gateway/broker_port.h"
#include "venue/binance/errors.h"

namespace stom::gateway::test {

// Answers as a rule says: events, or a refusal in the venue's words.
class RuledPort : public BrokerPort {
 public:
  struct Said {
    std::vector<venue::Event> events;
    int status = 200;
    std::string body;
  };
  using Rule = std::function<Said(const venue::RestRequest& request)>;

  explicit RuledPort(Rule rule) : rule_(std::move(rule)) {}
  void call(RestCall call, RestSession::Done done) override {
    if (!call.request.parameters.empty()) last_parameter = call.request.parameters.back().value;
    seen.push_back(fmt::format("{} {}", venue::name(call.request.method), call.request.path));
    const Said said = rule_(call.request);
    after(0.01, [this, call = std::move(call), done = std::move(done), said] {
      RestReply reply;
      venue::Answer answer;
      answer.status = said.status;
      answer.body = said.body;
      if (said.status != 200) reply.outcome = venue::binance::judge(call.request, answer, now());
      reply.events = said.events;
      reply.problem = {said.body, said.body};
      done(reply);
    });
  }
  void after(double seconds, std::function<void()> work) override { agenda_.add(time_ + seconds, std::move(work)); }
  [[nodiscard]] EpochMicros now() const override { return static_cast<EpochMicros>(time_ * 1e6); }
  void run_for(double seconds) {
    const double end = time_ + seconds;
    while (agenda_.next_due() <= end) {
      time_ = std::max(time_, agenda_.next_due());
      agenda_.run(time_);
    }
    time_ = end;
  }

  std::vector<std::string> seen;
  std::string last_parameter;

 private:
  Rule rule_;
  Agenda agenda_;
  double time_ = 0;
};

}  // namespace stom::gateway::test
