// Texts to trees: what the parser reads, shown by dump().
#include <gtest/gtest.h>

#include "script/dump.h"
#include "script/parser.h"

namespace stom::script {
namespace {

std::string tree(std::string_view source) {
  const ParsedText parsed = parse(source);
  std::string out;
  for (const Diagnostic& d : parsed.diagnostics) {
    out += fmt::format("{}{} {}:{}\n", d.severity == Severity::kWarning ? "warning " : "", d.id, d.position.line,
                       d.position.column);
  }
  return out + dump(parsed.body);
}

TEST(FrontParser, PrecedenceIsThatOfPython) {
  EXPECT_EQ(tree("a = 1 + 2 * 3 - 4 // 5"), "a = (- (+ 1 (* 2 3)) (// 4 5))\n");
  EXPECT_EQ(tree("a = -2 ** 2"), "a = (neg (** 2 2))\n");
  EXPECT_EQ(tree("a = 2 ** -1 ** 2"), "a = (** 2 (neg (** 1 2)))\n");
  EXPECT_EQ(tree("a = not b == c and d or e"), "a = (or (and (not (b == c)) d) e)\n");
  EXPECT_EQ(tree("a = 1 | 2 ^ 3 & 4 << 5 + 6"), "a = (| 1 (^ 2 (& 3 (<< 4 (+ 5 6)))))\n");
  EXPECT_EQ(tree("a = ~b + +c"), "a = (+ (~ b) (+ c))\n");
  EXPECT_EQ(tree("a = b if c else d if e else f"), "a = (if b c (if d e f))\n");
}

TEST(FrontParser, ComparisonsChain) {
  EXPECT_EQ(tree("a = 3 <= 등락율 <= 25"), "a = (3 <= 등락율 <= 25)\n");
  EXPECT_EQ(tree("a = b not in c is not d in e"), "a = (b not in c is not d in e)\n");
}

TEST(FrontParser, AssignmentsUnpackAndChain) {
  EXPECT_EQ(tree("a, b = x, y"), "(tuple a b) = (tuple x y)\n");
  EXPECT_EQ(tree("a = b = 1"), "a = b = 1\n");
  EXPECT_EQ(tree("(a, b), c = x"), "(tuple (tuple a b) c) = x\n");
  EXPECT_EQ(tree("[a, b] = x"), "(tuple a b) = x\n");
  EXPECT_EQ(tree("a //= 2; b **= 3;"), "a //= 2\nb **= 3\n");
  EXPECT_EQ(tree("a = 1,"), "a = (tuple 1)\n");
}

TEST(FrontParser, CallsTakeKeywordsAndSubscriptsTakeSlices) {
  EXPECT_EQ(tree("이동평균(60, pre=1)"), "(call 이동평균 60 pre=1)\n");
  EXPECT_EQ(tree("str(x)[:8][1:][::2][-1]"), "(call str x)[(slice _ 8 _)][(slice 1 _ _)][(slice _ _ 2)][(neg 1)]\n");
  EXPECT_EQ(tree("a[1:2, 3]"), "a[(tuple (slice 1 2 _) 3)]\n");
  EXPECT_EQ(tree("(a - b).total_seconds()"), "(call (- a b).total_seconds)\n");
}

TEST(FrontParser, ElifIsAnIfInTheElse) {
  EXPECT_EQ(tree("if a:\n  x = 1\nelif b: x = 2\nelse:\n\tx = 3\n"),
            "if a\n  x = 1\nelse\n  if b\n    x = 2\n  else\n    x = 3\n");
}

TEST(FrontParser, LoopsHaveElse) {
  EXPECT_EQ(
      tree("for i, j in zip(a, b):\n  if i: break\n  else: continue\nelse:\n  pass\nwhile x: x -= 1"),
      "for (tuple i j) in (call zip a b)\n  if i\n    break\n  else\n    continue\nelse\n  pass\nwhile x\n  x -= 1\n");
}

TEST(FrontParser, TryHasOneHandler) {
  EXPECT_EQ(tree("try:\n  a = 1\nexcept:\n  a = 2"), "try\n  a = 1\nexcept\n  a = 2\n");
  EXPECT_EQ(tree("try: a = 1\nexcept Exception as e: a = e"), "try\n  a = 1\nexcept\n  a = e\n");
}

TEST(FrontParser, LinesJoinInBracketsAndByBackslash) {
  EXPECT_EQ(tree("if (a and  # 까닭\n      b\n  and c):\n    x = 1 + \\\n 2\n"), "if (and a b c)\n  x = (+ 1 2)\n");
}

TEST(FrontParser, CommentsAndBlankLinesDoNotMatter) {
  EXPECT_EQ(tree("# 처음\n\nif a:\n# 앞으로 나온 주석\n\n    b = 1\n      # 들어간 주석\n    c = 2\n"),
            "if a\n  b = 1\n  c = 2\n");
}

TEST(FrontParser, ATabReachesTheNextMultipleOfEight) {
  EXPECT_EQ(tree("if a:\n\tb = 1\n        c = 2\n"), "if a\n  b = 1\n  c = 2\n");
  EXPECT_EQ(tree("if a:\n    b = 1\n\tc = 2\n"), "unexpected-indent 3:2\n");
}

TEST(FrontParser, NumbersAreReadAsPythonDoes) {
  EXPECT_EQ(tree("a = 1_000 + 0x1F + 0b101 + 0o17 + 00"), "a = (+ (+ (+ (+ 1000 31) 5) 15) 0)\n");
  EXPECT_EQ(tree("a = 1.5, .5, 1., 1e-3, 1E3, 1_0.0_1"), "a = (tuple 1.5 0.5 1.0 0.001 1000.0 10.01)\n");
  EXPECT_EQ(tree("a = 1if b else 2"), "a = (if 1 b 2)\n");
  EXPECT_EQ(tree("a = 1e999"), "a = inf\n");
  EXPECT_EQ(tree("a = 9007199254740992"), "a = 9007199254740992\n");
}

TEST(FrontParser, StringsHaveEscapesPrefixesAndNeighbours) {
  EXPECT_EQ(tree(R"(a = 'x\n\'' "y")"), "a = 'x\\n\\'y'\n");
  EXPECT_EQ(tree("a = r'\\d' + '\\x41\\uac00\\q'"), "a = (+ '\\\\d' 'A가\\\\q')\n");
  EXPECT_EQ(tree("'''여러\n줄'''\na = 1"), "'여러\\n줄'\na = 1\n");
  EXPECT_EQ(tree("a = f'{x}원 {{y}} {round(z, 2)}'"), "a = (f x '원 {y} ' (call round z 2))\n");
}

TEST(FrontParser, FullWidthCharactersAreAcceptedWithWarnings) {
  EXPECT_EQ(tree("if a＞１ and f（b，c）：\n　d＝＇x＇"),
            "warning full-width 1:5\nwarning full-width 1:6\nwarning full-width 1:13\nwarning full-width 1:15\nwarning "
            "full-width 1:17\n"
            "warning full-width 1:18\nwarning unusual-blank 2:1\nwarning full-width 2:3\nif (and (a > 1) (call f b "
            "c))\n  d = 'x'\n");
}

TEST(FrontParser, DecomposedHangulIsTheSameName) {
  EXPECT_EQ(tree("\u1112\u1167\u11ab\u110c\u1162\u1100\u1161 = ａ1"), "현재가 = a1\n");
}

TEST(FrontParser, ByteOrderMarkAndWindowsLineEndsAreAccepted) {
  EXPECT_EQ(tree("\xEF\xBB\xBFif a:\r\n    b = 1\r\n"), "if a\n  b = 1\n");
}

TEST(FrontParser, PositionsCountCharactersFromOne) {
  const ParsedText parsed = parse("\xEF\xBB\xBF현재가 = 1\n시가 = (현재가 + 고가)\n");
  ASSERT_EQ(parsed.body.size(), 2U);
  const Expr& sum = *parsed.body[1]->value;
  EXPECT_EQ(sum.children[1]->position, (SourcePosition{2, 13}));
  EXPECT_EQ(sum.children[1]->length, 2);
  EXPECT_EQ(sum.position, (SourcePosition{2, 7}));
  EXPECT_EQ(sum.length, 8);
}

TEST(FrontParser, DeepNestingIsADiagnostic) {
  const std::string deep = "a = " + std::string(5000, '(') + "1" + std::string(5000, ')');
  EXPECT_EQ(tree(deep), "too-deep 1:205\n");
  std::string sum = "a = 1", elifs = "if a:\n  b = 1\n";
  for (int i = 0; i < 100'000; ++i) sum += "+1";
  EXPECT_TRUE(has_errors(parse(sum).diagnostics));
  std::string signs = "a = " + std::string(5000, '-') + "1";
  EXPECT_TRUE(has_errors(parse(signs).diagnostics));
  for (int i = 0; i < 1000; ++i) elifs += "elif a:\n  b = 2\n";
  EXPECT_FALSE(has_errors(parse(elifs).diagnostics));
  for (int i = 0; i < 1000; ++i) elifs += "elif a:\n  b = 2\n";
  EXPECT_TRUE(has_errors(parse(elifs).diagnostics));
}

TEST(FrontParser, SeveralErrorsAreFoundInOneText) {
  EXPECT_EQ(tree("if a = 1:\n    b = (1\n2)\nc = 3 4\nd = \n"),
            "assignment-in-condition 1:6\nunexpected-token 3:1\nunexpected-token 4:7\nunexpected-end 5:5\n");
}

TEST(FrontParser, AnyBytesAreAnswered) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  EXPECT_TRUE(has_errors(parse(bytes).diagnostics));
  EXPECT_TRUE(has_errors(parse(std::string("a = \0 1", 7)).diagnostics));
  EXPECT_TRUE(parse("").diagnostics.empty());
  EXPECT_TRUE(has_errors(parse_expression("").diagnostics));
}

}  // namespace
}  // namespace stom::script
