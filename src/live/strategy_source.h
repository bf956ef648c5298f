// strategy.db as a worker watches it: whether somebody changed it, and the text of a name. Looking costs microseconds: SQLite's
// data_version, and whether the file under the name is still the one that is open. Reads only; never waits for a writer longer than a
// moment. One thread.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "market/market.h"
#include "script/plan.h"
#include "store/sqlite.h"

namespace stom::live {

// A text as the users named it in 코인매수전략 or 코인매도전략: of the plain tables, else of the optimise tables.
struct NamedText {
  std::string name;
  std::string text;              // empty: no such name
  script::ParameterVector vars;  // 변수값; only of an optimise-buy text
};

enum class TextSide { kBuy, kSell };

class StrategySource {
 public:
  StrategySource(std::filesystem::path file, market::Market market);

  // Since the last call (true the first time): the file appeared, vanished, was replaced, or somebody committed to it.
  [[nodiscard]] bool has_changed();
  // Throws DatabaseError or FileError where the file cannot be read now, DataError where 변수값 is no list of numbers. An absent file has no
  // texts.
  [[nodiscard]] NamedText read(TextSide side, const std::string& name) const;

 private:
  bool open();

  std::filesystem::path file_;
  market::Market market_;
  std::unique_ptr<store::Connection> connection_;
  std::int64_t version_ = -1;
  bool first_ = true;
};

// "30;0.5;-3": a number with a point is a decimal, any other an integer. Throws DataError.
[[nodiscard]] script::ParameterVector parse_vars(const std::string& text);

}  // namespace stom::live
