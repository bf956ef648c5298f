// Two platforms that share rows on this machine: real CURVE sockets on loopback, each side with its own run folder and keys.
#pragma once

#include <gtest/gtest.h>

#include "base/private_folder.h"
#include "base/time.h"
#include "base/wake_signal.h"
#include "bus/bus_folder.h"
#include "live/row_share.h"
#include "live/shared_feed.h"
#include "market/schema.h"

namespace stom::live::test {

inline Platform share_platform(std::string from = {}) {
  Platform platform;
  platform.market = market::Market::kUpbit;
  platform.frame = market::Frame::kTick;
  platform.share_from = std::move(from);
  return platform;
}

inline ReceivedRow shared_row(const std::string& code, RowKey index) {
  ReceivedRow row;
  row.code = code;
  row.index = index;
  row.columns.assign(market::schema(market::Market::kUpbit, market::Frame::kTick).size(), static_cast<double>(index % 1000));
  row.received = utc_now_micros();
  return row;
}

inline bus::InstrumentList instruments_of(const std::vector<std::string>& codes) {
  bus::InstrumentList list;
  for (const std::string& code : codes) list.instruments.emplace_back().code = code;
  return list;
}

struct Noted final : SharedRowsHost {
  std::vector<ReceivedRow> rows;
  std::vector<bus::InstrumentList> instruments;
  std::vector<bus::WatchListUpdate> watch_lists;
  std::vector<ReceiverCore::WatchTime> watch_times;
  std::vector<std::string> notes;
  std::vector<bool> states;

  void on_row(const ReceivedRow& row) override { rows.push_back(row); }
  void on_instruments(const bus::InstrumentList& list) override { instruments.push_back(list); }
  void on_watch_list(const bus::WatchListUpdate& list) override { watch_lists.push_back(list); }
  void on_watch_time(const ReceiverCore::WatchTime& time) override { watch_times.push_back(time); }
  void on_note(bus::LogLevel, const Message& text) override { notes.push_back(text.en); }
  void on_state(bool is_good) override { states.push_back(is_good); }

  [[nodiscard]] bool has_note(std::string_view part) const {
    return std::any_of(notes.begin(), notes.end(), [&](const std::string& note) { return note.find(part) != std::string::npos; });
  }
};

// One start of the server's receiver.
class ShareServer {
 public:
  explicit ShareServer(const bus::RunDirectory& directory, const std::string& address = "tcp://127.0.0.1:*")
      : bus_(directory, "receiver.upbit", 5),
        sender_(bus_, bus::ChannelId::kMarket,
                row_share_options(market::Market::kUpbit, {address, bus::load_or_make_keys(directory).server})),
        share(sender_, share_platform()) {}
  [[nodiscard]] const std::string& address() const { return sender_.tcp_address(); }

 private:
  bus::Bus bus_;
  bus::Sender sender_;

 public:
  RowShare share;
};

class ShareClient {
 public:
  ShareClient(const bus::RunDirectory& directory, const std::string& address)
      : bus_(directory, "receiver.upbit", 5), feed_(bus_, share_platform(address), host, [this] { wake_.signal(); }) {}

  // What the client has heard meets the condition, while `server` goes on with its turns.
  template <typename Condition>
  [[nodiscard]] bool until(Condition condition, ShareServer* server = nullptr) {
    bus::PollSet poll;
    poll.add_descriptor(wake_.descriptor());
    for (const double limit = monotonic_seconds() + bus::test::kLongWait; monotonic_seconds() < limit;) {
      if (server != nullptr) server->share.greet();
      feed_.drain();
      feed_.look();
      if (condition()) return true;
      poll.wait(0.02);
      wake_.clear();
    }
    return false;
  }

 private:
  bus::Bus bus_;
  WakeSignal wake_;

 public:
  Noted host;

 private:
  SharedFeed feed_;
};

// The client holds the server's public key, the server lets the client's in.
inline void let_in(const bus::RunDirectory& server, const bus::RunDirectory& client) {
  (void)bus::load_or_make_keys(server);  // with the folder of the allowed ones
  write_private_file(server.key() / "allowed" / "other.public", bus::load_or_make_keys(client).client.public_key + "\n");
}
inline void trust(const bus::RunDirectory& client, const bus::RunDirectory& server) {
  write_private_file(share_server_key(client), bus::load_or_make_keys(server).server.public_key + "\n");
}

}  // namespace stom::live::test
