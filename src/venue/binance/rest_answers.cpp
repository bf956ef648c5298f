// REST answers of Binance USD-M, told apart by their keys: errors, short ones, and the order in which the tables are tried.
#include "venue/binance/readers.h"

namespace stom::venue::binance {
namespace {

ParseResult read_error(ReadContext& context) {
  FieldReader reader(context.fields, "error");
  Number code;
  std::string text, id;
  reader.number("code", code);
  reader.may_text("msg", text);
  reader.may_text("id", id);
  if (!reader.ok()) return reader.result();
  if (!(std::abs(code.value()) < 1e9)) {
    reader.wrong("code");
    return reader.result();
  }
  if (code.value() == 200) {
    Acknowledgement& answer = add<Acknowledgement>(context.events);
    answer.code = 200;
    answer.text = text;
    return reader.result();
  }
  VenueError& error = add<VenueError>(context.events);
  error.code = static_cast<int>(code.value());
  error.text = text;
  error.request_id = id;
  return reader.result();
}

ParseResult read_socket_error(ReadContext& context) {
  JsonWalk nested;
  ParseResult result = not_whole_json();
  std::string id(context.fields.text("id"));
  // The gateway before the venue's own servers gives no more than a text.
  if (const std::string_view text = context.fields.text("error"); !text.empty()) {
    add<VenueError>(context.events).text = text;
    return ParseResult::events();
  }
  (void)nested.each_object(context.fields.raw("error"), [&](const Fields& fields) {
    FieldReader reader(fields, "error");
    VenueError& error = add<VenueError>(context.events);
    Number code;
    reader.number("code", code);
    if (!(std::abs(code.value()) < 1e9)) reader.wrong("code");
    else error.code = static_cast<int>(code.value());
    reader.may_text("msg", error.text);
    error.request_id = id;
    result = reader.result();
    return true;
  });
  return result;
}

// {"message":"…"}: a gateway before the venue's own servers.
ParseResult read_gateway_error(ReadContext& context) {
  FieldReader reader(context.fields, "error");
  reader.text("message", add<VenueError>(context.events).text);
  return reader.result();
}

ParseResult read_subscription(ReadContext& context) {
  SubscriptionAnswer& answer = add<SubscriptionAnswer>(context.events);
  answer.id = context.fields.text("id");
  const std::string_view list = context.fields.raw("result");
  JsonWalk nested;
  if (list.starts_with('[') && !nested.scalars(list, answer.streams)) return not_whole_json();
  return ParseResult::events();
}

ParseResult read_nothing(ReadContext& context) {
  add<Acknowledgement>(context.events);
  return ParseResult::events();
}

const std::vector<MessageKind>& short_kinds() {
  static const std::vector<MessageKind> kinds = {
      {"subscription", {"result", "id"}, read_subscription},
      {"error", {"error"}, read_socket_error},
      {"error", {"code"}, read_error},
      {"error", {"message"}, read_gateway_error},
  };
  return kinds;
}

}  // namespace

const std::vector<MessageKind>& rest_kinds() {
  static const std::vector<MessageKind> kinds = [] {
    std::vector<MessageKind> all = short_kinds();
    // A price alone is the last to be thought of: orders and positions have one too.
    for (const auto* table : {&order_answer_kinds(), &account_answer_kinds(), &market_answer_kinds()}) {
      all.insert(all.end(), table->begin(), table->end());
    }
    all.push_back({"empty", {}, read_nothing});
    return all;
  }();
  return kinds;
}

}  // namespace stom::venue::binance
