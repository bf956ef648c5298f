// Where the tests find messages: a few in tests/venue/data, all recordings in ../shared/data beside the checkout (or in the
// folders that $STOM_EXCHANGE_DATA and $STOM_TEST_DATA name). Recordings that are not there are skipped.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/compress.h"
#include "base/file.h"
#include "venue/venue_event.h"

namespace stom::venue {

inline std::filesystem::path own_data(const std::string& name) {
  return std::filesystem::path(STOM_SOURCE_DIR) / "tests/venue/data" / name;
}

inline std::filesystem::path exchange_data(const std::string& name) {
  const char* folder = std::getenv("STOM_EXCHANGE_DATA");
  return (folder != nullptr ? std::filesystem::path(folder) : std::filesystem::path(STOM_SOURCE_DIR) / "../shared/data/exchange") / name;
}

inline std::filesystem::path market_data(const std::string& name) {
  const char* folder = std::getenv("STOM_TEST_DATA");
  return (folder != nullptr ? std::filesystem::path(folder) : std::filesystem::path(STOM_SOURCE_DIR) / "../shared/data/market") / name;
}

inline std::vector<std::string> lines_of(const std::filesystem::path& path) {
  DecompressedFile file(path);
  std::vector<std::string> lines;
  std::string_view line;
  while (file.next_line(line)) lines.emplace_back(line);
  return lines;
}

// The messages of any file of the exchange folder: recordings are <time> TAB <message>.
inline std::vector<std::string> messages_in(const std::filesystem::path& path) {
  if (path.extension() == ".json") return {read_file(path)};
  std::vector<std::string> messages = lines_of(path);
  for (std::string& message : messages) {
    if (const std::size_t tab = message.find('\t'); tab != std::string::npos && tab < 30) message.erase(0, tab + 1);
  }
  std::erase(messages, std::string());
  return messages;
}

template <typename T>
const T& only(const std::vector<Event>& events) {
  if (events.size() != 1 || !std::holds_alternative<T>(events[0])) throw std::runtime_error("not the one event that was expected");
  return std::get<T>(events[0]);
}

}  // namespace stom::venue

#define NEED_PATH(path) \
  if (!std::filesystem::exists(path)) GTEST_SKIP() << (path) << " is not there"
