// A run folder of its own for every test; short, because socket names are limited.
#pragma once

#include <filesystem>

#include <gtest/gtest.h>

#include "base/parallel.h"
#include "base/process.h"
#include "base/thread.h"
#include "bus/poll_set.h"
#include "bus/request.h"
#include "bus/run_directory.h"

namespace stom::bus::test {

class RunFolder {
 public:
  RunFolder() : path_(std::filesystem::path(testing::TempDir()) / fmt::format("stom-bus-{}-{}", this_process().id, ++count_)) {
    std::filesystem::remove_all(path_);
  }
  ~RunFolder() { std::filesystem::remove_all(path_); }
  RunFolder(const RunFolder&) = delete;
  RunFolder& operator=(const RunFolder&) = delete;
  [[nodiscard]] RunDirectory directory() const { return RunDirectory(path_); }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  static inline int count_ = 0;
  std::filesystem::path path_;
};

// Answers every question with the same reply until its end.
class Answering {
 public:
  template <typename M>
  Answering(RequestServer& server, const M& reply)
      : thread_("answers", [this, &server, reply] {
          PollSet poll;
          poll.add(server);
          while (!stop_.requested()) {
            poll.wait(0.02);
            while (server.receive()) server.reply(reply);
          }
        }) {}
  ~Answering() { stop_.request(); }
  Answering(const Answering&) = delete;
  Answering& operator=(const Answering&) = delete;

 private:
  StopFlag stop_;
  Thread thread_;  // joined first
};

inline constexpr double kLongWait = 20;  // seconds; only reached when something is broken

}  // namespace stom::bus::test
