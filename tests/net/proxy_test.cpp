#include <gtest/gtest.h>

#include "net/http_client.h"
#include "net/quiet_ports.h"
#include "net/test_proxy.h"
#include "net/test_server.h"

namespace stom::net {
namespace {

using test::TestProxy;
using test::TestServer;

HttpAnswer ask_through(const TestServer& server, const Proxy& proxy) {
  Runtime runtime([](std::exception_ptr) {});
  HttpClientOptions options;
  options.endpoint = server.endpoint();
  options.endpoint.proxy = proxy;
  HttpClient client(runtime, options);
  return client.send_and_wait({"POST", "/echo", {}, "through", 0.0});
}

TEST(NetProxy, CarriesTlsToTheServerThroughATunnel) {
  TestServer server;
  TestProxy tunnel;
  Proxy proxy = tunnel.proxy();
  const HttpAnswer plain = ask_through(server, proxy);
  EXPECT_EQ(plain.body, "through") << plain.text.en;
  proxy.user = "Aladdin";
  proxy.password = "open sesame";
  EXPECT_EQ(ask_through(server, proxy).body, "through");
  const std::vector<std::string> heads = tunnel.heads();
  ASSERT_EQ(heads.size(), 2u);
  EXPECT_TRUE(heads[0].starts_with(fmt::format("CONNECT localhost:{} HTTP/1.1\r\n", server.port()))) << heads[0];
  EXPECT_EQ(heads[0].find("Proxy-Authorization"), std::string::npos);
  EXPECT_NE(heads[1].find("Proxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n"), std::string::npos);  // RFC 7617
}

TEST(NetProxy, ARefusalIsAProxyProblemWithItsWordsAndNothingWasSent) {
  TestServer server;
  TestProxy tunnel("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
  const HttpAnswer answer = ask_through(server, tunnel.proxy());
  EXPECT_EQ(answer.problem, Problem::kProxy);
  EXPECT_EQ(answer.outcome, HttpOutcome::kNotSent);
  EXPECT_NE(answer.text.en.find("407"), std::string::npos);
  EXPECT_EQ(server.connections(), 0);
}

TEST(NetProxy, AProxyThatSpeaksNonsenseIsAProxyProblem) {
  TestServer server;
  TestProxy tunnel("SSH-2.0-not-a-proxy\r\n\r\n");
  EXPECT_EQ(ask_through(server, tunnel.proxy()).problem, Problem::kProxy);
}

TEST(NetProxy, AProxyThatIsNotThereIsAConnectProblem) {
  TestServer server;
  EXPECT_EQ(ask_through(server, {"127.0.0.1", test::closed_port(), {}, {}}).problem, Problem::kConnect);
}

}  // namespace
}  // namespace stom::net
