#include "net/http_client.h"

#include <deque>
#include <future>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "net/http_exchange.h"
#include "net/runtime_core.h"

namespace stom::net {

namespace asio = boost::asio;

namespace {

constexpr auto kAsTuple = asio::as_tuple(asio::use_awaitable);

}  // namespace

struct HttpClient::Core : Member, std::enable_shared_from_this<Core> {
  struct Job {
    HttpRequest request;
    Done done;
    double started = 0.0, deadline = 0.0;
    HttpAnswer answer;
    Failure failure;
  };
  struct Waiting {
    explicit Waiting(const asio::any_io_executor& executor) : wake(executor) {}
    asio::steady_timer wake;
    bool granted = false;
  };

  Core(std::shared_ptr<Runtime::Core> core, HttpClientOptions given)
      : runtime(std::move(core)), options(std::move(given)), context(make_tls_context(options.endpoint)) {}

  std::shared_ptr<Runtime::Core> runtime;
  HttpClientOptions options;
  std::shared_ptr<asio::ssl::context> context;
  // Network thread only, from here on.
  bool closing = false;
  std::size_t running = 0;  // coroutines
  std::size_t in_use = 0;   // connection slots
  std::deque<std::shared_ptr<Waiting>> waiting;
  std::vector<std::shared_ptr<HttpConnection>> active, idle;

  void start(std::shared_ptr<Job> job);
  void close_now() override;
  void end_if_idle();
  void finish(Job& job);
  void release_slot();
  std::shared_ptr<HttpConnection> take_idle();

  static asio::awaitable<void> run(std::shared_ptr<Core> self, std::shared_ptr<Job> job);
  static asio::awaitable<bool> take_slot(std::shared_ptr<Core> self, std::shared_ptr<Job> job);
  static asio::awaitable<void> attempt(std::shared_ptr<Core> self, std::shared_ptr<Job> job, bool& was_reused);
};

void HttpClient::Core::start(std::shared_ptr<Job> job) {
  if (closing) {
    job->failure = {Problem::kStopped, {}};
  } else if (const std::string fault = fault_of(job->request); !fault.empty()) {
    job->failure = {Problem::kBadRequest, fault};
  } else if (in_use >= options.connections && waiting.size() >= options.most_waiting) {
    job->failure = {Problem::kQueueFull, {}};
  }
  if (job->failure) return finish(*job);
  ++running;
  asio::co_spawn(runtime->io, run(shared_from_this(), std::move(job)), [self = shared_from_this()](std::exception_ptr failure) {
    --self->running;
    if (failure) self->runtime->failed(std::move(failure));
    self->end_if_idle();
  });
}

void HttpClient::Core::finish(Job& job) {
  HttpAnswer& answer = job.answer;
  answer.problem = job.failure.problem;
  if (job.failure) answer.text = describe(job.failure.problem, options.endpoint.host, job.failure.detail);
  answer.timing.whole_seconds = monotonic_seconds() - job.started;
  try {
    job.done(std::move(answer));
  } catch (...) {
    runtime->failed(std::current_exception());
  }
}

void HttpClient::Core::close_now() {
  if (closing) return;
  closing = true;
  idle.clear();
  for (const auto& connection : active) connection->cancel();
  for (const auto& entry : waiting) entry->wake.cancel();
  end_if_idle();
}

void HttpClient::Core::end_if_idle() {
  if (!closing || running != 0 || ended()) return;
  mark_ended();
  runtime->member_ended();
}

void HttpClient::Core::release_slot() {
  if (waiting.empty()) {
    --in_use;
    return;
  }
  // The slot goes to the request that has waited longest.
  waiting.front()->granted = true;
  waiting.front()->wake.cancel();
  waiting.pop_front();
}

std::shared_ptr<HttpConnection> HttpClient::Core::take_idle() {
  while (!idle.empty()) {
    std::shared_ptr<HttpConnection> connection = std::move(idle.back());
    idle.pop_back();
    if (monotonic_seconds() - connection->idle_since > options.idle_seconds || !connection->is_fresh()) continue;
    connection->reused = true;
    return connection;
  }
  return nullptr;
}

asio::awaitable<bool> HttpClient::Core::take_slot(std::shared_ptr<Core> self, std::shared_ptr<Job> job) {
  if (self->in_use < self->options.connections) {
    ++self->in_use;
    co_return true;
  }
  const auto place = std::make_shared<Waiting>(self->runtime->io.get_executor());
  self->waiting.push_back(place);
  place->wake.expires_after(asio_seconds(job->deadline - monotonic_seconds()));
  co_await place->wake.async_wait(kAsTuple);
  job->answer.timing.queue_seconds = monotonic_seconds() - job->started;
  if (place->granted && !self->closing) co_return true;
  if (place->granted) {
    self->release_slot();
  } else {
    std::erase(self->waiting, place);
  }
  job->failure = {self->closing ? Problem::kStopped : Problem::kTimeout, {}};
  co_return false;
}

asio::awaitable<void> HttpClient::Core::attempt(std::shared_ptr<Core> self, std::shared_ptr<Job> job, bool& was_reused) {
  std::shared_ptr<HttpConnection> connection = self->take_idle();
  was_reused = connection != nullptr;
  job->answer.timing.reused = was_reused;
  if (!connection) connection = std::make_shared<HttpConnection>(self->runtime->io.get_executor(), *self->context);
  self->active.push_back(connection);
  job->failure = {};
  if (!was_reused) {
    const DialResult dialled =
        co_await dial(connection->stream, connection->control, self->options.endpoint, job->deadline - monotonic_seconds());
    job->answer.timing.connect_seconds = dialled.connect_seconds;
    job->answer.timing.tls_seconds = dialled.tls_seconds;
    job->failure = dialled.failure;
  }
  if (!job->failure) {
    const std::string text = wire_text(job->request, self->options.endpoint);
    job->failure = co_await exchange(*connection, text, job->request.method == "HEAD", self->options.most_body, job->deadline, job->answer);
    if (job->failure && connection->control.cancelled) job->failure = {Problem::kStopped, {}};
  }
  std::erase(self->active, connection);
  if (connection->usable && !self->closing) {
    connection->idle_since = monotonic_seconds();
    boost::beast::get_lowest_layer(connection->stream).expires_never();
    self->idle.push_back(connection);
  }
}

asio::awaitable<void> HttpClient::Core::run(std::shared_ptr<Core> self, std::shared_ptr<Job> job) {
  const bool has_slot = co_await take_slot(self, job);
  if (has_slot) {
    bool was_reused = false;
    co_await attempt(self, job, was_reused);
    // RFC 9110, 9.2.2: a safe request may be repeated when a kept connection turns out to be closed.
    const bool may_repeat = job->request.method == "GET" || job->request.method == "HEAD";
    if (was_reused && may_repeat && job->failure.problem == Problem::kClosed && job->answer.status == 0 && !self->closing) {
      self->idle.clear();  // the others are as old
      co_await attempt(self, job, was_reused);
    }
    self->release_slot();
  }
  self->finish(*job);
}

HttpClient::HttpClient(Runtime& runtime, HttpClientOptions options)
    : core_(std::make_shared<Core>(runtime.core(), std::move(options))) {
  core_->runtime->add(core_);
}

HttpClient::~HttpClient() { close(); }

void HttpClient::close() { core_->runtime->close(core_); }

void HttpClient::send(HttpRequest request, Done done) {
  auto job = std::make_shared<Core::Job>();
  job->started = monotonic_seconds();
  job->deadline = job->started + (request.timeout > 0.0 ? request.timeout : core_->options.timeout);
  job->request = std::move(request);
  job->done = std::move(done);
  if (core_->runtime->post([core = core_, job] { core->start(job); })) return;
  job->failure = {Problem::kStopped, {}};
  core_->finish(*job);
}

HttpAnswer HttpClient::send_and_wait(HttpRequest request) {
  const auto promise = std::make_shared<std::promise<HttpAnswer>>();
  std::future<HttpAnswer> future = promise->get_future();
  send(std::move(request), [promise](HttpAnswer answer) { promise->set_value(std::move(answer)); });
  return future.get();
}

}  // namespace stom::net
