#include "sim/http_call.h"

#include <algorithm>
#include <charconv>

namespace stom::sim {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::string_view HttpCall::header(std::string_view name) const {
  const std::string* value = venue::find_header(headers, name);
  return value == nullptr ? std::string_view{} : std::string_view(*value);
}

HttpReply json_reply(std::string body, int status) {
  HttpReply reply;
  reply.status = status;
  reply.body = std::move(body);
  reply.headers.push_back({"Content-Type", "application/json;charset=UTF-8"});
  return reply;
}

bool split_target(std::string_view target, HttpCall& call) {
  if (!target.starts_with('/')) return false;
  const std::size_t mark = target.find('?');
  call.path = percent_decoded(target.substr(0, mark));
  call.query = mark == std::string_view::npos ? "" : std::string(target.substr(mark + 1));
  return true;
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

std::vector<Parameter> parse_query(std::string_view query) {
  std::vector<Parameter> out;
  while (!query.empty()) {
    const auto end = static_cast<std::size_t>(std::find(query.begin(), query.end(), '&') - query.begin());
    const std::string_view part = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (part.empty()) continue;
    const auto equals = static_cast<std::size_t>(std::find(part.begin(), part.end(), '=') - part.begin());
    out.push_back({percent_decoded(part.substr(0, equals)), percent_decoded(part.substr(std::min(equals + 1, part.size())))});
  }
  return out;
}

const std::string* find(const std::vector<Parameter>& parameters, std::string_view name) {
  for (auto one = parameters.rbegin(); one != parameters.rend(); ++one) {
    if (one->name == name) return &one->value;
  }
  return nullptr;
}

std::string value_of(const std::vector<Parameter>& parameters, std::string_view name) {
  const std::string* value = find(parameters, name);
  return value == nullptr ? std::string{} : *value;
}

std::vector<std::string> values_of(const std::vector<Parameter>& parameters, std::string_view name) {
  std::vector<std::string> out;
  for (const Parameter& one : parameters) {
    if (one.name == name) out.push_back(one.value);
  }
  return out;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    if (end > 0) out.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

bool parse_whole(std::string_view text, std::int64_t& value) {
  if (text.empty() || text.size() > 19) return false;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  return result.ec == std::errc{} && result.ptr == text.data() + text.size();
}

}  // namespace stom::sim
