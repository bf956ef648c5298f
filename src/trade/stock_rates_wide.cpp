#include "trade/stock_rates_wide.h"

#include <cmath>
#include <cstdint>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>

namespace stom::trade {
namespace {

constexpr double kLargestValue = 1e15;    // won: all whole numbers on the way are exact
constexpr double kLargestGain = 1e6;      // sell value ÷ buy value: rates in hundredths stay exact too
constexpr int kToNearest = _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC, kTowardZero = _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC;

#define STOM_WIDE __attribute__((target("avx512f")))

// a / b correctly rounded, from y = RN(1/b): two steps of Newton with exact remainders (Markstein 1990, "Computation of elementary functions on
// the IBM RISC System/6000 processor"); not for a b whose mantissa is all ones. Divisions are what bounds the plain loop.
STOM_WIDE inline __m512d quotient(__m512d a, __m512d b, __m512d y) {
  __m512d q = _mm512_mul_pd(a, y);
  q = _mm512_fmadd_pd(_mm512_fnmadd_pd(b, q, a), y, q);
  return _mm512_fmadd_pd(_mm512_fnmadd_pd(b, q, a), y, q);
}

// trunc(x / 10) for 0 ≤ x < 2^52: x is never so near below a multiple of ten that its quotient would round up to it.
STOM_WIDE inline __m512d truncated_tenth(__m512d x) {
  const __m512d ten = _mm512_set1_pd(10), one = _mm512_set1_pd(1);
  const __m512d q = _mm512_roundscale_pd(_mm512_mul_pd(x, _mm512_set1_pd(0.1)), kTowardZero);
  const __m512d rest = _mm512_fnmadd_pd(q, ten, x);  // exact
  const __m512d lifted = _mm512_mask_add_pd(q, _mm512_cmp_pd_mask(rest, ten, _CMP_GE_OQ), q, one);
  return _mm512_mask_sub_pd(lifted, _mm512_cmp_pd_mask(rest, _mm512_setzero_pd(), _CMP_LT_OQ), lifted, one);
}

STOM_WIDE bool wide(double buy_value, double quantity, const double* prices, std::size_t count, const FeeRates& fees, double* rates) {
  const __m512d buy = _mm512_set1_pd(buy_value), reciprocal = _mm512_set1_pd(1 / buy_value), hundred = _mm512_set1_pd(100);
  const __m512d buy_fee = _mm512_set1_pd(std::trunc(buy_value * fees.stock_fee / 10) * 10);
  const __m512d tax_rate = _mm512_set1_pd(fees.stock_tax), fee_rate = _mm512_set1_pd(fees.stock_fee), ten = _mm512_set1_pd(10);
  const __m512d most = _mm512_set1_pd(std::fmin(kLargestValue, buy_value * kLargestGain));
  for (std::size_t i = 0; i < count; i += 8) {
    const __mmask8 rows = count - i >= 8 ? 0xFF : static_cast<__mmask8>((1U << (count - i)) - 1);
    const __m512d sell = _mm512_mul_pd(_mm512_set1_pd(quantity), _mm512_maskz_loadu_pd(rows, prices + i));
    const __mmask8 usual = _mm512_cmp_pd_mask(sell, _mm512_setzero_pd(), _CMP_GE_OQ) & _mm512_cmp_pd_mask(sell, most, _CMP_LT_OQ);
    if ((usual & rows) != rows) return false;
    const __m512d tax = _mm512_roundscale_pd(_mm512_mul_pd(sell, tax_rate), kTowardZero);
    const __m512d sell_fee = _mm512_mul_pd(truncated_tenth(_mm512_mul_pd(sell, fee_rate)), ten);
    const __m512d proceeds = _mm512_roundscale_pd(_mm512_sub_pd(_mm512_sub_pd(_mm512_sub_pd(sell, tax), buy_fee), sell_fee), kTowardZero);
    const __m512d profit = _mm512_roundscale_pd(_mm512_sub_pd(proceeds, buy), kToNearest);
    const __m512d percent = _mm512_mul_pd(quotient(profit, buy, reciprocal), hundred);
    const __m512d hundredths = _mm512_roundscale_pd(_mm512_mul_pd(percent, hundred), kToNearest);
    _mm512_mask_storeu_pd(rates + i, rows, quotient(hundredths, hundred, _mm512_set1_pd(0.01)));
  }
  return true;
}

bool has_all_ones(double value) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  return (~bits & 0xFFFFFFFFFFFFFULL) == 0;
}

}  // namespace

bool stock_rates_wide(double buy_value, double quantity, const double* prices, std::size_t count, const FeeRates& fees, double* rates) {
  static const bool kIsThere = __builtin_cpu_supports("avx512f") != 0;
  if (!kIsThere || !(buy_value >= 1) || buy_value >= kLargestValue || has_all_ones(buy_value)) return false;
  return wide(buy_value, quantity, prices, count, fees, rates);
}

}  // namespace stom::trade
#else
namespace stom::trade {

bool stock_rates_wide(double, double, const double*, std::size_t, const FeeRates&, double*) { return false; }

}  // namespace stom::trade
#endif
