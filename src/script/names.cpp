#include "script/names.h"

#include "script/name_table.h"

namespace stom::script {

NameBinding resolve(std::string_view name, const NameContext& context) {
  const NameTable& table = name_table(context);
  const auto found = table.index.find(name);
  return found == table.index.end() ? NameBinding{} : table.entries[found->second].binding;
}

bool exists_elsewhere(std::string_view name, const NameContext& context) {
  for (market::Market market : market::kMarkets) {
    for (market::Frame frame : market::kFrames) {
      for (TextKind kind : {TextKind::kBuy, TextKind::kSell, TextKind::kCondition, TextKind::kFinder}) {
        const NameContext other{market, frame, kind, false};
        if (market == context.market && frame == context.frame && kind == context.kind) continue;
        if (name_table(other).index.contains(name)) return true;
      }
    }
  }
  return false;
}

std::vector<NameEntry> all_names(const NameContext& context) {
  return name_table(context).entries;
}

}  // namespace stom::script
