#include "service/kimp_role.h"

#include "bus/messages/kimp.h"
#include "live/platform.h"
#include "service/kimp_feed.h"

namespace stom::service {
namespace {

constexpr double kLook = 0.2;  // s between looks for an exchange in a box that is starting

class KimpRole {
 public:
  explicit KimpRole(bus::RoleLoop& loop)
      : loop_(loop), runtime_([this](std::exception_ptr) {
          loop_.post([this] { loop_.log().error({"김프: 예상하지 못한 네트워크 오류입니다.", "kimp: an unexpected network failure."}); });
        }) {
    loop.every(kLook, [this] { start(); });
    loop.serve("kimp", [this](const bus::Packet& packet, bus::RequestServer& server) { answer(packet, server); });
    loop.at_stop([this] { feed_.reset(); });
  }

  void take_settings(const bus::Settings& settings) {
    platform_ = live::read_platform(settings);
    given_rate_ = settings.number(live::kKimpRate, 0);
  }

 private:
  void start() {
    if (!platform_ || feed_) return;
    KimpEndpoints endpoints = real_kimp_endpoints();
    if (platform_->in_box) {
      const auto box = live::box_endpoints(platform_->box_folder);
      if (!box) return;
      endpoints = {*box, *box};
    }
    KimpTable table;
    if (given_rate_ > 0) table.rate({given_rate_, "--kimp-rate", INT64_MAX});
    if (const auto names = platform_->data / "kimp_names.txt"; std::filesystem::exists(names)) read_kimp_names(names.string(), table);
    feed_ = std::make_unique<KimpFeed>(runtime_, endpoints, std::move(table), [this](const Message& text) {
      loop_.post([this, text] { loop_.log().warning(text); });
    });
  }

  void answer(const bus::Packet& packet, bus::RequestServer& server) {
    bus::KimpReply reply;
    if (packet.type() == bus::MessageType::kKimpRequest && feed_) {
      const auto most = packet.as<bus::KimpRequest>().most;
      const ExchangeRate rate = feed_->exchange_rate();
      reply.won_per_dollar = rate.won_per_dollar;
      reply.source = rate.source;
      reply.rate_age = feed_->rate_age();
      for (const KimpRow& row : feed_->rows()) {
        if (most != 0 && reply.lines.size() == most) break;
        reply.lines.push_back({row.name, row.dollar, row.won, row.gap, row.rate, row.age, row.is_stale});
      }
    }
    server.reply(reply);
  }

  bus::RoleLoop& loop_;
  std::optional<live::Platform> platform_;
  double given_rate_ = 0;
  net::Runtime runtime_;
  std::unique_ptr<KimpFeed> feed_;
};

}  // namespace

bus::RoleEnd run_kimp_role(bus::RoleLoop& loop) {
  KimpRole role(loop);
  loop.on_settings([&role](const bus::Settings& settings) { role.take_settings(settings); });
  return loop.run();
}

}  // namespace stom::service
