// Every setting of setting.db, declared once: where it is stored, what it may be, what people call it. Storage, validation, the command
// line and later the windows are derived from this table (setting_rows.h). Account fields are no settings: they are secrets
// (account_store.h); the users' tables that held them are listed here so that they can be taken over and emptied.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/message.h"
#include "store/result_store.h"

namespace stom::store {

enum class SettingForm : std::uint8_t {
  kFlag,     // 0 or 1
  kInteger,
  kReal,
  kTime,     // HHMMSS
  kText,     // one of `choices`, or any text without them
  kDigits,   // a text of digits
  kNumbers,  // `count` numbers joined by ';'
  kBands,    // `count` triples from;to;value joined by '^', the value a whole number in the range
  kPairs,    // at most `count` names, then as many expressions, joined by ';'
};

struct Setting {
  std::string_view key;    // as users know it; also the column
  std::string_view table;
  ColumnType column_type;
  SettingForm form;
  std::string_view default_value;
  double lowest, highest;    // of numbers and of each number of a list
  int count;
  bool risk;                 // decides what real orders cost
  std::string_view choices;  // joined by '|'
  std::string_view ko, en;   // label
};

[[nodiscard]] std::span<const Setting> all_settings();
// Null if there is no such key.
[[nodiscard]] const Setting* find_setting(std::string_view key);

// What a setting may be, in words.
[[nodiscard]] Message allowed_values(const Setting& setting);
// The text as it is kept (numbers without spaces and needless zeros); empty if the setting cannot be this.
[[nodiscard]] std::optional<std::string> checked_value(const Setting& setting, std::string_view text);

// The columns in which the users' program keeps account fields.
struct LegacySecret {
  std::string_view table, column;
  int rows;                // "index" 1 … rows
  std::string_view key;    // its name in the users' program, followed by the row
  std::string_view field;  // its name in account_store.h
};
inline constexpr LegacySecret kLegacySecrets[] = {
    {"sacc", "아이디", 8, "아이디", "user_id"},
    {"sacc", "비밀번호", 8, "비밀번호", "password"},
    {"sacc", "인증서비밀번호", 8, "인증서비밀번호", "certificate_password"},
    {"sacc", "계좌비밀번호", 8, "계좌비밀번호", "account_password"},
    {"cacc", "Access_key", 2, "Access_key", "access_key"},
    {"cacc", "Secret_key", 2, "Secret_key", "secret_key"},
    {"telegram", "str_bot", 4, "텔레그램봇토큰", "bot_token"},
    {"telegram", "int_id", 4, "텔레그램사용자아이디", "chat_id"},
};
// A key of the users' program that names an account field (Access_key2).
[[nodiscard]] bool is_secret_key(std::string_view key);

}  // namespace stom::store
