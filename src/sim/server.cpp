#include "sim/server.h"

#include <condition_variable>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/certificates.h"
#include "base/error.h"
#include "base/file.h"
#include "base/private_folder.h"
#include "sim/server_core.h"

namespace stom::sim {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr auto kAsTuple = asio::as_tuple(asio::use_awaitable);

// A mistake of ours must not go unseen: it ends the program.
void rethrow(std::exception_ptr failure) {
  if (failure) std::rethrow_exception(failure);
}

constexpr int kCertificateDays = 3650;

// The authority and the server's key, made at the first start and kept: clients may hold on to the authority's file.
Certificates certificates_in(const std::filesystem::path& folder) {
  create_private_directory(folder);
  const auto ca = folder / "ca.pem", certificate = folder / "server.pem", key = folder / "server-key.pem";
  if (std::filesystem::exists(ca) && std::filesystem::exists(certificate) && std::filesystem::exists(key))
    return {read_file(ca), read_file(certificate), read_file(key)};
  CertificateOptions options;
  options.hosts = {"localhost", "127.0.0.1"};
  options.days = kCertificateDays;
  options.authority = "stom exchange in a box";
  const Certificates made = make_certificates(options);
  write_private_file(key, made.key_pem);
  write_private_file(certificate, made.certificate_pem);
  write_private_file(ca, made.ca_pem);
  return made;
}

}  // namespace

Box::Core::Core(BoxOptions given) : options(std::move(given)) {
  if (options.folder.empty()) throw UsageError(message("인증서를 둘 폴더가 필요합니다.", "a folder for the certificates is needed."));
  const Certificates certificates = certificates_in(options.folder);
  ca_file = (options.folder / "ca.pem").string();
  tls.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_sslv2 | asio::ssl::context::no_sslv3 |
                  asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
  tls.use_certificate(asio::buffer(certificates.certificate_pem), asio::ssl::context::pem);
  tls.use_private_key(asio::buffer(certificates.key_pem), asio::ssl::context::pem);
  state = std::make_unique<BoxState>(options, utc_now_micros(), steady_micros());
  boost::system::error_code error;
  const tcp::endpoint endpoint(asio::ip::address_v4::loopback(), options.port);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) throw Error(message("포트 {}에서 기다릴 수 없습니다: {}", "cannot listen on port {}: {}", options.port, error.message()));
  port = acceptor.local_endpoint().port();
}

asio::awaitable<void> Box::Core::accept_loop() {
  while (!stopping) {
    auto [error, socket] = co_await acceptor.async_accept(kAsTuple);
    if (error == asio::error::operation_aborted || stopping) break;
    if (error) continue;
    socket.set_option(tcp::no_delay(true), error);
    asio::co_spawn(io, serve_connection(shared_from_this(), std::move(socket)), rethrow);
  }
}

asio::awaitable<void> Box::Core::play_loop() {
  constexpr EpochMicros kLeast = 1000, kMost = 50'000;
  while (!stopping) {
    if (state->advance(utc_now_micros(), steady_micros())) {
      co_await asio::post(io, asio::use_awaitable);
      continue;
    }
    pulse.expires_after(micros_of(std::max(kLeast, state->wait(steady_micros(), kMost))));
    co_await pulse.async_wait(kAsTuple);
  }
}

void Box::Core::run() {
  asio::co_spawn(io, accept_loop(), rethrow);
  asio::co_spawn(io, play_loop(), rethrow);
  io.run();
}

void Box::Core::begin_stop() {
  stopping = true;
  boost::system::error_code ignored;
  acceptor.close(ignored);
  pulse.cancel();
  const auto open = connections;
  for (boost::beast::tcp_stream* stream : open) stream->close();
}

Box::Box(BoxOptions options) : core_(std::make_shared<Core>(std::move(options))) {}

Box::~Box() { stop(); }

void Box::start() {
  const std::lock_guard lock(core_->mutex);
  if (core_->running) return;
  core_->running = true;
  core_->thread = std::make_unique<Thread>("stom-sim", [core = core_.get()] { core->run(); });
}

void Box::run() {
  {
    const std::lock_guard lock(core_->mutex);
    core_->running = true;
  }
  core_->run();
}

void Box::run_until(const std::function<bool()>& over) {
  asio::co_spawn(
      core_->io,
      [core = core_.get(), over]() -> asio::awaitable<void> {
        asio::steady_timer timer(core->io);
        while (!core->stopping && !over()) {
          timer.expires_after(micros_of(200'000));
          co_await timer.async_wait(kAsTuple);
        }
        if (!core->stopping) core->begin_stop();
      },
      rethrow);
  run();
}

void Box::stop() {
  {
    const std::lock_guard lock(core_->mutex);
    if (core_->running) asio::post(core_->io, [core = core_.get()] { core->begin_stop(); });
    core_->running = false;  // what was posted before still runs
  }
  if (core_->thread) core_->thread->join();
}

std::uint16_t Box::port() const { return core_->port; }
const std::string& Box::ca_file() const { return core_->ca_file; }

void Box::use(const std::function<void(BoxState&)>& work) {
  std::unique_lock lock(core_->mutex);
  const bool is_current = core_->io.get_executor().running_in_this_thread();
  if (is_current || !core_->running) {
    if (is_current) lock.unlock();
    else if (core_->thread) core_->thread->join();
    work(*core_->state);
    return;
  }
  struct Waiting {
    std::mutex mutex;
    std::condition_variable changed;
    bool done = false;
    std::exception_ptr failure;
  } waiting;
  asio::post(core_->io, [&, core = core_.get()] {
    std::exception_ptr failure;
    try {
      work(*core->state);
    } catch (...) {
      failure = std::current_exception();
    }
    core->wake();
    const std::lock_guard guard(waiting.mutex);
    waiting.done = true;
    waiting.failure = failure;
    waiting.changed.notify_all();
  });
  lock.unlock();
  std::unique_lock guard(waiting.mutex);
  waiting.changed.wait(guard, [&] { return waiting.done; });
  if (waiting.failure) std::rethrow_exception(waiting.failure);
}

void Box::open_account(BoxAccount account) {
  use([&](BoxState& state) { state.open_account(account); });
}

std::string Box::account_json(venue::Venue venue, const std::string& access) {
  std::string out;
  use([&](BoxState& state) {
    VenueFloor* floor = state.floor(venue);
    if (floor != nullptr && floor->exchange().has_account(access)) out = floor->exchange().account_json(access);
  });
  return out;
}

void Box::set_fault(Fault fault, const FaultRate& rate) {
  use([&](BoxState& state) { state.faults().set(fault, rate); });
}

void Box::set_hostile(std::uint64_t seed) {
  use([&](BoxState& state) { state.faults().set_hostile(seed); });
}

void Box::clear_faults() {
  use([](BoxState& state) { state.clear_faults(); });
}

std::uint64_t Box::fault_count(Fault fault) {
  std::uint64_t count = 0;
  use([&](BoxState& state) { count = state.faults().count(fault); });
  return count;
}

void Box::set_speed(double speed) {
  use([&](BoxState& state) { state.clock().set_speed(speed, steady_micros()); });
}

void Box::pause(bool paused) {
  use([&](BoxState& state) { state.clock().pause(paused, steady_micros()); });
}

void Box::advance(double seconds) {
  use([&](BoxState& state) { state.play(static_cast<EpochMicros>(seconds * 1e6), utc_now_micros(), steady_micros()); });
}

void Box::cut_streams() {
  use([](BoxState& state) { state.cut_streams(); });
}

void Box::expire_listen_keys() {
  use([](BoxState& state) { state.expire_listen_keys(utc_now_micros(), steady_micros()); });
}

EpochMicros Box::now() {
  EpochMicros now = 0;
  use([&](BoxState& state) { now = state.moment(utc_now_micros(), steady_micros()).exchange; });
  return now;
}

std::size_t Box::streams() {
  std::size_t count = 0;
  use([&](BoxState& state) { count = state.streams(); });
  return count;
}

}  // namespace stom::sim
