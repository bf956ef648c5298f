#include "store/detect.h"

#include <algorithm>

#include "base/error.h"
#include "store/back_database.h"

namespace stom::store {

DatabaseKind detect_database(const std::filesystem::path& path) {
  BackDatabase database(path);
  const std::vector<RowLayout> layouts = database.layouts();
  const std::string name = path.string();
  if (layouts.empty()) {
    throw DatabaseError(message("{}: 시세 테이블이 없습니다. 백테스트용 데이터베이스인지 확인하세요.",
                                "{}: has no table of market rows. Is it a back-test database?", name));
  }
  if (layouts.size() > 1) {
    throw UsageError(message("{}: 여러 종류의 시세가 있습니다. --market 과 --frame 을 쓰세요.",
                             "{}: holds rows of several kinds. Give --market and --frame.", name));
  }
  if (!layouts.front().crypto) return {market::Market::kStock, layouts.front().frame};
  std::vector<Message> ignored;
  const std::vector<RowTable> tables = database.row_tables(layouts.front(), ignored);
  const auto upbit = std::count_if(tables.begin(), tables.end(), [](const RowTable& table) { return looks_like_upbit(table.code); });
  if (upbit != 0 && upbit != static_cast<std::ptrdiff_t>(tables.size())) {
    throw UsageError(message("{}: 업비트와 바이낸스 코드가 함께 있습니다. --market upbit 또는 --market binance 를 쓰세요.",
                             "{}: holds Upbit and Binance codes. Give --market upbit or --market binance.", name));
  }
  return {upbit != 0 ? market::Market::kUpbit : market::Market::kBinance, layouts.front().frame};
}

}  // namespace stom::store
