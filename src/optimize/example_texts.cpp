#include "optimize/example_texts.h"

#include <span>

#include "feature/keys.h"
#include "optimize/range_text.h"
#include "script/trailing_call.h"
#include "script/variable_use.h"

namespace stom::optimize {
namespace {

using market::Frame;
using market::Market;

// One line of the ranges; `minute` where minute rows need another one.
struct ExampleRange {
  std::string_view meaning;
  std::string_view tick;
  std::string_view minute;
};
constexpr ExampleRange kAverage = {"평균값계산틱수", "[[30, 30, 0], 30]", "[[30, 30, 0], 30]"};
constexpr ExampleRange kIndicator = {"RSI 기간 (지표 설정)", "", "[[8, 20, 2], 14]"};

constexpr ExampleRange kPlainRanges[] = {
    {"등락율 하한", "[[-3, 3, 1], -3]", "[[-3, 3, 1], -3]"},
    {"등락율 상한 (내림차순)", "[[24, 14, -2], 20]", "[[24, 14, -2], 20]"},
    {"체결강도가 평균보다 높은 정도", "[[0.5, 2.5, 0.5], 1.0]", "[[0.5, 2.5, 0.5], 1.0]"},
    {"최고현재가를 넘어설 구간", "[[10, 60, 10], 30]", "[[5, 30, 5], 10]"},
    {"거래대금이 평균의 몇 배", "[[0.5, 2.0, 0.25], 1.0]", "[[0.5, 2.0, 0.25], 1.0]"},
    {"익절 수익률", "[[0.5, 3.0, 0.5], 1.0]", "[[0.5, 3.0, 0.5], 1.5]"},
    {"손절 수익률 (내림차순)", "[[-0.5, -2.0, -0.5], -1.0]", "[[-0.5, -2.0, -0.5], -1.0]"},
    {"최고수익률에서 떨어진 정도", "[[0.5, 1.5, 0.25], 1.0]", "[[0.5, 1.5, 0.25], 1.0]"},
    {"보유시간 (틱은 초, 분봉은 분)", "[[300, 1200, 300], 600]", "[[30, 120, 30], 60]"},
};
constexpr ExampleRange kFutureRanges[] = {
    {"롱: 체결강도가 평균보다 높은 정도", "[[0.5, 2.5, 0.5], 1.0]", "[[0.5, 2.5, 0.5], 1.0]"},
    {"롱: 최고현재가를 넘어설 구간", "[[10, 60, 10], 30]", "[[5, 30, 5], 10]"},
    {"숏: 체결강도가 평균보다 낮은 정도", "[[0.5, 2.5, 0.5], 1.0]", "[[0.5, 2.5, 0.5], 1.0]"},
    {"숏: 최저현재가를 밑돌 구간", "[[10, 60, 10], 30]", "[[5, 30, 5], 10]"},
    {"거래대금이 평균의 몇 배", "[[0.5, 2.0, 0.25], 1.0]", "[[0.5, 2.0, 0.25], 1.0]"},
    {"손절 수익률 (내림차순)", "[[-0.5, -2.0, -0.5], -1.0]", "[[-0.5, -2.0, -0.5], -1.0]"},
    {"보유시간 (틱은 초, 분봉은 분)", "[[300, 1200, 300], 600]", "[[30, 120, 30], 60]"},
    {"롱 익절 수익률", "[[0.5, 3.0, 0.5], 1.0]", "[[0.5, 3.0, 0.5], 1.5]"},
    {"숏 익절 수익률", "[[0.5, 3.0, 0.5], 1.0]", "[[0.5, 3.0, 0.5], 1.5]"},
};

// 초당거래대금 … are 분당거래대금 … in minute rows.
std::string for_frame(std::string text, Frame frame) {
  if (frame == Frame::kTick) return text;
  static constexpr std::string_view kSecond = "초당", kMinute = "분당";
  for (std::size_t at = text.find(kSecond); at != std::string::npos; at = text.find(kSecond, at + kMinute.size()))
    text.replace(at, kSecond.size(), kMinute);
  return text;
}

std::string indicator_lines() {
  std::string text = "# 지표 설정도 변수로 바꿀 수 있습니다. 쓸 수 있는 이름:\n";
  std::string line;
  for (const std::string_view key : feature::kIndicatorParameters) {
    if (line.size() + key.size() > 110) text += "#  " + std::exchange(line, {}) + "\n";
    line += fmt::format(" {}", key);
  }
  return text + "#  " + line + "\nself.indicator['RSI_timeperiod'] = 변수\n\n";
}

std::string buy_template(Market market, Frame frame) {
  std::string text = "# 최적화 매수 예제: self.vars[0]은 평균값계산틱수, 나머지는 변수 범위의 번호\n";
  if (frame == Frame::kMinute) text += indicator_lines();
  if (market == Market::kBinance) {
    text += "if not (데이터길이 > 30):\n    BUY_LONG = False\n    SELL_SHORT = False\n"
            "else:\n"
            "    if not (체결강도 >= 체결강도평균(self.vars[0]) + 변수):\n        BUY_LONG = False\n"
            "    elif not (현재가 >= 최고현재가(변수, 1)):\n        BUY_LONG = False\n\n"
            "    if not (체결강도 <= 체결강도평균(self.vars[0]) - 변수):\n        SELL_SHORT = False\n"
            "    elif not (현재가 <= 최저현재가(변수, 1)):\n        SELL_SHORT = False\n\n"
            "    if not (초당거래대금 >= 초당거래대금평균(self.vars[0]) * 변수):\n        BUY_LONG = False\n        SELL_SHORT = False\n";
    if (frame == Frame::kMinute)
      text += "    if not (RSI < 70):\n        BUY_LONG = False\n    if not (RSI > 30):\n        SELL_SHORT = False\n";
  } else {
    text += "if not (데이터길이 > 30):\n    매수 = False\n"
            "elif not (변수 <= 등락율 <= 변수):\n    매수 = False\n"
            "elif not (체결강도 >= 체결강도평균(self.vars[0]) + 변수):\n    매수 = False\n"
            "elif not (현재가 >= 최고현재가(변수, 1)):\n    매수 = False\n"
            "elif not (초당거래대금 >= 초당거래대금평균(self.vars[0]) * 변수):\n    매수 = False\n";
    if (frame == Frame::kMinute) text += "elif not (RSI < 80):\n    매수 = False\n";
  }
  return for_frame(text, frame) + "\n" + script::trailing_call(market, script::TextKind::kBuy);
}

std::string sell_template(Market market) {
  std::string text = "# 최적화 매도 예제\n";
  if (market == Market::kBinance) {
    text += "if 수익률 <= 변수 or 보유시간 >= 변수:\n    SELL_LONG = True\n    BUY_SHORT = True\n"
            "elif 포지션 == 'LONG' and 수익률 >= 변수:\n    SELL_LONG = True\n"
            "elif 포지션 == 'SHORT' and 수익률 >= 변수:\n    BUY_SHORT = True\n";
  } else {
    text += "if 수익률 >= 변수:\n    매도 = True\n"
            "elif 수익률 <= 변수:\n    매도 = True\n"
            "elif 수익률 < 최고수익률 - 변수:\n    매도 = True\n"
            "elif 보유시간 >= 변수:\n    매도 = True\n";
  }
  return text + "\n" + script::trailing_call(market, script::TextKind::kSell);
}

std::vector<ExampleRange> ranges_of(Market market, Frame frame) {
  std::vector<ExampleRange> ranges = {kAverage};
  if (frame == Frame::kMinute) ranges.push_back(kIndicator);
  for (const ExampleRange& range : market == Market::kBinance ? std::span(kFutureRanges) : std::span(kPlainRanges)) ranges.push_back(range);
  return ranges;
}

std::string range_lines(const std::vector<ExampleRange>& ranges, Frame frame) {
  std::string text;
  for (std::size_t i = 0; i < ranges.size(); ++i)
    text += fmt::format("self.vars[{}] = {}\n", i, frame == Frame::kTick ? ranges[i].tick : ranges[i].minute);
  return text;
}

// What each line means, in one column.
std::string with_comments(std::string_view lines, const std::vector<ExampleRange>& ranges) {
  static constexpr std::size_t kGap = 3;
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0; begin < lines.size(); begin += parts.back().size() + 1)
    parts.push_back(lines.substr(begin, lines.find('\n', begin) - begin));
  std::size_t width = 0;
  for (const std::string_view part : parts) width = std::max(width, part.size());
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) text += fmt::format("{:<{}}# {}\n", parts[i], width + kGap, ranges[i].meaning);
  return text;
}

std::string buy_conditions(Frame frame) {
  return for_frame(
      "not (데이터길이 > 30)\nnot (현재가 > 시가)\nnot (등락율 > 0)\nnot (등락율 <= 20)\nnot (체결강도 >= 100)\n"
      "not (체결강도 >= 체결강도평균(30) + 1)\nnot (현재가 >= 최고현재가(30, 1))\nnot (현재가 > 이동평균(60))\n"
      "not (이동평균(60) > 이동평균(60, 1))\nnot (초당거래대금 > 초당거래대금평균(30))\nnot (초당매수수량 > 초당매도수량)\n"
      "not (고저평균대비등락율 >= 0)\nnot (등락율각도(30) > 0)\nnot (매도총잔량 > 매수총잔량)\nnot (매도잔량1 > 매수잔량1)\n",
      frame);
}

std::string sell_conditions(Frame frame) {
  return std::string("수익률 >= 1.0\n수익률 <= -1.0\n수익률 < 최고수익률 - 0.7\n현재가 < 이동평균(60)\n체결강도 < 체결강도평균(30)\n현재가 <= 최저현재가(30, 1)\n") +
         (frame == Frame::kTick ? "보유시간 >= 600\n" : "보유시간 >= 60\n");
}

std::string finder(Market market, Frame frame) {
  const bool futures = market == Market::kBinance;
  return for_frame(
      fmt::format("# 백파인더 예제: 앞으로 {0} 동안 최고현재가가 {1}% 넘게 오르는 곳의 값을 모은다\n"
                  "self.tickcols = ['등락율', '체결강도', '초당거래대금', '이후최고등락율']\n\n"
                  "if 데이터길이 > 30 and self.indexn + 300 < len(self.arry_data):\n"
                  "    if str(self.arry_data[self.indexn + 300, 0])[:8] == str(self.index)[:8]:\n"
                  "        이후최고등락율 = round((self.arry_data[self.indexn + 1:self.indexn + 301, 1].max() / 현재가 - 1) * 100, 2)\n"
                  "        if 이후최고등락율 >= {1}{2}:\n"
                  "            self.tickdata = (등락율, 체결강도, 초당거래대금, 이후최고등락율)\n"
                  "            self.tq.put(('백파결과', 종목코드, self.index) + self.tickdata)\n",
                  frame == Frame::kTick ? "300틱" : "300분", futures ? "2" : "3", futures ? " and BUY_LONG" : " and 매수"),
      frame);
}

}  // namespace

ExampleTexts example_texts(Market market, Frame frame) {
  ExampleTexts texts;
  texts.placeholder_buy = buy_template(market, frame);
  texts.placeholder_sell = sell_template(market);
  int next = 1;
  texts.buy = script::number_placeholders(texts.placeholder_buy, next, next);
  texts.sell = script::number_placeholders(texts.placeholder_sell, next, next);
  const std::vector<ExampleRange> ranges = ranges_of(market, frame);
  const std::string lines = range_lines(ranges, frame);
  texts.ranges = "# 최적화 범위: [[시작, 끝, 간격], 최적값]   0번은 평균값계산틱수\n" + with_comments(lines, ranges);
  texts.genetic = "# GA 범위: [[후보, …], 이미 아는 최적값]\n" + with_comments(ranges_to_genetic(lines).text, ranges);
  const std::string side = market == Market::kBinance ? " LONG" : "";
  texts.buy_conditions = fmt::format("#{} 매수 조건: 참이면 사지 않는다\n", side) + buy_conditions(frame);
  texts.sell_conditions = fmt::format("#{} 매도 조건: 참이면 판다\n", side) + sell_conditions(frame);
  texts.finder = finder(market, frame);
  return texts;
}

}  // namespace stom::optimize
