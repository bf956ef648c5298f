// The fields of one JSON object as text, for message readers: scalars as tokens, lists and objects as raw JSON that is
// opened when it is needed. Only json_fields.cpp knows the JSON library.
//
// A Key has up to two names: the full one and the short one of Upbit's SIMPLE formats. Views live until the owner of the
// text opens another. Keys may come in any order, unknown ones cost nothing, of a repeated one the last counts.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aggregation/formats/parse_result.h"
#include "venue/venue_event.h"

namespace stom::venue {

using aggregation::ParseResult;

struct Key {
  constexpr Key(const char* name) : full(name), brief(name) {}  // NOLINT: a literal is a key
  constexpr Key(const char* name, const char* brief_name) : full(name), brief(brief_name) {}
  std::string_view full, brief;
};

enum class TokenKind : std::uint8_t { kNull, kString, kNumber, kBoolean, kList, kObject };

struct Token {
  std::string_view key, text;
  TokenKind kind = TokenKind::kNull;
};

// Book levels found while reading, because they are the bulk of a message.
struct LevelLists {
  std::vector<Level> bids, asks;
  bool has_bids = false, has_asks = false, ok = true;
  void clear() {
    bids.clear();
    asks.clear();
    has_bids = has_asks = false;
    ok = true;
  }
};

class Fields {
 public:
  void use_brief_names(bool brief) { brief_ = brief; }
  [[nodiscard]] bool has(Key key) const { return find(key) != nullptr; }
  // Scalar text; empty for null, lists, objects and absent keys.
  [[nodiscard]] std::string_view text(Key key) const;
  // Raw JSON of a list or object; empty otherwise.
  [[nodiscard]] std::string_view raw(Key key) const;
  [[nodiscard]] const Token* find(Key key) const;
  [[nodiscard]] std::string_view stream() const { return stream_; }
  [[nodiscard]] const std::vector<Token>& tokens() const { return tokens_; }

 private:
  friend class JsonWalk;
  std::vector<Token> tokens_;
  mutable std::size_t next_ = 0;  // fields are mostly asked for in the order they come
  bool brief_ = false;
  std::string_view stream_;
};

// Reads typed values out of Fields and remembers the first one that is wrong.
class FieldReader {
 public:
  FieldReader(const Fields& fields, std::string_view what) : fields_(fields), what_(what) {}

  // Required: a missing, null or wrong value is an error.
  void text(Key key, std::string& out);
  void number(Key key, Number& out);
  void positive(Key key, Number& out);
  void not_negative(Key key, Number& out);
  void whole(Key key, std::uint64_t& out);
  void millis(Key key, EpochMicros& out);
  // Optional: absent or null leaves `out` as it is; a wrong value is an error.
  void may_text(Key key, std::string& out);
  void may_number(Key key, Number& out);
  void may_whole(Key key, std::uint64_t& out);
  void may_millis(Key key, EpochMicros& out);  // 0 counts as none
  void may_flag(Key key, std::optional<bool>& out);
  void may_iso_time(Key key, EpochMicros& out);  // "2026-11-20T09:15:02+09:00"; UTC where no offset is given
  void wrong(Key key);

  [[nodiscard]] bool ok() const { return ok_; }
  // kEvents, or kBad with the first wrong field.
  [[nodiscard]] ParseResult result() const;

 private:
  const Fields& fields_;
  std::string_view what_;
  bool ok_ = true;
  std::string bad_key_, bad_text_;
};

// What is done with each object, or each list of scalars, of a text; a reference to a callable that outlives the call.
template <typename Argument>
class Visitor {
 public:
  template <typename Use>
  explicit Visitor(const Use& use)
      : use_(&use), call_([](const void* self, Argument argument) { return (*static_cast<const Use*>(self))(argument); }) {}
  bool operator()(Argument argument) const { return call_(use_, argument); }

 private:
  const void* use_;
  bool (*call_)(const void*, Argument);
};

enum class WalkEnd : std::uint8_t { kWhole, kStopped, kBroken };  // kStopped: a visitor said false

// Reads a JSON text: an object, or a list of objects and lists. The text is copied; Fields live until the visitor returns.
class JsonWalk {
 public:
  JsonWalk();
  ~JsonWalk();
  JsonWalk(JsonWalk&&) noexcept;
  JsonWalk& operator=(JsonWalk&&) noexcept;

  // With `levels` the lists named b/bids, a/asks (pairs) and orderbook_units/obu (objects) go there, anew for each object.
  // An object named "data" is then read in place of the envelope around it, whose "stream" is kept.
  // A lone object is whole before it is visited; of a damaged list the elements before the damage are.
  WalkEnd walk(std::string_view text, LevelLists* levels, Visitor<Fields&> object, const Visitor<std::span<const Token>>* row);

  // Calls use(Fields&) for the object, or for each object of the list; false: no such JSON, or use said false.
  template <typename Use>
  bool each_object(std::string_view text, Use&& use) {
    return walk(text, nullptr, Visitor<Fields&>(use), nullptr) == WalkEnd::kWhole;
  }
  // Scalars of a list as text; false: no such list.
  bool scalars(std::string_view text, std::vector<std::string>& out);

 private:
  struct Reader;
  std::unique_ptr<Reader> reader_;
};

[[nodiscard]] ParseResult not_whole_json();
}  // namespace stom::venue
