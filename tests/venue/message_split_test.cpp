#include "venue/message_split.h"

#include <gtest/gtest.h>

namespace stom::venue {
namespace {

// Messages as "PLACE TEXT", broken ones as "LINE:COLUMN!".
std::vector<std::string> split(std::string_view text) {
  MessageSplit split;
  std::vector<std::string> result;
  const auto take = [&] {
    SplitMessage message;
    while (split.next(message)) {
      if (message.problem.en.empty()) result.push_back(fmt::format("{} {}", message.place, message.text));
      else result.push_back(fmt::format("{}:{}!", message.line, message.column));
      EXPECT_EQ(message.text.empty(), !message.problem.en.empty());
      EXPECT_EQ(message.problem.ko.empty(), message.problem.en.empty());
    }
  };
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    split.feed(line);
    take();
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  split.end();
  take();
  return result;
}

using Lines = std::vector<std::string>;

TEST(MessageSplit, OneMessageALine) {
  EXPECT_EQ(split("{\"a\":1}\n\n  {\"b\":[2]}  \n[{\"c\":3}]"), (Lines{"1 {\"a\":1}", "3 {\"b\":[2]}", "4 [{\"c\":3}]"}));
  EXPECT_EQ(split("\xEF\xBB\xBF{\"a\":1}\r\n{\"b\":2}\r\n"), (Lines{"1 {\"a\":1}", "2 {\"b\":2}"}));
  EXPECT_EQ(split("{\"a\":1},\n{\"b\":2},\n"), (Lines{"1 {\"a\":1}", "2 {\"b\":2}"}));
  EXPECT_EQ(split(""), Lines{});
  EXPECT_EQ(split("\n \n"), Lines{});
}

TEST(MessageSplit, ValuesOverManyLinesAndSeveralOnOne) {
  EXPECT_EQ(split("{\n  \"a\": {\n    \"b\": 1\n  }\n}\n{\n  \"c\": 2\n}\n"),
            (Lines{"1 {\n  \"a\": {\n    \"b\": 1\n  }\n}", "6 {\n  \"c\": 2\n}"}));
  EXPECT_EQ(split("{\"a\":\"}{\"}{\"b\":2} [1]"), (Lines{"1 {\"a\":\"}{\"}", "1 {\"b\":2}", "1 [1]"}));
  // Without indentation.
  EXPECT_EQ(split("{\n\"a\":\n{\n\"b\":1\n}\n}"), (Lines{"1 {\n\"a\":\n{\n\"b\":1\n}\n}"}));
}

TEST(MessageSplit, AListOfMessagesGivesItsElements) {
  EXPECT_EQ(split("[{\"a\":1},{\"b\":2}]"), (Lines{"1 {\"a\":1}", "2 {\"b\":2}"}));
  EXPECT_EQ(split("\n[\n  {\"a\":1},\n  {\n    \"b\": 2\n  }\n]\n"), (Lines{"1 {\"a\":1}", "2 {\n    \"b\": 2\n  }"}));
  EXPECT_EQ(split("[[1,\"2\"],[3,\"4\"]]"), (Lines{"1 [[1,\"2\"]]", "2 [[3,\"4\"]]"}));
  EXPECT_EQ(split("[[{\"a\":1}],[{\"b\":1}]]"), (Lines{"1 [{\"a\":1}]", "2 [{\"b\":1}]"}));
  // A list that other lines follow is one frame.
  EXPECT_EQ(split("[{\"a\":1},{\"b\":2}]\n[{\"c\":3}]\n"), (Lines{"1 [{\"a\":1},{\"b\":2}]", "2 [{\"c\":3}]"}));
  EXPECT_EQ(split("[\n]\n"), Lines{});
}

TEST(MessageSplit, RecordingsLoseTheirStamps) {
  EXPECT_EQ(split("wss://x <-> 1618678261.6\n1618678263.010785\t{\"a\":1}\n1723161255030314667 {\"b\":2}\n1618678263.1: b'{\"c\":\\'3\\'}'\n"),
            (Lines{"2 {\"a\":1}", "3 {\"b\":2}", "4:6!"}));
  EXPECT_EQ(split("1618678263.1: b'{\"c\":3}'\n"), Lines{"1 {\"c\":3}"});
}

TEST(MessageSplit, ABrokenLineCostsNoOther) {
  const Lines around = {"1 {\"a\":1}", "", "3 {\"c\":3}"};
  const std::pair<const char*, const char*> broken[] = {
      {"{\"b\":", "2:6!"},          {"{\"b\":\"x", "2:8!"},     {"{\"b\":2", "2:7!"},      {"{\"b\":2,", "2:8!"},  {"{\"b\":[[\"1\",\"2\"],", "2:17!"},
      {"{\"b\":01}", "2:7!"},       {"{\"b\":nul}", "2:9!"},    {"{b:2}", "2:2!"},         {"{\"b\" 2}", "2:6!"},  {"{\"b\":2}}", "2:8!"},
      {"{\"b\":2} x", "2:9!"},      {"Too many requests", "2:1!"}, {"{\"b\":2,}", "2:8!"}, {"{\"b\":\"\\x\"}", "2:8!"}, {"{\"b\":[1 2]}", "2:9!"},
      {"{\"b\":-}", "2:7!"},        {"{\"b\":1.}", "2:8!"},     {"{\"b\":1e}", "2:8!"},    {"{", "2:2!"},
  };
  for (const auto& one : broken) {
    Lines expected = around;
    expected[1] = one.second;
    EXPECT_EQ(split(fmt::format("{{\"a\":1}}\n{}\n{{\"c\":3}}\n", one.first)), expected) << one.first;
  }
}

TEST(MessageSplit, ABrokenElementCostsNoOther) {
  EXPECT_EQ(split("[\n  {\"a\":1},\n  {\"b\":},\n  {\"c\":3}\n]\n"), (Lines{"1 {\"a\":1}", "3:8!", "3 {\"c\":3}"}));
  EXPECT_EQ(split("[\n  {\n    \"a\": 1,,\n    \"x\": {\n    }\n  },\n  {\n    \"c\": 3\n  }\n]\n"), (Lines{"3:12!", "2 {\n    \"c\": 3\n  }"}));
  EXPECT_EQ(split("[\n{\"a\":1},\n{\"b\":\"2,\n{\"c\":3}]"), (Lines{"1 {\"a\":1}", "3:9!", "3 {\"c\":3}"}));
  EXPECT_EQ(split("[{\"a\":1},{\"b\":},{\"c\":3}]"), (Lines{"1 {\"a\":1}", "1:15!", "3 {\"c\":3}"}));
  EXPECT_EQ(split("[{\"a\":1}\n{\"b\":2}]"), (Lines{"1 {\"a\":1}", "2:1!", "2 {\"b\":2}"}));
}

TEST(MessageSplit, WhatIsCutOffAtTheEndIsTold) {
  EXPECT_EQ(split("{\"a\":1}\n{\"b\":[1,2"), (Lines{"1 {\"a\":1}", "2:10!"}));
  EXPECT_EQ(split("[\n {\"a\":1},\n {\"b\":"), (Lines{"1 {\"a\":1}", "3:7!"}));
  EXPECT_EQ(split("[{\"a\":1}"), (Lines{"1 {\"a\":1}", "1:9!"}));
  EXPECT_EQ(split("{\n  \"a\": 1\n"), Lines{"2:9!"});
}

TEST(MessageSplit, AWebPageIsOneError) {
  const std::string page = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center>\r\n</body>\r\n</html>\r\n";
  EXPECT_EQ(split(page), Lines{"1:1!"});
  EXPECT_EQ(split("{\"a\":1}\n" + page + "{\"b\":2}\n"), (Lines{"1 {\"a\":1}", "2:1!", "8 {\"b\":2}"}));
  MessageSplit one;
  one.feed("<!DOCTYPE html><title>403 Forbidden</title>");
  one.end();
  SplitMessage message;
  ASSERT_TRUE(one.next(message));
  EXPECT_EQ(message.problem.en, "a web page instead of JSON: '403 Forbidden'");
}

TEST(MessageSplit, Utf16IsNamed) { EXPECT_EQ(split("\xFF\xFE{\n{\n"), Lines{"1:1!"}); }

TEST(JsonCheck, AgreesOnEveryCutOfAValue) {
  const std::string whole = R"({"a":[1,-2.5e+3,"x\u00e9\n",true,null,{"b":{}}],"c":[]})";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    JsonCheck check;
    EXPECT_EQ(check.feed(std::string_view(whole).substr(0, size)), size);
    EXPECT_EQ(check.status(), JsonCheck::Status::kOpen) << size;
    EXPECT_FALSE(check.reason().en.empty());
    EXPECT_EQ(check.feed(whole.substr(size) + "{"), whole.size() - size);
    EXPECT_EQ(check.status(), JsonCheck::Status::kEnded) << size;
  }
  JsonCheck deep;
  deep.feed(std::string(1000, '['));
  EXPECT_EQ(deep.status(), JsonCheck::Status::kWrong);
}

}  // namespace
}  // namespace stom::venue
