#include "bus/role_table.h"

#include "base/error.h"

namespace stom::bus {
namespace {

std::vector<RegisteredRole>& roles() {
  static std::vector<RegisteredRole> all;
  return all;
}

}  // namespace

RoleRegistration::RoleRegistration(RoleSpec spec, Message meaning, RunRole run) {
  RegisteredRole role{std::move(spec), std::move(meaning), run};
  const auto place = std::find_if(roles().begin(), roles().end(), [&role](const RegisteredRole& other) {
    return std::pair(role.spec.rank, role.spec.name) < std::pair(other.spec.rank, other.spec.name);
  });
  roles().insert(place, std::move(role));
}

const std::vector<RegisteredRole>& registered_roles() { return roles(); }

const RegisteredRole* find_role_kind(std::string_view role) {
  const std::string_view kind = role.substr(0, role.find('.'));
  const auto found = std::find_if(roles().begin(), roles().end(), [kind](const RegisteredRole& one) { return one.spec.name == kind; });
  return found == roles().end() ? nullptr : &*found;
}

RoleSpec role_spec(std::string_view kind, std::string_view instance) {
  const RegisteredRole* role = find_role_kind(kind);
  if (role == nullptr) {
    throw UsageError(message("{}: 그런 역할이 없습니다. stom role 로 목록을 볼 수 있습니다.", "{}: there is no such role. See the list with stom role.",
                             kind));
  }
  RoleSpec spec = role->spec;
  if (!instance.empty()) spec.name += fmt::format(".{}", instance);
  return spec;
}

double restart_pause(const SupervisionPolicy& policy, unsigned restart) {
  return std::min(policy.longest_pause, policy.first_pause * std::exp2(static_cast<double>(std::min(restart, 64u)) - 1));
}

}  // namespace stom::bus
