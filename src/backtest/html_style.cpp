#include "backtest/html_page.h"

namespace stom::backtest {

const std::string_view kReportStyle = R"css(
:root { color-scheme: light dark; --paper:#f3f4f7; --card:#fff; --ink:#1b2330; --muted:#667085; --line:#e4e7ec;
  --grid:#eceff3;
--gain:#cf2038; --loss:#1f5fc4; --profit:#ee8a0c; --water:#1f5fc433; --warn:#fef3f2; --warn-ink:#b42318;
  --focus:#1f5fc4; --head:#f8f9fb; }
@media (prefers-color-scheme: dark) { :root { --paper:#10141b; --card:#1a202a; --ink:#e6eaf0; --muted:#98a2b3;
  --line:#2d3644;
--grid:#252d39; --gain:#ff6b78; --loss:#6aa5ff; --profit:#ffa62b; --water:#6aa5ff40; --warn:#3a1a1a;
  --warn-ink:#ffa198; --focus:#6aa5ff; --head:#202733; } }
* { box-sizing: border-box; }
body { margin:0; background:var(--paper); color:var(--ink);
  font:15px/1.5 "NanumGothic","Apple SD Gothic Neo","Malgun Gothic","Noto Sans CJK KR",sans-serif; }
main { max-width:1440px; margin:0 auto; padding:20px 20px 60px; }
html[lang=ko] .en, html[lang=en] .ko { display:none; }
header { display:flex; flex-wrap:wrap; gap:6px 16px; align-items:baseline; margin-bottom:14px; }
h1 { font-size:25px; margin:0; } h2 { font-size:17px; margin:0 0 12px; } h3 { font-size:15px; margin:18px 0 6px; }
.badge { border:1px solid var(--line); border-radius:99px; padding:1px 12px; color:var(--muted);
  background:var(--card); }
.language { margin-left:auto; }
.language button[aria-pressed=true] { background:var(--ink); color:var(--card); border-color:var(--ink); }
button, select, input { font:inherit; color:inherit; background:var(--card); border:1px solid var(--line);
  border-radius:7px; padding:4px 11px; }
button { cursor:pointer; } button:disabled { opacity:.4; cursor:default; }
:focus-visible { outline:2px solid var(--focus); outline-offset:1px; }
[hidden] { display:none !important; }
.warnings { background:var(--warn); color:var(--warn-ink); border:1px solid var(--warn-ink); border-radius:10px;
  padding:10px 16px; margin:0 0 16px; list-style:none; font-weight:600; }
.card { background:var(--card); border:1px solid var(--line); border-radius:12px; padding:16px 20px;
  margin-bottom:16px; }
.pair { display:grid; grid-template-columns:repeat(auto-fit,minmax(min(520px,100%),1fr)); gap:8px 24px; }
.columns { columns:2 540px; column-gap:16px; } .columns { margin-bottom:16px; } .columns .card { break-inside:avoid; }
.verdict { display:grid; grid-template-columns:repeat(auto-fit,minmax(195px,1fr)); gap:12px; margin-bottom:16px; }
.verdict > div { background:var(--card); border:1px solid var(--line); border-radius:12px; padding:12px 16px; }
.verdict b { display:block; font-size:21px; line-height:1.35; font-variant-numeric:tabular-nums;
  overflow-wrap:anywhere; }
.verdict small, .note, .summary { color:var(--muted); }
.figures { display:grid; grid-template-columns:repeat(auto-fill,minmax(235px,1fr)); gap:0 26px; }
.figures > div { display:flex; justify-content:space-between; gap:10px; padding:6px 0;
  border-bottom:1px solid var(--line); }
.figures span { color:var(--muted); } .figures b { font-variant-numeric:tabular-nums; text-align:right; }
.figures b span { color:inherit; }
.gain { color:var(--gain); } .loss { color:var(--loss); }
svg.chart { display:block; width:100%; height:auto; }
svg .grid { stroke:var(--grid); } svg .axis { stroke:var(--muted); stroke-opacity:.6; }
svg .tick { fill:var(--muted); font-size:12.5px; }
svg .label { fill:var(--ink); font-size:14px; font-weight:700; } svg .end { text-anchor:end; }
svg .middle { text-anchor:middle; }
svg .profit { fill:none; stroke:var(--profit); stroke-width:2; stroke-linejoin:round; }
svg .water { fill:var(--water); stroke:var(--loss); stroke-width:1; }
svg rect.gain { fill:var(--gain); } svg rect.loss { fill:var(--loss); }
#equity:not(.read) .cursor, #equity:not(.read) .dot { visibility:hidden; }
svg .cursor { stroke:var(--muted); stroke-dasharray:3 3; } svg .dot { fill:var(--profit); }
.reading { min-height:1.6em; color:var(--muted); font-variant-numeric:tabular-nums; }
.scroll { overflow:auto; max-height:520px; } #trades-card .scroll { max-height:none; }
table { border-collapse:collapse; width:100%; font-size:13.5px; }
th { text-align:left; font-weight:600; color:var(--muted); }
thead th { word-break:keep-all; vertical-align:bottom; position:sticky; top:0; background:var(--head);
  cursor:pointer; user-select:none; z-index:1; }
thead th::after { content:"\2009\25B2"; visibility:hidden; font-size:9px; }
thead th[aria-sort=ascending]::after { visibility:visible; }
thead th[aria-sort=descending]::after { content:"\2009\25BC"; visibility:visible; }
th, td { padding:5px 8px; border-bottom:1px solid var(--line); } tbody tr:hover { background:var(--head); }
th.number { text-align:right; }
td.number { text-align:right; font-variant-numeric:tabular-nums; white-space:nowrap; }
td.time { white-space:nowrap; font-variant-numeric:tabular-nums; }
td.bar { min-width:56px; width:56px; padding-left:0; }
td.name { white-space:nowrap; max-width:230px; overflow:hidden; text-overflow:ellipsis; }
.wide td.name { max-width:640px; white-space:normal; overflow-wrap:anywhere; } #trade-table { font-size:13px; }
#trade-table th { white-space:nowrap; }
#trade-table th, #trade-table td { padding:4px 7px; }
td.bar i { display:block; height:9px; border-radius:3px; background:currentColor; }
td.bar i.gain { background:var(--gain); } td.bar i.loss { background:var(--loss); }
td.text { max-width:230px; overflow:hidden; text-overflow:ellipsis; white-space:nowrap; }
.facts th { width:230px; vertical-align:top; } .facts td { overflow-wrap:anywhere; }
.filters { display:flex; flex-wrap:wrap; gap:8px; align-items:center; margin-bottom:10px; }
.filters input { min-width:230px; } .filters select { max-width:260px; }
.summary { margin-left:auto; font-variant-numeric:tabular-nums; }
.pager { display:flex; gap:8px; align-items:center; justify-content:center; margin-top:12px; }
pre { background:var(--head); border:1px solid var(--line); border-radius:8px; padding:12px 14px; overflow:auto;
  font:13.5px/1.5 "NanumGothicCoding","D2Coding",monospace; margin:0; tab-size:4; }
@media print { .filters, .pager, .language { display:none; } .card { break-inside:avoid; } body { background:#fff; }
  .scroll { max-height:none; } }
)css";

}  // namespace stom::backtest
