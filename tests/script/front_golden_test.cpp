// Every text of the golden cases compiles, except those that are recorded as wrong.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "script/compiled_text.h"

namespace stom::script {
namespace {

std::filesystem::path golden_folder() {
  const std::filesystem::path copy = STOM_SOURCE_DIR "/tests/golden";
  return std::filesystem::exists(copy / "cases") ? copy : std::filesystem::path(STOM_SOURCE_DIR "/../shared/golden");
}

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream out;
  out << file.rdbuf();
  return out.str();
}

CompileOptions options_of(const std::filesystem::path& folder, const std::string& file) {
  const std::string name = folder.filename().string();
  CompileOptions options;
  options.market = name.starts_with("binance") ? market::Market::kBinance
                   : name.starts_with("upbit") ? market::Market::kUpbit
                                               : market::Market::kStock;
  options.frame = name.find("_min__") != std::string::npos ? market::Frame::kMinute : market::Frame::kTick;
  options.kind = file == "text.txt" ? TextKind::kFinder : file == "sell.txt" ? TextKind::kSell : TextKind::kBuy;
  options.vars_count = name.ends_with("__grid") ? 20 : 0;
  return options;
}

struct Tally {
  int texts = 0;
  std::vector<std::string> refused;
};

Tally compile_all(bool lenient) {
  Tally tally;
  for (const char* part : {"cases", "grids"}) {
    for (const auto& entry : std::filesystem::directory_iterator(golden_folder() / part)) {
      for (const char* file : {"buy.txt", "sell.txt", "text.txt"}) {
        if (!std::filesystem::exists(entry.path() / file)) continue;
        CompileOptions options = options_of(entry.path(), file);
        options.lenient = lenient;
        ++tally.texts;
        if (!compile(content(entry.path() / file), options)->is_runnable()) {
          tally.refused.push_back(entry.path().filename().string() + "/" + file);
        }
      }
    }
  }
  return tally;
}

bool all_end_with(const std::vector<std::string>& names, std::initializer_list<std::string_view> ends) {
  return std::all_of(names.begin(), names.end(), [&](const std::string& name) {
    return std::any_of(ends.begin(), ends.end(), [&](std::string_view end) { return name.ends_with(end); });
  });
}

TEST(FrontGolden, LenientRefusesOnlyTheSyntaxErrors) {
  const Tally tally = compile_all(true);
  EXPECT_GT(tally.texts, 800);
  EXPECT_EQ(tally.refused.size(), 6U);
  EXPECT_TRUE(all_end_with(tally.refused, {"__error_syntax/buy.txt"}));
}

TEST(FrontGolden, StrictRefusesTheUnknownNamesToo) {
  const Tally tally = compile_all(false);
  EXPECT_EQ(tally.refused.size(), 12U);
  EXPECT_TRUE(all_end_with(tally.refused, {"__error_syntax/buy.txt", "__error_unknown_name/buy.txt"}));
}

}  // namespace
}  // namespace stom::script
