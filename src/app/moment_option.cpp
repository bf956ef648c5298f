#include "app/moment_option.h"

#include "aggregation/formats/csv_line.h"
#include "base/error.h"

namespace stom::app {

RowKey parse_moment(const std::string& text, const char* option, bool last) {
  std::uint64_t number = 0;
  const std::size_t length = text.size();
  if ((length == 8 || length == 12 || length == 14) && aggregation::parse_unsigned(text, number)) {
    auto key = static_cast<RowKey>(number);
    if (length == 8) key = key * 1'000'000 + (last ? 235'959 : 0);
    else if (length == 12) key = key * 100 + (last ? 59 : 0);
    if (is_valid_second_key(key)) return key;
  }
  throw UsageError(message("{} {}: YYYYMMDD, YYYYMMDDhhmm, YYYYMMDDhhmmss 중 하나여야 합니다.",
                           "{} {}: expected YYYYMMDD, YYYYMMDDhhmm or YYYYMMDDhhmmss.", option, text));
}

}  // namespace stom::app
