#include "live/shared_feed.h"

#include "base/error.h"
#include "base/time.h"
#include "live/row_share.h"

namespace stom::live {
namespace {

constexpr double kLongestWait = 0.1;     // s: also how soon a stop is seen
constexpr double kAfterRefusal = 1;      // s until a refused key is tried again
constexpr std::size_t kMostAtOnce = 256; // packets

}  // namespace

std::filesystem::path share_server_key(const bus::RunDirectory& directory) { return directory.key() / "share-server.public"; }

bus::TcpClient share_client(const bus::RunDirectory& directory, const std::string& address) {
  const bus::CurveKeys keys = bus::load_or_make_keys(directory);
  const auto file = share_server_key(directory);
  if (!std::filesystem::exists(file)) {
    const std::string client = (directory.key() / "client.public").string();
    throw UsageError(message(
        "공유 서버의 공개 키가 없습니다. 서버 실행 폴더의 key/server.public 을 {} 로 복사하고, {} 를 서버 실행 폴더의 key/allowed/ 에 아무 이름.public 으로 복사하십시오.",
        "The public key of the server of shared rows is missing. Copy key/server.public of the server's run folder to {}, and {} into "
        "key/allowed/ of the server's run folder, under any name that ends in .public.",
        file.string(), client));
  }
  return {address, keys.client, bus::read_public_key(file)};
}

SharedFeed::SharedFeed(bus::Bus& bus, const Platform& platform, SharedRowsHost& host, std::function<void()> wake)
    : bus_(bus), platform_(platform), server_(share_client(bus.directory(), platform.share_from)), host_(host),
      rows_(platform, host, monotonic_seconds()), wake_(std::move(wake)), thread_("shared-rows", [this] { keep_connected(); }) {}

SharedFeed::~SharedFeed() { stop_.request(); }

void SharedFeed::add(std::vector<Item>& items) {
  if (items.empty()) return;
  bool was_empty = false;
  {
    const std::lock_guard lock(mutex_);
    was_empty = items_.empty();
    items_.insert(items_.end(), std::make_move_iterator(items.begin()), std::make_move_iterator(items.end()));
  }
  items.clear();
  if (was_empty) wake_();
}

void SharedFeed::keep_connected() {
  for (bool is_first = true; !stop_.requested(); is_first = false) {
    if (!is_first) {
      std::vector<Item> items = {Reconnected{}};
      add(items);
    }
    must_reconnect_ = false;
    if (!hold_connection()) return;
  }
}

bool SharedFeed::hold_connection() {
  std::vector<Item> items;
  try {
    bus::ReceiverOptions options;
    options.copy = share_channel_copy(platform_.market);
    options.remote = server_;
    bus::Receiver receiver(bus_, bus::ChannelId::kMarket, options);
    bus::Link told = bus::Link::kConnecting;
    double refused_since = -1;
    while (!stop_.requested() && !must_reconnect_) {
      auto packet = receiver.receive(kLongestWait);
      const EpochMicros arrived = utc_now_micros();
      const double clock = monotonic_seconds();
      if (const bus::Link link = receiver.link(); link != told) {
        told = link;
        items.emplace_back(link);
        if (link == bus::Link::kRefused) refused_since = clock;
      }
      while (packet) {
        items.emplace_back(SharedPacket{std::move(*packet), arrived, clock});
        if (items.size() >= kMostAtOnce) break;
        packet = receiver.receive();
      }
      add(items);
      if (refused_since >= 0 && clock - refused_since > kAfterRefusal) break;
    }
    return true;
  } catch (const Error& error) {
    items.emplace_back(error.text());
    add(items);
    return false;
  }
}

void SharedFeed::drain() {
  {
    const std::lock_guard lock(mutex_);
    taken_.swap(items_);
  }
  for (const Item& item : taken_) {
    std::visit([this](const auto& one) { take(one); }, item);
  }
  taken_.clear();
  if (rows_.wants_reconnect()) must_reconnect_ = true;
}

void SharedFeed::look() { rows_.look(monotonic_seconds()); }

void SharedFeed::take(bus::Link link) {
  // Another try after a refusal is no news until it succeeds; so SharedRows keeps the last answer of the server.
  if (rows_.link() == link || link == bus::Link::kConnecting) return;
  rows_.link_changed(link);
  const std::string own = (bus_.directory().key() / "client.public").string();
  if (link == bus::Link::kRefused) {
    host_.on_note(bus::LogLevel::kError,
                  message("공유 서버 {}이(가) 이 컴퓨터의 키를 받지 않습니다. {} 를 서버 실행 폴더의 key/allowed/ 에 아무 이름.public 으로 복사하십시오.",
                          "The server of shared rows {} does not let this key in. Copy {} into key/allowed/ of the server's run folder, "
                          "under any name that ends in .public.",
                          platform_.share_from, own));
  } else if (link == bus::Link::kStranger) {
    host_.on_note(bus::LogLevel::kError,
                  message("{}은(는) 다른 키로 답합니다. 서버 실행 폴더의 key/server.public 을 {} 로 다시 복사하고 다시 시작하십시오.",
                          "{} answers with another key. Copy key/server.public of the server's run folder to {} again and start again.",
                          platform_.share_from, share_server_key(bus_.directory()).string()));
  }
}

}  // namespace stom::live
