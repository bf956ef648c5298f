#include "service/record_batches.h"

#include "base/error.h"
#include "market/schema.h"

namespace stom::service {
namespace {

constexpr std::string_view kWatchTable = "moneytop";

[[noreturn]] void refuse(const bus::RecordRows& batch, const char* ko, const char* en) {
  throw DataError(Message{fmt::format("행 묶음 {} ({} {} {}): {}", batch.batch, batch.market, batch.frame, batch.table, ko),
                          fmt::format("batch {} of rows ({} {} {}): {}", batch.batch, batch.market, batch.frame, batch.table, en)});
}

RowKey index_of(const bus::RecordRows& batch, const std::vector<bus::SettingValue>& row) {
  const auto* index = std::get_if<std::int64_t>(&row.front());
  if (index == nullptr) refuse(batch, "index 가 정수가 아닙니다.", "an index is no whole number.");
  return *index;
}

double number_of(const bus::RecordRows& batch, const bus::SettingValue& value) {
  if (const auto* real = std::get_if<double>(&value)) return *real;
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  refuse(batch, "숫자가 아닌 값이 있습니다.", "a value is no number.");
}

bool has_columns(const bus::RecordRows& batch, market::Market market, market::Frame frame) {
  const std::span<const market::Field> fields = market::schema(market, frame);
  if (batch.columns.size() != fields.size() + 1 || batch.columns.front() != "index") return false;
  for (std::size_t k = 0; k < fields.size(); ++k) {
    if (batch.columns[k + 1] != market::field_name(fields[k], frame)) return false;
  }
  return true;
}

template <typename Record, typename Line>
std::vector<Record> records(const std::vector<Line>& lines) {
  return {lines.begin(), lines.end()};
}

}  // namespace

RecordedRows read_rows(const bus::RecordRows& batch, market::Market market, market::Frame frame) {
  RecordedRows out;
  const bool is_watch = batch.table == kWatchTable;
  const std::size_t columns = is_watch ? 2 : market::schema(market, frame).size() + 1;
  if (is_watch ? batch.columns.size() != 2 : !has_columns(batch, market, frame)) {
    refuse(batch, "칼럼이 시장의 것과 다릅니다.", "the columns are not those of the market.");
  }
  if (batch.table.starts_with("sqlite_")) refuse(batch, "종목코드가 될 수 없는 이름입니다.", "the name cannot be a code.");
  store::RowBlock block;
  block.code = batch.table;
  block.columns.resize(columns - 1);
  for (const std::vector<bus::SettingValue>& row : batch.rows) {
    if (row.size() != columns) refuse(batch, "값의 수가 칼럼 수와 다릅니다.", "a row has another number of values than columns.");
    const RowKey index = index_of(batch, row);
    if (is_watch) {
      const auto* codes = std::get_if<std::string>(&row[1]);
      if (codes == nullptr) refuse(batch, "종목 목록이 글이 아닙니다.", "a list of codes is no text.");
      out.watch.push_back({index, *codes});
      continue;
    }
    block.index.push_back(index);
    for (std::size_t k = 1; k < columns; ++k) block.columns[k - 1].push_back(number_of(batch, row[k]));
  }
  if (!is_watch) out.rows.push_back(std::move(block));
  return out;
}

store::TradeBatch read_trades(const bus::RecordTrades& batch) {
  store::TradeBatch out;
  out.orders = records<store::OrderRecord>(batch.orders);
  out.events = records<store::OrderEvent>(batch.events);
  out.fills = records<store::FillRecord>(batch.fills);
  out.trades = records<store::TradeListEntry>(batch.trades);
  out.balances = records<store::BalanceRecord>(batch.balances);
  out.days = records<store::DayTotal>(batch.days);
  if (batch.has_positions) out.positions = records<store::PositionRecord>(batch.positions);
  out.positions_account = batch.positions_account;
  return out;
}

}  // namespace stom::service
