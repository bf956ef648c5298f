#include "sim/box_options.h"

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "sim/http_call.h"

namespace stom::sim {
namespace {

[[noreturn]] void refuse_account() {
  throw UsageError(message("계좌는 거래소:접근키:비밀키:자산=수량[,자산=수량] 형식으로 적어 주세요.",
                           "an account is written as VENUE:ACCESS:SECRET:ASSET=AMOUNT[,ASSET=AMOUNT]."));
}

bool parse_amount(std::string_view text, Decimal& amount) {
  return !text.empty() && Decimal::parse(text, amount) && !(amount < Decimal{});
}

}  // namespace

MarketChoice parse_market(std::string_view text) {
  MarketChoice choice;
  if (text == "random") return choice;
  if (text == "none") {
    choice.kind = MarketChoice::Kind::kNone;
    return choice;
  }
  const std::size_t colon = text.find(':');
  const std::string_view word = text.substr(0, colon);
  if (colon == std::string_view::npos || (word != "rows" && word != "raw") || colon + 1 == text.size()) {
    throw UsageError(message("시세는 random, none, rows:파일[@YYYYMMDD], raw:파일 중 하나입니다: '{}'",
                             "a market is random, none, rows:FILE[@YYYYMMDD] or raw:FILE, got '{}'", text));
  }
  choice.kind = word == "raw" ? MarketChoice::Kind::kRaw : MarketChoice::Kind::kRows;
  choice.file = text.substr(colon + 1);
  const std::size_t at = choice.file.rfind('@');
  if (std::int64_t day = 0; word == "rows" && at != std::string::npos && parse_whole(std::string_view(choice.file).substr(at + 1), day)) {
    if (!is_valid_day(day)) throw UsageError(message("날짜가 아닙니다: {}", "not a day: {}", day));
    choice.day = static_cast<TradingDay>(day);
    choice.file.resize(at);
  }
  return choice;
}

std::optional<venue::Venue> find_venue(std::string_view name) {
  if (name == "upbit") return venue::Venue::kUpbit;
  if (name == "binance") return venue::Venue::kBinance;
  return std::nullopt;
}

BoxAccount parse_account(std::string_view text) {
  BoxAccount account;
  std::string_view parts[4];
  for (std::size_t i = 0; i < 3; ++i) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) refuse_account();
    parts[i] = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  const auto venue = find_venue(parts[0]);
  if (!venue || parts[1].empty() || parts[2].empty()) refuse_account();
  account.venue = *venue;
  account.access = parts[1];
  account.secret = SecretText(parts[2]);
  for (const std::string& piece : split(text, ',')) {
    const std::size_t equals = piece.find('=');
    Decimal amount;
    if (equals == std::string::npos || equals == 0 || !parse_amount(std::string_view(piece).substr(equals + 1), amount)) refuse_account();
    account.assets.emplace_back(piece.substr(0, equals), amount);
  }
  if (account.assets.empty()) refuse_account();
  return account;
}

std::vector<BoxAccount> parse_accounts(std::string_view text) {
  using nlohmann::json;
  const auto refuse = []() {
    throw DataError(message("계좌 파일은 [{{\"venue\",\"access\",\"secret\",\"assets\":{{\"KRW\":\"1000\"}}}}] 형식이어야 합니다.",
                            "an accounts file holds [{{\"venue\",\"access\",\"secret\",\"assets\":{{\"KRW\":\"1000\"}}}}]."));
  };
  const json list = json::parse(text, nullptr, false);
  if (!list.is_array()) refuse();
  const auto text_of = [](const json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
  };
  std::vector<BoxAccount> accounts;
  for (const json& one : list) {
    if (!one.is_object() || !one.contains("assets") || !one["assets"].is_object()) refuse();
    BoxAccount account;
    const auto venue = find_venue(text_of(one, "venue"));
    account.access = text_of(one, "access");
    std::string secret = text_of(one, "secret");
    account.secret = SecretText::take(secret);
    if (!venue || account.access.empty() || account.secret.empty()) refuse();
    account.venue = *venue;
    for (const auto& [asset, value] : one["assets"].items()) {
      Decimal amount;
      if (!parse_amount(value.is_string() ? value.get<std::string>() : value.dump(), amount)) refuse();
      account.assets.emplace_back(asset, amount);
    }
    accounts.push_back(std::move(account));
  }
  return accounts;
}

std::unique_ptr<MarketSource> make_market(const BoxOptions& options, venue::Venue venue, EpochMicros start) {
  if (options.make_market) return options.make_market(venue, start);
  const MarketChoice& choice = venue == venue::Venue::kUpbit ? options.upbit : options.binance;
  switch (choice.kind) {
    case MarketChoice::Kind::kNone:
      return nullptr;
    case MarketChoice::Kind::kRows:
      return recorded_rows(venue, choice.file, choice.codes, choice.day, start);
    case MarketChoice::Kind::kRaw:
      return raw_recording(venue, choice.file, start);
    default:
      break;
  }
  RandomMarketOptions random;
  random.seed = options.seed;
  random.symbols = options.symbols;
  random.events_per_second = options.events_per_second;
  random.start = start;
  return random_market(venue, random);
}

}  // namespace stom::sim
