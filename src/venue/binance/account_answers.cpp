// REST answers of Binance USD-M about the account: balances, positions, settings, fees, limits.
#include "venue/binance/order_words.h"
#include "venue/binance/readers.h"

namespace stom::venue::binance {
namespace {

ParseResult read_balance(ReadContext& context) {
  FieldReader reader(context.fields, "balance");
  Balance& balance = add<Balance>(context.events);
  reader.text("asset", balance.asset);
  if (context.fields.has("balance")) reader.number("balance", balance.wallet);
  else reader.number("walletBalance", balance.wallet);
  reader.may_number("crossWalletBalance", balance.cross_wallet);
  reader.may_number("crossUnPnl", balance.unrealised);
  reader.may_number("availableBalance", balance.available);
  reader.may_number("maxWithdrawAmount", balance.withdrawable);
  reader.may_millis("updateTime", balance.time);
  return reader.result();
}

ParseResult read_one_position(ReadContext& context) { return read_position(context.fields, add<Position>(context.events)); }

ParseResult read_account(ReadContext& context) {
  FieldReader reader(context.fields, "account");
  AccountTotals& totals = add<AccountTotals>(context.events);
  reader.number("totalWalletBalance", totals.wallet);
  reader.may_number("totalMarginBalance", totals.margin);
  reader.may_number("availableBalance", totals.available);
  reader.may_number("totalUnrealizedProfit", totals.unrealised);
  reader.may_number("totalInitialMargin", totals.initial_margin);
  reader.may_number("totalMaintMargin", totals.maintenance_margin);
  reader.may_number("maxWithdrawAmount", totals.withdrawable);
  reader.may_millis("updateTime", totals.time);
  if (!reader.ok()) return reader.result();
  JsonWalk nested;
  LevelLists none;
  if (context.fields.has("assets")) {
    const bool whole = nested.each_object(context.fields.raw("assets"), [&](Fields& row) {
      ReadContext inner{row, none, context.events, context.symbol, {}};
      return read_balance(inner).kind != aggregation::ParseKind::kBad;
    });
    if (!whole) reader.wrong("assets");
  }
  if (context.fields.has("positions")) {
    const bool whole = nested.each_object(context.fields.raw("positions"), [&](const Fields& row) {
      return read_position(row, add<Position>(context.events)).kind != aggregation::ParseKind::kBad;
    });
    if (!whole) reader.wrong("positions");
  }
  return reader.result();
}

ParseResult read_setting(ReadContext& context) {
  FieldReader reader(context.fields, "leverage");
  SymbolSetting& setting = add<SymbolSetting>(context.events);
  reader.number("leverage", setting.leverage);
  reader.may_number("maxNotionalValue", setting.max_notional);
  reader.text("symbol", setting.symbol);
  reader.may_text("marginType", setting.margin_type);
  return reader.result();
}

ParseResult read_brackets(ReadContext& context) {
  FieldReader reader(context.fields, "leverageBracket");
  std::string symbol;
  reader.text("symbol", symbol);
  JsonWalk nested;
  const bool whole = nested.each_object(context.fields.raw("brackets"), [&](const Fields& row) {
    FieldReader field(row, "leverageBracket");
    LeverageBracket& bracket = add<LeverageBracket>(context.events);
    bracket.symbol = symbol;
    std::uint64_t number = 0;
    field.whole("bracket", number);
    bracket.bracket = static_cast<int>(std::min<std::uint64_t>(number, 1000));
    field.number("initialLeverage", bracket.initial_leverage);
    field.number("notionalCap", bracket.notional_cap);
    field.number("notionalFloor", bracket.notional_floor);
    field.number("maintMarginRatio", bracket.maintenance_rate);
    return field.ok();
  });
  if (!whole) reader.wrong("brackets");
  return reader.result();
}

ParseResult read_commission(ReadContext& context) {
  FieldReader reader(context.fields, "commissionRate");
  Commission& commission = add<Commission>(context.events);
  reader.text("symbol", commission.symbol);
  reader.number("makerCommissionRate", commission.maker);
  reader.number("takerCommissionRate", commission.taker);
  reader.may_number("rpiCommissionRate", commission.rpi);
  return reader.result();
}

ParseResult read_mode(ReadContext& context) {
  FieldReader reader(context.fields, "positionSide");
  AccountMode& mode = add<AccountMode>(context.events);
  reader.may_flag("dualSidePosition", mode.hedge);
  reader.may_flag("multiAssetsMargin", mode.multi_assets);
  return reader.result();
}

ParseResult read_listen_key(ReadContext& context) {
  FieldReader reader(context.fields, "listenKey");
  reader.text("listenKey", add<ListenKey>(context.events).key);
  return reader.result();
}

// What is used up of a limit is not said here.
ParseResult read_rate_limit(ReadContext& context) {
  FieldReader reader(context.fields, "rateLimit");
  RateLimitRule& rule = add<RateLimitRule>(context.events);
  reader.text("rateLimitType", rule.type);
  reader.text("interval", rule.interval);
  reader.whole("intervalNum", rule.intervals);
  reader.whole("limit", rule.limit);
  return reader.result();
}

}  // namespace

ParseResult read_position(const Fields& fields, Position& position) {
  FieldReader reader(fields, "positionRisk");
  reader.text("symbol", position.symbol);
  position.side = position_side_of(fields.text("positionSide"));
  reader.number("positionAmt", position.amount);
  reader.may_number("entryPrice", position.entry_price);
  reader.may_number("breakEvenPrice", position.break_even_price);
  reader.may_text("marginType", position.margin_type);
  if (std::optional<bool> isolated; position.margin_type.empty()) {  // as the account's first two versions say it
    reader.may_flag("isolated", isolated);
    if (isolated) position.margin_type = *isolated ? "isolated" : "cross";
  }
  reader.may_number("isolatedMargin", position.isolated_margin);
  reader.may_number("leverage", position.leverage);
  reader.may_number("liquidationPrice", position.liquidation_price);
  reader.may_number("markPrice", position.mark_price);
  reader.may_number("notional", position.notional);
  reader.may_number("isolatedWallet", position.isolated_wallet);
  reader.may_number("initialMargin", position.initial_margin);
  reader.may_number("maintMargin", position.maintenance_margin);
  reader.may_text("marginAsset", position.margin_asset);
  reader.may_number("unRealizedProfit", position.unrealised);
  if (!position.unrealised.is_known()) reader.may_number("unrealizedProfit", position.unrealised);
  reader.may_millis("updateTime", position.time);
  return reader.result();
}

const std::vector<MessageKind>& account_answer_kinds() {
  static const std::vector<MessageKind> kinds = {
      {"account", {"totalWalletBalance"}, read_account},
      {"balance", {"asset", "balance"}, read_balance},
      {"positionRisk", {"symbol", "positionAmt"}, read_one_position},
      {"commissionRate", {"makerCommissionRate"}, read_commission},
      {"symbolConfig", {"symbol", "leverage", "marginType"}, read_setting},
      {"leverage", {"symbol", "leverage"}, read_setting},
      {"leverageBracket", {"brackets"}, read_brackets},
      {"positionSide", {"dualSidePosition"}, read_mode},
      {"multiAssetsMargin", {"multiAssetsMargin"}, read_mode},
      {"listenKey", {"listenKey"}, read_listen_key},
      {"rateLimit", {"rateLimitType", "limit"}, read_rate_limit},
      {"income", {"incomeType"}, ignore_message},
      {"feeBurn", {"feeBurn"}, ignore_message},
      {"adlQuantile", {"adlQuantile"}, ignore_message},
      {"positionMargin", {"deltaType", "amount"}, ignore_message},
      {"apiTradingStatus", {"indicators"}, ignore_message},
      {"asyn", {"downloadId"}, ignore_message},
      {"pmAccountInfo", {"maxWithdrawAmountUSD"}, ignore_message},
      {"convert", {"quoteId"}, ignore_message},
      {"convert", {"fromAsset", "toAsset"}, ignore_message},
  };
  return kinds;
}

}  // namespace stom::venue::binance
