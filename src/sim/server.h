// The exchange in a box as a server: TLS on 127.0.0.1, one port for both venues, REST and WebSockets, on one thread of its own (start) or
// on the caller's (run).
//
//   sim::Box box(options);   // makes markets, accounts and certificates; listens
//   box.start();
//   … box.port(), box.ca_file() …
//
// The other members may be called on any thread, before and after the start: what touches the exchanges runs on the box's thread.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "sim/box_options.h"
#include "sim/fault_plan.h"

namespace stom::sim {

class BoxState;

class Box {
 public:
  // Throws Error when a market, the folder or the port cannot be used.
  explicit Box(BoxOptions options);
  ~Box();  // stops
  Box(const Box&) = delete;
  Box& operator=(const Box&) = delete;

  void start();
  void run();   // until stop()
  void run_until(const std::function<bool()>& over);  // asked five times a second
  void stop();  // cuts every connection; returns when the thread has ended (not on the thread itself)

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] const std::string& ca_file() const;

  // Runs the work where nothing else touches the box, and waits for it. An exception comes back to the caller.
  void use(const std::function<void(BoxState&)>& work);

  // ---- The same as the administration under /sim/
  void open_account(BoxAccount account);
  [[nodiscard]] std::string account_json(venue::Venue venue, const std::string& access);
  void set_fault(Fault fault, const FaultRate& rate);  // until: of monotonic_seconds() × 1e6
  void set_hostile(std::uint64_t seed);
  void clear_faults();
  [[nodiscard]] std::uint64_t fault_count(Fault fault);
  void set_speed(double speed);
  void pause(bool paused);
  void advance(double seconds);  // plays so far at once, also while paused
  void cut_streams();
  void expire_listen_keys();
  [[nodiscard]] EpochMicros now();  // the exchange's clock
  [[nodiscard]] std::size_t streams();

  struct Core;

 private:
  std::shared_ptr<Core> core_;
};

}  // namespace stom::sim
