#include "bus/curve.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file.h"
#include "base/private_folder.h"
#include "bus/bus_folder.h"
#include "bus/request.h"

namespace stom::bus {
namespace {

using test::kLongWait;
using test::RunFolder;

bool is_answered(Bus& bus, const std::string& address, const CurvePair& client_keys, const std::string& server_key, double seconds) {
  RequestClient client(bus, "command", TcpClient{address, client_keys, server_key});
  return client.ask<DownReply>(DownRequest{}, seconds).has_value();
}

TEST(CurveKeys, AreMadeOnceForTheirOwnerOnly) {
  const RunFolder folder;
  const RunDirectory directory = folder.directory();
  const CurveKeys first = load_or_make_keys(directory), second = load_or_make_keys(directory);
  EXPECT_EQ(first.server.secret_key, second.server.secret_key);
  EXPECT_EQ(first.client.public_key, second.client.public_key);
  EXPECT_NE(first.server.secret_key, first.client.secret_key);
  for (const char* file : {"server.secret", "client.secret", "server.public", "client.public"})
    EXPECT_TRUE(is_private(directory.key() / file)) << file;
}

TEST(CurveKeys, ThatOthersMayReadAreRefused) {
  const RunFolder folder;
  const RunDirectory directory = folder.directory();
  (void)load_or_make_keys(directory);
  std::filesystem::permissions(directory.key() / "server.secret", std::filesystem::perms::others_read, std::filesystem::perm_options::add);
  EXPECT_THROW((void)load_or_make_keys(directory), FileError);
}

TEST(CurveKeys, LetInKnownClientsAndNobodyElse) {
  const RunFolder folder;
  const RunDirectory directory = folder.directory();
  const CurveKeys keys = load_or_make_keys(directory);
  Bus server_bus(directory, "supervisor"), client_bus(directory, "window");
  RequestServer server(server_bus, "command", TcpServer{"tcp://127.0.0.1:*", keys.server});
  const std::string address = server.tcp_address();
  const test::Answering answering(server, DownReply{});
  EXPECT_TRUE(is_answered(client_bus, address, keys.client, keys.server.public_key, kLongWait));
  const CurvePair stranger = make_curve_pair();
  EXPECT_FALSE(is_answered(client_bus, address, stranger, keys.server.public_key, 0.3)) << "a client that nobody allowed";
  EXPECT_FALSE(is_answered(client_bus, address, keys.client, stranger.public_key, 0.3)) << "a server that is not the one meant";
  // Letting somebody in takes effect at once.
  write_private_file(directory.key() / "allowed" / "desk.public", stranger.public_key + "\n");
  EXPECT_TRUE(is_answered(client_bus, address, stranger, keys.server.public_key, kLongWait));
}

}  // namespace
}  // namespace stom::bus
