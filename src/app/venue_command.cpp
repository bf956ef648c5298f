// stom venue parse VENUE KIND FILE: what a file of venue messages says, as normalised JSON, one event a line
// (docs/use/venue-messages.md).
#include <cstdio>

#include "app/command.h"
#include "app/venue_file.h"
#include "base/error.h"
#include "venue/binance/messages.h"
#include "venue/event_json.h"
#include "venue/upbit/messages.h"

namespace stom::app {
namespace {

struct ParseArguments {
  std::string venue, kind, file, symbol;
  bool places = false;
};

// One reader for either venue.
class AnyMessages {
 public:
  explicit AnyMessages(venue::Venue venue) : venue_(venue) {}
  aggregation::ParseResult parse(std::string_view json, std::vector<venue::Event>& events, std::string_view kind, std::string_view symbol) {
    return venue_ == venue::Venue::kUpbit ? upbit_.parse(json, events, kind, symbol) : binance_.parse(json, events, kind, symbol);
  }

 private:
  venue::Venue venue_;
  venue::upbit::Messages upbit_;
  venue::binance::Messages binance_;
};

std::string kind_of(const ParseArguments& arguments, venue::Venue venue) {
  if (arguments.kind == "auto") return {};
  const bool is_upbit = venue == venue::Venue::kUpbit;
  if (is_upbit ? venue::upbit::is_kind(arguments.kind) : venue::binance::is_kind(arguments.kind)) return arguments.kind;
  std::string known = "auto";
  for (const std::string_view kind : is_upbit ? venue::upbit::kinds() : venue::binance::kinds()) known.append(", ").append(kind);
  throw UsageError(message("'{}'은(는) 메시지 종류가 아닙니다. 종류: {}", "'{}' is not a kind of message. Kinds: {}", arguments.kind, known));
}

void run_parse(const ParseArguments& arguments, AppContext& context) {
  const venue::Venue venue = arguments.venue == "upbit" ? venue::Venue::kUpbit : venue::Venue::kBinance;
  const std::string kind = kind_of(arguments, venue);
  AnyMessages messages(venue);
  VenueFile file(arguments.file);
  venue::SplitMessage one;
  std::vector<venue::Event> events;
  std::string out;
  std::uint64_t bad = 0;
  const auto flush = [&] {
    std::fwrite(out.data(), 1, out.size(), stdout);
    out.clear();
  };
  while (file.next(one)) {
    if (context.stop.requested()) throw Cancelled();
    events.clear();
    Message reason = one.problem;
    if (reason.en.empty()) {
      const std::string_view symbol = one.symbol.empty() ? std::string_view(arguments.symbol) : std::string_view(one.symbol);
      reason = messages.parse(one.text, events, kind, symbol).reason;
    }
    for (const venue::Event& event : events) {
      venue::write_json(event, venue, out);
      if (arguments.places) {
        out.pop_back();
        out += fmt::format(",\"place\":{}}}", one.place);
      }
      out += '\n';
    }
    constexpr std::size_t kFull = 1 << 16;
    if (out.size() > kFull) flush();
    if (reason.en.empty()) continue;
    flush();
    std::fflush(stdout);
    ++bad;
    const Message line = message("{}:{}:{}: {}", "{}:{}:{}: {}", arguments.file, one.line, one.column, context.text(reason));
    std::fprintf(stderr, "%s\n", context.text(line).c_str());
  }
  flush();
  if (bad > 0) context.exit_status = 1;
}

void add_venue(CLI::App& app, AppContext& context) {
  CLI::App* command = app.add_subcommand("venue", context.text("거래소 메시지 도구", "tools for messages of the exchanges"));
  command->require_subcommand(1);
  CLI::App* parse = command->add_subcommand("parse", context.text("거래소 메시지를 공통 형식의 JSON으로 보여줍니다 (한 줄에 사건 하나)",
                                                                  "show messages of an exchange as normalised JSON, one event a line"));
  auto arguments = std::make_shared<ParseArguments>();
  parse->add_option("VENUE", arguments->venue, context.text("거래소 (upbit, binance)", "exchange (upbit, binance)"))
      ->required()
      ->check(CLI::IsMember({"upbit", "binance"}));
  parse
      ->add_option(
          "KIND", arguments->kind,
          context.text("메시지 종류: auto, ws, rest, 또는 거래소가 부르는 이름", "kind: auto, ws, rest, or the venue's own name"))
      ->required();
  parse
      ->add_option("FILE", arguments->file,
                   context.text("메시지 파일 (JSON, JSON 목록, 한 줄에 하나, 기록; .gz, .xz, .zip 가능)",
                                "file (JSON, JSON list, one a line, recording; may be .gz, .xz, .zip)"))
      ->required();
  parse->add_option("--symbol", arguments->symbol, context.text("종목 이름이 없는 답의 종목", "symbol of answers that name none"));
  parse->add_flag("--places", arguments->places, context.text("파일 안의 위치를 함께 보여줍니다", "add the place in the file to each event"));
  parse->callback([arguments, &context] { run_parse(*arguments, context); });
}

const CommandRegistration registration(85, add_venue);

}  // namespace
}  // namespace stom::app
