#include "net/endpoint.h"

#include <set>

#include <gtest/gtest.h>

#include "net/problem.h"

namespace stom::net {
namespace {

TEST(ProxyText, ReadsHostPortAndLogin) {
  const std::optional<Proxy> plain = parse_proxy("proxy.example:3128");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->host, "proxy.example");
  EXPECT_EQ(plain->port, 3128);
  EXPECT_TRUE(plain->user.empty());
  const std::optional<Proxy> full = parse_proxy("http://kim:p@ss:word@10.0.0.1:8080/");
  ASSERT_TRUE(full);
  EXPECT_EQ(full->host, "10.0.0.1");
  EXPECT_EQ(full->port, 8080);
  EXPECT_EQ(full->user, "kim");
  EXPECT_EQ(full->password, "p@ss:word");
}

TEST(ProxyText, RefusesWhatIsNoProxy) {
  for (const char* const text : {"", "proxy", ":80", "proxy:", "proxy:0", "proxy:65536", "proxy:80x", "socks5://proxy:1080",
                                 "http://kim@proxy:80", "a b:80"}) {
    EXPECT_FALSE(parse_proxy(text)) << text;
  }
}

TEST(HttpHeaders, AreFoundInAnyLetterCase) {
  const Headers headers{{"X-MBX-USED-WEIGHT-1M", "12"}, {"Remaining-Req", "group=default; min=1800; sec=29"}, {"remaining-req", "later"}};
  EXPECT_EQ(header_value(headers, "x-mbx-used-weight-1m"), "12");
  EXPECT_EQ(header_value(headers, "remaining-Req"), "group=default; min=1800; sec=29");
  EXPECT_EQ(header_value(headers, "Retry-After"), "");
}

TEST(HttpHeaders, HoldNoLineBreaksAndTargetsNoBlanks) {
  EXPECT_TRUE(is_header_name("X-MBX-APIKEY"));
  EXPECT_FALSE(is_header_name(""));
  EXPECT_FALSE(is_header_name("X Y"));
  EXPECT_FALSE(is_header_name("X:"));
  EXPECT_TRUE(is_header_value("Bearer eyJ.a-b_c \t 한글"));
  EXPECT_FALSE(is_header_value("a\r\nb"));
  EXPECT_FALSE(is_header_value(std::string_view("a\0b", 3)));
  EXPECT_TRUE(is_target("/v1/orders?market=KRW-BTC&states[]=wait"));
  EXPECT_FALSE(is_target("v1"));
  EXPECT_FALSE(is_target("/a b"));
  EXPECT_FALSE(is_target("/한글"));
}

TEST(NetProblem, EveryOneHasItsOwnNameAndWords) {
  std::set<std::string> names, sentences;
  for (int i = 0; i <= static_cast<int>(Problem::kReplaced); ++i) {
    const auto problem = static_cast<Problem>(i);
    names.insert(std::string(name(problem)));
    const Message text = describe(problem, "api.example", "why");
    sentences.insert(text.ko);
    sentences.insert(text.en);
    EXPECT_NE(text.ko.find("api.example"), std::string::npos);
    EXPECT_NE(text.en.find("(why)"), std::string::npos);
  }
  EXPECT_EQ(names.size(), static_cast<std::size_t>(Problem::kReplaced) + 1);
  EXPECT_EQ(sentences.size(), 2 * names.size());
  EXPECT_EQ(describe(Problem::kTimeout, "h", "").en, "h: not done within the time limit.");
}

}  // namespace
}  // namespace stom::net
