#include "venue/rate_limit_headers.h"

#include <charconv>

namespace stom::venue {
namespace {

constexpr EpochMicros kSecond = 1'000'000;
constexpr EpochMicros kMinute = 60 * kSecond;
constexpr std::string_view kWeight = "REQUEST_WEIGHT", kOrders = "ORDERS";

bool parse_count(std::string_view text, std::int64_t& value) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  return result.ec == std::errc{} && result.ptr == text.data() + text.size() && value >= 0 && value < 1'000'000'000;
}

EpochMicros span_end(EpochMicros now, EpochMicros period) { return now - (now % period + period) % period + period; }

// "1m" → a minute, "10s" → ten seconds; 0: no such period.
EpochMicros period_of(std::string_view text) {
  std::int64_t count = 0;
  if (text.size() < 2 || !parse_count(text.substr(0, text.size() - 1), count) || count == 0 || count > 1000) return 0;
  switch (text.back()) {
    case 's':
      return count * kSecond;
    case 'm':
      return count * kMinute;
    case 'h':
      return count * 60 * kMinute;
    case 'd':
      return count * 24 * 60 * kMinute;
    default:
      return 0;
  }
}

std::string lower_case(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return result;
}

void read_remaining(std::string_view text, EpochMicros now, std::vector<BudgetNote>& notes) {
  BudgetNote note;
  note.kind = NoteKind::kLeft;
  note.value = -1;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(';'), text.size());
    std::string_view part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    while (!part.empty() && part.front() == ' ') part.remove_prefix(1);
    while (!part.empty() && part.back() == ' ') part.remove_suffix(1);
    if (part.starts_with("group=")) note.budget = part.substr(6);
    else if (part.starts_with("sec=") && !parse_count(part.substr(4), note.value)) return;
  }
  if (note.budget.empty() || note.value < 0) return;
  note.period = kSecond;
  for (const RateLimit& limit : published_limits(Venue::kUpbit)) {
    if (limit.budget == note.budget) note.period = limit.period;
  }
  note.span_end = span_end(now, note.period);
  notes.push_back(std::move(note));
}

void read_used(std::string_view budget, std::string_view period, std::string_view text, EpochMicros now, std::vector<BudgetNote>& notes) {
  BudgetNote note;
  note.budget = budget;
  note.period = period_of(period);
  if (note.period == 0 || !parse_count(text, note.value)) return;
  note.span_end = span_end(now, note.period);
  notes.push_back(std::move(note));
}

}  // namespace

std::span<const RateLimit> published_limits(Venue venue) {
  // Autumn 2026: Upbit's quotation groups per address, its others per account; Binance's weight per address.
  static const std::vector<RateLimit> upbit = {
      {"market", kSecond, 10}, {"candles", kSecond, 10}, {"crix-trades", kSecond, 10}, {"ticker", kSecond, 10},
      {"orderbook", kSecond, 10}, {"default", kSecond, 30}, {"order", kSecond, 12}, {"order-cancel-all", 2 * kSecond, 1}};
  static const std::vector<RateLimit> binance = {
      {std::string(kWeight), kMinute, 2400}, {std::string(kOrders), kMinute, 1200}, {std::string(kOrders), 10 * kSecond, 300}};
  return venue == Venue::kUpbit ? upbit : binance;
}

bool announced_limit(const RateLimitRule& rule, RateLimit& limit) {
  const EpochMicros unit = rule.interval == "SECOND" ? kSecond
                           : rule.interval == "MINUTE" ? kMinute
                           : rule.interval == "HOUR"   ? 60 * kMinute
                           : rule.interval == "DAY"    ? 24 * 60 * kMinute
                                                       : 0;
  if (unit == 0 || rule.intervals == 0 || rule.intervals > 1000 || rule.limit == 0 || rule.limit > 1'000'000'000) return false;
  limit = {rule.type, unit * static_cast<EpochMicros>(rule.intervals), static_cast<std::int64_t>(rule.limit)};
  return true;
}

std::vector<BudgetNote> read_budgets(Venue venue, const std::vector<Header>& headers, EpochMicros now) {
  constexpr std::string_view kUsedWeight = "x-mbx-used-weight-", kOrderCount = "x-mbx-order-count-";
  std::vector<BudgetNote> notes;
  for (const Header& header : headers) {
    const std::string name = lower_case(header.name);
    const std::string_view view = name;
    if (venue == Venue::kUpbit) {
      if (view == "remaining-req") read_remaining(header.value, now, notes);
    } else if (view.starts_with(kUsedWeight)) {
      read_used(kWeight, view.substr(kUsedWeight.size()), header.value, now, notes);
    } else if (view.starts_with(kOrderCount)) {
      read_used(kOrders, view.substr(kOrderCount.size()), header.value, now, notes);
    }
  }
  return notes;
}

std::vector<Charge> charges(Venue venue, const RestRequest& request) {
  std::vector<Charge> result;
  for (const RateLimit& limit : published_limits(venue)) {
    const int amount = limit.budget == kOrders ? request.orders : limit.budget == request.group ? request.weight : 0;
    if (amount > 0) result.push_back({limit.budget, limit.period, amount});
  }
  return result;
}

}  // namespace stom::venue
