#include "live/recorded_reader.h"

#include "base/error.h"
#include "market/schema.h"

namespace stom::live {
namespace {

constexpr int kBusyMilliseconds = 20;  // the writer's transactions are short

}  // namespace

RecordedReader::RecordedReader(std::filesystem::path file, market::Market market, market::Frame frame)
    : file_(std::move(file)), market_(market), frame_(frame) {}

store::Connection* RecordedReader::table(const std::string& code) {
  if (connection_ && connection_->has_moved()) connection_.reset();
  std::error_code ignored;
  if (!connection_) {
    if (!std::filesystem::exists(file_, ignored)) return nullptr;
    connection_ = std::make_unique<store::Connection>(file_, store::OpenMode::kReadOnly);
    connection_->wait_at_most(kBusyMilliseconds);
  }
  return connection_->has_table(code) ? connection_.get() : nullptr;
}

bool RecordedReader::reaches(const std::string& code, RowKey key) {
  store::Connection* connection = table(code);
  if (connection == nullptr) return false;
  store::Statement newest(*connection, "SELECT max(\"index\") FROM " + store::quoted_name(code), code);
  return newest.step() && newest.type(0) == store::ValueType::kInteger && newest.integer(0) >= key;
}

RecordedRows RecordedReader::read(const std::string& code, RowKey after, RowKey last) {
  RecordedRows out;
  store::Connection* connection = table(code);
  if (connection == nullptr) return out;
  const auto fields = market::schema(market_, frame_);
  std::string sql = "SELECT \"index\"";
  for (const market::Field field : fields) sql += ", " + store::quoted_name(market::field_name(field, frame_));
  sql += " FROM " + store::quoted_name(code) + " WHERE \"index\" > ?1 AND \"index\" <= ?2 ORDER BY \"index\"";
  store::Statement rows(*connection, sql, code);
  rows.bind(1, after).bind(2, last);
  while (rows.step()) {
    out.index.push_back(rows.integer(0));
    std::vector<double>& values = out.rows.emplace_back(fields.size());
    for (std::size_t i = 0; i < fields.size(); ++i) values[i] = rows.real(static_cast<int>(i) + 1);
  }
  return out;
}

}  // namespace stom::live
