#include "live/journal_codec.h"

#include <cstring>
#include <limits>

#include <nlohmann/json.hpp>

#include "base/checksum.h"
#include "base/error.h"
#include "bus/codec.h"
#include "live/journal_fields.h"

namespace stom::live {
namespace {

template <typename T>
inline constexpr bool kIsReal = std::is_same_v<T, double>;

[[noreturn]] void refuse(std::string_view field) {
  throw DataError(message("주문 일지의 필드 {}: 값이 범위를 벗어났습니다.", "field {} of the order journal: the value is out of range.", field));
}

template <typename T>
struct Range {
  static constexpr std::int64_t kLeast = std::numeric_limits<T>::min(), kMost = std::numeric_limits<T>::max();
};
template <typename T>
  requires std::is_enum_v<T>
struct Range<T> {
  static constexpr std::int64_t kLeast = EnumWords<T>::kFirst, kMost = kLeast + static_cast<std::int64_t>(EnumWords<T>::kWords.size()) - 1;
};

struct Pack {
  bus::PackWriter& writer;
  template <typename T>
  void operator()([[maybe_unused]] const char* field, const T& value) const {
    if constexpr (std::is_same_v<T, bool>) writer.boolean(value);
    else if constexpr (std::is_same_v<T, std::string>) writer.text(value);
    else if constexpr (std::is_same_v<T, Decimal>) writer.text(value.text());
    else if constexpr (kIsReal<T>) writer.real(value);
    else {
      const auto number = static_cast<std::int64_t>(value);
      if (number < Range<T>::kLeast || number > Range<T>::kMost) refuse(field);
      writer.integer(number);
    }
  }
};

struct Count {
  std::size_t& count;
  template <typename T>
  void operator()(const char*, const T&) const { ++count; }
};

struct Unpack {
  const bus::PackValue& source;
  std::size_t size;
  std::size_t& next;

  template <typename T>
  void operator()(const char* field, T& value) const {
    const std::size_t at = next++;
    if (at >= size) return;  // written before the field existed
    const bus::PackValue held = source.element(at);
    if constexpr (std::is_same_v<T, bool>) value = held.boolean(field);
    else if constexpr (std::is_same_v<T, std::string>) value = held.text(field);
    else if constexpr (std::is_same_v<T, Decimal>) {
      if (!Decimal::parse(held.text(field), value)) refuse(field);
    } else if constexpr (kIsReal<T>) value = held.real(field);
    else {
      const std::int64_t number = held.integer(field);
      if (number < Range<T>::kLeast || number > Range<T>::kMost) refuse(field);
      value = static_cast<T>(number);
    }
  }
};

struct Json {
  nlohmann::ordered_json& out;
  template <typename T>
  void operator()(const char* field, const T& value) const {
    if constexpr (std::is_enum_v<T>) {
      const auto at = static_cast<std::size_t>(static_cast<int>(value) - EnumWords<T>::kFirst);
      if (at < EnumWords<T>::kWords.size()) out[field] = EnumWords<T>::kWords[at];
    } else if constexpr (std::is_same_v<T, Decimal>) out[field] = value.text();
    else out[field] = value;
  }
};

template <std::size_t kAt = 0>
JournalRecord decode_tagged(std::int64_t tag, const bus::PackValue& root, std::size_t size) {
  if constexpr (kAt == std::variant_size_v<JournalRecord>) {
    throw DataError(message("이 프로그램이 모르는 주문 일지 기록입니다({}번). 더 새로운 stom이 쓴 파일일 수 있습니다.",
                            "a journal record of a kind that this program does not know ({}): perhaps a newer stom wrote it.", tag));
  } else {
    using Record = std::variant_alternative_t<kAt, JournalRecord>;
    if (tag != RecordFields<Record>::kTag) return decode_tagged<kAt + 1>(tag, root, size);
    Record record{};
    std::size_t next = 1;
    RecordFields<Record>::fields(record, Unpack{root, size, next});
    return record;
  }
}

struct FrameHead {
  std::uint32_t length = 0, check = 0;
  std::uint64_t checksum = 0;
};
static_assert(sizeof(FrameHead) == 16);
constexpr char kFrameEnd = '\n';
constexpr std::uint32_t kLongestRecord = 1 << 20;

std::uint32_t check_of(const FrameHead& head, std::uint64_t offset) {
  char bytes[12];
  std::memcpy(bytes, &head.length, 4);
  std::memcpy(bytes + 4, &head.checksum, 8);
  return static_cast<std::uint32_t>(checksum(bytes, sizeof bytes, offset));
}

[[noreturn]] void damaged(const std::string& name, std::uint64_t offset, const Message& what) {
  throw DataError(Message{
      fmt::format("{}: 주문 일지가 {}번째 바이트에서 손상되었습니다({}). 백업에서 되돌리거나, 파일을 다른 곳으로 옮긴 뒤 다시 시작하면 "
                  "거래소의 상태에서 시작합니다.",
                  name, offset, what.ko),
      fmt::format("{}: the order journal is damaged at byte {} ({}). Restore it from a backup, or move it away: the trader then "
                  "starts from what the venue says.",
                  name, offset, what.en)});
}

}  // namespace

std::string encode_record(const JournalRecord& record) {
  return std::visit(
      [](const auto& held) {
        using Fields = RecordFields<std::decay_t<decltype(held)>>;
        std::size_t count = 1;
        Fields::fields(held, Count{count});
        bus::PackWriter writer;
        writer.array(count);
        writer.integer(Fields::kTag);
        Fields::fields(held, Pack{writer});
        return writer.take();
      },
      record);
}

JournalRecord decode_record(std::string_view bytes) {
  const bus::PackDocument document(bytes);
  const bus::PackValue root = document.root();
  const std::size_t size = root.array_size("record");
  if (size == 0) refuse("record");
  return decode_tagged(root.element(0).integer("record"), root, size);
}

bool must_last(const JournalRecord& record) {
  return std::visit([](const auto& held) { return RecordFields<std::decay_t<decltype(held)>>::kMustLast; }, record);
}

std::string to_json(const JournalRecord& record) {
  nlohmann::ordered_json out;
  std::visit(
      [&out](const auto& held) {
        using Fields = RecordFields<std::decay_t<decltype(held)>>;
        out["record"] = Fields::kName;
        Fields::fields(held, Json{out});
      },
      record);
  return out.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

void append_frame(std::string& out, std::uint64_t offset, const JournalRecord& record) {
  const std::string bytes = encode_record(record);
  if (bytes.size() > kLongestRecord) refuse("record");
  FrameHead head;
  head.length = static_cast<std::uint32_t>(bytes.size());
  head.checksum = checksum(bytes.data(), bytes.size(), offset);
  head.check = check_of(head, offset);
  out.append(reinterpret_cast<const char*>(&head), sizeof head);
  out += bytes;
  out += kFrameEnd;
}

JournalContent read_journal(std::string_view bytes, const std::string& name) {
  JournalContent content;
  const std::size_t whole_size = bytes.size();
  // A power cut may leave a file longer than what was written, filled with zeros. A whole frame ends with a newline, so nothing whole is
  // lost here.
  const std::size_t last = bytes.find_last_not_of('\0');
  bytes = bytes.substr(0, last == std::string_view::npos ? 0 : last + 1);
  if (kJournalHead.starts_with(bytes) && bytes.size() < kJournalHead.size()) {
    content.is_torn = whole_size > 0;
    return content;
  }
  if (!bytes.starts_with(kJournalHead)) {
    throw DataError(message("{}: 주문 일지가 아닙니다.", "{}: is not an order journal.", name));
  }
  std::size_t at = kJournalHead.size();
  while (bytes.size() - at >= sizeof(FrameHead)) {
    FrameHead head;
    std::memcpy(&head, bytes.data() + at, sizeof head);
    if (head.check != check_of(head, at) || head.length > kLongestRecord) damaged(name, at, {"기록의 머리", "the head of a record"});
    const std::size_t end = at + sizeof head + head.length + 1;
    if (end > bytes.size()) break;
    const std::string_view record = bytes.substr(at + sizeof head, head.length);
    if (bytes[end - 1] != kFrameEnd || head.checksum != checksum(record.data(), record.size(), at)) damaged(name, at, {"체크섬", "checksum"});
    try {
      content.records.push_back(decode_record(record));
    } catch (const DataError& error) {
      damaged(name, at, error.text());
    }
    at = end;
  }
  content.whole = at;
  content.is_torn = at < whole_size;
  return content;
}

}  // namespace stom::live
