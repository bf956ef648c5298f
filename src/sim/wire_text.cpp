#include "sim/wire_text.h"

#include <array>

#include "sim/http_call.h"
#include "venue/event_json.h"
#include "venue/venue_event.h"

namespace stom::sim {
namespace {

constexpr EpochMicros kSecond = 1'000'000;

std::string iso(EpochMicros time) {
  std::string text = readable(second_key(seconds_of(time)));
  text[10] = 'T';
  return text;
}

}  // namespace

void JsonText::separate() {
  if (!out_.empty() && out_.back() != '{' && out_.back() != '[' && out_.back() != ':') out_ += ',';
}

JsonText& JsonText::name(WireKey key) {
  separate();
  out_ += '"';
  out_ += brief_ ? key.brief : key.full;
  out_ += "\":";
  return *this;
}

JsonText& JsonText::open(char bracket) {
  separate();
  out_ += bracket;
  return *this;
}

JsonText& JsonText::close(char bracket) {
  out_ += bracket;
  return *this;
}

JsonText& JsonText::text(std::string_view value) {
  separate();
  venue::write_json_string(value, out_);
  return *this;
}

JsonText& JsonText::raw(std::string_view value) {
  separate();
  out_ += value;
  return *this;
}

JsonText& JsonText::number(WireKey key, const Number& value) { return raw(key, value.is_known() ? value.text() : "null"); }

JsonText& JsonText::quoted(WireKey key, const Number& value) { return value.is_known() ? text(key, plain(value)) : *this; }

JsonText& JsonText::millis(WireKey key, EpochMicros time) {
  return time == venue::kNoTime ? raw(key, "null") : whole(key, millis_of(time));
}

std::string fixed(Decimal value, int places) {
  std::string text = value.text();
  const std::size_t point = text.find('.');
  int have = point == std::string::npos ? 0 : static_cast<int>(text.size() - point - 1);
  if (have < places && point == std::string::npos) text += '.';
  for (; have < places; ++have) text += '0';
  return text;
}

std::string fixed(const Number& value, int places) { return fixed(value.decimal(), places); }

std::string plain(const Number& value) {
  const std::string_view text = value.text();
  return text.find_first_of("eE") == std::string_view::npos ? std::string(text) : value.decimal().text();
}

std::int64_t millis_of(EpochMicros time) { return time >= 0 ? time / 1000 : -((-time + 999) / 1000); }
std::int64_t seconds_of(EpochMicros time) { return time >= 0 ? time / kSecond : -((-time + kSecond - 1) / kSecond); }

std::string utc_iso(EpochMicros time) { return iso(time); }
std::string korean_iso(EpochMicros time) { return iso(time + kKoreaAhead); }
std::string korean_iso_zone(EpochMicros time) { return iso(time + kKoreaAhead) + "+09:00"; }
std::string korean_iso_micros(EpochMicros time) {
  return fmt::format("{}.{:06}+09:00", iso(time + kKoreaAhead), time - seconds_of(time) * kSecond);
}

std::string compact_date(EpochMicros time) { return std::to_string(second_key(seconds_of(time)) / 1'000'000); }
std::string compact_time(EpochMicros time) { return fmt::format("{:06}", second_key(seconds_of(time)) % 1'000'000); }

std::string http_date(EpochMicros time) {
  constexpr std::array<std::string_view, 7> kDays{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const RowKey key = second_key(seconds_of(time));
  const auto day = static_cast<TradingDay>(key / 1'000'000);
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", kDays[static_cast<std::size_t>(weekday(day))], day % 100,
                     kMonths[static_cast<std::size_t>(day / 100 % 100 - 1)], day / 10000, key / 10000 % 100, key / 100 % 100, key % 100);
}

bool parse_iso(std::string_view text, EpochMicros& time) {
  if (text.size() < 19 || text[4] != '-' || text[7] != '-' || (text[10] != 'T' && text[10] != ' ') || text[13] != ':' || text[16] != ':')
    return false;
  std::string digits;
  for (std::size_t i = 0; i < 19; ++i) {
    if (i != 4 && i != 7 && i != 10 && i != 13 && i != 16) digits += text[i];
  }
  std::int64_t key = 0;
  if (!parse_whole(digits, key) || !is_valid_second_key(key)) return false;
  time = epoch_seconds(key) * kSecond;
  text.remove_prefix(19);
  if (text.starts_with('.')) {
    std::size_t end = 1;
    EpochMicros unit = kSecond / 10;
    for (; end < text.size() && text[end] >= '0' && text[end] <= '9'; ++end, unit /= 10) time += unit * (text[end] - '0');
    text.remove_prefix(end);
  }
  if (text.empty() || text == "Z") return true;
  std::int64_t hours = 0, minutes = 0;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':' || !parse_whole(text.substr(1, 2), hours) ||
      !parse_whole(text.substr(4, 2), minutes))
    return false;
  const EpochMicros offset = (hours * 60 + minutes) * 60 * kSecond;
  time += text[0] == '+' ? -offset : offset;
  return true;
}

}  // namespace stom::sim
