#include "store/table_pages.h"

#include <bit>
#include <cstring>
#include <fstream>

#include "base/error.h"

namespace stom::store {
namespace {

using Byte = unsigned char;

constexpr Byte kInteriorTablePage = 0x05;
constexpr Byte kLeafTablePage = 0x0d;
constexpr std::size_t kPadding = 16;            // readable bytes behind every buffer, for eight-byte loads
constexpr std::uint64_t kMaxPayload = 1 << 20;  // a row of numbers is far smaller
constexpr std::uint64_t kStopMask = 255;        // look at the stop flag every 256 pages

std::uint32_t big16(const Byte* p) { return static_cast<std::uint32_t>(p[0]) << 8 | p[1]; }
std::uint32_t big32(const Byte* p) { return big16(p) << 16 | big16(p + 2); }
std::uint64_t big64(const Byte* p) {
  std::uint64_t value;
  std::memcpy(&value, p, sizeof value);
  return std::endian::native == std::endian::little ? __builtin_bswap64(value) : value;
}

// SQLite's variable-length integer; nullptr if it runs past the end.
const Byte* read_varint(const Byte* p, const Byte* end, std::uint64_t& value) {
  value = 0;
  for (int i = 0; i < 8; ++i) {
    if (p >= end) return nullptr;
    value = value << 7 | (*p & 0x7f);
    if ((*p++ & 0x80) == 0) return p;
  }
  if (p >= end) return nullptr;
  value = value << 8 | *p++;
  return p;
}

// Bytes and right shift of the integer serial types 0…6; NULL and the constants have no bytes.
constexpr int kIntegerBytes[7] = {0, 1, 2, 3, 4, 6, 8};

class PageReader {
 public:
  PageReader(const std::filesystem::path& path, const RowTable& table, const RowLayout& layout, RowSink& sink, const StopFlag& stop)
      : path_(path), table_(table), layout_(layout), sink_(sink), stop_(stop), header_(read_database_header(path)) {
    usable_ = header_.page_size - header_.reserved;
    file_.rdbuf()->pubsetbuf(nullptr, 0);  // whole pages are read; a second buffer only costs a copy
    file_.open(path, std::ios::binary | std::ios::ate);
    if (file_) pages_ = static_cast<std::uint64_t>(file_.tellg()) / header_.page_size;
  }

  bool read() {
    if (!file_) return false;
    std::vector<std::uint32_t> pending{table_.root_page};
    std::vector<Byte> page(header_.page_size + kPadding);
    std::uint64_t visited = 0;
    while (!pending.empty()) {
      const std::uint32_t number = pending.back();
      pending.pop_back();
      if (++visited > pages_) damaged(number);
      if ((visited & kStopMask) == 0) stop_.throw_if_requested();
      load(number, page.data());
      const Byte* const top = page.data() + (number == 1 ? 100 : 0);
      if (*top == kLeafTablePage) {
        if (!read_leaf(number, page.data(), top)) return false;
      } else if (*top == kInteriorTablePage) {
        push_children(number, page.data(), top, pending);
      } else {
        damaged(number);
      }
    }
    return true;
  }

 private:
  [[noreturn]] void damaged(std::uint32_t page) const {
    throw DatabaseError(message("{}: 테이블 {}: 손상된 데이터베이스입니다 (페이지 {}). 백업을 쓰거나 sqlite3 의 .recover 로 복구하세요.",
                                "{}: table {}: the database is damaged (page {}). Use a backup, or recover it with sqlite3's .recover.",
                                path_.string(), table_.code, page));
  }

  void load(std::uint32_t number, Byte* into) {
    if (number == 0 || number > pages_) damaged(number);
    file_.seekg(static_cast<std::streamoff>(number - 1) * header_.page_size);
    file_.read(reinterpret_cast<char*>(into), header_.page_size);
    if (!file_) damaged(number);
  }

  // Children in key order; the stack wants them reversed.
  void push_children(std::uint32_t number, const Byte* page, const Byte* top, std::vector<std::uint32_t>& pending) {
    const std::uint32_t cells = big16(top + 3);
    if (static_cast<std::size_t>(top - page) + 12 + 2 * cells > usable_) damaged(number);
    pending.push_back(big32(top + 8));
    for (std::uint32_t i = cells; i-- > 0;) {
      const std::uint32_t offset = big16(top + 12 + 2 * i);
      if (offset + 4 > usable_) damaged(number);
      pending.push_back(big32(page + offset));
    }
    if (pending.size() > pages_) damaged(number);
  }

  bool read_leaf(std::uint32_t number, const Byte* page, const Byte* top) {
    const std::uint32_t cells = big16(top + 3);
    if (static_cast<std::size_t>(top - page) + 8 + 2 * cells > usable_) damaged(number);
    const Byte* const end = page + usable_;
    for (std::uint32_t i = 0; i < cells; ++i) {
      const std::uint32_t offset = big16(top + 8 + 2 * i);
      if (offset >= usable_) damaged(number);
      std::uint64_t size = 0, row_id = 0;
      const Byte* p = read_varint(page + offset, end, size);
      if (p != nullptr) p = read_varint(p, end, row_id);
      if (p == nullptr || size > kMaxPayload) damaged(number);
      if (size > usable_ - 35) {
        p = assemble(number, p, end, size);
      } else if (size > static_cast<std::uint64_t>(end - p)) {
        damaged(number);
      }
      ++row_;
      if (!read_record(number, p, size, static_cast<std::int64_t>(row_id))) return false;
    }
    return true;
  }

  // A payload that continues on overflow pages.
  const Byte* assemble(std::uint32_t number, const Byte* p, const Byte* end, std::uint64_t size) {
    const std::uint64_t least = (usable_ - 12) * 32 / 255 - 23;
    const std::uint64_t most = least + (size - least) % (usable_ - 4);
    const std::uint64_t local = most <= usable_ - 35 ? most : least;
    if (local + 4 > static_cast<std::uint64_t>(end - p)) damaged(number);
    payload_.assign(p, p + local);
    std::uint32_t next = big32(p + local);
    overflow_.resize(header_.page_size + kPadding);
    while (payload_.size() < size) {
      load(next, overflow_.data());
      const std::uint64_t part = std::min<std::uint64_t>(size - payload_.size(), usable_ - 4);
      payload_.insert(payload_.end(), overflow_.data() + 4, overflow_.data() + 4 + part);
      next = big32(overflow_.data());
    }
    payload_.resize(size + kPadding);
    return payload_.data();
  }

  bool read_record(std::uint32_t number, const Byte* record, std::uint64_t size, std::int64_t row_id) {
    const Byte* const end = record + size;
    std::uint64_t header_size = 0;
    const Byte* type_at = read_varint(record, end, header_size);
    if (type_at == nullptr || header_size > size) damaged(number);
    const Byte* const types_end = record + header_size;
    const Byte* body = types_end;
    double* const out = sink_.slot();
    RowKey key = 0;
    bad_column_ = -2;
    bad_key_ = false;
    const std::size_t columns = table_.targets.size();
    for (std::size_t i = 0; i < columns; ++i) {
      if (type_at >= types_end) return false;  // a column that was added later: its default is in the schema
      std::uint64_t type = *type_at++;
      if (type >= 0x80) {
        type_at = read_varint(type_at - 1, types_end, type);
        if (type_at == nullptr) damaged(number);
      }
      const int target = table_.targets[i];
      std::int64_t integer = 0;
      double real = 0;
      bool is_real = false;
      if (type == 7) {
        if (end - body < 8) damaged(number);
        const std::uint64_t bits = big64(body);
        body += 8;
        if ((bits & 0x7ff0000000000000) == 0x7ff0000000000000) note_bad(target, BadValue::kNotFinite);
        real = std::bit_cast<double>(bits);
        is_real = true;
      } else if (type >= 1 && type <= 6) {
        const int bytes = kIntegerBytes[type];
        if (end - body < bytes) damaged(number);
        integer = static_cast<std::int64_t>(big64(body)) >> (64 - 8 * bytes);
        body += bytes;
      } else if (type == 8 || type == 9) {
        integer = static_cast<std::int64_t>(type) - 8;
      } else if (type == 0) {
        if (static_cast<int>(i) == table_.alias_column) integer = row_id;
        else note_bad(target, BadValue::kNull);
      } else if (type >= 12) {
        const std::uint64_t bytes = (type - 12) / 2;
        if (bytes > static_cast<std::uint64_t>(end - body)) damaged(number);
        body += bytes;
        note_bad(target, type % 2 == 0 ? BadValue::kBlob : BadValue::kText);
      } else {
        damaged(number);
      }
      if (target >= 0) {
        out[target] = is_real ? real : static_cast<double>(integer);
      } else if (!is_real) {
        key = integer;
      } else if (real >= -9.2e18 && real <= 9.2e18 && static_cast<double>(static_cast<std::int64_t>(real)) == real) {
        key = static_cast<std::int64_t>(real);
      } else {
        note_bad(target, BadValue::kNotFinite);
      }
    }
    if (bad_column_ != -2 || bad_key_) refuse(key);
    sink_.accept(key, row_);
    return true;
  }

  void note_bad(int target, BadValue what) {
    if (target < 0) {
      bad_key_ = true;
    } else if (bad_column_ == -2) {
      bad_column_ = target;
      bad_value_ = what;
    }
  }

  [[noreturn]] void refuse(RowKey key) const {
    if (bad_key_) throw_bad_row(path_, table_.code, "index", row_, std::nullopt, {"정수가 아닙니다.", "is not an integer."});
    const auto fields = market::schema(layout_.crypto ? market::Market::kUpbit : market::Market::kStock, layout_.frame);
    throw_bad_row(path_, table_.code, market::field_name(fields[static_cast<std::size_t>(bad_column_)], layout_.frame), row_, key,
                  bad_value_problem(bad_value_));
  }

  const std::filesystem::path& path_;
  const RowTable& table_;
  const RowLayout& layout_;
  RowSink& sink_;
  const StopFlag& stop_;
  DatabaseHeader header_;
  std::ifstream file_;
  std::uint64_t pages_ = 0;
  std::uint32_t usable_ = 0;
  std::uint64_t row_ = 0;
  std::vector<Byte> payload_, overflow_;
  int bad_column_ = -2;  // −2: none
  bool bad_key_ = false;
  BadValue bad_value_{};
};

}  // namespace

Message bad_value_problem(BadValue what) {
  switch (what) {
    case BadValue::kNull: return {"값이 없습니다 (NULL). 숫자가 필요합니다.", "has no value (NULL); expected a number."};
    case BadValue::kText: return {"숫자가 아니라 글자입니다.", "is text; expected a number."};
    case BadValue::kBlob: return {"숫자가 아니라 이진 값입니다.", "is a blob; expected a number."};
    case BadValue::kNotFinite: break;
  }
  return {"유한한 숫자가 아닙니다.", "is not a finite number."};
}

bool read_table_pages(const std::filesystem::path& path, const RowTable& table, const RowLayout& layout, RowSink& sink,
                      const StopFlag& stop) {
  std::error_code code;
  const auto log_size = std::filesystem::file_size(path.string() + "-wal", code);
  if (!code && log_size > 0) return false;  // newer pages may be in the log
  return PageReader(path, table, layout, sink, stop).read();
}

}  // namespace stom::store
