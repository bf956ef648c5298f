// How long to wait before connecting again: 1, 2, 4, … 30 s, each times a random factor of ±20 %, from the start again after 60 s of
// health. Pure: a seed gives the same waits.
#pragma once

#include <cstdint>
#include <random>

namespace stom::net {

struct BackoffOptions {
  double first = 1.0, factor = 2.0, most = 30.0;  // seconds, before the jitter
  double jitter = 0.2;                            // share, each way
  double healthy_after = 60.0;                    // seconds open that make a connection healthy
};

class Backoff {
 public:
  Backoff(BackoffOptions options, std::uint64_t seed) : options_(options), next_(options.first), random_(seed) {}

  // The wait after a connection that was open for so long (0: never opened).
  [[nodiscard]] double after(double open_seconds);

 private:
  BackoffOptions options_;
  double next_;
  std::mt19937_64 random_;
};

}  // namespace stom::net
