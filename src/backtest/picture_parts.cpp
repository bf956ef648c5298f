#include "backtest/picture_parts.h"

#include "backtest/plot_panel.h"
#include "backtest/report_format.h"
#include "backtest/text_report.h"

namespace stom::backtest {
namespace {

constexpr std::size_t kMostWarnings = 4;
constexpr std::size_t kMostNameCharacters = 36;
constexpr std::size_t kMostWarningCharacters = 160;
constexpr double kCaptionPadding = 14;

std::string joined(const std::vector<Message>& lines, Language language) {
  std::string out;
  for (const Message& line : lines) out += (out.empty() ? "" : "\n") + line.in(language);
  return valid_utf8(out);
}

}  // namespace

std::string shortened(const std::string& text, std::size_t characters) {
  std::size_t seen = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool starts_character = (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80;
    if (starts_character && seen++ == characters) return text.substr(0, i) + "…";
  }
  return text;
}

void draw_title(PictureCanvas& canvas, const ReportData& data, const Message& title, Language language) {
  const double middle = 34;
  const double width =
      canvas.text({kPictureMargin, middle}, title.in(language), {24, palette::kInk, true, Align::kLeft});
  const std::string names = fmt::format("{} · {} / {}", market_title(data.spec.market, data.spec.frame).in(language),
                                        shortened(valid_utf8(data.buy_name), kMostNameCharacters),
                                        shortened(valid_utf8(data.sell_name), kMostNameCharacters));
  canvas.text({kPictureMargin + width + 20, middle + 1}, names, {17, palette::kMuted, false, Align::kLeft});
  if (data.saved_at != 0) {
    canvas.text({canvas.width() - kPictureMargin, middle + 1}, readable(data.saved_at),
                {15, palette::kMuted, false, Align::kRight});
  }
}

double draw_caption(PictureCanvas& canvas, const ReportData& data, Language language) {
  std::vector<Message> lines = {heading_line(data)};
  for (const auto& more : {figure_lines(data), extended_lines(data)})
    lines.insert(lines.end(), more.begin(), more.end());
  lines.push_back(message("데이터 {}, 지문 {}, 시도횟수 {}", "Data {}, fingerprint {}, trials {}",
                          shortened(data.facts.path.filename().string(), 60), fingerprint_text(data.facts.fingerprint),
                          with_thousands(static_cast<double>(data.trial_count), 0)));
  std::vector<Message> warnings = warning_lines(data);
  if (warnings.size() > kMostWarnings) {
    const std::size_t more = warnings.size() - kMostWarnings;
    warnings.resize(kMostWarnings);
    warnings.push_back(message("그 밖의 주의 {}건은 보고서에 있습니다.", "{} more warnings are in the report.", more));
  }
  for (Message& warning : warnings) {
    warning = {"⚠ " + shortened(warning.ko, kMostWarningCharacters),
               "⚠ " + shortened(warning.en, kMostWarningCharacters)};
  }
  const TextStyle style{15, palette::kInk}, warning_style{15, palette::kWarning, true};
  const double width = canvas.width() - 2 * kPictureMargin;
  const std::string text = joined(lines, language), warning_text = joined(warnings, language);
  const double text_height = canvas.paragraph({}, width, text, style, false);
  const double warning_height =
      warnings.empty() ? 0 : canvas.paragraph({}, width, warning_text, warning_style, false) + 8;
  const double top = canvas.height() - text_height - warning_height - 2 * kCaptionPadding;
  canvas.rectangle(0, top, canvas.width(), canvas.height() - top, Color::hex(0xF5F6F8));
  canvas.paragraph({kPictureMargin, top + kCaptionPadding}, width, text, style);
  if (!warnings.empty()) {
    canvas.paragraph({kPictureMargin, top + kCaptionPadding + text_height + 8}, width, warning_text, warning_style);
  }
  return top;
}

}  // namespace stom::backtest
