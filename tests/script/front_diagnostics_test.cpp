// Runs front_wrong_texts.txt: wrong texts as people write them, and the diagnostics that they get.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "script/compiled_text.h"

namespace stom::script {
namespace {

struct Case {
  int line = 0;  // in the file
  CompileOptions options;
  std::string text;
  std::vector<std::string> expected;
};

Case parse_header(const std::string& header, int line) {
  Case made;
  made.line = line;
  std::istringstream words(header.substr(4));
  std::string market, frame, kind, word;
  words >> market >> frame >> kind;
  EXPECT_TRUE(market::parse(market, made.options.market)) << header;
  EXPECT_TRUE(market::parse(frame, made.options.frame)) << header;
  made.options.kind = kind == "buy"      ? TextKind::kBuy
                      : kind == "sell"   ? TextKind::kSell
                      : kind == "finder" ? TextKind::kFinder
                                         : TextKind::kCondition;
  while (words >> word) {
    if (word == "lenient") made.options.lenient = true;
    if (word == "vars") words >> made.options.vars_count;
  }
  return made;
}

std::vector<Case> read_cases() {
  std::ifstream file(STOM_SOURCE_DIR "/tests/script/front_wrong_texts.txt");
  std::vector<Case> cases;
  std::string line;
  bool in_text = false;
  for (int number = 1; std::getline(file, line); ++number) {
    if (line.starts_with("=== ")) {
      cases.push_back(parse_header(line, number));
      in_text = true;
    } else if (line.starts_with("--- ")) {
      cases.back().expected.push_back(line.substr(4));
      in_text = false;
    } else if (in_text) {
      cases.back().text += line + "\n";
    }
  }
  return cases;
}

// "id line:column", with "warning " before it where it is one.
std::string summary(const Diagnostic& diagnostic) {
  return fmt::format("{}{} {}:{}", diagnostic.severity == Severity::kWarning ? "warning " : "", diagnostic.id,
                     diagnostic.position.line, diagnostic.position.column);
}

TEST(FrontDiagnostics, EveryWrongTextGetsItsDiagnosticsWithPositionAndHint) {
  const std::vector<Case> cases = read_cases();
  EXPECT_GE(cases.size(), 80U);
  for (const Case& wrong : cases) {
    const auto text = compile(wrong.text, wrong.options);
    std::string all;
    for (const Diagnostic& d : text->diagnostics) all += render(d, "text", wrong.text, Language::kEnglish);
    SCOPED_TRACE(fmt::format("front_wrong_texts.txt:{}\n{}\n{}", wrong.line, wrong.text, all));
    EXPECT_EQ(text->diagnostics.size(), wrong.expected.size());
    if (text->diagnostics.size() != wrong.expected.size()) continue;
    for (std::size_t i = 0; i < wrong.expected.size(); ++i) {
      const Diagnostic& found = text->diagnostics[i];
      const std::string& expected = wrong.expected[i];
      const std::string shown = summary(found);
      EXPECT_TRUE(expected == shown || expected.starts_with(shown + " "))
          << "expected: " << expected << "\nfound: " << shown;
      if (expected.size() > shown.size() && expected.starts_with(shown)) {
        const std::string words = expected.substr(shown.size() + 1);
        EXPECT_NE(found.hint.en.find(words), std::string::npos) << "the hint is: " << found.hint.en;
        EXPECT_NE(found.hint.ko.find(words), std::string::npos) << "the hint is: " << found.hint.ko;
      }
      EXPECT_FALSE(found.text.ko.empty());
      EXPECT_FALSE(found.text.en.empty());
    }
  }
}

}  // namespace
}  // namespace stom::script
