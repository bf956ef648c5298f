// Recorded market data for tests that need it: $STOM_TEST_DATA, else the folder shared/data/market beside the checkout.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace stom::test {

inline std::filesystem::path market_data(const std::string& relative) {
  if (const char* folder = std::getenv("STOM_TEST_DATA")) return std::filesystem::path(folder) / relative;
  return std::filesystem::path(STOM_SOURCE_DIR "/../shared/data/market") / relative;
}

}  // namespace stom::test
