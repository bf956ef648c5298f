#include <gtest/gtest.h>

#include "base/diagnostic.h"
#include "base/utf8.h"

namespace stom {
namespace {

TEST(Render, TheCaretStandsUnderWideCharacters) {
  const Diagnostic wrong{Severity::kError,        "unknown-name", {2, 4}, 5, {"이름이 없습니다.", "No such name."},
                         {"현재가N?", "현재가N?"}};
  EXPECT_EQ(render(wrong, "buy.txt", "a = 1\r\nif 현재가_N(1) > 3:\r\n", Language::kKorean),
            "buy.txt:2:4: 오류: 이름이 없습니다. [unknown-name]\n    if 현재가_N(1) > 3:\n       ^^^^^^^^\n    도움말: "
            "현재가N?\n");
  EXPECT_EQ(render(wrong, "buy.txt", "a = 1\r\nif 현재가_N(1) > 3:\r\n", Language::kEnglish),
            "buy.txt:2:4: error: No such name. [unknown-name]\n    if 현재가_N(1) > 3:\n       ^^^^^^^^\n    hint: "
            "현재가N?\n");
}

TEST(Render, WhatConcernsTheWholeTextShowsNoLine) {
  const Diagnostic whole{Severity::kWarning, "no-decision", {}, 1, {"경고", "Warning."}, {}};
  EXPECT_EQ(render(whole, "sell.txt", "x", Language::kEnglish), "sell.txt: warning: Warning. [no-decision]\n");
}

TEST(Render, PositionsBehindTheTextAndTabsAreShown) {
  const Diagnostic end{Severity::kError, "id", {1, 3}, 4, {"x", "x"}, {}};
  EXPECT_EQ(render(end, "t", "\ta", Language::kEnglish), "t:1:3: error: x [id]\n     a\n      ^\n");
  const Diagnostic beyond{Severity::kError, "id", {9, 1}, 1, {"x", "x"}, {}};
  EXPECT_EQ(render(beyond, "t", "a\nb", Language::kEnglish), "t:9:1: error: x [id]\n    \n    ^\n");
}

TEST(Utf8, AnyBytesDecodeAndValidTextSurvives) {
  EXPECT_EQ(encode_utf8(decode_utf8("aé한\xF0\x9F\x98\x80")), "aé한\xF0\x9F\x98\x80");
  EXPECT_EQ(decode_utf8("\xED\xA0\x80\xC0\x80\xFF\xE3\x81").size(), 8U);
  EXPECT_EQ(character_count("한글a"), 3U);
  EXPECT_EQ(display_width("한글a"), 5);
}

TEST(Utf8, JamoCompose) {
  EXPECT_EQ(normalise("\u1112\u1161\u11ab"), "한");
  EXPECT_EQ(normalise("하\u11ab"), "한");
  EXPECT_EQ(normalise("（Ａ１　＿"), "(A1 _");
}

}  // namespace
}  // namespace stom
