// A listener that writes down what a feed tells, for the test thread to wait for.
#pragma once

#include <atomic>
#include <future>

#include <gtest/gtest.h>

#include "gateway/market_feed.h"
#include "net/inbox.h"
#include "net/test_server.h"

namespace stom::gateway::test {

// One line a call: "day BTCUSDT", "trade BTCUSDT 7", "book BTCUSDT 100", "ticker KRW-BTC 55", "state trades gap repaired", "instruments 3",
// "problem …".
class FeedNotes final : public FeedListener {
 public:
  void on_instruments(const std::vector<venue::Instrument>& instruments) override {
    const std::lock_guard lock(mutex_);
    instruments_ = instruments;
    lines_.put(fmt::format("instruments {}", instruments.size()));
  }
  void on_day(const DaySoFar& day) override {
    {
      const std::lock_guard lock(mutex_);
      days_.push_back(day);
    }
    lines_.put("day " + day.symbol);
  }
  void on_event(const venue::Event& event, EpochMicros received) override {
    EXPECT_GT(received, 0);
    if (const auto* trade = std::get_if<venue::Trade>(&event)) {
      lines_.put(fmt::format("trade {} {}", trade->symbol, trade->id));
    } else if (const auto* book = std::get_if<venue::BookPicture>(&event)) {
      lines_.put(fmt::format("book {} {}", book->symbol, book->bids.at(0).price.text()));
    } else if (const auto* ticker = std::get_if<venue::Ticker>(&event)) {
      lines_.put(fmt::format("ticker {} {}", ticker->symbol, ticker->price.text()));
    }
  }
  void on_feed_state(const FeedState& state) override {
    static constexpr const char* kNames[] = {"connecting", "open", "gap", "stale", "recovered", "closed"};
    lines_.put(fmt::format("state {} {}{}", state.stream, kNames[static_cast<int>(state.state)], state.repaired ? " repaired" : ""));
  }
  void on_feed_problem(const Message& text) override { lines_.put("problem " + text.en); }

  [[nodiscard]] std::vector<std::string> lines() { return lines_.all(); }
  [[nodiscard]] bool wait_for(const std::string& line, std::size_t times = 1) {
    return lines_.wait([&](const std::vector<std::string>& lines) {
      return static_cast<std::size_t>(std::count(lines.begin(), lines.end(), line)) >= times;
    });
  }
  // The lines that begin so, in order.
  [[nodiscard]] std::vector<std::string> all(const std::string& start) {
    std::vector<std::string> result;
    for (const std::string& line : lines_.all()) {
      if (line.starts_with(start)) result.push_back(line);
    }
    return result;
  }
  [[nodiscard]] std::size_t count(const std::string& start) { return all(start).size(); }
  [[nodiscard]] std::vector<DaySoFar> days() {
    const std::lock_guard lock(mutex_);
    return days_;
  }
  [[nodiscard]] std::vector<venue::Instrument> instruments() {
    const std::lock_guard lock(mutex_);
    return instruments_;
  }

 private:
  std::mutex mutex_;
  std::vector<venue::Instrument> instruments_;
  std::vector<DaySoFar> days_;
  net::test::Inbox<std::string> lines_;
};

// A venue of two scripts and a feed on it.
struct FeedWorld {
  using OnRequest = std::function<net::test::ScriptedAnswer(const net::test::SeenRequest&)>;
  using OnMessage = std::function<net::test::ScriptedFrames(const net::test::SeenRequest& opening, const std::string& message)>;

  FeedWorld(venue::Venue venue, OnRequest request, OnMessage message) : on_request(std::move(request)), on_message(std::move(message)) {
    options.venue = venue;
    options.endpoints.rest = options.endpoints.stream = server.endpoint();
    options.backoff.first = 0.01;
    options.backoff.most = 0.05;
  }

  void start() { feed = make_market_feed(runtime, options, notes); }
  [[nodiscard]] bool has_asked(const std::string& part) const { return requests_with(part) != 0; }
  [[nodiscard]] std::size_t requests_with(const std::string& part) const {
    const auto requests = server.requests();
    return static_cast<std::size_t>(std::count_if(requests.begin(), requests.end(), [&](const net::test::SeenRequest& request) {
      return request.target.find(part) != std::string::npos;
    }));
  }

  OnRequest on_request;
  OnMessage on_message;
  FeedNotes notes;
  net::test::TestServer server{[this] {
    net::test::TestServerOptions script;
    script.on_request = [this](const net::test::SeenRequest& request) { return std::optional(on_request(request)); };
    script.on_message = [this](const net::test::SeenRequest& opening, const std::string& message) {
      return std::optional(on_message(opening, message));
    };
    return script;
  }()};
  net::Runtime runtime{[](std::exception_ptr) { ADD_FAILURE() << "a callback threw"; }};
  FeedOptions options;
  std::unique_ptr<MarketFeed> feed;
};

}  // namespace stom::gateway::test
