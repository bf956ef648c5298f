// One REST request and its answer as plain values, between the sockets and the desks of the venues.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "venue/rest_request.h"

namespace stom::sim {

using venue::Header;
using venue::Parameter;

struct HttpCall {
  std::string method;  // "GET"
  std::string path;    // decoded, without the query
  std::string query;   // as it was sent, without '?'
  std::vector<Header> headers;
  std::string body;

  [[nodiscard]] std::string_view header(std::string_view name) const;  // empty: none
};

struct HttpReply {
  int status = 200;
  std::vector<Header> headers;
  std::string body;
  double delay = 0;      // seconds before it is written
  bool cut = false;      // the connection is cut instead
};

[[nodiscard]] HttpReply json_reply(std::string body, int status = 200);

// Splits the target of a request line. False: it is none.
[[nodiscard]] bool split_target(std::string_view target, HttpCall& call);

[[nodiscard]] std::string percent_decoded(std::string_view text);
// Names and values decoded, in the order sent.
[[nodiscard]] std::vector<Parameter> parse_query(std::string_view query);
// nullptr: not there; the last of repeated ones.
[[nodiscard]] const std::string* find(const std::vector<Parameter>& parameters, std::string_view name);
[[nodiscard]] std::string value_of(const std::vector<Parameter>& parameters, std::string_view name);
[[nodiscard]] std::vector<std::string> values_of(const std::vector<Parameter>& parameters, std::string_view name);
[[nodiscard]] std::vector<std::string> split(std::string_view text, char separator);  // empty parts are left out
// False: not a whole number of at most 18 digits.
[[nodiscard]] bool parse_whole(std::string_view text, std::int64_t& value);

}  // namespace stom::sim
