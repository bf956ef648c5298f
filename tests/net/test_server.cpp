#include "net/test_server.h"

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <set>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/certificates.h"
#include "net/inbox.h"

namespace stom::net::test {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
using asio::ip::tcp;
using TlsSocket = beast::ssl_stream<tcp::socket>;

namespace {

SeenRequest seen_request(const http::request<http::string_body>& request, int number) {
  SeenRequest seen{number, std::string(request.method_string()), std::string(request.target()), request.body(), {}};
  for (const auto& field : request) seen.headers.push_back({std::string(field.name_string()), std::string(field.value())});
  return seen;
}

}  // namespace

struct TestServer::State {
  explicit State(const TestServerOptions& options);
  ~State();

  void accept_loop();
  void serve(tcp::socket socket, int number);
  bool answer(TlsSocket& stream, const http::request<http::string_body>& request, int number);  // false: the connection ends
  void serve_websocket(TlsSocket& stream, const http::request<http::string_body>& request, int number);
  void note_frame(int number, std::string text);
  void hold();

  TestServerOptions script;
  std::string ca_file;
  asio::io_context io;
  asio::ssl::context context{asio::ssl::context::tls_server};
  tcp::acceptor acceptor{io, tcp::endpoint(asio::ip::address_v4::loopback(), 0)};
  std::uint16_t port = acceptor.local_endpoint().port();

  mutable std::mutex mutex;
  mutable std::condition_variable changed;
  Manner manner = Manner::kServe;
  bool released = false, stopping = false;
  int count = 0;
  std::set<int> sockets;  // descriptors of open connections
  std::vector<SeenRequest> requests;
  std::vector<SeenFrame> frames;
  std::vector<std::thread> threads;
};

TestServer::State::State(const TestServerOptions& options) : script(options) {
  static std::atomic<int> files{0};
  const Certificates certificates = make_certificates(options.certificate_host, options.certificate_days);
  ca_file = (std::filesystem::path(testing::TempDir()) / fmt::format("stom_test_ca_{}_{}.pem", ::getpid(), ++files)).string();
  std::ofstream(ca_file) << certificates.ca_pem;
  context.use_certificate(asio::buffer(certificates.certificate_pem), asio::ssl::context::pem);
  context.use_private_key(asio::buffer(certificates.key_pem), asio::ssl::context::pem);
  if (options.newest_tls != 0) {
    // Versions below 1.2 need the lowest security level of OpenSSL 3.
    ::SSL_CTX_set_security_level(context.native_handle(), 0);
    ::SSL_CTX_set_min_proto_version(context.native_handle(), 0);
    ::SSL_CTX_set_max_proto_version(context.native_handle(), options.newest_tls);
  }
  threads.emplace_back([this] { accept_loop(); });
}

TestServer::State::~State() {
  {
    const std::lock_guard lock(mutex);
    stopping = released = true;
    ::shutdown(acceptor.native_handle(), SHUT_RDWR);
    for (const int socket : sockets) ::shutdown(socket, SHUT_RDWR);
    changed.notify_all();
  }
  threads.front().join();  // no thread is added any more
  for (std::size_t i = 1; i < threads.size(); ++i) threads[i].join();
  std::filesystem::remove(ca_file);
}

void TestServer::State::accept_loop() {
  while (true) {
    tcp::socket socket(io);
    boost::system::error_code error;
    acceptor.accept(socket, error);
    const std::lock_guard lock(mutex);
    if (error || stopping) return;
    socket.set_option(tcp::no_delay(true), error);
    sockets.insert(socket.native_handle());
    const int number = ++count;
    changed.notify_all();
    threads.emplace_back([this, number, moved = std::make_shared<tcp::socket>(std::move(socket))] {
      try {
        serve(std::move(*moved), number);
      } catch (const boost::system::system_error&) {
        // The client went away, or a test cut the connection.
      }
    });
  }
}

void TestServer::State::hold() {
  std::unique_lock lock(mutex);
  changed.wait(lock, [this] { return released; });
}

void TestServer::State::serve(tcp::socket socket, int number) {
  Manner now;
  {
    const std::lock_guard lock(mutex);
    now = manner;
  }
  // The descriptor is closed only after it left `sockets`, so that a shutdown never meets a stranger.
  struct Farewell {
    State& state;
    int descriptor;
    ~Farewell() {
      const std::lock_guard lock(state.mutex);
      state.sockets.erase(descriptor);
    }
  };
  if (now == Manner::kHangUpAtOnce || now == Manner::kSayNothing || now == Manner::kSpeakPlain) {
    const Farewell farewell{*this, socket.native_handle()};
    if (now == Manner::kSayNothing) hold();
    if (now == Manner::kSpeakPlain) asio::write(socket, asio::buffer(std::string("HTTP/1.1 400 Bad Request\r\n\r\n")));
    return;
  }
  TlsSocket stream(std::move(socket), context);
  const Farewell farewell{*this, stream.next_layer().native_handle()};
  stream.handshake(asio::ssl::stream_base::server);
  beast::flat_buffer buffer;
  while (true) {
    http::request_parser<http::string_body> parser;
    parser.body_limit(std::uint64_t{64} << 20);
    http::read(stream, buffer, parser);
    const http::request<http::string_body>& request = parser.get();
    const SeenRequest seen = seen_request(request, number);
    {
      const std::lock_guard lock(mutex);
      requests.push_back(seen);
      changed.notify_all();
    }
    const bool is_upgrade = websocket::is_upgrade(request);
    const auto& ask = is_upgrade ? script.decline : script.on_request;
    const auto scripted = ask ? ask(seen) : std::nullopt;
    if (is_upgrade && !scripted && request.target() != "/declined") return serve_websocket(stream, request, number);
    if (scripted) {
      http::response<http::string_body> reply{static_cast<http::status>(scripted->status), 11};
      reply.keep_alive(true);
      for (const Header& header : scripted->headers) reply.set(header.name, header.value);
      reply.body() = scripted->body;
      reply.prepare_payload();
      http::write(stream, reply);
      continue;
    }
    if (!answer(stream, request, number)) return;
  }
}

bool TestServer::State::answer(TlsSocket& stream, const http::request<http::string_body>& request, int) {
  const std::string target(request.target());
  http::response<http::string_body> reply{http::status::ok, 11};
  reply.keep_alive(true);
  reply.set("X-Test", "first");
  if (target == "/echo" || target == "/hold" || target == "/last") {
    if (target == "/hold") hold();
    reply.body() = request.body();
  } else if (target == "/cut") {
    return false;
  } else if (target == "/cut-body") {
    asio::write(stream, asio::buffer(std::string("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this")));
    return false;
  } else if (target == "/chunked" || target == "/cut-chunk") {
    asio::write(stream, asio::buffer(std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4;name=value\r\n{\"a\"\r\n")));
    if (target == "/cut-chunk") return false;
    asio::write(stream, asio::buffer(std::string("3\r\n:1}\r\n0\r\nX-After: 1\r\n\r\n")));
    return true;
  } else if (target == "/long-head") {
    asio::write(stream, asio::buffer("HTTP/1.1 200 OK\r\nX-Long: " + std::string(100'000, 'x') + "\r\nContent-Length: 0\r\n\r\n"));
    return false;
  } else if (target == "/short-length") {
    asio::write(stream, asio::buffer(std::string("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n1234HTTP/1.1 200 OK\r\n")));
    return true;
  } else if (target == "/garbage") {
    asio::write(stream, asio::buffer(std::string("\x01\x02 this is not HTTP\r\n\r\n")));
    return false;
  } else if (target.starts_with("/status/")) {
    reply.result(static_cast<unsigned>(std::stoi(target.substr(8))));
    reply.set("Retry-After", "7");
  } else if (target == "/declined") {
    reply.result(429);
    reply.set("Retry-After", "7");
  } else if (target.starts_with("/big/")) {
    reply.body() = std::string(static_cast<std::size_t>(std::stoi(target.substr(5))), 'x');
  } else {
    reply.result(http::status::not_found);
  }
  reply.prepare_payload();
  if (request.method() == http::verb::head) reply.body().clear();
  http::write(stream, reply);
  return target != "/last";
}

void TestServer::State::note_frame(int number, std::string text) {
  const std::lock_guard lock(mutex);
  frames.push_back({number, std::move(text)});
  changed.notify_all();
}

void TestServer::State::serve_websocket(TlsSocket& stream, const http::request<http::string_body>& request, int number) {
  websocket::stream<TlsSocket&> socket(stream);
  websocket::permessage_deflate deflate;
  deflate.server_enable = true;
  socket.set_option(deflate);
  socket.control_callback([this, number](websocket::frame_type kind, beast::string_view) {
    note_frame(number, kind == websocket::frame_type::ping ? "(ping)" : kind == websocket::frame_type::pong ? "(pong)" : "(close)");
  });
  socket.accept(request);
  socket.text(true);
  const SeenRequest opening = seen_request(request, number);
  enum class Played { kNothing, kFrames, kCut };
  const auto play = [&](const std::string& text) {
    const auto scripted = script.on_message ? script.on_message(opening, text) : std::nullopt;
    if (!scripted) return Played::kNothing;
    for (const std::string& frame : scripted->frames) socket.write(asio::buffer(frame));
    if (scripted->cut) ::shutdown(stream.next_layer().native_handle(), SHUT_RDWR);
    return scripted->cut ? Played::kCut : Played::kFrames;
  };
  if (play({}) == Played::kCut) return;
  beast::flat_buffer buffer;
  while (true) {
    buffer.clear();
    socket.read(buffer);
    const std::string text = beast::buffers_to_string(buffer.data());
    note_frame(number, text);
    const Played played = play(text);
    if (played == Played::kCut) return;
    if (played == Played::kFrames) continue;
    if (text.starts_with("burst ")) {
      const int frames_to_send = std::stoi(text.substr(6));
      for (int i = 0; i < frames_to_send; ++i) socket.write(asio::buffer(std::to_string(i)));
    } else if (text == "drop") {
      ::shutdown(stream.next_layer().native_handle(), SHUT_RDWR);
      return;
    } else if (text == "close") {
      socket.close(websocket::close_reason(static_cast<websocket::close_code>(4001), "bye"));
      return;
    } else if (text == "silent") {
      hold();
    } else if (text.starts_with("big ")) {
      socket.write(asio::buffer(std::string(static_cast<std::size_t>(std::stoi(text.substr(4))), 'x')));
    } else if (text == "garbage") {
      asio::write(stream, asio::buffer(std::string("\xff\xff\xff\xff not a frame")));
    } else if (text == "ping") {
      socket.ping({});
    } else {
      socket.text(socket.got_text());
      socket.write(buffer.data());
      socket.text(true);
    }
  }
}

TestServer::TestServer(TestServerOptions options) : state_(std::make_unique<State>(options)) {}
TestServer::~TestServer() = default;

std::uint16_t TestServer::port() const { return state_->port; }
const std::string& TestServer::ca_file() const { return state_->ca_file; }

Endpoint TestServer::endpoint() const {
  Endpoint endpoint;
  endpoint.host = "localhost";
  endpoint.port = port();
  endpoint.ca_file = ca_file();
  return endpoint;
}

void TestServer::set_manner(Manner manner) {
  const std::lock_guard lock(state_->mutex);
  state_->manner = manner;
}

void TestServer::release() {
  const std::lock_guard lock(state_->mutex);
  state_->released = true;
  state_->changed.notify_all();
}

void TestServer::cut_all() {
  const std::lock_guard lock(state_->mutex);
  for (const int socket : state_->sockets) ::shutdown(socket, SHUT_RDWR);
}

std::vector<SeenRequest> TestServer::requests() const {
  const std::lock_guard lock(state_->mutex);
  return state_->requests;
}

std::vector<SeenFrame> TestServer::frames() const {
  const std::lock_guard lock(state_->mutex);
  return state_->frames;
}

int TestServer::connections() const {
  const std::lock_guard lock(state_->mutex);
  return state_->count;
}

bool TestServer::wait_for_requests(std::size_t count) const {
  std::unique_lock lock(state_->mutex);
  return state_->changed.wait_for(lock, kPatience, [&] { return state_->requests.size() >= count; });
}

bool TestServer::wait_for_frame(const std::string& text, std::size_t times) const {
  std::unique_lock lock(state_->mutex);
  return state_->changed.wait_for(lock, kPatience, [&] {
    return static_cast<std::size_t>(std::count_if(state_->frames.begin(), state_->frames.end(), [&](const SeenFrame& frame) {
             return frame.text == text;
           })) >= times;
  });
}

}  // namespace stom::net::test
