// Where long work reports how far it is. The work calls; the user interface decides what to show and how often.
#pragma once

#include <cstdint>

#include "base/message.h"

namespace stom {

class Progress {
 public:
  virtual ~Progress() = default;
  // A new stage with its total number of units (rows, bytes, symbols).
  virtual void begin(const Message& stage, std::uint64_t total) = 0;
  // Units done since the last call; any thread may call.
  virtual void advance(std::uint64_t units) = 0;
  virtual void end() = 0;
};

// Shows nothing.
class NoProgress final : public Progress {
 public:
  void begin(const Message&, std::uint64_t) override {}
  void advance(std::uint64_t) override {}
  void end() override {}
};

}  // namespace stom
