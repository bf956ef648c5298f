// strategy.db: named texts in the users' tables (databases spec 4). Opened read-only unless saving.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "market/market.h"

namespace stom::store {

enum class StrategyKind { kBuy, kSell, kOptimizeBuy, kOptimizeSell, kOptimizeRanges, kGeneticRanges, kBuyConditions, kSellConditions };

struct StrategyEntry {
  std::string name;
  std::string text;
  std::string vars;  // 변수값 of optimise-buy texts, else empty
};

// A text that was replaced or deleted.
struct TextVersion {
  std::int64_t id = 0;     // for restore()
  RowKey saved_at = 0;     // local time at which it was replaced or deleted
  std::string reason;      // "replaced", "deleted", "restored" (an older text took its place)
  std::string text;
  std::string vars;        // its 변수값 at that time
};

class StrategyStore {
 public:
  explicit StrategyStore(std::filesystem::path path);
  [[nodiscard]] std::vector<StrategyEntry> list(market::Market market, StrategyKind kind) const;
  [[nodiscard]] std::optional<StrategyEntry> find(market::Market market, StrategyKind kind, const std::string& name) const;
  // Creates file and tables if absent; replaces a text of that name, the old text stays in table stom_history.
  void save(market::Market market, StrategyKind kind, const std::string& name, const std::string& text);
  // False if no such name.
  bool remove(market::Market market, StrategyKind kind, const std::string& name);
  // 변수값 of an optimise-buy text; false if no such name. The values before stay in stom_history with their text.
  bool save_vars(market::Market market, const std::string& name, const std::string& vars);

  // Newest first; empty if the text was never replaced.
  [[nodiscard]] std::vector<TextVersion> history(market::Market market, StrategyKind kind, const std::string& name) const;
  // Puts an old version (text and 변수값) in place again; what stood there goes to the history. A version of another text is a UsageError.
  void restore(market::Market market, StrategyKind kind, const std::string& name, std::int64_t version);

  // Only word characters (letters, digits, Hangul) and '_' as in the reference.
  [[nodiscard]] static bool is_valid_name(std::string_view name);

 private:
  std::filesystem::path path_;
};

}  // namespace stom::store
