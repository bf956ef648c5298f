// Frames and REST answers of both venues: whatever comes, a result with a reason or events that can be printed, turned
// into row events and put into books; and the same text twice gives the same events.
#include <cstdlib>

#include "venue/binance/errors.h"
#include "venue/binance/messages.h"
#include "venue/book_upkeep.h"
#include "venue/event_json.h"
#include "venue/rate_limit_headers.h"
#include "venue/upbit/errors.h"
#include "venue/upbit/messages.h"

namespace {

using namespace stom;
using namespace stom::venue;

template <typename Messages>
std::string read(Messages& messages, std::string_view text, Venue venue) {
  std::vector<Event> events;
  const aggregation::ParseResult result = messages.parse(text, events, {}, "BTCUSDT");
  const bool is_bad = result.kind == aggregation::ParseKind::kBad;
  if (is_bad && (!events.empty() || result.reason.ko.empty() || result.reason.en.empty())) std::abort();
  BookUpkeep books;
  std::string out = is_bad ? "bad" : "";
  for (const Event& event : events) {
    write_json(event, venue, out);
    out += '\n';
    (void)row_event(event, aggregation::SymbolId{});
    if (const auto* picture = std::get_if<BookPicture>(&event)) (void)books.apply(*picture);
    if (const auto* change = std::get_if<BookChange>(&event)) (void)books.apply(*change);
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static upbit::Messages upbit_messages;
  static binance::Messages binance_messages;
  if (read(upbit_messages, text, Venue::kUpbit) != read(upbit_messages, text, Venue::kUpbit)) std::abort();
  if (read(binance_messages, text, Venue::kBinance) != read(binance_messages, text, Venue::kBinance)) std::abort();
  RestRequest request;
  request.method = Method::kPost;
  request.changes_orders = true;
  for (const int status : {200, 400, 418, 429, 500}) {
    const Answer answer{Delivery::kAnswered, status, {}, std::string(text)};
    for (const Outcome& outcome : {upbit::judge(request, answer, 0), binance::judge(request, answer, 0)}) {
      if (outcome.wait < 0 || (status == 500 && outcome.order_is_dead)) std::abort();
    }
  }
  for (const Venue venue : {Venue::kUpbit, Venue::kBinance}) {
    (void)read_budgets(venue,
                       {{"Remaining-Req", std::string(text)}, {"X-MBX-USED-WEIGHT-1M", std::string(text)}, {std::string(text), "1"}}, 0);
  }
  return 0;
}
