// The report of a run as text: the reference's lines (back-test spec 13), the wider figures, where the data came from,
// and everything that a reader must be warned of. Pictures and report.html show the same lines.
#pragma once

#include <vector>

#include "backtest/report_data.h"

namespace stom::backtest {

[[nodiscard]] Message text_report(const ReportData& data);

// 백테기간, 백테시간, 거래일수, 평균값계산틱수.
[[nodiscard]] Message heading_line(const ReportData& data);
// The reference's two lines of figures; one line saying so if there was no trade.
[[nodiscard]] std::vector<Message> figure_lines(const ReportData& data);
[[nodiscard]] std::vector<Message> extended_lines(const ReportData& data);
// Trials, database with fingerprint, rows, symbols, time taken, settings that differ from the defaults.
[[nodiscard]] std::vector<Message> source_lines(const ReportData& data);
// Synthetic rows or books first, then the scope warning, then the warnings of the texts.
[[nodiscard]] std::vector<Message> warning_lines(const ReportData& data);

// A ratio with two decimals, or the words for "not defined".
[[nodiscard]] Message ratio_text(double value, bool defined);

}  // namespace stom::backtest
