#include "store/file_meta.h"

#include "base/time.h"

namespace stom::store {
namespace {

constexpr const char* kTable = "stom_meta";
constexpr const char* kTimeZone = "UTC; days of a venue by its own clock";

void put(Connection& connection, const char* sql, std::string_view key, std::string_view value) {
  Statement(connection, sql, kTable).bind(1, key).bind(2, value).run();
}

}  // namespace

bool has_file_meta(Connection& connection) {
  return connection.has_table(kTable) && Statement(connection, "SELECT 1 FROM stom_meta WHERE key = 'app_version'", kTable).step();
}

void write_file_meta(Connection& connection, int schema, std::string_view app_version) {
  constexpr const char* kReplace = "INSERT INTO stom_meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
  constexpr const char* kKeep = "INSERT OR IGNORE INTO stom_meta (key, value) VALUES (?1, ?2)";
  connection.execute("CREATE TABLE IF NOT EXISTS stom_meta (key TEXT PRIMARY KEY, value TEXT)");
  put(connection, kReplace, "schema_version", std::to_string(schema));
  put(connection, kReplace, "app_version", app_version);
  put(connection, kReplace, "time_zone", kTimeZone);
  put(connection, kKeep, "created", std::to_string(local_now_second_key()));
}

}  // namespace stom::store
