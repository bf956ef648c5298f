// Follows assignments through the branches: a local that is read where no way leads through an assignment is wrong; one
// that is unassigned on some way deserves a warning.
#include <algorithm>
#include <set>

#include "script/checker_state.h"
#include "script/constant.h"

namespace stom::script {
namespace {

struct State {
  std::vector<bool> may, must;  // per local: assigned on some way, on every way
  bool reached = true;
};

void join(State& into, const State& other) {
  if (!other.reached) return;
  if (!into.reached) {
    into = other;
    return;
  }
  for (std::size_t i = 0; i < into.may.size(); ++i) {
    into.may[i] = into.may[i] || other.may[i];
    into.must[i] = into.must[i] && other.must[i];
  }
}

class Flow {
 public:
  struct Read {
    const Expr* name;
    bool never;  // no way assigns it before
  };

  explicit Flow(std::size_t locals) : state_{std::vector<bool>(locals), std::vector<bool>(locals), true} {}

  void block(const Block& block) {
    for (const StmtPtr& stmt : block) statement(*stmt);
  }
  [[nodiscard]] const std::vector<Read>& reads() const { return reads_; }

 private:
  struct Loop {
    State exits;  // at break
    State again;  // at continue
  };

  void statement(const Stmt& stmt) {
    switch (stmt.kind) {
      case StmtKind::kExpression:
        read(*stmt.value);
        break;
      case StmtKind::kAssign:
        read(*stmt.value);
        for (const ExprPtr& target : stmt.targets) assign(*target);
        break;
      case StmtKind::kAugmented:
        read(*stmt.targets[0]);
        read(*stmt.value);
        assign(*stmt.targets[0]);
        break;
      case StmtKind::kIf: {
        read(*stmt.value);
        const State before = state_;
        block(stmt.body);
        State after = std::move(state_);
        state_ = before;
        block(stmt.orelse);
        join(state_, after);
        break;
      }
      case StmtKind::kFor:
      case StmtKind::kWhile:
        loop(stmt);
        break;
      case StmtKind::kBreak:
        leave(loops_.back().exits);
        break;
      case StmtKind::kContinue:
        leave(loops_.back().again);
        break;
      case StmtKind::kPass:
        break;
      case StmtKind::kTry:
        attempt(stmt);
        break;
    }
  }

  void leave(State& to) {
    join(to, state_);
    state_.reached = false;
  }

  void loop(const Stmt& stmt) {
    read(*stmt.value);
    const bool runs = stmt.kind == StmtKind::kFor ? surely_iterates(*stmt.value) : is_true(*stmt.value);
    State before = state_;
    mark_assigned(stmt.body);  // an earlier round may have assigned what stands further down
    if (stmt.kind == StmtKind::kFor) assign(*stmt.targets[0]);
    State unreached = state_;
    unreached.reached = false;
    loops_.push_back({unreached, unreached});
    block(stmt.body);
    Loop loop = std::move(loops_.back());
    loops_.pop_back();
    join(state_, loop.again);
    if (stmt.kind == StmtKind::kWhile && is_true(*stmt.value)) state_.reached = false;
    if (!runs) join(state_, before);
    block(stmt.orelse);
    join(state_, loop.exits);
  }

  void attempt(const Stmt& stmt) {
    const State before = state_;
    block(stmt.body);
    State after = state_;
    state_ = before;
    mark_assigned(stmt.body);
    for (const ExprPtr& target : stmt.targets) assign(*target);
    block(stmt.orelse);
    join(state_, after);
  }

  void mark_assigned(const Block& block) {
    for (const StmtPtr& stmt : block) {
      for (const ExprPtr& target : stmt->targets) mark_target(*target);
      mark_assigned(stmt->body);
      mark_assigned(stmt->orelse);
    }
  }
  void mark_target(const Expr& target) {
    if (target.kind == ExprKind::kTuple) {
      for (const ExprPtr& child : target.children) mark_target(*child);
    } else if (target.kind == ExprKind::kName && target.binding.kind == BindingKind::kLocal) {
      state_.may[target.binding.id] = true;
    }
  }

  void assign(const Expr& target) {
    if (target.kind == ExprKind::kTuple) {
      for (const ExprPtr& child : target.children) assign(*child);
    } else if (target.kind == ExprKind::kName) {
      if (target.binding.kind != BindingKind::kLocal) return;
      state_.may[target.binding.id] = true;
      state_.must[target.binding.id] = true;
    } else {
      read(target);
    }
  }

  void read(const Expr& expr) {
    if (expr.kind == ExprKind::kName && expr.binding.kind == BindingKind::kLocal) {
      if (!state_.reached || expr.binding.fallback_kind != BindingKind::kUnknown || state_.must[expr.binding.id])
        return;
      reads_.push_back({&expr, !state_.may[expr.binding.id]});
      // One report for each name is enough.
      state_.may[expr.binding.id] = true;
      state_.must[expr.binding.id] = true;
      return;
    }
    for (const ExprPtr& child : expr.children) {
      if (child != nullptr) read(*child);
    }
    for (const Keyword& keyword : expr.keywords) read(*keyword.value);
  }

  static bool is_true(const Expr& expr) {
    const std::optional<Constant> value = evaluate_constant(expr, {});
    return value && value->value != 0;
  }

  static bool surely_iterates(const Expr& iterable) {
    if (iterable.kind == ExprKind::kList || iterable.kind == ExprKind::kTuple) return !iterable.children.empty();
    if (iterable.kind != ExprKind::kCall || iterable.binding.kind != BindingKind::kBuiltin ||
        static_cast<Builtin>(iterable.binding.id) != Builtin::kRange || iterable.children.size() < 2) {
      return false;
    }
    double bounds[3] = {0, 0, 1};
    const bool only_end = iterable.children.size() == 2;
    for (std::size_t i = 1; i < iterable.children.size() && i <= 3; ++i) {
      const std::optional<Constant> bound = evaluate_constant(*iterable.children[i], {});
      if (!bound) return false;
      bounds[only_end ? 1 : i - 1] = bound->value;
    }
    return bounds[2] > 0 ? bounds[0] < bounds[1] : bounds[0] > bounds[1];
  }

  State state_;
  std::vector<Loop> loops_;
  std::vector<Read> reads_;
};

}  // namespace

void Checker::flow() {
  Flow flow(text_.local_names.size());
  flow.block(text_.body);
  std::set<std::string> reported;
  for (const Flow::Read& read : flow.reads()) {
    const std::string& name = read.name->text;
    if (!reported.insert(name + (read.never ? "!" : "?")).second) continue;
    if (read.never) {
      problem("read-before-assignment", *read.name,
              message("'{}'에 값을 넣기 전에 읽습니다.", "'{}' is read before anything is assigned to it.", name),
              message("이 줄보다 위에서 '{} = …'로 값을 넣으십시오.", "Assign '{} = …' above this line.", name));
    } else {
      warning("maybe-unassigned", *read.name,
              message("'{}'에 값을 넣지 않고 여기에 오는 경우가 있습니다.", "'{}' may be unassigned here on some ways.",
                      name),
              message("맨 위에서 처음 값을 넣어 두십시오.", "Give it a first value at the top."));
    }
  }
}

}  // namespace stom::script
