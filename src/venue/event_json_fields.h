// One line of JSON while it is written, and the fields of every event, written by a file for each subject:
// event_json_market.cpp, event_json_account.cpp, event_json_venue.cpp. For event_json.cpp alone.
#pragma once

#include <string>

#include "venue/venue_event.h"

namespace stom::venue {

// Unknown values are left out.
class JsonLine {
 public:
  JsonLine(std::string& out, std::string_view event, Venue venue);
  void end() { out_ += '}'; }

  void key(std::string_view name);
  void text(std::string_view name, std::string_view value);
  void number(std::string_view name, const Number& value);
  void time(std::string_view name, EpochMicros value);
  void whole(std::string_view name, std::uint64_t value);   // 0 is unknown
  void always(std::string_view name, std::uint64_t value);
  void flag(std::string_view name, bool value);
  void flag(std::string_view name, std::optional<bool> value);
  void side(std::string_view name, std::optional<Side> value);
  void levels(std::string_view name, const std::vector<Level>& levels);
  void texts(std::string_view name, const std::vector<std::string>& values);
  void open(std::string_view name, char bracket);
  void raw(char c) { out_ += c; }
  [[nodiscard]] char last() const { return out_.back(); }

 private:
  std::string& out_;
};

void write_fields(JsonLine& line, const Trade& e);
void write_fields(JsonLine& line, const BookPicture& e);
void write_fields(JsonLine& line, const BookChange& e);
void write_fields(JsonLine& line, const BookTop& e);
void write_fields(JsonLine& line, const Ticker& e);
void write_fields(JsonLine& line, const Candle& e);
void write_fields(JsonLine& line, const MarkPrice& e);
void write_fields(JsonLine& line, const Liquidation& e);
void write_fields(JsonLine& line, const OrderUpdate& e);
void write_fields(JsonLine& line, const Fill& e);
void write_fields(JsonLine& line, const Balance& e);
void write_fields(JsonLine& line, const Position& e);
void write_fields(JsonLine& line, const AccountTotals& e);
void write_fields(JsonLine& line, const MarginCall& e);
void write_fields(JsonLine& line, const ListenKey& e);
void write_fields(JsonLine& line, const ListenKeyExpired& e);
void write_fields(JsonLine& line, const SymbolSetting& e);
void write_fields(JsonLine& line, const AccountMode& e);
void write_fields(JsonLine& line, const LeverageBracket& e);
void write_fields(JsonLine& line, const Commission& e);
void write_fields(JsonLine& line, const OrderChance& e);
void write_fields(JsonLine& line, const Instrument& e);
void write_fields(JsonLine& line, const RateLimitRule& e);
void write_fields(JsonLine& line, const ServerTime& e);
void write_fields(JsonLine& line, const VenueError& e);
void write_fields(JsonLine& line, const SubscriptionAnswer& e);
void write_fields(JsonLine& line, const Acknowledgement& e);
void write_fields(JsonLine& line, const Heartbeat& e);
void write_fields(JsonLine& line, const Ignored& e);

}  // namespace stom::venue
