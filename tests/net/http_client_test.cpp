#include "net/http_client.h"

#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include "base/error.h"
#include "net/inbox.h"
#include "net/quiet_ports.h"
#include "net/test_server.h"

namespace stom::net {
namespace {

using test::Inbox;
using test::Manner;
using test::TestServer;

struct World {
  TestServer server;
  Runtime runtime{[](std::exception_ptr failure) { std::rethrow_exception(failure); }};

  [[nodiscard]] HttpClientOptions options() const {
    HttpClientOptions result;
    result.endpoint = server.endpoint();
    return result;
  }
};

HttpRequest get(std::string target) { return {"GET", std::move(target), {}, {}, 0.0}; }
HttpRequest post(std::string target, std::string body) { return {"POST", std::move(target), {}, std::move(body), 0.0}; }

TEST(HttpClient, KeepsTheConnectionForTheNextRequest) {
  World world;
  HttpClient client(world.runtime, world.options());
  for (int i = 0; i < 5; ++i) {
    const HttpAnswer answer = client.send_and_wait(get("/echo"));
    ASSERT_EQ(answer.outcome, HttpOutcome::kAnswered) << answer.text.en;
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.timing.reused, i > 0);
    EXPECT_EQ(header_value(answer.headers, "x-test"), "first");
    EXPECT_LE(answer.timing.sent_at, answer.timing.answered_at);
    EXPECT_GT(answer.timing.sent_at, 0);
  }
  EXPECT_EQ(world.server.connections(), 1);
}

TEST(HttpClient, SendsTargetHeadersAndBodyByteForByte) {
  World world;
  HttpClient client(world.runtime, world.options());
  std::string body;
  for (int i = 0; i < 70000; ++i) body += static_cast<char>((i * 31 + i / 256) & 0xff);
  HttpRequest request = post("/echo", body);
  request.headers = {{"X-MBX-APIKEY", "k1"}, {"x-order", "B then a"}};
  HttpAnswer answer = client.send_and_wait(request);
  ASSERT_EQ(answer.outcome, HttpOutcome::kAnswered) << answer.text.en;
  EXPECT_EQ(answer.body, body);

  answer = client.send_and_wait(get("/fapi/v1/order?symbol=BTCUSDT&id=stom%3AL%2F1&signature=ab%20+c"));
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(answer.outcome, HttpOutcome::kAnswered);
  const std::vector<test::SeenRequest> seen = world.server.requests();
  ASSERT_EQ(seen.size(), 2u);
  EXPECT_EQ(seen[0].body, body);
  EXPECT_EQ(seen[0].method, "POST");
  EXPECT_EQ(header_value(seen[0].headers, "X-MBX-APIKEY"), "k1");
  EXPECT_EQ(header_value(seen[0].headers, "X-Order"), "B then a");
  EXPECT_EQ(header_value(seen[0].headers, "Host"), fmt::format("localhost:{}", world.server.port()));
  EXPECT_EQ(seen[1].target, "/fapi/v1/order?symbol=BTCUSDT&id=stom%3AL%2F1&signature=ab%20+c");
}

TEST(HttpClient, RunsRequestsSideBySideUpToItsConnections) {
  World world;
  HttpClientOptions options = world.options();
  options.connections = 3;
  HttpClient client(world.runtime, options);
  Inbox<HttpAnswer> answers;
  for (int i = 0; i < 8; ++i) client.send(post("/hold", std::to_string(i)), [&](HttpAnswer answer) { answers.put(std::move(answer)); });
  ASSERT_TRUE(world.server.wait_for_requests(3));
  EXPECT_EQ(world.server.requests().size(), 3u);
  EXPECT_TRUE(answers.all().empty());
  world.server.release();
  ASSERT_TRUE(answers.wait_for_count(8));
  std::vector<std::string> bodies;
  for (const HttpAnswer& answer : answers.all()) bodies.push_back(answer.body);
  std::sort(bodies.begin(), bodies.end());
  EXPECT_EQ(bodies, (std::vector<std::string>{"0", "1", "2", "3", "4", "5", "6", "7"}));
  EXPECT_EQ(world.server.connections(), 3);
}

TEST(HttpClient, HandsBackWhateverStatusTheVenueGave) {
  World world;
  HttpClient client(world.runtime, world.options());
  for (const int status : {400, 418, 429, 503}) {
    const HttpAnswer answer = client.send_and_wait(get(fmt::format("/status/{}", status)));
    EXPECT_EQ(answer.outcome, HttpOutcome::kAnswered);
    EXPECT_EQ(answer.problem, Problem::kNone);
    EXPECT_EQ(answer.status, status);
    EXPECT_EQ(header_value(answer.headers, "retry-after"), "7");
  }
}

TEST(HttpClient, AHeadRequestHasNoBodyAndKeepsTheConnection) {
  World world;
  HttpClient client(world.runtime, world.options());
  EXPECT_EQ(client.send_and_wait({"HEAD", "/big/1000", {}, {}, 0.0}).outcome, HttpOutcome::kAnswered);
  EXPECT_EQ(client.send_and_wait(get("/big/1000")).body.size(), 1000u);
  EXPECT_EQ(world.server.connections(), 1);
}

TEST(HttpClient, AnOrderCutOffIsUnknownAndNeverSentAgain) {
  World world;
  HttpClient client(world.runtime, world.options());
  ASSERT_EQ(client.send_and_wait(get("/echo")).outcome, HttpOutcome::kAnswered);
  const HttpAnswer answer = client.send_and_wait(post("/cut", "order"));
  EXPECT_EQ(answer.outcome, HttpOutcome::kUnknown);
  EXPECT_EQ(answer.problem, Problem::kClosed);
  EXPECT_TRUE(answer.timing.reused);
  EXPECT_EQ(world.server.requests().size(), 2u);
}

TEST(HttpClient, AQueryOnAStaleConnectionIsRepeatedOnceOnAFreshOne) {
  World world;
  HttpClient client(world.runtime, world.options());
  ASSERT_EQ(client.send_and_wait(get("/echo")).outcome, HttpOutcome::kAnswered);
  // The server hangs up on seeing the request: the second try is on a fresh connection, and there is no third.
  const HttpAnswer answer = client.send_and_wait(get("/cut"));
  EXPECT_EQ(answer.outcome, HttpOutcome::kUnknown);
  EXPECT_EQ(world.server.requests().size(), 3u);
  EXPECT_EQ(world.server.connections(), 2);
}

TEST(HttpClient, AnOrderAfterTheServerHungUpGoesOutOnAFreshConnection) {
  World world;
  HttpClient client(world.runtime, world.options());
  for (int i = 0; i < 3; ++i) {
    ASSERT_EQ(client.send_and_wait(get("/last")).outcome, HttpOutcome::kAnswered);
    // Any answer on a second client comes after the server's farewell on the first, most of the time; both ways must end well.
    HttpClient other(world.runtime, world.options());
    ASSERT_EQ(other.send_and_wait(get("/echo")).outcome, HttpOutcome::kAnswered);
    ASSERT_EQ(client.send_and_wait(get("/echo")).outcome, HttpOutcome::kAnswered);
  }
}

TEST(HttpClient, ABodyThatBreaksOffIsUnknownWithItsStatus) {
  World world;
  HttpClient client(world.runtime, world.options());
  const HttpAnswer answer = client.send_and_wait(get("/cut-body"));
  EXPECT_EQ(answer.outcome, HttpOutcome::kUnknown);
  EXPECT_EQ(answer.problem, Problem::kClosed);
  EXPECT_EQ(answer.status, 200);
}

TEST(HttpClient, GarbageIsABadAnswer) {
  World world;
  HttpClient client(world.runtime, world.options());
  const HttpAnswer answer = client.send_and_wait(get("/garbage"));
  EXPECT_EQ(answer.outcome, HttpOutcome::kUnknown);
  EXPECT_EQ(answer.problem, Problem::kBadAnswer) << answer.text.en;
}

TEST(HttpClient, TakesAnAnswerInChunksAndKeepsTheConnection) {
  World world;
  HttpClient client(world.runtime, world.options());
  const HttpAnswer answer = client.send_and_wait(get("/chunked"));
  EXPECT_EQ(answer.outcome, HttpOutcome::kAnswered) << answer.text.en;
  EXPECT_EQ(answer.body, R"({"a":1})");
  EXPECT_TRUE(client.send_and_wait(get("/echo")).timing.reused);
}

TEST(HttpClient, ChunksThatBreakOffAreUnknown) {
  World world;
  HttpClient client(world.runtime, world.options());
  const HttpAnswer answer = client.send_and_wait(post("/cut-chunk", "order"));
  EXPECT_EQ(answer.outcome, HttpOutcome::kUnknown);
  EXPECT_EQ(answer.problem, Problem::kClosed) << answer.text.en;
}

TEST(HttpClient, AHeadAboveTheLimitIsRefused) {
  World world;
  HttpClient client(world.runtime, world.options());
  const HttpAnswer answer = client.send_and_wait(get("/long-head"));
  EXPECT_EQ(answer.outcome, HttpOutcome::kUnknown);
  EXPECT_EQ(answer.problem, Problem::kTooLarge) << answer.text.en;
}

TEST(HttpClient, WhatFollowsAnAnswerUnaskedIsNotTheNextAnswer) {
  World world;
  HttpClient client(world.runtime, world.options());
  EXPECT_EQ(client.send_and_wait(get("/short-length")).body, "1234");
  const HttpAnswer next = client.send_and_wait(post("/echo", "order"));
  EXPECT_EQ(next.body, "order");
  EXPECT_FALSE(next.timing.reused);
}

TEST(HttpClient, AnAnswerAboveTheLimitIsRefused) {
  World world;
  HttpClientOptions options = world.options();
  options.most_body = 1000;
  HttpClient client(world.runtime, options);
  EXPECT_EQ(client.send_and_wait(get("/big/1000")).outcome, HttpOutcome::kAnswered);
  EXPECT_EQ(client.send_and_wait(get("/big/1001")).problem, Problem::kTooLarge);
}

TEST(HttpClient, ATimeoutAfterSendingIsUnknown) {
  World world;
  HttpClient client(world.runtime, world.options());
  HttpRequest request = post("/hold", "order");
  request.timeout = 0.3;
  const HttpAnswer answer = client.send_and_wait(request);
  EXPECT_EQ(answer.problem, Problem::kTimeout) << answer.text.en;
  EXPECT_EQ(answer.outcome, HttpOutcome::kUnknown);
  EXPECT_GE(answer.timing.whole_seconds, 0.25);
}

TEST(HttpClient, ATimeoutInTheQueueIsNotSent) {
  World world;
  HttpClientOptions options = world.options();
  options.connections = 1;
  HttpClient client(world.runtime, options);
  Inbox<HttpAnswer> held;
  client.send(post("/hold", "1"), [&](HttpAnswer answer) { held.put(std::move(answer)); });
  ASSERT_TRUE(world.server.wait_for_requests(1));
  HttpRequest request = post("/echo", "2");
  request.timeout = 0.05;
  const HttpAnswer answer = client.send_and_wait(request);
  EXPECT_EQ(answer.problem, Problem::kTimeout);
  EXPECT_EQ(answer.outcome, HttpOutcome::kNotSent);
  world.server.release();
  ASSERT_TRUE(held.wait_for_count(1));
  EXPECT_EQ(held.all()[0].outcome, HttpOutcome::kAnswered);
  EXPECT_EQ(client.send_and_wait(post("/echo", "3")).body, "3");
}

TEST(HttpClient, AFullQueueRefusesAtOnce) {
  World world;
  HttpClientOptions options = world.options();
  options.connections = 1;
  options.most_waiting = 1;
  HttpClient client(world.runtime, options);
  Inbox<HttpAnswer> answers;
  for (int i = 0; i < 3; ++i) client.send(post("/hold", "x"), [&](HttpAnswer answer) { answers.put(std::move(answer)); });
  ASSERT_TRUE(answers.wait_for_count(1));
  EXPECT_EQ(answers.all()[0].problem, Problem::kQueueFull);
  EXPECT_EQ(answers.all()[0].outcome, HttpOutcome::kNotSent);
  world.server.release();
  ASSERT_TRUE(answers.wait_for_count(3));
}

TEST(HttpClient, RefusesACertificateForAnotherHost) {
  TestServer server({.certificate_host = "other.example"});
  Runtime runtime([](std::exception_ptr) {});
  HttpClientOptions options;
  options.endpoint = server.endpoint();
  HttpClient client(runtime, options);
  const HttpAnswer answer = client.send_and_wait(post("/echo", "secret"));
  EXPECT_EQ(answer.problem, Problem::kCertificate) << answer.text.en;
  EXPECT_EQ(answer.outcome, HttpOutcome::kNotSent);
  EXPECT_TRUE(server.requests().empty());
}

TEST(HttpClient, RefusesAnAuthorityItDoesNotTrust) {
  World world;
  TestServer other;
  HttpClientOptions options = world.options();
  options.endpoint.ca_file = other.ca_file();
  HttpClient client(world.runtime, options);
  EXPECT_EQ(client.send_and_wait(get("/echo")).problem, Problem::kCertificate);
  options.endpoint.ca_file.clear();  // the system's authorities know nothing of a test
  HttpClient with_system(world.runtime, options);
  EXPECT_EQ(with_system.send_and_wait(get("/echo")).problem, Problem::kCertificate);
}

TEST(HttpClient, RefusesAnExpiredCertificate) {
  TestServer server({.certificate_host = "localhost", .certificate_days = -1});
  Runtime runtime([](std::exception_ptr) {});
  HttpClientOptions options;
  options.endpoint = server.endpoint();
  HttpClient client(runtime, options);
  EXPECT_EQ(client.send_and_wait(get("/echo")).problem, Problem::kCertificate);
}

TEST(HttpClient, RefusesTlsOlderThan12) {
  for (const int version : {TLS1_1_VERSION, TLS1_2_VERSION}) {
    TestServer server({.certificate_host = "localhost", .certificate_days = 1, .newest_tls = version});
    Runtime runtime([](std::exception_ptr) {});
    HttpClientOptions options;
    options.endpoint = server.endpoint();
    HttpClient client(runtime, options);
    const HttpAnswer answer = client.send_and_wait(get("/echo"));
    EXPECT_EQ(answer.problem, version == TLS1_1_VERSION ? Problem::kTls : Problem::kNone) << answer.text.en;
  }
}

TEST(HttpClient, AServerThatSpeaksPlainTextIsATlsProblem) {
  World world;
  world.server.set_manner(Manner::kSpeakPlain);
  HttpClient client(world.runtime, world.options());
  const HttpAnswer answer = client.send_and_wait(get("/echo"));
  EXPECT_EQ(answer.problem, Problem::kTls) << answer.text.en;
  EXPECT_EQ(answer.outcome, HttpOutcome::kNotSent);
}

TEST(HttpClient, ASilentHandshakeTimesOutUnsent) {
  World world;
  world.server.set_manner(Manner::kSayNothing);
  HttpClientOptions options = world.options();
  options.endpoint.tls_timeout = 0.1;
  HttpClient client(world.runtime, options);
  const HttpAnswer answer = client.send_and_wait(get("/echo"));
  EXPECT_EQ(answer.problem, Problem::kTimeout);
  EXPECT_EQ(answer.outcome, HttpOutcome::kNotSent);
}

TEST(HttpClient, NobodyListeningIsAConnectProblem) {
  World world;
  HttpClientOptions options = world.options();
  options.endpoint.port = test::closed_port();
  HttpClient client(world.runtime, options);
  const HttpAnswer answer = client.send_and_wait(get("/echo"));
  EXPECT_EQ(answer.problem, Problem::kConnect) << answer.text.en;
  EXPECT_EQ(answer.outcome, HttpOutcome::kNotSent);
  EXPECT_NE(answer.text.ko.find("localhost"), std::string::npos);
}

TEST(HttpClient, AHostThatNeverAcceptsTimesOutUnsent) {
  World world;
  const test::FullPort port;
  HttpClientOptions options = world.options();
  options.endpoint.host = "127.0.0.1";
  options.endpoint.port = port.number();
  options.endpoint.connect_timeout = 0.1;
  HttpClient client(world.runtime, options);
  const HttpAnswer answer = client.send_and_wait(get("/echo"));
  EXPECT_EQ(answer.problem, Problem::kTimeout) << answer.text.en;
  EXPECT_EQ(answer.outcome, HttpOutcome::kNotSent);
}

TEST(HttpClient, RefusesRequestsThatWouldSmuggleLines) {
  World world;
  HttpClient client(world.runtime, world.options());
  EXPECT_EQ(client.send_and_wait(get("/echo HTTP/1.1\r\nX: y")).problem, Problem::kBadRequest);
  EXPECT_EQ(client.send_and_wait({"GET", "/echo", {{"X", "a\r\nY: b"}}, {}, 0.0}).problem, Problem::kBadRequest);
  EXPECT_EQ(client.send_and_wait({"GET", "/echo", {{"Content-Length", "5"}}, {}, 0.0}).problem, Problem::kBadRequest);
  EXPECT_EQ(client.send_and_wait({"GE T", "/echo", {}, {}, 0.0}).problem, Problem::kBadRequest);
  EXPECT_EQ(world.server.connections(), 0);
}

TEST(HttpClient, AMissingCaFileIsToldAtOnce) {
  World world;
  HttpClientOptions options = world.options();
  options.endpoint.ca_file = "/nonexistent/ca.pem";
  EXPECT_THROW(HttpClient(world.runtime, options), FileError);
}

TEST(HttpClient, CloseAnswersEveryOpenRequestOnce) {
  World world;
  HttpClientOptions options = world.options();
  options.connections = 2;
  HttpClient client(world.runtime, options);
  Inbox<HttpAnswer> answers;
  for (int i = 0; i < 5; ++i) client.send(post("/hold", "x"), [&](HttpAnswer answer) { answers.put(std::move(answer)); });
  ASSERT_TRUE(world.server.wait_for_requests(2));
  client.close();
  const std::vector<HttpAnswer> all = answers.all();
  ASSERT_EQ(all.size(), 5u);
  int unknown = 0;
  for (const HttpAnswer& answer : all) {
    EXPECT_EQ(answer.problem, Problem::kStopped);
    unknown += answer.outcome == HttpOutcome::kUnknown ? 1 : 0;
  }
  EXPECT_EQ(unknown, 2);  // the two that were on their way
  EXPECT_EQ(client.send_and_wait(get("/echo")).problem, Problem::kStopped);
}

TEST(HttpClient, StoppingTheRuntimeAnswersEveryOpenRequest) {
  World world;
  HttpClient client(world.runtime, world.options());
  Inbox<HttpAnswer> answers;
  for (int i = 0; i < 6; ++i) client.send(post("/hold", "x"), [&](HttpAnswer answer) { answers.put(std::move(answer)); });
  ASSERT_TRUE(world.server.wait_for_requests(4));
  world.runtime.stop();
  EXPECT_EQ(answers.all().size(), 6u);
  EXPECT_EQ(client.send_and_wait(get("/echo")).problem, Problem::kStopped);
}

TEST(HttpClient, MayBeDestroyedWhileItConnects) {
  World world;
  world.server.set_manner(Manner::kSayNothing);
  Inbox<HttpAnswer> answers;
  for (int i = 0; i < 20; ++i) {
    HttpClient client(world.runtime, world.options());
    client.send(post("/echo", "x"), [&](HttpAnswer answer) { answers.put(std::move(answer)); });
  }
  ASSERT_EQ(answers.all().size(), 20u);
  for (const HttpAnswer& answer : answers.all()) {
    EXPECT_EQ(answer.problem, Problem::kStopped);
    EXPECT_EQ(answer.outcome, HttpOutcome::kNotSent);
  }
}

TEST(HttpClient, ACallbackThatThrowsIsToldAndHarmsNobody) {
  TestServer server;
  Inbox<std::string> failures;
  Runtime runtime([&](std::exception_ptr failure) {
    try {
      std::rethrow_exception(failure);
    } catch (const std::exception& error) {
      failures.put(error.what());
    }
  });
  HttpClientOptions options;
  options.endpoint = server.endpoint();
  HttpClient client(runtime, options);
  client.send(get("/echo"), [](const HttpAnswer&) { throw std::runtime_error("callback"); });
  ASSERT_TRUE(failures.wait_for_count(1));
  EXPECT_EQ(failures.all()[0], "callback");
  EXPECT_EQ(client.send_and_wait(get("/echo")).status, 200);
}

}  // namespace
}  // namespace stom::net
