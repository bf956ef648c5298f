// exchangeInfo of Binance USD-M: rate limits and instruments with their filters, found by filterType, never by position.
#include "venue/binance/readers.h"

namespace stom::venue::binance {
namespace {

// A filter without one of its values leaves the value unknown: one odd symbol must not cost all others.
bool read_filter(const Fields& filter, Instrument& instrument) {
  FieldReader reader(filter, "filters");
  std::string type;
  reader.text("filterType", type);
  if (type == "PRICE_FILTER") {
    reader.may_number("minPrice", instrument.min_price);
    reader.may_number("maxPrice", instrument.max_price);
    reader.may_number("tickSize", instrument.tick);
  } else if (type == "LOT_SIZE") {
    reader.may_number("stepSize", instrument.step);
    reader.may_number("minQty", instrument.min_quantity);
    reader.may_number("maxQty", instrument.max_quantity);
  } else if (type == "MARKET_LOT_SIZE") {
    reader.may_number("stepSize", instrument.market_step);
    reader.may_number("minQty", instrument.market_min_quantity);
    reader.may_number("maxQty", instrument.market_max_quantity);
  } else if (type == "MIN_NOTIONAL" || type == "NOTIONAL") {
    reader.may_number("notional", instrument.min_notional);
    if (!instrument.min_notional.is_known()) reader.may_number("minNotional", instrument.min_notional);
  } else if (type == "PERCENT_PRICE") {
    reader.may_number("multiplierUp", instrument.percent_up);
    reader.may_number("multiplierDown", instrument.percent_down);
  } else if (type == "MAX_NUM_ORDERS") {
    reader.may_whole("limit", instrument.max_orders);
  }
  return reader.ok();
}

int decimals(FieldReader& reader, const Fields& fields, Key key) {
  if (!fields.has(key)) return -1;
  std::uint64_t number = 0;
  reader.whole(key, number);
  if (number > 30) reader.wrong(key);
  return static_cast<int>(std::min<std::uint64_t>(number, 30));
}

ParseResult read_symbol(const Fields& fields, Instrument& instrument) {
  FieldReader reader(fields, "exchangeInfo");
  JsonWalk nested;
  reader.text("symbol", instrument.symbol);
  reader.may_text("contractType", instrument.contract_type);
  reader.may_millis("deliveryDate", instrument.delivery);
  reader.may_millis("onboardDate", instrument.onboard);
  if (fields.has("status")) reader.may_text("status", instrument.state);
  else reader.may_text("contractStatus", instrument.state);
  reader.may_text("baseAsset", instrument.base);
  reader.may_text("quoteAsset", instrument.quote);
  reader.may_text("marginAsset", instrument.margin_asset);
  instrument.price_decimals = decimals(reader, fields, "pricePrecision");
  instrument.quantity_decimals = decimals(reader, fields, "quantityPrecision");
  const bool filters = !fields.has("filters") || nested.each_object(fields.raw("filters"), [&](const Fields& filter) {
    return read_filter(filter, instrument);
  });
  if (!filters) reader.wrong("filters");
  for (const char* key : {"orderTypes", "OrderType"}) {
    if (fields.has(key) && !nested.scalars(fields.raw(key), instrument.order_types)) reader.wrong(key);
  }
  if (fields.has("timeInForce") && !nested.scalars(fields.raw("timeInForce"), instrument.times_in_force)) reader.wrong("timeInForce");
  return reader.result();
}

}  // namespace

ParseResult read_exchange_info(ReadContext& context) {
  FieldReader reader(context.fields, "exchangeInfo");
  if (context.fields.has("serverTime")) reader.millis("serverTime", add<ServerTime>(context.events).time);
  JsonWalk nested;
  const bool limits = nested.each_object(context.fields.raw("rateLimits"), [&](const Fields& row) {
    FieldReader field(row, "rateLimits");
    RateLimitRule& rule = add<RateLimitRule>(context.events);
    field.text("rateLimitType", rule.type);
    field.text("interval", rule.interval);
    field.whole("intervalNum", rule.intervals);
    field.whole("limit", rule.limit);
    return field.ok();
  });
  if (!limits) reader.wrong("rateLimits");
  ParseResult bad = ParseResult::events();
  const bool symbols = nested.each_object(context.fields.raw("symbols"), [&](const Fields& row) {
    bad = read_symbol(row, add<Instrument>(context.events));
    return bad.kind != aggregation::ParseKind::kBad;
  });
  if (bad.kind == aggregation::ParseKind::kBad) return bad;
  if (!symbols) reader.wrong("symbols");
  return reader.result();
}

}  // namespace stom::venue::binance
