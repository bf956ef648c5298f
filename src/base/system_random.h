// Random bits of the system, for what must never repeat: nonces, seeds. Tests take a seed instead.
#pragma once

#include <cstdint>
#include <string>

namespace stom {

[[nodiscard]] std::uint64_t system_random();
// "0b9f6a5e-3c1d-4f2a-8e7b-1234567890ab": version 4 of RFC 9562.
[[nodiscard]] std::string random_uuid();

}  // namespace stom
