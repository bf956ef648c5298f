#include "gateway/rest_session.h"

#include <limits>
#include <mutex>
#include <set>

#include "base/time.h"
#include "net/backoff.h"
#include "venue/binance/errors.h"
#include "venue/binance/messages.h"
#include "venue/binance/rest_requests.h"
#include "venue/binance/signing.h"
#include "venue/event_json.h"
#include "venue/upbit/errors.h"
#include "venue/upbit/messages.h"
#include "venue/upbit/signing.h"

namespace stom::gateway {
namespace {

using venue::Action;
using venue::Delivery;
using venue::Venue;

constexpr double kNever = std::numeric_limits<double>::infinity();
constexpr double kClockEvery = 600, kClockPatience = 3;
constexpr double kClockAlarmMicros = 1e6;
constexpr int kClockQuestions = 3;
constexpr net::BackoffOptions kRetries = {.first = 0.5, .factor = 2, .most = 10, .jitter = 0.2, .healthy_after = 60};

struct Job {
  explicit Job(std::uint64_t seed) : backoff(kRetries, seed) {}
  RestCall call;
  RestSession::Done done;
  net::Backoff backoff;
  int tries = 0;
  bool stamped_again = false, nonced_again = false, waits_for_clock = false;
  double since = 0;       // monotonic seconds
  double not_before = 0;  // monotonic seconds
};
using JobPointer = std::shared_ptr<Job>;

net::HttpRequest http_request(const venue::WireRequest& wire, double timeout) {
  net::HttpRequest request;
  request.method = venue::name(wire.method);
  request.target = wire.target;
  for (const venue::Header& header : wire.headers) request.headers.push_back({header.name, header.value});
  request.body = wire.body;
  request.timeout = timeout;
  return request;
}

venue::Answer answer_of(net::HttpAnswer& http) {
  venue::Answer answer;
  answer.delivery = http.outcome == net::HttpOutcome::kAnswered  ? Delivery::kAnswered
                    : http.outcome == net::HttpOutcome::kUnknown ? Delivery::kLost
                                                                 : Delivery::kUnsent;
  answer.status = http.status;
  for (net::Header& header : http.headers) answer.headers.push_back({std::move(header.name), std::move(header.value)});
  answer.body = std::move(http.body);
  return answer;
}

bool may_repeat(const venue::RestRequest& request) { return request.method == venue::Method::kGet && !request.changes_orders; }

}  // namespace

struct RestSession::Core : std::enable_shared_from_this<Core> {
  Core(net::Runtime& net, RestSessionOptions given)
      : runtime(net),
        options(std::move(given)),
        http(net, {.endpoint = options.endpoint, .connections = std::max<std::size_t>(1, options.connections)}),
        wake(net),
        clock_timer(net) {
    if (!options.limits) options.limits = std::make_shared<VenueLimits>(options.venue);
  }

  net::Runtime& runtime;
  RestSessionOptions options;
  mutable std::mutex clock_mutex;  // of the next
  net::ClockOffset clock;

  // Network thread only, from here on.
  bool closed = false;
  std::vector<JobPointer> waiting;  // the most urgent first, then the oldest
  std::size_t in_flight = 0;
  int clock_questions = 0;  // still to be asked
  bool clock_alarm = false;
  std::uint64_t jobs = 0;
  venue::upbit::Messages upbit;
  venue::binance::Messages binance;
  net::HttpClient http;
  net::Timer wake, clock_timer;

  [[nodiscard]] EpochMicros venue_now() const {
    const std::lock_guard lock(clock_mutex);
    return clock.venue_time(utc_now_micros());
  }
  JobPointer make_job(RestCall call) {
    auto job = std::make_shared<Job>(options.seed + ++jobs);
    job->call = std::move(call);
    job->since = monotonic_seconds();
    return job;
  }
  void enqueue(const JobPointer& job);
  void pump();
  void send(const JobPointer& job);
  void answered(const JobPointer& job, net::HttpAnswer http_answer);
  void read_events(const Job& job, const venue::Answer& answer, RestReply& reply);
  bool try_again(const JobPointer& job, const venue::Outcome& outcome);
  void finish(Job& job, RestReply reply);
  void refuse(Job& job, const Message& problem);
  void notice(const Message& text, bool stop_trading);
  void ask_clock();
  void clock_answered(const RestReply& reply);
};

void RestSession::Core::enqueue(const JobPointer& job) {
  if (closed) return;
  const auto place = std::find_if(waiting.begin(), waiting.end(), [&](const JobPointer& other) {
    return other->call.priority < job->call.priority;
  });
  waiting.insert(place, job);
}

// Sends what may go. A budget without room stops all later calls on it, so that a cheap one does not overtake for ever.
void RestSession::Core::pump() {
  if (closed) return;
  const double now = monotonic_seconds();
  double next = kNever;
  std::set<std::string> full;
  std::vector<JobPointer> go, late, impossible;
  for (auto place = waiting.begin(); place != waiting.end();) {
    const JobPointer& job = *place;
    const double deadline = job->call.most_wait > 0 ? job->since + job->call.most_wait : kNever;
    if (deadline <= now) {
      late.push_back(job);
      place = waiting.erase(place);
      continue;
    }
    next = std::min(next, deadline - now);
    // One connection stays free for orders.
    const std::size_t connections = std::max<std::size_t>(1, options.connections);
    const bool leaves_one = job->call.priority == net::Priority::kQuery && connections > 1 && options.sign;
    const std::size_t usable = leaves_one ? connections - 1 : connections;
    const bool is_early = job->not_before > now;
    if (is_early) next = std::min(next, job->not_before - now);
    if (is_early || in_flight + go.size() >= usable || full.contains(job->call.request.group)) {
      ++place;
      continue;
    }
    const double wait = options.limits->request(job->call.request, job->call.priority, venue_now());
    if (wait == kNever) {
      impossible.push_back(job);
      place = waiting.erase(place);
      continue;
    }
    if (wait > 0) {
      full.insert(job->call.request.group);
      next = std::min(next, wait);
      ++place;
      continue;
    }
    go.push_back(job);
    place = waiting.erase(place);
  }
  for (const JobPointer& job : go) send(job);
  if (next < 1e9 && !closed) {
    wake.start(std::max(next, 0.001), [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->pump();
    });
  }
  for (const JobPointer& job : impossible) {
    refuse(*job, message("이 요청은 거래소의 한도보다 큽니다.", "this request is above the venue's limit."));
  }
  for (const JobPointer& job : late) {
    refuse(*job, message("요청 한도가 비기를 기다리다가 시간이 지났습니다.", "the time ran out while waiting for the rate limit."));
  }
}

void RestSession::Core::send(const JobPointer& job) {
  const venue::RestRequest& request = job->call.request;
  const bool needs_keys = request.security != venue::Security::kNone;
  if (needs_keys && !options.sign) return refuse(*job, message("이 요청에는 키가 필요합니다.", "this request needs keys."));
  const venue::WireRequest wire = needs_keys ? options.sign(request, venue_now())
                                  : options.venue == Venue::kUpbit ? venue::upbit::unsigned_request(request)
                                                                   : venue::binance::unsigned_request(request);
  ++in_flight;
  ++job->tries;
  http.send(http_request(wire, job->call.timeout), [weak = weak_from_this(), job](net::HttpAnswer answer) {
    const auto self = weak.lock();
    if (!self) return;
    --self->in_flight;
    self->answered(job, std::move(answer));
    self->pump();
  });
}

void RestSession::Core::answered(const JobPointer& job, net::HttpAnswer http_answer) {
  if (closed) return;
  RestReply reply;
  reply.status = http_answer.status;
  reply.sent_at = http_answer.timing.sent_at;
  reply.answered_at = http_answer.timing.answered_at;
  const venue::Answer answer = answer_of(http_answer);
  reply.delivery = answer.delivery;
  const venue::RestRequest& request = job->call.request;
  const EpochMicros now = venue_now();
  options.limits->learn(answer.headers, now);
  reply.outcome = options.venue == Venue::kUpbit ? venue::upbit::judge(request, answer, now) : venue::binance::judge(request, answer, now);
  if (answer.delivery != Delivery::kAnswered) {
    reply.problem = http_answer.text;
  } else if (reply.ok()) {
    read_events(*job, answer, reply);
  } else {
    const std::string_view words = reply.outcome.text.empty() ? std::string_view("HTTP") : reply.outcome.text;
    reply.problem = message("{}: {} ({})", "{}: {} ({})", venue::name(options.venue), words, reply.outcome.code);
  }
  options.limits->heed(request, reply.outcome, now);
  if (reply.outcome.action == Action::kBanned) {
    notice(message("{}이(가) {}초 동안 모든 요청을 막았습니다: {}", "{} refuses all requests for {} seconds: {}", venue::name(options.venue),
                   reply.outcome.wait / 1'000'000, reply.outcome.text), false);
  } else if (reply.outcome.action == Action::kStopTrading) {
    notice(reply.problem, true);
  }
  if (!try_again(job, reply.outcome)) finish(*job, std::move(reply));
}

void RestSession::Core::read_events(const Job& job, const venue::Answer& answer, RestReply& reply) {
  const auto result = options.venue == Venue::kUpbit ? upbit.parse(answer.body, reply.events, job.call.kind, job.call.symbol)
                                                     : binance.parse(answer.body, reply.events, job.call.kind, job.call.symbol);
  if (result.kind == aggregation::ParseKind::kBad) {
    reply.outcome = venue::unreadable(job.call.request, answer.status);
    reply.problem = result.reason;
    return;
  }
  for (const venue::Event& event : reply.events) {
    if (const auto* rule = std::get_if<venue::RateLimitRule>(&event)) options.limits->learn(*rule);
  }
}

bool RestSession::Core::try_again(const JobPointer& job, const venue::Outcome& outcome) {
  const double now = monotonic_seconds();
  if (outcome.action == Action::kResyncClock && !std::exchange(job->stamped_again, true)) {
    job->waits_for_clock = true;
    job->not_before = now + kClockPatience;
    enqueue(job);
    if (clock_questions == 0) {
      clock_questions = kClockQuestions;
      ask_clock();
    }
    return true;
  }
  if (outcome.action == Action::kNewNonce && !std::exchange(job->nonced_again, true)) {
    enqueue(job);
    return true;
  }
  const bool is_passing = outcome.action == Action::kRetry || outcome.action == Action::kUnknown || outcome.action == Action::kRateLimited;
  if (!is_passing || !may_repeat(job->call.request) || job->tries >= job->call.tries) return false;
  job->not_before = now + std::max(job->backoff.after(0), static_cast<double>(outcome.wait) / 1e6);
  enqueue(job);
  return true;
}

void RestSession::Core::finish(Job& job, RestReply reply) {
  if (closed || !job.done) return;
  const Done done = std::exchange(job.done, nullptr);
  done(std::move(reply));
}

void RestSession::Core::refuse(Job& job, const Message& problem) {
  RestReply reply;
  reply.outcome = venue::undelivered(job.call.request, Delivery::kUnsent);
  reply.problem = problem;
  finish(job, std::move(reply));
}

void RestSession::Core::notice(const Message& text, bool stop_trading) {
  if (!closed && options.on_notice) options.on_notice(text, stop_trading);
}

void RestSession::Core::ask_clock() {
  RestCall call;
  call.request = venue::binance::server_time();
  const JobPointer job = make_job(std::move(call));
  job->call.priority = net::Priority::kExit;  // signed requests wait for it
  job->call.kind = "time";
  job->call.timeout = kClockPatience;
  job->call.tries = 2;
  job->done = [weak = weak_from_this()](const RestReply& reply) {
    if (const auto self = weak.lock()) self->clock_answered(reply);
  };
  enqueue(job);
  pump();
}

void RestSession::Core::clock_answered(const RestReply& reply) {
  const auto* time = reply.events.empty() ? nullptr : std::get_if<venue::ServerTime>(&reply.events.front());
  if (time != nullptr) {
    const std::lock_guard lock(clock_mutex);
    (void)clock.add(reply.sent_at, reply.answered_at, time->time);
  }
  if (--clock_questions > 0 && time != nullptr) return ask_clock();
  clock_questions = 0;
  net::ClockOffset::Estimate estimate;
  {
    const std::lock_guard lock(clock_mutex);
    estimate = clock.at(utc_now_micros());
  }
  const bool is_off = std::abs(estimate.offset_micros) - estimate.bound_micros > kClockAlarmMicros;
  if (is_off && !std::exchange(clock_alarm, is_off)) {
    notice(message("이 컴퓨터의 시계가 {}의 시계와 {:.1f}초 다릅니다.", "the clock of this machine differs from that of {} by {:.1f} s.",
                   venue::name(options.venue), -estimate.offset_micros / 1e6), false);
  }
  clock_alarm = is_off;
  for (const JobPointer& job : waiting) {
    if (std::exchange(job->waits_for_clock, false)) job->not_before = 0;
  }
  clock_timer.start(kClockEvery, [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (!self || self->closed || self->clock_questions != 0) return;
    self->clock_questions = kClockQuestions;
    self->ask_clock();
  });
}

RestSession::RestSession(net::Runtime& runtime, RestSessionOptions options) : core_(std::make_shared<Core>(runtime, std::move(options))) {
  if (core_->options.measure_clock) measure_clock();
}

RestSession::~RestSession() { close(); }

void RestSession::call(RestCall call, Done done) {
  core_->runtime.post([core = core_, call = std::move(call), done = std::move(done)]() mutable {
    const JobPointer job = core->make_job(std::move(call));
    job->done = std::move(done);
    if (core->waiting.size() >= core->options.most_waiting) {
      return core->refuse(*job, message("요청이 너무 많이 밀려 있습니다.", "too many requests are waiting."));
    }
    core->enqueue(job);
    core->pump();
  });
}

void RestSession::measure_clock() {
  if (core_->options.venue != Venue::kBinance) return;
  core_->runtime.post([core = core_] {
    if (core->closed || core->clock_questions != 0) return;
    core->clock_questions = kClockQuestions;
    core->ask_clock();
  });
}

net::ClockOffset::Estimate RestSession::clock() const {
  const std::lock_guard lock(core_->clock_mutex);
  return core_->clock.at(utc_now_micros());
}

EpochMicros RestSession::venue_now() const { return core_->venue_now(); }

void RestSession::close() {
  const auto end = [core = core_] {
    core->closed = true;
    core->waiting.clear();
    core->wake.cancel();
    core->clock_timer.cancel();
  };
  // On the network thread nothing else runs meanwhile; elsewhere the client's close waits until this has run.
  if (core_->runtime.is_current() || !core_->runtime.post(end)) end();
  core_->http.close();
}

}  // namespace stom::gateway
