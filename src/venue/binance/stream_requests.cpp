#include "venue/binance/stream_requests.h"

#include "venue/event_json.h"
#include "venue/rest_request.h"

namespace stom::venue::binance {
namespace {

std::string frame(std::string_view method, std::span<const std::string> streams, int id) {
  std::string out = "{\"method\":";
  write_json_string(method, out);
  out += ",\"params\":[";
  for (const std::string& stream : streams) {
    if (out.back() != '[') out += ',';
    write_json_string(stream, out);
  }
  return out + fmt::format("],\"id\":{}}}", id);
}

// For an address. Some symbols have Chinese names, which an address cannot hold as they are; '@' and '!' stay.
std::string joined(std::span<const std::string> texts) {
  std::string out;
  for (const std::string& text : texts) {
    if (!out.empty()) out += '/';
    for (const char letter : text) {
      if (letter > 0x20 && letter < 0x7f) out += letter;
      else out += percent_encoded(std::string_view(&letter, 1));
    }
  }
  return out;
}

}  // namespace

std::string stream_name(std::string_view symbol, std::string_view stream) {
  std::string out(symbol);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  out += '@';
  return out.append(stream);
}

Traffic traffic_of(std::string_view stream) {
  const bool is_book = stream.find("@depth") != std::string_view::npos || stream.ends_with("bookTicker");
  return is_book ? Traffic::kPublic : Traffic::kMarket;
}

std::string combined_target(Traffic traffic, std::span<const std::string> streams) {
  return (traffic == Traffic::kPublic ? "/public/stream?streams=" : "/market/stream?streams=") + joined(streams);
}

std::string user_target(std::string_view listen_key, std::span<const std::string> events) {
  std::string out = "/private/ws?listenKey=" + percent_encoded(listen_key);
  if (!events.empty()) out += "&events=" + joined(events);
  return out;
}

std::string subscribe_frame(std::span<const std::string> streams, int id) { return frame("SUBSCRIBE", streams, id); }
std::string unsubscribe_frame(std::span<const std::string> streams, int id) { return frame("UNSUBSCRIBE", streams, id); }

}  // namespace stom::venue::binance
