#include "venue/json_fields.h"

#include <charconv>

#include "aggregation/formats/csv_line.h"
#include "aggregation/formats/json_text.h"
#include "aggregation/formats/time_text.h"

namespace stom::venue {
namespace {

namespace ondemand = simdjson::ondemand;

// A message has few fields; more than this is not a message but an attack.
constexpr std::size_t kMostFields = 4096;

// The content of a string without escapes, straight from the text; false if it has some.
bool plain_string(std::string_view raw, std::string_view& text) {
  if (raw.size() < 2 || raw[0] != '"') return false;
  for (std::size_t i = 1; i < raw.size(); ++i) {
    if (raw[i] == '\\') return false;
    if (raw[i] == '"') {
      text = raw.substr(1, i - 1);
      return true;
    }
  }
  return false;
}

bool read_key(ondemand::field& field, std::string_view& key) {
  const char* begin = field.key().raw();
  // The quote that ends the key is there: the structure of the text has been found already.
  for (const char* at = begin; *at != '\\'; ++at) {
    if (*at == '"') {
      key = {begin, static_cast<std::size_t>(at - begin)};
      return true;
    }
  }
  return field.unescaped_key().get(key) == simdjson::SUCCESS;
}

bool read_token(ondemand::value value, ondemand::json_type type, Token& token) {
  switch (type) {
    case ondemand::json_type::string:
      token.kind = TokenKind::kString;
      return plain_string(value.raw_json_token(), token.text) || value.get_string().get(token.text) == simdjson::SUCCESS;
    case ondemand::json_type::number:
      token.kind = TokenKind::kNumber;
      token.text = aggregation::scalar_token(value);
      return true;
    case ondemand::json_type::boolean:
      token.kind = TokenKind::kBoolean;
      token.text = aggregation::scalar_token(value);
      return token.text == "true" || token.text == "false";
    case ondemand::json_type::null: {
      token.kind = TokenKind::kNull;
      bool is_null = false;  // anything that begins with an n comes here
      return value.is_null().get(is_null) == simdjson::SUCCESS && is_null;
    }
    case ondemand::json_type::array: {
      token.kind = TokenKind::kList;
      ondemand::array list;
      return value.get_array().get(list) == simdjson::SUCCESS && list.raw_json().get(token.text) == simdjson::SUCCESS;
    }
    case ondemand::json_type::object: {
      token.kind = TokenKind::kObject;
      ondemand::object object;
      return value.get_object().get(object) == simdjson::SUCCESS && object.raw_json().get(token.text) == simdjson::SUCCESS;
    }
  }
  return false;
}

bool read_token(ondemand::value value, Token& token) {
  ondemand::json_type type{};
  return value.type().get(type) == simdjson::SUCCESS && read_token(value, type, token);
}

// Levels are most of a feed's bytes: [["price","quantity"],…] is read in one pass over its text. Quotes may be missing
// (numbers), more values than two may follow (older answers), the quantity may be missing (−1).
class PairScan {
 public:
  explicit PairScan(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  bool read(std::vector<Level>& levels) {
    if (!take('[')) return false;
    if (take(']')) return true;
    do {
      Level level{{}, aggregation::Decimal{-1}};
      std::string_view token;
      if (!take('[') || !scalar(token) || !aggregation::positive(token, level.price)) return false;
      if (take(',') && (!scalar(token) || !aggregation::not_negative(token, level.quantity))) return false;
      while (take(',')) {
        if (!take('[') ? !scalar(token) : !take(']')) return false;
      }
      if (!take(']')) return false;
      levels.push_back(level);
    } while (take(','));
    return take(']');
  }

 private:
  void skip_spaces() {
    while (at_ < end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\t' || *at_ == '\r')) ++at_;
  }
  bool take(char c) {
    skip_spaces();
    if (at_ == end_ || *at_ != c) return false;
    ++at_;
    return true;
  }
  bool scalar(std::string_view& token) {
    const bool quoted = take('"');
    const char* begin = at_;
    while (at_ < end_ && *at_ != '"' && *at_ != ',' && *at_ != ']' && *at_ != ' ' && *at_ != '\n' && *at_ != '\t' && *at_ != '\r') ++at_;
    token = {begin, static_cast<std::size_t>(at_ - begin)};
    return !token.empty() && (!quoted || (at_ < end_ && *at_++ == '"'));
  }

  const char* at_;
  const char* end_;
};

bool read_pairs(ondemand::value value, std::vector<Level>& levels) {
  ondemand::array list;
  std::string_view raw;
  return value.get_array().get(list) == simdjson::SUCCESS && list.raw_json().get(raw) == simdjson::SUCCESS && PairScan(raw).read(levels);
}

bool read_unit(ondemand::object unit, LevelLists& levels) {
  Level ask, bid;
  int seen = 0;
  for (auto item : unit) {
    std::string_view key;
    ondemand::field field;
    if (std::move(item).get(field) != simdjson::SUCCESS || !read_key(field, key)) return false;
    ondemand::value value = field.value();
    aggregation::Decimal* target = key == "ap" || key == "ask_price"   ? &ask.price
                                   : key == "bp" || key == "bid_price" ? &bid.price
                                   : key == "as" || key == "ask_size"  ? &ask.quantity
                                   : key == "bs" || key == "bid_size"  ? &bid.quantity
                                                                       : nullptr;
    if (target == nullptr) continue;
    if (!aggregation::not_negative(aggregation::scalar_token(value), *target)) return false;
    ++seen;
  }
  if (seen != 4) return false;
  // Thin markets fill missing levels with zeros.
  if (ask.price.is_positive()) levels.asks.push_back(ask);
  if (bid.price.is_positive()) levels.bids.push_back(bid);
  return true;
}

bool read_units(ondemand::value value, LevelLists& levels) {
  ondemand::array units;
  if (value.get_array().get(units) != simdjson::SUCCESS) return false;
  for (auto item : units) {
    ondemand::object unit;
    if (item.get_object().get(unit) != simdjson::SUCCESS || !read_unit(unit, levels)) return false;
  }
  return true;
}

// False: the list was begun and is broken.
bool take_levels(std::string_view key, ondemand::value& value, LevelLists& levels, bool& taken) {
  taken = true;
  if (key == "b" || key == "bids") {
    levels.has_bids = true;
    levels.ok = levels.ok && read_pairs(value, levels.bids);
  } else if (key == "a" || key == "asks") {
    levels.has_asks = true;
    levels.ok = levels.ok && read_pairs(value, levels.asks);
  } else if (key == "obu" || key == "orderbook_units") {
    levels.has_bids = levels.has_asks = true;
    levels.ok = levels.ok && read_units(value, levels);
  } else {
    taken = false;
  }
  return levels.ok;
}

}  // namespace

const Token* Fields::find(Key key) const {
  const std::string_view name = brief_ ? key.brief : key.full;
  const std::size_t count = tokens_.size();
  for (std::size_t i = next_; i < count; ++i) {
    if (tokens_[i].key == name) {
      next_ = i + 1;
      return &tokens_[i];
    }
  }
  for (std::size_t i = 0; i < std::min(next_, count); ++i) {
    if (tokens_[i].key == name) {
      next_ = i + 1;
      return &tokens_[i];
    }
  }
  return nullptr;
}

std::string_view Fields::text(Key key) const {
  const Token* token = find(key);
  return token == nullptr || token->kind == TokenKind::kList || token->kind == TokenKind::kObject ? std::string_view{} : token->text;
}

std::string_view Fields::raw(Key key) const {
  const Token* token = find(key);
  return token != nullptr && (token->kind == TokenKind::kList || token->kind == TokenKind::kObject) ? token->text : std::string_view{};
}

void FieldReader::wrong(Key key) {
  if (!ok_) return;
  ok_ = false;
  bad_key_ = std::string(key.full);
  const Token* token = fields_.find(key);
  bad_text_ = token == nullptr ? "" : std::string(token->text.substr(0, 60));
}

ParseResult FieldReader::result() const {
  if (ok_) return ParseResult::events();
  return ParseResult::bad(message("{} 메시지의 \"{}\" 값이 없거나 잘못되었습니다: '{}'", "a {} message has no or a wrong value of \"{}\": '{}'", what_,
                                  bad_key_, bad_text_));
}

void FieldReader::text(Key key, std::string& out) {
  const Token* token = fields_.find(key);
  if (token == nullptr || token->text.empty() || token->kind == TokenKind::kList || token->kind == TokenKind::kObject) return wrong(key);
  out = token->text;
}

void FieldReader::may_text(Key key, std::string& out) {
  const Token* token = fields_.find(key);
  if (token == nullptr || token->kind == TokenKind::kNull) return;
  if (token->kind == TokenKind::kList || token->kind == TokenKind::kObject) return wrong(key);
  out = token->text;
}

void FieldReader::number(Key key, Number& out) {
  if (!out.parse(fields_.text(key))) wrong(key);
}

void FieldReader::positive(Key key, Number& out) {
  if (!out.parse(fields_.text(key)) || !(out.value() > 0)) wrong(key);
}

void FieldReader::not_negative(Key key, Number& out) {
  if (!out.parse(fields_.text(key)) || out.value() < 0) wrong(key);
}

void FieldReader::may_number(Key key, Number& out) {
  const Token* token = fields_.find(key);
  if (token == nullptr || token->kind == TokenKind::kNull || (token->kind == TokenKind::kString && token->text.empty())) return;
  if (token->kind == TokenKind::kList || token->kind == TokenKind::kObject || !out.parse(token->text)) wrong(key);
}

void FieldReader::whole(Key key, std::uint64_t& out) {
  if (!aggregation::parse_unsigned(fields_.text(key), out)) wrong(key);
}

void FieldReader::may_whole(Key key, std::uint64_t& out) {
  const Token* token = fields_.find(key);
  if (token == nullptr || token->kind == TokenKind::kNull) return;
  whole(key, out);
}

void FieldReader::millis(Key key, EpochMicros& out) {
  std::uint64_t number = 0;
  // The venues count milliseconds, whatever the size; perpetual contracts are delivered in a far year.
  constexpr std::uint64_t kYear10000 = 253'402'300'800'000;
  if (!aggregation::parse_unsigned(fields_.text(key), number) || number >= kYear10000) return wrong(key);
  out = static_cast<EpochMicros>(number) * 1000;
}

void FieldReader::may_millis(Key key, EpochMicros& out) {
  const Token* token = fields_.find(key);
  if (token == nullptr || token->kind == TokenKind::kNull || token->text == "0") return;
  millis(key, out);
}

void FieldReader::may_flag(Key key, std::optional<bool>& out) {
  const Token* token = fields_.find(key);
  if (token == nullptr || token->kind == TokenKind::kNull) return;
  if (token->text == "true") out = true;
  else if (token->text == "false") out = false;
  else wrong(key);
}

void FieldReader::may_iso_time(Key key, EpochMicros& out) {
  const Token* token = fields_.find(key);
  if (token == nullptr || token->kind == TokenKind::kNull) return;
  if (token->kind != TokenKind::kString || !aggregation::parse_time(token->text, {}, out)) wrong(key);
}

struct JsonWalk::Reader {
  aggregation::JsonText json;
  Fields fields;

  bool read_fields(ondemand::object object, LevelLists* levels) {
    fields.tokens_.clear();
    fields.next_ = 0;
    fields.brief_ = false;
    fields.stream_ = {};
    if (levels != nullptr) levels->clear();
    return read_into(object, levels, levels != nullptr);
  }

  bool read_into(ondemand::object object, LevelLists* levels, bool unwrap) {
    for (auto item : object) {
      Token token;
      ondemand::field field;
      if (std::move(item).get(field) != simdjson::SUCCESS || !read_key(field, token.key) || fields.tokens_.size() == kMostFields)
        return false;
      ondemand::value value = field.value();
      ondemand::json_type type{};
      if (value.type().get(type) != simdjson::SUCCESS) return false;
      if (unwrap && type == ondemand::json_type::object && token.key == "data") {
        ondemand::object inner;
        if (value.get_object().get(inner) != simdjson::SUCCESS || !read_into(inner, levels, false)) return false;
        continue;
      }
      if (levels != nullptr && type == ondemand::json_type::array) {
        bool taken = false;
        if (!take_levels(token.key, value, *levels, taken)) return false;
        if (taken) continue;
      }
      if (!read_token(value, type, token)) return false;
      if (unwrap && token.key == "stream" && token.kind == TokenKind::kString) fields.stream_ = token.text;
      fields.tokens_.push_back(token);
    }
    return true;
  }

  WalkEnd read_element(ondemand::value value, LevelLists* levels, Visitor<Fields&> object, const Visitor<std::span<const Token>>* row) {
    ondemand::json_type type{};
    if (value.type().get(type) != simdjson::SUCCESS) return WalkEnd::kBroken;
    if (type == ondemand::json_type::array && row != nullptr) {
      ondemand::array list;
      if (value.get_array().get(list) != simdjson::SUCCESS) return WalkEnd::kBroken;
      std::vector<Token> tokens;
      for (auto item : list) {
        ondemand::value scalar;
        if (std::move(item).get(scalar) != simdjson::SUCCESS || !read_token(scalar, tokens.emplace_back())) return WalkEnd::kBroken;
        if (tokens.size() > kMostFields) return WalkEnd::kBroken;
      }
      return (*row)(tokens) ? WalkEnd::kWhole : WalkEnd::kStopped;
    }
    ondemand::object inner;
    if (value.get_object().get(inner) != simdjson::SUCCESS || !read_fields(inner, levels)) return WalkEnd::kBroken;
    return object(fields) ? WalkEnd::kWhole : WalkEnd::kStopped;
  }
};

JsonWalk::JsonWalk() : reader_(std::make_unique<Reader>()) {}
JsonWalk::~JsonWalk() = default;
JsonWalk::JsonWalk(JsonWalk&&) noexcept = default;
JsonWalk& JsonWalk::operator=(JsonWalk&&) noexcept = default;

WalkEnd JsonWalk::walk(std::string_view text, LevelLists* levels, Visitor<Fields&> object, const Visitor<std::span<const Token>>* row) {
  ondemand::document document;
  ondemand::json_type type{};
  if (reader_->json.open(text, document) != simdjson::SUCCESS || document.type().get(type) != simdjson::SUCCESS) return WalkEnd::kBroken;
  if (type == ondemand::json_type::object) {
    ondemand::object inner;
    if (document.get_object().get(inner) != simdjson::SUCCESS || !reader_->read_fields(inner, levels) || !aggregation::at_end(document)) {
      return WalkEnd::kBroken;
    }
    return object(reader_->fields) ? WalkEnd::kWhole : WalkEnd::kStopped;
  }
  ondemand::array list;
  if (type != ondemand::json_type::array || document.get_array().get(list) != simdjson::SUCCESS) return WalkEnd::kBroken;
  for (auto item : list) {
    ondemand::value value;
    if (std::move(item).get(value) != simdjson::SUCCESS) return WalkEnd::kBroken;
    const WalkEnd end = reader_->read_element(value, levels, object, row);
    if (end != WalkEnd::kWhole) return end;
  }
  return aggregation::at_end(document) ? WalkEnd::kWhole : WalkEnd::kBroken;
}

bool JsonWalk::scalars(std::string_view text, std::vector<std::string>& out) {
  ondemand::document document;
  ondemand::array list;
  if (reader_->json.open(text, document) != simdjson::SUCCESS || document.get_array().get(list) != simdjson::SUCCESS) return false;
  for (auto item : list) {
    ondemand::value value;
    Token token;
    if (std::move(item).get(value) != simdjson::SUCCESS || !read_token(value, token)) return false;
    out.emplace_back(token.text);
  }
  return aggregation::at_end(document);
}

ParseResult not_whole_json() {
  return ParseResult::bad(message("JSON이 아니거나 도중에 끊겼습니다.", "not a whole JSON message."));
}

}  // namespace stom::venue
