#include "service/query_role.h"

#include <set>

#include "base/error.h"
#include "live/platform.h"
#include "service/ack_outbox.h"
#include "service/data_requests.h"
#include "service/record_keeper.h"

namespace stom::service {
namespace {

constexpr double kAckRetry = 0.05;      // s between tries to send what a channel did not take
constexpr double kSnapshotRetry = 1;    // s until a snapshot that was not published goes again
constexpr std::size_t kMostRemembered = 1000;  // refused batches that were told to people

class QueryRole {
 public:
  QueryRole(bus::RoleLoop& loop, std::filesystem::path data)
      : loop_(loop),
        data_(std::move(data)),
        keeper_(data_, loop.log().language()),
        acks_(loop),
        health_(loop.sender(bus::ChannelId::kHealth, impatient())) {
    loop.listen(bus::ChannelId::kQuery, {}, [this](const bus::Packet& packet) { take(packet); });
    loop.serve(kQueryRequests, [this](const bus::Packet& packet, bus::RequestServer& server) { answer(packet, server); });
    loop.every(kAckRetry, [this] { acks_.flush(); });
    loop.every(kSnapshotRetry, [this] { send_snapshot(); });
    loop.at_stop([this] {
      store();
      acks_.flush();
    });
    loop.log().info(message("{}: 기록을 시작합니다.", "{}: recording.", data_.string()));
  }

  void take_settings(const bus::Settings& settings) {
    if (unpublished_ && holds(settings, *unpublished_)) unpublished_.reset();
  }

 private:
  static bus::SenderOptions impatient() {
    bus::SenderOptions options;
    options.block_seconds = 0;
    return options;
  }
  static bool holds(const bus::Settings& settings, const bus::SettingsSnapshot& snapshot) {
    const bus::SettingsSnapshot now = settings.message();
    return std::all_of(snapshot.values.begin(), snapshot.values.end(), [&now](const auto& entry) {
      const auto found = now.values.find(entry.first);
      return found != now.values.end() && found->second == entry.second;
    });
  }

  void take(const bus::Packet& packet) {
    try {
      switch (packet.type()) {
        case bus::MessageType::kRecordRows: keeper_.take(packet.as<bus::RecordRows>()); break;
        case bus::MessageType::kRecordTrades: keeper_.take(packet.as<bus::RecordTrades>()); break;
        default: return;
      }
    } catch (const DataError& error) {  // a sender's fault must not end the writer of everybody
      loop_.log().error(error.text());
      return;
    }
    // Everything that waits on the channel goes into one transaction.
    if (std::exchange(store_is_due_, true)) return;
    loop_.post([this] { store(); });
  }

  void store() {
    store_is_due_ = false;
    if (!keeper_.has_work()) return;
    for (BatchAnswer& answer : keeper_.store()) {
      if (answer.is_refused) tell_refused(answer);
      if (!acks_.add(answer.reply_to, std::move(answer.ack))) {
        loop_.log().warning(message("'{}'(으)로는 답할 수 없습니다.", "no answers can be sent to '{}'.", answer.reply_to));
      }
    }
    tell_changes();
    acks_.flush();
  }

  void tell_refused(const BatchAnswer& answer) {
    if (refused_.size() >= kMostRemembered) refused_.clear();
    if (!refused_.insert(fmt::format("{} {}", answer.reply_to, answer.ack.batch)).second) return;
    loop_.log().error({answer.ack.words, answer.ack.words});
  }

  // One line when a file begins to fail and one when it is well again.
  void tell_changes() {
    const std::map<std::string, Message>& failures = keeper_.failures();
    for (const auto& [file, words] : failures) {
      if (failing_.insert(file).second) loop_.log().error(words);
    }
    for (auto file = failing_.begin(); file != failing_.end();) {
      if (failures.contains(*file)) {
        ++file;
        continue;
      }
      loop_.log().info(message("{}: 다시 기록합니다.", "{}: written again.", *file));
      file = failing_.erase(file);
    }
    loop_.set_state(failing_.empty() ? bus::RoleState::kReady : bus::RoleState::kDegraded);
  }

  void answer(const bus::Packet& packet, bus::RequestServer& server) {
    try {
      switch (packet.type()) {
        case bus::MessageType::kSettingsSet: {
          store();  // what is held with real money must be known
          const auto request = packet.as<bus::SettingsSet>();
          const bus::SettingsResult result = set_settings(data_, request);
          if (result.problems.empty() && !result.is_other_file) publish();
          server.reply(result);
          return;
        }
        case bus::MessageType::kStrategySave: server.reply(save_strategy(data_, packet.as<bus::StrategySave>())); return;
        default: server.reply(bus::Refusal{"조회 역할이 모르는 요청입니다.", "a request that the query role does not know."}); return;
      }
    } catch (const Error& error) {
      server.reply(bus::Refusal{error.text().ko, error.text().en});
    }
  }

  void publish() {
    try {
      bus::SettingsSnapshot snapshot;
      snapshot.values = live::user_settings(data_);
      if (holds(*loop_.settings(), snapshot)) return;
      unpublished_ = std::move(snapshot);
      send_snapshot();
    } catch (const Error& error) {
      loop_.log().error(error.text());
    }
  }

  void send_snapshot() {
    if (unpublished_) (void)health_.send(*unpublished_);
  }

  bus::RoleLoop& loop_;
  std::filesystem::path data_;
  RecordKeeper keeper_;
  AckOutbox acks_;
  bus::Sender& health_;
  bool store_is_due_ = false;
  std::set<std::string> failing_, refused_;
  std::optional<bus::SettingsSnapshot> unpublished_;  // until the settings that come back hold it
};

}  // namespace

bus::RoleEnd run_query_role(bus::RoleLoop& loop) {
  std::unique_ptr<QueryRole> role;
  loop.on_settings([&](const bus::Settings& settings) {
    const live::Platform platform = live::read_platform(settings);
    if (!role) role = std::make_unique<QueryRole>(loop, platform.data);
    role->take_settings(settings);
  });
  return loop.run();
}

}  // namespace stom::service
