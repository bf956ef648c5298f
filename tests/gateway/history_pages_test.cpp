#include <gtest/gtest.h>

#include "base/error.h"
#include "gateway/download.h"

namespace stom::gateway {
namespace {

using venue::Candle;
using venue::Event;
using venue::Trade;
using venue::Venue;

constexpr EpochMicros kSecond = 1'000'000, kMinute = 60 * kSecond, kHour = 60 * kMinute, kDay = 24 * kHour;
constexpr EpochMicros kStart = 1'795'132'800 * kSecond;  // 2026-11-20 00:00 UTC

venue::Number number(double value) { return venue::Number::of(aggregation::Decimal::from_double(value)); }

std::string parameter(const RestCall& call, const std::string& name) {
  for (const venue::Parameter& one : call.request.parameters) {
    if (one.name == name) return one.value;
  }
  return {};
}

EpochMicros millis(const RestCall& call, const std::string& name) { return std::stoll(parameter(call, name)) * 1000; }

Candle candle(EpochMicros time, double volume = 1) {
  Candle one;
  one.time = time;
  one.open = one.high = one.low = one.close = number(100);
  one.volume = number(volume);
  return one;
}

Trade trade(std::uint64_t id, EpochMicros time) {
  Trade one;
  one.id = id;
  one.time = time;
  one.price = one.quantity = number(1);
  return one;
}

EpochMicros time_of(const Event& event) {
  if (const auto* one = std::get_if<Candle>(&event)) return one->time;
  return std::get<Trade>(event).time;
}

using Venues = std::function<std::vector<Event>(const RestCall&)>;

struct Told {
  std::vector<Event> events;
  int calls = 0;
};

// Asks until all was told; the venue answers.
Told all_of(const DownloadRequest& request, EpochMicros now, const Venues& venue) {
  const std::unique_ptr<HistoryPages> pages = history_pages(request, now);
  Told told;
  EpochMicros reached = pages->reached();
  while (const auto call = pages->next()) {
    if (++told.calls > 1000) break;
    pages->take(venue(*call), told.events);
    EXPECT_GE(pages->reached(), reached);
    reached = pages->reached();
  }
  EXPECT_LE(told.calls, 1000);
  const auto is_earlier = [](const Event& a, const Event& b) { return time_of(a) < time_of(b); };
  EXPECT_TRUE(std::is_sorted(told.events.begin(), told.events.end(), is_earlier));
  return told;
}

// Newest first, spans without trades left out, as Upbit answers; `to` belongs to the answer or not.
Venues upbit_candles(const std::vector<EpochMicros>& times, bool includes_end) {
  return [times, includes_end](const RestCall& call) {
    const std::string to = parameter(call, "to");  // 2026-11-20T00:00:00Z
    RowKey key = 0;
    for (const char c : to) {
      if (c >= '0' && c <= '9') key = key * 10 + (c - '0');
    }
    const EpochMicros end = epoch_seconds(key) * kSecond;
    std::vector<Event> answer;
    for (auto time = times.rbegin(); time != times.rend() && answer.size() < std::stoul(parameter(call, "count")); ++time) {
      if (*time < end || (includes_end && *time == end)) answer.emplace_back(candle(*time));
    }
    return answer;
  };
}

TEST(HistoryPages, UpbitCandlesComeOnceEachAndAscending) {
  std::vector<EpochMicros> times;
  for (int i = -300; i < 2000; ++i) {
    if (i % 7 != 0 && (i < 500 || i > 900)) times.push_back(kStart + i * kMinute);  // with spans without trades
  }
  DownloadRequest request{Venue::kUpbit, "KRW-BTC", HistoryKind::kMinuteCandles, kStart + 10 * kMinute + 1, kStart + 1500 * kMinute};
  std::vector<EpochMicros> expected;
  for (const EpochMicros time : times) {
    if (time >= kStart + 10 * kMinute && time < request.to) expected.push_back(time);
  }
  for (const bool includes_end : {false, true}) {
    std::vector<EpochMicros> seen;
    for (const Event& event : all_of(request, kStart + kDay * 2, upbit_candles(times, includes_end)).events) seen.push_back(time_of(event));
    EXPECT_EQ(seen, expected);
  }
}

TEST(HistoryPages, LeavesOutTheCandleThatIsStillRunning) {
  const std::vector<EpochMicros> times = {kStart, kStart + kMinute, kStart + 2 * kMinute};
  DownloadRequest request{Venue::kUpbit, "KRW-BTC", HistoryKind::kMinuteCandles, kStart, kStart + kDay};
  EXPECT_EQ(all_of(request, kStart + 2 * kMinute + 30 * kSecond, upbit_candles(times, false)).events.size(), 2u);
}

TEST(HistoryPages, UpbitTradesAreTurnedRoundDayByDay) {
  // Three days, 1,300 trades each, newest first in pages of 500 by cursor.
  const auto venue = [](const RestCall& call) {
    const std::string days_text = parameter(call, "days_ago"), cursor_text = parameter(call, "cursor");
    const int days = days_text.empty() ? 0 : std::stoi(days_text);
    const std::uint64_t cursor = cursor_text.empty() ? ~0ull : std::stoull(cursor_text);
    std::vector<Event> answer;
    for (int i = 1299; i >= 0 && answer.size() < 500; --i) {
      const auto id = static_cast<std::uint64_t>((10 - days) * 10'000 + i + 1);
      if (id < cursor) answer.emplace_back(trade(id, kStart - days * kDay + i * kMinute));
    }
    return answer;
  };
  DownloadRequest request{Venue::kUpbit, "KRW-BTC", HistoryKind::kTrades, kStart - 2 * kDay + 100 * kMinute, kStart + 1000 * kMinute};
  const Told told = all_of(request, kStart + 1400 * kMinute, venue);
  EXPECT_EQ(told.events.size(), 1200u + 1300u + 1000u);
  EXPECT_EQ(time_of(told.events.front()), request.from);
  EXPECT_EQ(time_of(told.events.back()), request.to - kMinute);
}

// 1,300 trades a day, one a minute; days are counted back from the venue's present one. The cursor stays within the day.
Venues upbit_trades(const EpochMicros& venue_now) {
  return [&venue_now](const RestCall& call) {
    const std::string days_text = parameter(call, "days_ago"), cursor_text = parameter(call, "cursor");
    const EpochMicros day = venue_now - venue_now % kDay - (days_text.empty() ? 0 : std::stoi(days_text)) * kDay;
    const std::uint64_t cursor = cursor_text.empty() ? ~0ull : std::stoull(cursor_text);
    std::vector<Event> answer;
    for (int i = 1299; i >= 0 && answer.size() < 500; --i) {
      const EpochMicros time = day + i * kMinute;
      if (const auto id = static_cast<std::uint64_t>(time / kSecond); id < cursor && time <= venue_now) answer.emplace_back(trade(id, time));
    }
    return answer;
  };
}

// Midnight comes while the page of that number is asked for, by the venue's clock or by ours some seconds earlier or later.
TEST(HistoryPages, UpbitTradesAreWholeWhenMidnightComesMeanwhile) {
  for (int turn = 1; turn <= 8; ++turn) {
    for (const EpochMicros ahead : {-4 * kSecond, EpochMicros{0}, 4 * kSecond}) {
      EpochMicros venue_now = kStart + kDay - 4 * kSecond * turn;
      DownloadRequest request{Venue::kUpbit, "KRW-BTC", HistoryKind::kTrades, kStart - kDay, kStart + kDay};
      const auto pages = history_pages(request, venue_now + ahead);
      const Venues venue = upbit_trades(venue_now);
      std::vector<Event> told;
      int calls = 0;
      while (++calls < 100) {
        pages->at(venue_now + ahead);
        const auto call = pages->next();
        if (!call) break;
        pages->take(venue(*call), told);
        venue_now += 4 * kSecond;
      }
      ASSERT_EQ(told.size(), 2600u) << turn << " " << ahead;
      for (std::size_t i = 1; i < told.size(); ++i) ASSERT_LT(time_of(told[i - 1]), time_of(told[i]));
    }
  }
}

TEST(HistoryPages, AVenueThatRepeatsItsPagesIsAnErrorAndNotAnEnd) {
  DownloadRequest request{Venue::kUpbit, "KRW-BTC", HistoryKind::kTrades, kStart, kStart + kDay};
  const auto pages = history_pages(request, kStart + kDay - kHour);
  std::vector<Event> told;
  const auto same = [] {
    std::vector<Event> answer;
    for (int i = 500; i > 0; --i) answer.emplace_back(trade(static_cast<std::uint64_t>(i), kStart + i * kSecond));
    return answer;
  };
  (void)pages->next();
  pages->take(same(), told);
  (void)pages->next();
  EXPECT_THROW(pages->take(same(), told), DataError);
}

TEST(HistoryPages, BinanceKlinesGoOnBehindTheLastOne) {
  const auto venue = [](const RestCall& call) {
    EXPECT_EQ(parameter(call, "interval"), "1m");
    std::vector<Event> answer;
    for (EpochMicros time = millis(call, "startTime"); time <= millis(call, "endTime") && answer.size() < 1000; time += kMinute) {
      answer.emplace_back(candle(time));
    }
    return answer;
  };
  DownloadRequest request{Venue::kBinance, "BTCUSDT", HistoryKind::kMinuteCandles, kStart, kStart + 2500 * kMinute};
  const Told told = all_of(request, kStart + 100 * kDay, venue);
  EXPECT_EQ(told.events.size(), 2500u);
  EXPECT_EQ(told.calls, 3);
}

// Trades with ids from 1 on at these times, as Binance answers: by time within an hour, by id without limit.
Venues binance_trades(const std::vector<EpochMicros>& times) {
  return [times](const RestCall& call) {
    std::vector<Event> answer;
    if (call.kind == "klines") {
      for (EpochMicros hour = millis(call, "startTime"); hour <= millis(call, "endTime") && answer.size() < 499; hour += kHour) {
        const auto count = std::count_if(times.begin(), times.end(), [&](EpochMicros time) { return time >= hour && time < hour + kHour; });
        answer.emplace_back(candle(hour, static_cast<double>(count)));
      }
      return answer;
    }
    const std::string from_id = parameter(call, "fromId");
    const bool is_by_time = from_id.empty();
    const EpochMicros start = is_by_time ? millis(call, "startTime") : 0, end = is_by_time ? millis(call, "endTime") : 0;
    EXPECT_LT(end - start, kHour);
    const std::size_t first = is_by_time ? 0 : std::stoul(from_id) - 1;
    for (std::size_t i = first; i < times.size() && answer.size() < 1000; ++i) {
      if (!is_by_time || (times[i] >= start && times[i] <= end)) answer.emplace_back(trade(i + 1, times[i]));
    }
    return answer;
  };
}

TEST(HistoryPages, BinanceTradesAreFoundByTimeAndFollowedByNumber) {
  std::vector<EpochMicros> times;
  for (int i = 0; i < 3500; ++i) times.push_back(kStart + i * 4 * kSecond);
  DownloadRequest request{Venue::kBinance, "BTCUSDT", HistoryKind::kTrades, kStart + 100 * kSecond, kStart + 3 * kHour};
  const Told told = all_of(request, kStart + 100 * kDay, binance_trades(times));
  EXPECT_EQ(told.events.size(), (10'800u - 100u) / 4);
  EXPECT_EQ(time_of(told.events.front()), kStart + 100 * kSecond);
  EXPECT_EQ(told.calls, 3);
}

TEST(HistoryPages, SkipsLongTimesWithoutTradesOfBinance) {
  std::vector<EpochMicros> times;
  for (int i = 0; i < 10; ++i) times.push_back(kStart + 60 * kDay + i * kSecond);
  DownloadRequest request{Venue::kBinance, "NEWUSDT", HistoryKind::kTrades, kStart, kStart + 61 * kDay};
  const Told told = all_of(request, kStart + 100 * kDay, binance_trades(times));
  EXPECT_EQ(told.events.size(), 10u);
  EXPECT_LE(told.calls, 10);
}

TEST(HistoryPages, EndsWhereThereAreNoTradesAtAll) {
  DownloadRequest request{Venue::kBinance, "NEWUSDT", HistoryKind::kTrades, kStart, kStart + 3 * kDay};
  EXPECT_TRUE(all_of(request, kStart + 100 * kDay, binance_trades({})).events.empty());
}

TEST(HistoryPages, RefusesWhatNoVenueKeeps) {
  DownloadRequest request{Venue::kUpbit, "KRW-BTC", HistoryKind::kTrades, kStart - 7 * kDay, kStart};
  EXPECT_NO_THROW(check_download(request, kStart + kHour));
  request.from -= kSecond;
  EXPECT_THROW(check_download(request, kStart + kHour), UsageError);
  request = {Venue::kBinance, "BTCUSDT", HistoryKind::kSecondCandles, kStart, kStart + kHour};
  EXPECT_THROW(check_download(request, kStart + kHour), UsageError);
}

}  // namespace
}  // namespace stom::gateway
