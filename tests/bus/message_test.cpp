#include "bus/message.h"

#include <set>

#include <gtest/gtest.h>

#include "base/file.h"
#include "bus/all_messages.h"
#include "bus/envelope.h"

namespace stom::bus {
namespace {

// Fills every field with something that is not its default.
struct Filler {
  int next = 1;
  template <typename T>
  void operator()(std::string_view, T& field, std::string_view = {}) { fill(field); }
  template <typename T>
  void fill(T& field) {
    if constexpr (std::is_same_v<T, bool>) field = !field;
    else if constexpr (std::is_enum_v<T>) field = static_cast<T>(enum_count(T{}) - 1);
    else if constexpr (std::is_arithmetic_v<T>) field = static_cast<T>(std::is_signed_v<T> ? -(next++) : next++);
    else if constexpr (std::is_same_v<T, std::string>) field = fmt::format("글 {}", next++);
    else if constexpr (std::is_same_v<T, SettingValue>)
      field = next % 2 == 0 ? SettingValue(std::int64_t{next++}) : SettingValue(0.5 * next++);
    else if constexpr (std::is_same_v<T, std::vector<double>>) field = {0.1, -2.5, 1e300};
    else if constexpr (detail::IsOptional<T>::value) fill(field.emplace());
    else if constexpr (detail::IsVector<T>::value) { field.resize(2); for (auto& element : field) fill(element); }
    else if constexpr (detail::IsMap<T>::value) { fill(field["하나"]); fill(field["two"]); }
    else T::fields(field, *this);
  }
};

TEST(Messages, AllComeBackAsTheyWereSent) {
  visit_messages([](auto value) {
    using M = decltype(value);
    Filler filler;
    filler.fill(value);
    const std::string bytes = encode(value);
    EXPECT_EQ(encode(decode<M>(bytes)), bytes) << M::kFacts.name;
    const bool has_fields = M::kFacts.type != MessageType::kStatusRequest && M::kFacts.type != MessageType::kDownRequest;
    EXPECT_EQ(bytes != encode(M{}), has_fields) << M::kFacts.name;
  });
}

TEST(Messages, HaveNumbersAndNamesOfTheirOwn) {
  std::set<unsigned> numbers;
  std::set<std::string> names;
  visit_messages([&](auto value) {
    EXPECT_TRUE(numbers.insert(static_cast<unsigned>(decltype(value)::kFacts.type)).second) << decltype(value)::kFacts.name;
    EXPECT_TRUE(names.insert(decltype(value)::kFacts.name).second);
  });
}

TEST(Messages, AppendedFieldsAreLeftOutByOlderReadersAndDefaultForNewerOnes) {
  PackWriter longer;
  longer.array(4);
  longer.text("clock");
  longer.integer(7);
  longer.text("9.9");
  longer.map(0);  // a field of the future
  const auto from_newer = decode<Hello>(longer.bytes());
  EXPECT_EQ(from_newer.role, "clock");
  EXPECT_EQ(from_newer.version, "9.9");
  PackWriter shorter;
  shorter.array(1);
  shorter.text("clock");
  const auto from_older = decode<Hello>(shorter.bytes());
  EXPECT_EQ(from_older.role, "clock");
  EXPECT_EQ(from_older.pid, 0);
}

std::string problem_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const DataError& error) {
    return error.text().en;
  }
  return "";
}

TEST(Messages, ANewerVersionIsRefusedByName) {
  const std::string problem = problem_of([] { (void)decode<Hello>(encode(Hello{}), 2); });
  EXPECT_EQ(problem, "Message Hello has version 2, newer than the version 1 that this program knows. Run all roles with the same stom.");
}

TEST(Messages, AWrongKindIsRefusedWithItsField) {
  PackWriter writer;
  writer.array(2);
  writer.text("clock");
  writer.text("not a number");
  EXPECT_EQ(problem_of([&] { (void)decode<Hello>(writer.bytes()); }), "message field pid: expected a whole number, got text.");
  PackWriter range;
  range.array(2);
  range.text("clock");
  range.natural(1u << 31);
  EXPECT_EQ(problem_of([&] { (void)decode<Hello>(range.bytes()); }), "message field pid: the value is out of range.");
  PackWriter choice;
  choice.array(2);
  choice.text("clock");
  choice.natural(99);
  EXPECT_EQ(problem_of([&] { (void)decode<Heartbeat>(choice.bytes()); }), "message field state: the value is out of range.");
}

TEST(Messages, DamagedBytesNeverDoMoreThanFail) {
  Filler filler;
  StatusReply value;
  filler.fill(value);
  const std::string whole = encode(value);
  std::size_t refused = 0, read = 0;
  const auto attempt = [&](const std::string& bytes) {
    try {
      (void)decode<StatusReply>(bytes);
      ++read;
    } catch (const DataError&) {
      ++refused;
    }
  };
  for (std::size_t size = 0; size < whole.size(); ++size) attempt(whole.substr(0, size));
  EXPECT_EQ(read, 0u) << "a part of a message is not a message";
  std::uint32_t state = 1;
  for (int round = 0; round < 4000; ++round) {
    std::string bytes = whole;
    for (int change = 0; change < 3; ++change) {
      state = state * 1664525u + 1013904223u;
      bytes[(state >> 8) % bytes.size()] = static_cast<char>(state >> 24);
    }
    attempt(bytes);
  }
  EXPECT_GT(refused, whole.size());
}

TEST(Envelope, ComesBackAndRefusesStrangers) {
  Envelope envelope;
  envelope.version = 3;
  envelope.type = MessageType::kMarketRow;
  envelope.stream = 4;
  envelope.source = 5;
  envelope.session = 0x123456789abcdef0;
  envelope.sequence = 7;
  envelope.correlation = 8;
  envelope.sent_micros = -9;
  const std::string frame = to_frame(envelope, "body");
  EXPECT_EQ(frame.size(), kEnvelopeBytes + 4);
  std::string_view body;
  const auto back = read_frame(frame, body);
  ASSERT_TRUE(back);
  EXPECT_EQ(body, "body");
  EXPECT_EQ(to_frame(*back, body), frame);
  EXPECT_FALSE(read_frame(frame.substr(0, frame.size() - 1), body));
  EXPECT_FALSE(read_frame("short", body));
  EXPECT_FALSE(read_frame("x" + frame, body));
}

TEST(MessagesDocument, IsWhatTheProgramSays) {
  EXPECT_EQ(read_file(std::filesystem::path(STOM_SOURCE_DIR) / "docs/concepts/messages.md"), messages_document())
      << "run: stom bus messages > docs/concepts/messages.md";
}

}  // namespace
}  // namespace stom::bus
