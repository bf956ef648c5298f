#include "sim/fault_plan.h"

#include <algorithm>

namespace stom::sim {
namespace {

constexpr std::array<std::string_view, kFaultCount> kNames = {
    "drop-request", "drop-answer",   "delay-answer",     "reject",         "server-error", "server-error-done", "rate-limited",
    "banned",       "drop-event",    "delay-event",      "duplicate-event", "reorder-events", "late-fill",       "partial-fill",
    "cut-stream",   "silent-stream", "truncated-frame",  "wrong-clock",    "maintenance",  "drop-market-event"};

// How much of each kind a hostile mixture has at most, and how long it lasts at most. The request faults (those that leave a request
// without its answer) add up to less than one in four.
struct Bound {
  Fault fault;
  double probability, seconds;
};
constexpr Bound kHostile[] = {
    {Fault::kDropRequest, 0.04, 0},      {Fault::kDropAnswer, 0.05, 0},     {Fault::kReject, 0.03, 0},
    {Fault::kServerError, 0.03, 0},      {Fault::kServerErrorDone, 0.04, 0}, {Fault::kRateLimited, 0.03, 1},
    {Fault::kBanned, 0.004, 2},          {Fault::kMaintenance, 0.002, 2},   {Fault::kDelayAnswer, 0.15, 1.5},
    {Fault::kDropEvent, 0.05, 0},        {Fault::kDelayEvent, 0.15, 2},     {Fault::kDuplicateEvent, 0.1, 0},
    {Fault::kReorderEvents, 0.1, 0},     {Fault::kLateFill, 0.15, 2},       {Fault::kPartialFill, 0.5, 0},
    {Fault::kCutStream, 0.004, 0},       {Fault::kSilentStream, 0.001, 6},  {Fault::kTruncatedFrame, 0.002, 0},
    {Fault::kWrongClock, 0.05, 3},       {Fault::kDropMarketEvent, 0.02, 0},
};
static_assert(std::size(kHostile) == kFaultCount);

// [0, 1), the same on every machine.
double fraction(std::mt19937_64& bits) { return static_cast<double>(bits() >> 11) * 0x1p-53; }

}  // namespace

std::string_view name(Fault fault) { return kNames[static_cast<std::size_t>(fault)]; }

std::optional<Fault> find_fault(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Fault>(found - kNames.begin());
}

FaultPlan::FaultPlan(std::uint64_t seed) : seed_(seed) {
  // One stream a kind: a fault that is switched on does not change the course of the others.
  std::mt19937_64 seeds(seed);
  for (std::mt19937_64& stream : random_) stream.seed(seeds());
}

void FaultPlan::set(Fault fault, const FaultRate& rate) { rates_[static_cast<std::size_t>(fault)] = rate; }

void FaultPlan::clear() {
  rates_ = {};
  hostile_.reset();
}

void FaultPlan::set_hostile(std::uint64_t seed) {
  hostile_ = seed;
  std::mt19937_64 bits(seed);
  for (const Bound& bound : kHostile) {
    FaultRate rate;
    rate.probability = bound.probability * (0.1 + 0.9 * fraction(bits));
    rate.seconds = bound.seconds * (0.1 + 0.9 * fraction(bits));
    set(bound.fault, rate);
  }
}

std::optional<double> FaultPlan::ask(Fault fault, EpochMicros now) {
  const auto at = static_cast<std::size_t>(fault);
  const double drawn = fraction(random_[at]);  // always: the answer to the tenth ask is the tenth number
  const FaultRate& rate = rates_[at];
  if (!(drawn < rate.probability) || now >= rate.until) return std::nullopt;
  ++counts_[at];
  if (told_) told_(fault, counts_[at]);
  return rate.seconds;
}

}  // namespace stom::sim
