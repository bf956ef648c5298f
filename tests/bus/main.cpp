// The test program plays the roles that its own supervisors start: `test_bus role NAME KIND RUN-DIR SOURCE`.
#include <csignal>

#include <gtest/gtest.h>

#include "bus/test_roles.h"

int main(int argc, char** argv) {
  if (argc == 6 && std::string_view(argv[1]) == "role") return stom::bus::test::play_role(argv[2], argv[3], argv[4], std::stoi(argv[5]));
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
