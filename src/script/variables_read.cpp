// Which self.vars[n] a compiled text reads.
#include <algorithm>

#include "script/compiled_text.h"

namespace stom::script {
namespace {

struct Reader {
  std::vector<int> found;
  bool computed = false;

  void visit(const Expr& expr) {
    if (expr.kind == ExprKind::kSubscript && expr.children[0]->binding.kind == BindingKind::kSelfVars) {
      const Expr& index = *expr.children[1];
      if (index.kind == ExprKind::kInt) found.push_back(static_cast<int>(index.integer));
      else computed = true;
    } else if (expr.binding.kind == BindingKind::kSelfVars) {
      for (const ExprPtr& child : expr.children) computed = computed || child == nullptr || child->kind != ExprKind::kName;
    }
    for (const ExprPtr& child : expr.children) {
      if (child) visit(*child);
    }
    for (const Keyword& keyword : expr.keywords) visit(*keyword.value);
  }

  void visit(const Block& block) {
    for (const StmtPtr& stmt : block) {
      for (const ExprPtr& target : stmt->targets) visit(*target);
      if (stmt->value) visit(*stmt->value);
      visit(stmt->body);
      visit(stmt->orelse);
    }
  }
};

}  // namespace

std::optional<std::vector<int>> CompiledText::variables_read() const {
  Reader reader;
  reader.visit(body);
  if (reader.computed) return std::nullopt;
  std::sort(reader.found.begin(), reader.found.end());
  reader.found.erase(std::unique(reader.found.begin(), reader.found.end()), reader.found.end());
  return reader.found;
}

}  // namespace stom::script
