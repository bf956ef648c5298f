#include "script/machine.h"

namespace stom::script {

std::vector<std::uint8_t> evaluate_symbol_tests(const CompiledText& text, const std::string& code,
                                                const std::string& name) {
  std::vector<const Node*> nodes;
  const auto tests = make_expression_code(text, text.plan.symbol_tests, nodes);
  Machine machine(*tests);
  std::vector<std::uint8_t> results;
  results.reserve(nodes.size());
  for (const Node* node : nodes) results.push_back(machine.test(*node, code, name.empty() ? code : name) ? 1 : 0);
  return results;
}

}  // namespace stom::script
