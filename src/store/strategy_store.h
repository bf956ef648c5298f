// strategy.db: named texts in the users' tables (databases spec 4). Opened read-only unless saving.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "market/market.h"

namespace stom::store {

enum class StrategyKind { kBuy, kSell, kOptimizeBuy, kOptimizeSell, kOptimizeRanges, kGeneticRanges, kBuyConditions, kSellConditions };

struct StrategyEntry {
  std::string name;
  std::string text;
  std::string vars;  // 변수값 of optimise-buy texts, else empty
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
  // Only word characters (letters, digits, Hangul) and '_' as in the reference.
  [[nodiscard]] static bool is_valid_name(std::string_view name);

 private:
  std::filesystem::path path_;
};

}  // namespace stom::store
