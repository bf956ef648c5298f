#include "venue/upbit/messages.h"

#include "venue/upbit/readers.h"

namespace stom::venue::upbit {
namespace {

using aggregation::ParseKind;

bool is_stream_control(std::string_view kind) { return kind == "status" || kind == "subscriptions"; }

// REST answers that say the same as a stream have a name of their own; a caller may use the stream's.
std::string_view family(std::string_view kind) {
  if (kind == "tickers") return "ticker";
  if (kind == "book") return "orderbook";
  if (kind == "ticks") return "trade";
  if (kind == "candles") return "candle";
  return kind;
}

bool allowed(std::string_view forced, std::string_view found, bool is_stream) {
  if (forced.empty() || found == "error" || is_stream_control(found)) return true;
  if (forced == "ws") return is_stream;
  if (forced == "rest") return !is_stream;
  return forced == found || forced == family(found);
}

}  // namespace

struct Messages::State {
  JsonWalk json;
  LevelLists levels;
  std::string_view forced;

  ParseResult dispatch(Fields& fields, std::vector<Event>& events, std::string_view symbol) {
    ReadContext context{fields, levels, events, symbol, forced};
    std::string_view type = fields.text("type");
    if (type.empty()) {
      type = fields.text("ty");
      fields.use_brief_names(!type.empty());
    }
    if (!type.empty()) {
      const std::string_view name = type.starts_with("candle.") ? "candle" : type;
      const MessageKind* kind = by_name(market_kinds(), name);
      if (kind == nullptr) kind = by_name(own_kinds(), name);
      if (kind == nullptr) kind = by_name(transfer_kinds(), name);
      if (kind == nullptr) return forced.empty() || forced == "ws" ? unknown_event(type, events) : not_of_kind(forced, type);
      if (!allowed(forced, kind->name, by_name(transfer_kinds(), name) == nullptr)) return not_of_kind(forced, kind->name);
      context.kind = kind->name;
      return kind->read(context);
    }
    const MessageKind* kind = by_keys(rest_kinds(), fields);
    if (kind == nullptr) return unknown_kind(fields);
    if (!allowed(forced, kind->name, false)) return not_of_kind(forced, kind->name);
    context.kind = kind->name;
    return kind->read(context);
  }
};

Messages::Messages() : state_(std::make_unique<State>()) {}
Messages::~Messages() = default;
Messages::Messages(Messages&&) noexcept = default;
Messages& Messages::operator=(Messages&&) noexcept = default;

ParseResult Messages::parse(std::string_view json, std::vector<Event>& events, std::string_view kind, std::string_view symbol) {
  const std::size_t first = events.size();
  state_->forced = kind;
  ParseResult result = ParseResult::events();
  const auto object = [&](Fields& fields) {
    result = state_->dispatch(fields, events, symbol);
    return result.kind != ParseKind::kBad;
  };
  if (state_->json.walk(json, &state_->levels, Visitor<Fields&>(object), nullptr) == WalkEnd::kBroken) result = broken(state_->levels);
  if (result.kind == ParseKind::kBad) events.resize(first);
  return result;
}

std::vector<std::string_view> kinds() {
  std::vector<std::string_view> names = {"ws", "rest"};
  for (const auto* table : {&market_kinds(), &own_kinds(), &rest_kinds(), &transfer_kinds()}) {
    for (const MessageKind& kind : *table) {
      if (std::find(names.begin(), names.end(), kind.name) == names.end()) names.push_back(kind.name);
    }
  }
  return names;
}

bool is_kind(std::string_view kind) {
  const auto names = kinds();
  return std::find(names.begin(), names.end(), kind) != names.end();
}

}  // namespace stom::venue::upbit
