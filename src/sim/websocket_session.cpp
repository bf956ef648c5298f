// One WebSocket: frames go through a queue, so that the exchange never waits for a socket; who does not read is cut.
#include <deque>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "sim/server_core.h"

namespace stom::sim {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;

// Asked for by Beast when a connection ends: the close frames have said all, the socket is closed right after.
template <typename Handler>
void async_teardown(beast::role_type, TlsConnection& stream, Handler&& handler) {
  asio::post(stream.get_executor(), beast::bind_front_handler(std::forward<Handler>(handler), boost::system::error_code()));
}

namespace {

constexpr auto kAsTuple = asio::as_tuple(asio::use_awaitable);

// A mistake of ours must not go unseen: it ends the program.
void rethrow(std::exception_ptr failure) {
  if (failure) std::rethrow_exception(failure);
}

constexpr std::size_t kMostWaiting = std::size_t{64} << 20, kLittleWaiting = std::size_t{1} << 18;  // bytes
constexpr std::size_t kLargestMessage = 1 << 20;

class Session final : public Outlet, public std::enable_shared_from_this<Session> {
 public:
  Session(std::shared_ptr<Box::Core> core, std::unique_ptr<TlsConnection> connection)
      : core_(std::move(core)), connection_(std::move(connection)), socket_(*connection_), wake_(core_->io) {}

  asio::awaitable<void> run(WireRequest request);

  void send(std::string payload, bool binary) override {
    if (over_) return;
    waiting_ += payload.size();
    if (waiting_ > kMostWaiting) return cut();
    push({binary ? Item::Kind::kBinary : Item::Kind::kText, std::move(payload), 0});
  }
  void ping() override { push({Item::Kind::kPing, {}, 0}); }
  void close(std::uint16_t code, const std::string& reason) override { push({Item::Kind::kClose, reason, code}); }
  void cut() override {
    over_ = true;
    wake_.cancel();
    beast::get_lowest_layer(*connection_).close();
  }
  void cut_in_next_frame() override { break_next_ = true; }
  [[nodiscard]] std::size_t waiting_bytes() const override { return waiting_; }

 private:
  struct Item {
    enum class Kind : std::uint8_t { kText, kBinary, kPing, kClose };
    Kind kind = Kind::kText;
    std::string payload;
    std::uint16_t code = 0;
  };
  void push(Item item) {
    if (over_) return;
    queue_.push_back(std::move(item));
    wake_.cancel();
  }
  asio::awaitable<void> write_loop();
  asio::awaitable<bool> write(const Item& item);
  asio::awaitable<void> read_loop();

  std::shared_ptr<Box::Core> core_;
  std::unique_ptr<TlsConnection> connection_;
  websocket::stream<TlsConnection&> socket_;
  asio::steady_timer wake_;
  std::unique_ptr<StreamTalk> talk_;
  std::deque<Item> queue_;
  std::size_t waiting_ = 0;  // bytes of messages
  bool over_ = false, break_next_ = false;
};

asio::awaitable<bool> Session::write(const Item& item) {
  if (item.kind == Item::Kind::kPing) {
    const auto [error] = co_await socket_.async_ping({}, kAsTuple);
    co_return !error;
  }
  if (item.kind == Item::Kind::kClose) {
    co_await socket_.async_close(websocket::close_reason(static_cast<websocket::close_code>(item.code), item.payload), kAsTuple);
    co_return false;
  }
  socket_.binary(item.kind == Item::Kind::kBinary);
  if (break_next_) {
    co_await socket_.async_write_some(false, asio::buffer(item.payload.data(), item.payload.size() / 2), kAsTuple);
    co_return false;
  }
  const auto [error, size] = co_await socket_.async_write(asio::buffer(item.payload), kAsTuple);
  co_return !error;
}

asio::awaitable<void> Session::write_loop() {
  while (!over_) {
    if (queue_.empty()) {
      wake_.expires_at(asio::steady_timer::time_point::max());
      co_await wake_.async_wait(kAsTuple);
      continue;
    }
    const Item item = std::move(queue_.front());
    queue_.pop_front();
    const bool goes_on = co_await write(item);
    const std::size_t before = waiting_;
    if (item.kind == Item::Kind::kText || item.kind == Item::Kind::kBinary) waiting_ -= item.payload.size();
    if (!goes_on) break;
    if (before > kLittleWaiting && waiting_ <= kLittleWaiting) core_->wake();
  }
  cut();
}

asio::awaitable<void> Session::read_loop() {
  beast::flat_buffer buffer;
  while (!over_) {
    buffer.clear();
    if (const auto [error, size] = co_await socket_.async_read(buffer, kAsTuple); error) break;
    const auto data = buffer.data();
    // An empty message would be taken for a ping.
    const std::string_view text =
        data.size() == 0 ? std::string_view(" ") : std::string_view(static_cast<const char*>(data.data()), data.size());
    core_->state->on_frame(talk_.get(), text, utc_now_micros(), steady_micros());
  }
}

asio::awaitable<void> Session::run(WireRequest request) {
  HttpReply refusal;
  talk_ = core_->state->open_stream(call_of(request), *this, utc_now_micros(), steady_micros(), refusal);
  if (!talk_) {
    co_await write_reply(*connection_, refusal, false, false);
    beast::get_lowest_layer(*connection_).close();
    co_return;
  }
  // Beast wants either the stream's own limits or those of the layer below, not both.
  beast::get_lowest_layer(*connection_).expires_never();
  websocket::stream_base::timeout limits{};
  limits.handshake_timeout = micros_of(5'000'000);
  limits.idle_timeout = websocket::stream_base::none();
  limits.keep_alive_pings = false;
  socket_.set_option(limits);
  socket_.read_message_max(kLargestMessage);
  websocket::permessage_deflate deflate;
  deflate.server_enable = core_->options.compress;
  socket_.set_option(deflate);
  if (const auto [error] = co_await socket_.async_accept(request, kAsTuple); error) co_return;
  socket_.control_callback([this](websocket::frame_type kind, beast::string_view) {
    if (kind != websocket::frame_type::close) core_->state->on_frame(talk_.get(), {}, utc_now_micros(), steady_micros());
  });
  core_->state->add(talk_.get(), this, utc_now_micros(), steady_micros());
  core_->wake();
  asio::co_spawn(core_->io, [self = shared_from_this()]() -> asio::awaitable<void> { co_await self->write_loop(); }, rethrow);
  co_await read_loop();
  core_->state->remove(talk_.get());
  cut();
}

}  // namespace

asio::awaitable<void> serve_websocket(std::shared_ptr<Box::Core> core, std::unique_ptr<TlsConnection> connection, WireRequest request) {
  const auto session = std::make_shared<Session>(std::move(core), std::move(connection));
  co_await session->run(std::move(request));
}

}  // namespace stom::sim
