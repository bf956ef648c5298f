// Which texts a worker runs: the newest of each side that compile. A text that does not compile changes nothing: the one before goes on,
// and a result with the problems says so, once for each text. One thread.
#pragma once

#include "bus/messages/trading.h"
#include "live/strategy_source.h"
#include "live/strategy_texts.h"

namespace stom::live {

struct LoadedTexts {
  std::shared_ptr<StrategyTexts> texts;       // null: nothing changed, the ones before go on
  std::vector<bus::StrategyResult> results;   // of texts that were taken or refused now
  std::vector<Message> condition_problems;    // errors of 경과틱수설정, which stop every text
};

class TextLoader {
 public:
  explicit TextLoader(Language language) : language_(language) {}

  // base: everything of the run but texts and vars. A side whose text is empty has none.
  [[nodiscard]] LoadedTexts load(const backtest::RunSpec& base, const NamedText& buy, const NamedText& sell,
                                 const StrategyTexts::Report& report);

 private:
  struct Side {
    NamedText text;               // in use
    std::uint64_t judged = 0;     // the last text that a result was given for
  };
  void tell(bus::StrategySide side, Side& known, const NamedText& text, const Diagnostics& diagnostics, LoadedTexts& out) const;

  Language language_;
  Side buy_, sell_;
};

}  // namespace stom::live
