// examples/strategies/*_first_*.txt, put into the program by CMake: one place for the texts.
#pragma once

namespace stom::app {

extern const char* const kUpbitExampleBuy;
extern const char* const kUpbitExampleSell;
extern const char* const kBinanceExampleBuy;
extern const char* const kBinanceExampleSell;

}  // namespace stom::app
