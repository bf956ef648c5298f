// One process's place on the bus: its run folder, its role, the session of this start. Channel ends (sender.h, receiver.h,
// request.h) are made from it and must be gone before it. Each end belongs to one thread; the Bus may be shared.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "bus/run_directory.h"

namespace stom::bus {

class Bus {
 public:
  // `source`: the role's number in envelopes; 0 for windows, commands and the supervisor.
  Bus(RunDirectory directory, std::string role, std::uint16_t source = 0);
  ~Bus();
  Bus(const Bus&) = delete;
  Bus& operator=(const Bus&) = delete;

  [[nodiscard]] const RunDirectory& directory() const { return directory_; }
  [[nodiscard]] const std::string& role() const { return role_; }
  [[nodiscard]] std::uint16_t source() const { return source_; }
  [[nodiscard]] std::uint64_t session() const { return session_; }

  [[nodiscard]] std::uint16_t next_stream() { return streams_++; }

  // Lets in only the clients of key/allowed; must be called before the first TcpServer listens.
  void guard_tcp();

  struct Impl;
  [[nodiscard]] Impl& impl() { return *impl_; }

 private:
  RunDirectory directory_;
  std::string role_;
  std::uint16_t source_;
  std::uint64_t session_;
  std::atomic<std::uint16_t> streams_{0};
  std::unique_ptr<Impl> impl_;
};

}  // namespace stom::bus
