#include "net/websocket_client.h"

#include <atomic>
#include <set>

#include <gtest/gtest.h>

#include "base/time.h"
#include "net/inbox.h"
#include "net/test_server.h"

namespace stom::net {
namespace {

using test::Inbox;
using test::Manner;
using test::TestServer;

struct Note {
  StreamEvent event;
  std::string frame;  // a frame when not empty
  EpochMicros received_at = 0;
};

bool has(const std::vector<Note>& notes, StreamState state, std::size_t times = 1) {
  return static_cast<std::size_t>(std::count_if(notes.begin(), notes.end(), [&](const Note& note) {
           return note.frame.empty() && note.event.state == state;
         })) >= times;
}

bool has_frame(const std::vector<Note>& notes, const std::string& text, std::size_t times = 1) {
  return static_cast<std::size_t>(std::count_if(notes.begin(), notes.end(), [&](const Note& note) { return note.frame == text; })) >= times;
}

std::vector<StreamState> states(const std::vector<Note>& notes) {
  std::vector<StreamState> result;
  for (const Note& note : notes) {
    if (note.frame.empty()) result.push_back(note.event.state);
  }
  return result;
}

struct World {
  TestServer server;
  Inbox<std::string> failures;
  Inbox<Note> inbox;
  std::atomic<int> openings{0};
  Runtime runtime{[this](std::exception_ptr failure) {
    try {
      std::rethrow_exception(failure);
    } catch (const std::exception& error) {
      failures.put(error.what());
    }
  }};
  WebSocketOptions options = [this] {
    WebSocketOptions result;
    result.endpoint = server.endpoint();
    result.backoff.first = 0.01;
    result.backoff.most = 0.05;
    result.seed = 1;
    return result;
  }();
  std::unique_ptr<WebSocketClient> client;

  void start(std::vector<std::string> frames = {}, std::string target = "/ws") {
    client = std::make_unique<WebSocketClient>(
        runtime, options,
        [this, frames, target] {
          WebSocketOpening opening;
          opening.target = target;
          opening.headers = {{"Authorization", fmt::format("Bearer {}", ++openings)}};
          opening.frames = frames;
          return opening;
        },
        [this](const WebSocketFrame& frame) { inbox.put({{}, std::string(frame.payload), frame.received_at}); },
        [this](const StreamEvent& event) { inbox.put({event, {}, 0}); });
  }
  ~World() { client.reset(); }

  [[nodiscard]] bool wait_for(StreamState state, std::size_t times = 1) {
    return inbox.wait([=](const std::vector<Note>& notes) { return has(notes, state, times); });
  }
  [[nodiscard]] bool wait_for_frame(const std::string& text, std::size_t times = 1) {
    return inbox.wait([=](const std::vector<Note>& notes) { return has_frame(notes, text, times); });
  }
  [[nodiscard]] StreamEvent first(StreamState state) {
    for (const Note& note : inbox.all()) {
      if (note.frame.empty() && note.event.state == state) return note.event;
    }
    return {};
  }
};

TEST(WebSocketClient, OpensSendsItsFirstFramesAndReceives) {
  World world;
  const EpochMicros before = utc_now_micros();
  world.start({"subscribe a", "subscribe b"});
  ASSERT_TRUE(world.wait_for_frame("subscribe b"));
  const std::vector<test::SeenFrame> frames = world.server.frames();
  ASSERT_GE(frames.size(), 2u);
  EXPECT_EQ(frames[0].text, "subscribe a");
  EXPECT_EQ(frames[1].text, "subscribe b");
  EXPECT_EQ(states(world.inbox.all()), (std::vector<StreamState>{StreamState::kConnecting, StreamState::kOpen}));
  const std::vector<test::SeenRequest> requests = world.server.requests();
  EXPECT_EQ(requests[0].target, "/ws");
  EXPECT_EQ(header_value(requests[0].headers, "Authorization"), "Bearer 1");
  EXPECT_NE(header_value(requests[0].headers, "Sec-WebSocket-Extensions").find("permessage-deflate"), std::string_view::npos);
  for (const Note& note : world.inbox.all()) {
    if (note.frame.empty()) continue;
    EXPECT_GE(note.received_at, before);
    EXPECT_LE(note.received_at, utc_now_micros());
  }
}

TEST(WebSocketClient, TakesTenThousandFramesInOrder) {
  for (const bool compress : {true, false}) {
    World world;
    world.options.compress = compress;
    world.start({"burst 10000"});
    ASSERT_TRUE(world.wait_for_frame("9999"));
    int next = 0;
    for (const Note& note : world.inbox.all()) {
      if (note.frame.empty()) continue;
      ASSERT_EQ(note.frame, std::to_string(next));
      ++next;
    }
    EXPECT_EQ(next, 10000);
  }
}

TEST(WebSocketClient, SendsFramesInOrderAndGetsAnswers) {
  World world;
  world.options.most_waiting = 1000;
  world.start();
  ASSERT_TRUE(world.wait_for(StreamState::kOpen));
  for (int i = 0; i < 500; ++i) ASSERT_EQ(world.client->send(fmt::format("n{}", i)), SendResult::kQueued);
  ASSERT_TRUE(world.wait_for_frame("n499"));
  std::vector<std::string> frames;
  for (const Note& note : world.inbox.all()) {
    if (!note.frame.empty()) frames.push_back(note.frame);
  }
  ASSERT_EQ(frames.size(), 500u);
  for (int i = 0; i < 500; ++i) EXPECT_EQ(frames[static_cast<std::size_t>(i)], fmt::format("n{}", i));
}

TEST(WebSocketClient, ReconnectsSubscribesAgainAndTellsTheGap) {
  World world;
  world.start({"subscribe"});
  ASSERT_TRUE(world.wait_for_frame("subscribe"));
  world.client->send("drop");
  ASSERT_TRUE(world.wait_for_frame("subscribe", 2));
  EXPECT_EQ(states(world.inbox.all()), (std::vector<StreamState>{StreamState::kConnecting, StreamState::kOpen, StreamState::kClosed,
                                                                StreamState::kConnecting, StreamState::kOpen, StreamState::kGap}));
  const StreamEvent closed = world.first(StreamState::kClosed), gap = world.first(StreamState::kGap);
  EXPECT_EQ(closed.problem, Problem::kClosed);
  EXPECT_GE(closed.retry_seconds, 0.008);
  EXPECT_LE(closed.retry_seconds, 0.012);
  EXPECT_GT(gap.last_frame_at, 0);
  EXPECT_GE(gap.at, gap.last_frame_at);
  EXPECT_EQ(header_value(world.server.requests()[1].headers, "Authorization"), "Bearer 2");
}

TEST(WebSocketClient, TellsTheReasonOfACloseFrame) {
  World world;
  world.start({"close"});
  ASSERT_TRUE(world.wait_for(StreamState::kClosed));
  const StreamEvent closed = world.first(StreamState::kClosed);
  EXPECT_EQ(closed.problem, Problem::kClosed);
  EXPECT_EQ(closed.code, 4001);
  EXPECT_NE(closed.text.en.find("bye"), std::string::npos);
}

TEST(WebSocketClient, TheWaitsBetweenTriesFollowTheSeed) {
  std::vector<std::vector<double>> sequences;
  for (int round = 0; round < 2; ++round) {
    World world;
    world.options.seed = 77;
    world.server.set_manner(Manner::kHangUpAtOnce);
    world.start();
    ASSERT_TRUE(world.wait_for(StreamState::kClosed, 5));
    std::vector<double> waits;
    for (const Note& note : world.inbox.all()) {
      if (note.frame.empty() && note.event.state == StreamState::kClosed && waits.size() < 5) waits.push_back(note.event.retry_seconds);
    }
    sequences.push_back(waits);
    Backoff expected(world.options.backoff, 77);
    for (const double wait : waits) EXPECT_EQ(wait, expected.after(0.0));
  }
  EXPECT_EQ(sequences[0], sequences[1]);
}

TEST(WebSocketClient, ADeclinedHandshakeTellsItsStatusAndHeedsRetryAfter) {
  World world;
  world.start({}, "/declined");
  ASSERT_TRUE(world.wait_for(StreamState::kClosed));
  const StreamEvent closed = world.first(StreamState::kClosed);
  EXPECT_EQ(closed.problem, Problem::kDeclined);
  EXPECT_EQ(closed.code, 429);
  EXPECT_EQ(closed.retry_seconds, 7.0);
  world.client->close();  // does not wait for the seven seconds
}

TEST(WebSocketClient, RaisesTheAlarmOnASilentServerAndThenConnectsAgain) {
  World world;
  world.options.ping_after = 0.05;
  world.options.stale_after = 0.2;
  world.options.reconnect_after = 0.2;
  world.start({"silent"});
  ASSERT_TRUE(world.wait_for(StreamState::kClosed));
  const std::vector<StreamState> seen = states(world.inbox.all());
  ASSERT_GE(seen.size(), 4u);
  EXPECT_EQ(seen[2], StreamState::kStale);
  EXPECT_EQ(seen[3], StreamState::kClosed);
  EXPECT_GE(world.first(StreamState::kStale).silent_seconds, 0.2);
  EXPECT_EQ(world.first(StreamState::kClosed).problem, Problem::kSilent);
  ASSERT_TRUE(world.wait_for(StreamState::kGap));
}

TEST(WebSocketClient, TheAlarmEndsWhenFramesComeAgain) {
  World world;
  world.options.ping_after = 0.05;
  world.options.stale_after = 0.2;
  world.options.reconnect_after = 1000.0;
  world.start({"silent"});
  ASSERT_TRUE(world.wait_for(StreamState::kStale));
  world.server.release();
  ASSERT_TRUE(world.wait_for(StreamState::kRecovered));
  EXPECT_EQ(world.server.connections(), 1);
}

TEST(WebSocketClient, PingsAQuietServerAndItsPongsKeepTheAlarmOff) {
  World world;
  world.options.ping_after = 0.02;
  world.options.stale_after = 10.0;
  world.start();
  ASSERT_TRUE(world.server.wait_for_frame("(ping)", 5));
  EXPECT_FALSE(has(world.inbox.all(), StreamState::kStale));
  EXPECT_EQ(world.server.connections(), 1);
}

TEST(WebSocketClient, AServerThatOnlyAnswersPingsTripsTheDataAlarm) {
  World world;
  world.options.ping_after = 0.02;
  world.options.data_stale_after = 0.2;
  world.options.reconnect_after = 0.1;
  world.start();
  ASSERT_TRUE(world.wait_for(StreamState::kClosed));
  EXPECT_EQ(world.first(StreamState::kClosed).problem, Problem::kSilent);
  EXPECT_GE(world.first(StreamState::kStale).silent_seconds, 0.2);
}

TEST(WebSocketClient, AnswersThePingsOfTheServer) {
  World world;
  world.start({"ping"});
  ASSERT_TRUE(world.server.wait_for_frame("(pong)"));
}

TEST(WebSocketClient, GarbageAndMessagesAboveTheLimitEndTheConnection) {
  {
    World world;
    world.start({"garbage"});
    ASSERT_TRUE(world.wait_for(StreamState::kClosed));
    EXPECT_EQ(world.first(StreamState::kClosed).problem, Problem::kBadAnswer);
  }
  World world;
  world.options.most_message = 1000;
  world.start({"big 1000", "big 1001"});
  ASSERT_TRUE(world.wait_for(StreamState::kClosed));
  EXPECT_EQ(world.first(StreamState::kClosed).problem, Problem::kTooLarge);
  EXPECT_TRUE(has_frame(world.inbox.all(), std::string(1000, 'x')));
}

TEST(WebSocketClient, RefusesACertificateForAnotherHost) {
  TestServer stranger({.certificate_host = "other.example"});
  World world;
  world.options.endpoint = stranger.endpoint();
  world.start({"secret"});
  ASSERT_TRUE(world.wait_for(StreamState::kClosed));
  EXPECT_EQ(world.first(StreamState::kClosed).problem, Problem::kCertificate);
  EXPECT_TRUE(stranger.requests().empty());
}

TEST(WebSocketClient, TakesNoFramesWhileNotOpenAndNoMoreThanItsQueueHolds) {
  World world;
  world.options.most_waiting = 2;
  world.options.frames_per_second = 0.001;  // the first frame goes, the next would take a thousand seconds
  world.server.set_manner(Manner::kHangUpAtOnce);
  world.start();
  ASSERT_TRUE(world.wait_for(StreamState::kClosed));
  EXPECT_EQ(world.client->send("too early"), SendResult::kNotOpen);
  world.server.set_manner(Manner::kServe);
  ASSERT_TRUE(world.wait_for(StreamState::kOpen));
  ASSERT_EQ(world.client->send("1"), SendResult::kQueued);
  ASSERT_TRUE(world.wait_for_frame("1"));
  EXPECT_EQ(world.client->send("2"), SendResult::kQueued);
  EXPECT_EQ(world.client->send("3"), SendResult::kQueued);
  EXPECT_EQ(world.client->send("4"), SendResult::kFull);
}

TEST(WebSocketClient, FramesThatWaitedAreNotSentOnTheNextConnection) {
  World world;
  world.options.frames_per_second = 0.001;
  world.start({"hello"});
  ASSERT_TRUE(world.wait_for_frame("hello"));
  ASSERT_EQ(world.client->send("late order"), SendResult::kQueued);
  world.client->reconnect();
  ASSERT_TRUE(world.wait_for_frame("hello", 2));
  for (const test::SeenFrame& frame : world.server.frames()) EXPECT_NE(frame.text, "late order");
}

TEST(WebSocketClient, TheOwnerMayAskForANewConnection) {
  World world;
  world.start({"hello"});
  ASSERT_TRUE(world.wait_for_frame("hello"));
  world.client->reconnect();
  ASSERT_TRUE(world.wait_for(StreamState::kGap));
  EXPECT_EQ(world.first(StreamState::kClosed).problem, Problem::kReplaced);
  EXPECT_EQ(world.server.connections(), 2);
}

TEST(WebSocketClient, CloseSaysGoodByeAndThenNothingCallsBack) {
  World world;
  world.start({"hello"});
  ASSERT_TRUE(world.wait_for_frame("hello"));
  world.client->close();
  const std::vector<Note> notes = world.inbox.all();
  EXPECT_EQ(notes.back().event.state, StreamState::kClosed);
  EXPECT_EQ(notes.back().event.problem, Problem::kStopped);
  EXPECT_EQ(world.client->send("x"), SendResult::kNotOpen);
  ASSERT_TRUE(world.server.wait_for_frame("(close)"));
  EXPECT_EQ(world.inbox.all().size(), notes.size());
}

TEST(WebSocketClient, ClosesInTimeAlsoWhenTheServerIsSilent) {
  World world;
  world.start({"silent"});
  ASSERT_TRUE(world.server.wait_for_frame("silent"));
  world.client->close();
  EXPECT_EQ(world.inbox.all().back().event.problem, Problem::kStopped);
}

TEST(WebSocketClient, MayBeDestroyedWhileItConnects) {
  World world;
  world.server.set_manner(Manner::kSayNothing);
  for (int i = 0; i < 10; ++i) {
    world.start();
    world.client.reset();
  }
  EXPECT_FALSE(has(world.inbox.all(), StreamState::kOpen));
}

TEST(WebSocketClient, StoppingTheRuntimeEndsIt) {
  World world;
  world.start({"hello"});
  ASSERT_TRUE(world.wait_for_frame("hello"));
  world.runtime.stop();
  EXPECT_EQ(world.inbox.all().back().event.state, StreamState::kClosed);
  EXPECT_EQ(world.client->send("x"), SendResult::kNotOpen);
}

TEST(WebSocketClient, CallbacksThatThrowAreToldAndTheStreamGoesOn) {
  World world;
  std::atomic<int> frames{0};
  WebSocketClient client(
      world.runtime, world.options,
      [&, tries = 0]() mutable {
        if (++tries == 1) throw std::runtime_error("no token");
        WebSocketOpening opening;
        opening.frames = {"a", "b"};
        return opening;
      },
      [&](const WebSocketFrame& frame) {
        if (++frames == 1) throw std::runtime_error("frame");
        world.inbox.put({{}, std::string(frame.payload), 0});
      },
      [](const StreamEvent&) {});
  ASSERT_TRUE(world.wait_for_frame("b"));
  EXPECT_EQ(world.failures.all(), (std::vector<std::string>{"no token", "frame"}));
}

}  // namespace
}  // namespace stom::net
