// The way of shared rows from the server into the receiver role: a thread that holds the connection (and makes it anew), SharedRows on the
// role's thread. Keys: the server's public key lies in key/share-server.public of the own run folder; the server lets in who lies in its
// key/allowed.
#pragma once

#include <atomic>
#include <filesystem>
#include <mutex>
#include <string>
#include <variant>
#include <vector>

#include "base/parallel.h"
#include "base/thread.h"
#include "bus/bus.h"
#include "live/shared_rows.h"

namespace stom::live {

// key/share-server.public
[[nodiscard]] std::filesystem::path share_server_key(const bus::RunDirectory& directory);
// Reads and makes what a client needs; a UsageError says which file to copy where.
[[nodiscard]] bus::TcpClient share_client(const bus::RunDirectory& directory, const std::string& address);

class SharedFeed {
 public:
  // `wake`: called on the feed's thread when there is something to drain.
  SharedFeed(bus::Bus& bus, const Platform& platform, SharedRowsHost& host, std::function<void()> wake);
  ~SharedFeed();

  // Role's thread. What waits is bounded by the supervisor: a role that does not drain for 15 s is ended.
  void drain();
  void look();

 private:
  struct Reconnected {};
  using Item = std::variant<SharedPacket, Reconnected, bus::Link, Message>;

  bus::Bus& bus_;
  const Platform platform_;
  const bus::TcpClient server_;
  SharedRowsHost& host_;
  SharedRows rows_;
  std::function<void()> wake_;
  std::mutex mutex_;
  std::vector<Item> items_, taken_;
  StopFlag stop_;
  std::atomic<bool> must_reconnect_{false};
  Thread thread_;  // joined first

  void add(std::vector<Item>& items);
  void keep_connected();
  bool hold_connection();  // one; false: it cannot be made
  void take(const SharedPacket& packet) { rows_.take(packet); }
  void take(Reconnected) { rows_.reconnected(); }
  void take(bus::Link link);
  void take(const Message& problem) { host_.on_note(bus::LogLevel::kError, problem); }
};

}  // namespace stom::live
