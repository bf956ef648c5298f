// The life of one role in its own process: it says hello until the supervisor welcomes it, takes settings, beats every
// second, handles what its channels bring, and ends in order when it is asked to, or when the supervisor is gone.
// Everything runs on the thread that calls run(): a role whose work hangs stops beating, and that is what the beat is for.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/message.h"
#include "base/parallel.h"
#include "bus/bus.h"
#include "bus/receiver.h"
#include "bus/request.h"
#include "bus/role_log.h"
#include "bus/sender.h"
#include "bus/settings_snapshot.h"

namespace stom::bus {

struct RoleTiming {
  double hello = 0.2;          // s between hellos
  double beat = 1;             // s between heartbeats
  double supervisor_lost = 15; // s without a beat of the supervisor
};

enum class RoleEnd {
  kRequested,       // asked by the supervisor or by a signal
  kSupervisorLost,  // its process is gone or silent
};

class RoleLoop {
 public:
  RoleLoop(Bus& bus, StopFlag& stop, Language language, std::string version, RoleTiming timing = {});
  ~RoleLoop();
  RoleLoop(const RoleLoop&) = delete;
  RoleLoop& operator=(const RoleLoop&) = delete;

  // All before run(), or in a handler (a role that waits for its settings). What a handler throws ends the role: the supervisor restarts it.
  void listen(ChannelId channel, ReceiverOptions options, std::function<void(const Packet&)> handle);
  Sender& sender(ChannelId channel, SenderOptions options = {});
  void every(double seconds, std::function<void()> work);
  void repeat(double first, std::function<double()> work);  // work returns the seconds until its next turn
  void on_settings(std::function<void(const Settings&)> take);
  void on_gap(std::function<void(const RoleGap&)> take);  // another role was away
  void at_stop(std::function<void()> finish);             // flush and store; in the order given
  // Answers questions of commands and windows on the request channel `name`; the handler must reply to each.
  void serve(std::string name, std::function<void(const Packet&, RequestServer&)> answer);

  // Runs the work on the role's thread, in the order of posting; any thread, also before run(). What is posted after the end is dropped.
  void post(std::function<void()> work);

  [[nodiscard]] Bus& bus();
  [[nodiscard]] RoleLog& log();
  [[nodiscard]] const std::shared_ptr<const Settings>& settings() const;
  // What the heartbeat says; kReady after the welcome unless set.
  void set_state(RoleState state);

  RoleEnd run();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace stom::bus
