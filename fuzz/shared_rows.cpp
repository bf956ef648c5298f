// The client of shared rows against a server that sends anything: what comes out are rows of the own market that grow in time, hold
// numbers, and come only after the server has said what they are. The input: packets, each a kind, flags, its time and a body.
#include <cstdlib>
#include <set>

#include <unistd.h>

#include "base/file.h"
#include "input_bytes.h"
#include "live/shared_rows.h"
#include "market/schema.h"
#include "store/back_database.h"

namespace {

using namespace stom;
using namespace stom::live;

constexpr std::size_t kColumns = market::schema(market::Market::kUpbit, market::Frame::kTick).size();

class Checker : public SharedRowsHost {
 public:
  void on_row(const ReceivedRow& row) override {
    RowKey& last = last_[row.code];
    if (row.index <= last || row.columns.size() != kColumns || !store::is_valid_key(market::Frame::kTick, row.index)) std::abort();
    last = row.index;
    for (const double value : row.columns) {
      if (!std::isfinite(value)) std::abort();
    }
  }
  void on_instruments(const bus::InstrumentList& instruments) override {
    if (instruments.market != "upbit" || instruments.frame != "tick") std::abort();
  }
  void on_watch_list(const bus::WatchListUpdate&) override {}
  void on_watch_time(const ReceiverCore::WatchTime& time) override {
    if (!store::is_valid_key(market::Frame::kTick, time.time)) std::abort();
  }
  void on_note(bus::LogLevel, const Message& text) override {
    if (text.ko.empty() || text.en.empty()) std::abort();
  }
  void on_state(bool is_good) override {
    if (std::exchange(was_good_, is_good) == is_good) std::abort();
  }

 private:
  std::map<std::string, RowKey> last_;
  bool was_good_ = true;
};

// A folder whose records come from the box, as those of the server here.
std::filesystem::path data_folder() {
  const auto folder = std::filesystem::temp_directory_path() / fmt::format("stom-fuzz-{}", ::getpid());
  std::filesystem::create_directories(folder);
  write_file_atomically(folder / "source.txt", "box\n");
  return folder;
}

std::string body_of(unsigned kind, fuzz::InputBytes& input) {
  if (kind == 1) {
    bus::InstrumentList facts;
    facts.market = "upbit";
    facts.frame = "tick";
    facts.in_box = true;
    facts.instruments.resize(1);
    facts.instruments[0].code = input.piece(1);
    return bus::encode(facts);
  }
  if (kind == 2) {
    bus::MarketRow row;
    row.code = input.piece(1);
    row.index = input.number<std::int64_t>();
    row.received_micros = input.number<std::int64_t>();
    row.columns.assign(kColumns, 1.5);
    row.columns[input.number<std::uint8_t>() % kColumns] = input.number<double>();
    return bus::encode(row);
  }
  return std::string(input.piece(input.number<std::uint16_t>()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Platform platform = [] {
    Platform made;
    made.market = market::Market::kUpbit;
    made.data = data_folder();
    return made;
  }();
  constexpr bus::MessageType kTypes[] = {bus::MessageType::kInstrumentList, bus::MessageType::kMarketRow,
                                         bus::MessageType::kWatchListUpdate, bus::MessageType::kMarketState, bus::MessageType::kClockTick};
  fuzz::InputBytes input(data, size);
  Checker host;
  SharedRows rows(platform, host, 1000);
  double now = 1000;
  while (!input.at_end()) {
    const auto kind = input.number<std::uint8_t>(), flags = input.number<std::uint8_t>();
    SharedPacket packet;
    packet.packet.envelope.session = 1 + (flags & 3U);
    packet.packet.envelope.version = (flags & 4U) != 0 ? 9 : 1;
    packet.packet.envelope.sent_micros = input.number<std::int64_t>();
    if ((flags & 8U) != 0) packet.packet.gap = bus::Gap{false, flags};
    now += kind / 8 * 0.3;
    packet.clock = now;
    packet.arrived = 1'790'000'000'000'000 + static_cast<EpochMicros>(now * 1e6);
    const unsigned made = (flags >> 4) & 3U;
    packet.packet.envelope.type = made == 1 ? kTypes[0] : made == 2 ? kTypes[1] : kTypes[kind % std::size(kTypes)];
    packet.packet.body = body_of(made, input);
    rows.take(packet);
    if ((flags & 64U) != 0) rows.reconnected();
    if ((flags & 128U) != 0) rows.look(now + 4);
    (void)rows.wants_reconnect();
  }
  return 0;
}
