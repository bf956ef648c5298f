#include "bus/role_table.h"

namespace stom::bus {
namespace {

std::vector<RegisteredRole>& roles() {
  static std::vector<RegisteredRole> all;
  return all;
}

}  // namespace

RoleRegistration::RoleRegistration(RoleSpec spec, Message meaning, RoleEnd (*run)(RoleLoop& loop)) {
  RegisteredRole role{std::move(spec), std::move(meaning), run};
  const auto place = std::find_if(roles().begin(), roles().end(), [&role](const RegisteredRole& other) {
    return std::pair(role.spec.rank, role.spec.name) < std::pair(other.spec.rank, other.spec.name);
  });
  roles().insert(place, std::move(role));
}

const std::vector<RegisteredRole>& registered_roles() { return roles(); }

double restart_pause(const SupervisionPolicy& policy, unsigned restart) {
  return std::min(policy.longest_pause, policy.first_pause * std::exp2(static_cast<double>(std::min(restart, 64u)) - 1));
}

}  // namespace stom::bus
