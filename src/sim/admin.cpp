#include "sim/admin.h"

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "sim/wire_text.h"
#include "venue/event_json.h"

namespace stom::sim {
namespace {

using nlohmann::json;

HttpReply ok() { return json_reply(R"({"ok":true})"); }
HttpReply wrong(std::string_view text) { return json_reply(json{{"error", text}}.dump(), 400); }

double number_of(const json& body, const char* key, double otherwise) {
  const auto found = body.find(key);
  return found != body.end() && found->is_number() ? found->get<double>() : otherwise;
}

HttpReply state(BoxState& box, EpochMicros utc, EpochMicros steady) {
  JsonText text;
  const Moment now = box.moment(utc, steady);
  text.object()
      .whole("now", millis_of(now.exchange))
      .raw("speed", fmt::format("{}", box.clock().speed()))
      .flag("paused", box.clock().paused());
  text.list("venues");
  for (const venue::Venue venue : {venue::Venue::kUpbit, venue::Venue::kBinance}) {
    if (VenueFloor* floor = box.floor(venue); floor != nullptr) {
      text.object().text("venue", venue::name(venue)).list("symbols");
      for (const venue::Instrument& one : floor->exchange().instruments()) text.text(one.symbol);
      text.end_list().end_object();
    }
  }
  text.end_list().whole("streams", static_cast<std::int64_t>(box.streams())).raw("seed", std::to_string(box.faults().seed()));
  if (const auto hostile = box.faults().hostile()) text.raw("hostile", std::to_string(*hostile));
  text.object("faults");
  for (int i = 0; i < kFaultCount; ++i) {
    const auto fault = static_cast<Fault>(i);
    text.whole(std::string(name(fault)).c_str(), static_cast<std::int64_t>(box.faults().count(fault)));
  }
  text.end_object().text("failure", box.failure());
  return json_reply(text.end_object().take());
}

HttpReply account(BoxState& box, const HttpCall& call) {
  const std::vector<Parameter> parameters = parse_query(call.query);
  const auto venue = find_venue(value_of(parameters, "venue"));
  VenueFloor* floor = venue ? box.floor(*venue) : nullptr;
  const std::string access = value_of(parameters, "access");
  if (floor == nullptr || !floor->exchange().has_account(access)) return json_reply(R"({"error":"no such account"})", 404);
  return json_reply(floor->exchange().account_json(access));
}

HttpReply open_account(BoxState& box, const std::string& body) {
  try {
    for (const BoxAccount& one : parse_accounts('[' + body + ']')) box.open_account(one);
  } catch (const Error& error) {
    return wrong(error.text().en);
  }
  return ok();
}

HttpReply set_fault(BoxState& box, const json& body, EpochMicros steady) {
  const auto word = body.find("fault");
  const auto fault = word != body.end() && word->is_string() ? find_fault(word->get<std::string>()) : std::nullopt;
  if (!fault) return wrong("unknown fault");
  FaultRate rate;
  rate.probability = number_of(body, "probability", 1);
  rate.seconds = number_of(body, "seconds", 0);
  if (body.contains("for_seconds")) rate.until = steady + static_cast<EpochMicros>(number_of(body, "for_seconds", 0) * 1e6);
  box.faults().set(*fault, rate);
  return ok();
}

HttpReply set_clock(BoxState& box, const json& body, EpochMicros utc, EpochMicros steady) {
  constexpr double kMostSpeed = 1000, kMostSeconds = 90 * 86'400;
  const double speed = number_of(body, "speed", box.clock().speed()), seconds = number_of(body, "advance_seconds", 0);
  if (speed < 0 || speed > kMostSpeed) return wrong("speed goes from 0 (as fast as taken) to 1000");
  if (seconds < 0 || seconds > kMostSeconds) return wrong("advance_seconds goes from 0 to 90 days");
  if (speed != box.clock().speed()) box.clock().set_speed(speed, steady);
  if (const auto paused = body.find("paused"); paused != body.end() && paused->is_boolean()) box.clock().pause(paused->get<bool>(), steady);
  if (seconds > 0) box.play(static_cast<EpochMicros>(seconds * 1e6), utc, steady);
  return ok();
}

}  // namespace

HttpReply administer(BoxState& box, const HttpCall& call, EpochMicros utc, EpochMicros steady) {
  const std::string_view path = call.path;
  if (call.method == "GET") {
    if (path == "/sim/state") return state(box, utc, steady);
    if (path == "/sim/account") return account(box, call);
  }
  if (call.method == "DELETE" && path == "/sim/faults") {
    box.clear_faults();
    return ok();
  }
  if (call.method == "POST") {
    const json body = call.body.empty() ? json::object() : json::parse(call.body, nullptr, false);
    if (!body.is_object()) return wrong("the body is no JSON object");
    if (path == "/sim/account") return open_account(box, call.body);
    if (path == "/sim/fault") return set_fault(box, body, steady);
    if (path == "/sim/clock") return set_clock(box, body, utc, steady);
    if (path == "/sim/hostile") {
      box.faults().set_hostile(static_cast<std::uint64_t>(std::max(0.0, number_of(body, "seed", 1))));
      return ok();
    }
    if (path == "/sim/cut-streams") {
      box.cut_streams();
      return ok();
    }
    if (path == "/sim/expire-listen-keys") {
      box.expire_listen_keys(utc, steady);
      return ok();
    }
  }
  return json_reply(R"({"error":"no such administration path"})", 404);
}

}  // namespace stom::sim
