#include "backtest/report_format.h"

#include <cmath>

namespace stom::backtest {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// Length of the well-formed UTF-8 sequence at the front of `text`; 0 if there is none.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  std::size_t length = 0;
  unsigned char low = 0x80, high = 0xBF;  // limits of the second byte: no overlong forms, surrogates or > U+10FFFF
  if (first >= 0xC2 && first <= 0xDF) {
    length = 2;
  } else if (first >= 0xE0 && first <= 0xEF) {
    length = 3;
    if (first == 0xE0) low = 0xA0;
    if (first == 0xED) high = 0x9F;
  } else if (first >= 0xF0 && first <= 0xF4) {
    length = 4;
    if (first == 0xF0) low = 0x90;
    if (first == 0xF4) high = 0x8F;
  }
  if (length == 0 || text.size() < length || byte(1) < low || byte(1) > high) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if (byte(i) < 0x80 || byte(i) > 0xBF) return 0;
  }
  return length;
}

}  // namespace

std::string with_thousands(double value, int decimals) {
  if (!std::isfinite(value)) return "-";
  const std::string digits = fmt::format("{:.{}f}", std::fabs(value), decimals);
  const std::size_t whole = std::min(digits.find('.'), digits.size());
  const bool is_zero = digits.find_first_of("123456789") == std::string::npos;
  std::string out = std::signbit(value) && !is_zero ? "-" : "";
  for (std::size_t i = 0; i < whole; ++i) {
    if (i > 0 && (whole - i) % 3 == 0) out += ',';
    out += digits[i];
  }
  return out.append(digits, whole);
}

std::string with_thousands_for_step(double value, double step) {
  int decimals = 0;
  while (decimals < 8 &&
         std::fabs(step * std::pow(10.0, decimals) - std::round(step * std::pow(10.0, decimals))) > 1e-6) {
    ++decimals;
  }
  return with_thousands(value, decimals);
}

std::string price_text(double value) {
  std::string text = with_thousands(value, 8);
  if (text.find('.') == std::string::npos) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

int money_decimals(market::Market market) {
  return market == market::Market::kBinance ? 2 : 0;
}

std::string money_text(market::Market market, double value) {
  return with_thousands(value, money_decimals(market));
}

Message money_with_unit(market::Market market, double value) {
  const std::string text = money_text(market, value);
  const Message unit = money_unit(market);
  return {text + unit.ko, text + " " + unit.en};
}

Message money_unit(market::Market market) {
  return market == market::Market::kBinance ? Message{"USDT", "USDT"} : Message{"원", "KRW"};
}

Message market_title(market::Market market, market::Frame frame) {
  static const Message kMarketNames[] = {
      {"주식", "KRX stocks"}, {"업비트", "Upbit"}, {"바이낸스선물", "Binance futures"}};
  const Message& market_name = kMarketNames[static_cast<int>(market)];
  const bool tick = frame == market::Frame::kTick;
  return {market_name.ko + (tick ? " 틱" : " 분봉"), market_name.en + (tick ? ", 1-second rows" : ", 1-minute rows")};
}

Message hold_unit(market::Frame frame) {
  return frame == market::Frame::kTick ? Message{"초", "s"} : Message{"분", "min"};
}

Message weekday_name(int weekday) {
  static const Message kNames[] = {{"월", "Mon"}, {"화", "Tue"}, {"수", "Wed"}, {"목", "Thu"},
                                   {"금", "Fri"}, {"토", "Sat"}, {"일", "Sun"}};
  return kNames[weekday];
}

std::string day_text(TradingDay day) {
  return fmt::format("{:04}-{:02}-{:02}", day / 10000, day / 100 % 100, day % 100);
}

std::string time_of_day_text(market::Frame frame, std::int64_t time) {
  if (frame == market::Frame::kMinute) return fmt::format("{:02}:{:02}", time / 100, time % 100);
  return fmt::format("{:02}:{:02}:{:02}", time / 10000, time / 100 % 100, time % 100);
}

std::string row_time_text(market::Frame frame, RowKey key) {
  return day_text(day_of(frame, key)) + " " + time_of_day_text(frame, key % market::day_divisor(frame));
}

TradingDay day_of(market::Frame frame, RowKey key) {
  return static_cast<TradingDay>(key / market::day_divisor(frame));
}

std::int64_t seconds_of_day(market::Frame frame, std::int64_t time_of_day) {
  const std::int64_t time = frame == market::Frame::kMinute ? time_of_day * 100 : time_of_day;
  return time / 10000 * 3600 + time / 100 % 100 * 60 + time % 100;
}

std::string fingerprint_text(std::uint64_t fingerprint) {
  return fmt::format("{:016x}", fingerprint);
}

std::string valid_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    const unsigned char first = static_cast<unsigned char>(text[0]);
    const bool control = first == 0x7F || (first < 0x20 && first != '\t' && first != '\n' && first != '\r');
    if (length == 0 || control) {
      out += kReplacement;
      text.remove_prefix(1);
    } else {
      if (first != '\r') out.append(text, 0, length);
      text.remove_prefix(length);
    }
  }
  return out;
}

}  // namespace stom::backtest
