// Writing the venues' JSON: keys in the order given, numbers as exact text, times as the venues write them.
#pragma once

#include <string>
#include <string_view>

#include "aggregation/decimal.h"
#include "base/time.h"
#include "venue/number.h"

namespace stom::sim {

using aggregation::Decimal;
using venue::Number;

// A key with its short form of Upbit's SIMPLE formats.
struct WireKey {
  constexpr WireKey(const char* name) : full(name), brief(name) {}  // NOLINT: a literal is a key
  constexpr WireKey(const char* name, const char* brief_name) : full(name), brief(brief_name) {}
  std::string_view full, brief;
};

class JsonText {
 public:
  explicit JsonText(bool brief = false) : brief_(brief) {}

  JsonText& object() { return open('{'); }
  JsonText& list() { return open('['); }
  JsonText& object(WireKey key) { return name(key).open('{'); }
  JsonText& list(WireKey key) { return name(key).open('['); }
  JsonText& end_object() { return close('}'); }
  JsonText& end_list() { return close(']'); }

  JsonText& text(std::string_view value);                // "…"
  JsonText& raw(std::string_view value);                 // a number, true, null or whole JSON
  JsonText& text(WireKey key, std::string_view value) { return name(key).text(value); }
  JsonText& raw(WireKey key, std::string_view value) { return name(key).raw(value); }
  JsonText& flag(WireKey key, bool value) { return raw(key, value ? "true" : "false"); }
  JsonText& whole(WireKey key, std::int64_t value) { return raw(key, std::to_string(value)); }
  // As a JSON number; unknown: null.
  JsonText& number(WireKey key, const Number& value);
  JsonText& number(WireKey key, Decimal value) { return raw(key, value.text()); }
  // As a JSON string of plain digits; unknown: left out.
  JsonText& quoted(WireKey key, const Number& value);
  JsonText& quoted(WireKey key, Decimal value) { return text(key, value.text()); }
  JsonText& text_or_null(WireKey key, std::string_view value) { return value.empty() ? raw(key, "null") : text(key, value); }
  JsonText& millis(WireKey key, EpochMicros time);  // kNoTime: null

  [[nodiscard]] const std::string& content() const { return out_; }
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  JsonText& name(WireKey key);
  JsonText& open(char bracket);
  JsonText& close(char bracket);
  void separate();

  std::string out_;
  bool brief_;
};

// With exactly so many places, more only if the value has more: "61800.20".
[[nodiscard]] std::string fixed(Decimal value, int places);
[[nodiscard]] std::string fixed(const Number& value, int places);  // unknown: zero
// Plain digits without exponent: "0.00008428".
[[nodiscard]] std::string plain(const Number& value);

[[nodiscard]] std::int64_t millis_of(EpochMicros time);
[[nodiscard]] std::int64_t seconds_of(EpochMicros time);              // rounded down
[[nodiscard]] std::string utc_iso(EpochMicros time);                  // "2026-11-20T00:15:02"
[[nodiscard]] std::string korean_iso(EpochMicros time);               // "2026-11-20T09:15:02"
[[nodiscard]] std::string korean_iso_zone(EpochMicros time);          // "2026-11-20T09:15:02+09:00"
[[nodiscard]] std::string korean_iso_micros(EpochMicros time);        // "2026-11-20T09:15:02.310000+09:00"
[[nodiscard]] std::string compact_date(EpochMicros time);             // "20261120"
[[nodiscard]] std::string compact_time(EpochMicros time);             // "001502"
[[nodiscard]] std::string http_date(EpochMicros time);                // "Fri, 20 Nov 2026 00:15:02 GMT"
// "2026-11-20T00:15:02Z", with offset, or without (UTC); "2026-11-20 00:15:02".
[[nodiscard]] bool parse_iso(std::string_view text, EpochMicros& time);

inline constexpr EpochMicros kKoreaAhead = 9LL * 3600 * 1'000'000;

}  // namespace stom::sim
