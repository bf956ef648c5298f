#include "live/platform.h"

#include <gtest/gtest.h>

#include "base/file.h"

namespace stom::live {
namespace {

TEST(BoxEndpoints, AreNoneWhileTheFileOfTheBoxIsNotWhole) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "box-endpoints";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  EXPECT_FALSE(box_endpoints(folder).has_value());
  for (const char* text : {"", "{\"port\":50123,\"ca_f", "[]", "{}", R"({"port":"50123","ca_file":"ca.pem"})", R"({"port":70000,"ca_file":"ca.pem"})",
                           R"({"port":-1,"ca_file":"ca.pem"})", R"({"port":50123,"ca_file":5})"}) {
    write_file_atomically(folder / "ready.json", text);
    EXPECT_FALSE(box_endpoints(folder).has_value()) << text;
  }
  write_file_atomically(folder / "ready.json", R"({"port":50123,"ca_file":"ca.pem"})");
  const auto endpoints = box_endpoints(folder);
  ASSERT_TRUE(endpoints.has_value());
  EXPECT_EQ(endpoints->rest.port, 50123);
  EXPECT_EQ(endpoints->rest.ca_file, "ca.pem");
  EXPECT_FALSE(endpoints->is_real);
}

}  // namespace
}  // namespace stom::live
