#include "backtest/html_page.h"

namespace stom::backtest {

// Plain JavaScript: language switch, sortable tables. All texts reach the page through textContent, never as markup.
const std::string_view kPageScript = R"js(
'use strict';
const $ = id => document.getElementById(id);
const korean = () => document.documentElement.lang === 'ko';
const say = (ko, en) => korean() ? ko : en;
const listeners = [];
function setLanguage(language) {
  document.documentElement.lang = language;
  document.title = document.documentElement.dataset[language];
  for (const button of document.querySelectorAll('.language button')) {
    button.setAttribute('aria-pressed', button.value === language);
  }
  for (const each of listeners) each();
}
for (const button of document.querySelectorAll('.language button')) button.onclick = () => setLanguage(button.value);

// Breakdown tables: a click on a heading sorts, another one turns the order.
function markSorted(row, heading, down) {
  for (const other of row.children) other.removeAttribute('aria-sort');
  heading.setAttribute('aria-sort', down ? 'descending' : 'ascending');
}
for (const table of document.querySelectorAll('table.sortable')) {
  const row = table.tHead.rows[0];
  [...row.children].forEach((heading, column) => heading.onclick = () => {
    const down = heading.getAttribute('aria-sort') !== 'descending';
    const value = tr => {
      const cell = tr.cells[column];
      return 'value' in cell.dataset ? +cell.dataset.value : cell.textContent;
    };
    const rows = [...table.tBodies[0].rows].map(tr => [value(tr), tr]);
    rows.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0) * (down ? -1 : 1));
    table.tBodies[0].append(...rows.map(r => r[1]));
    markSorted(row, heading, down);
  });
}
addEventListener('DOMContentLoaded', () => setLanguage(document.documentElement.lang));  // after all scripts of the page
)js";

// Pointer reading of the curve, the trades table; after kPageScript.
const std::string_view kReportScript = R"js(
const T = JSON.parse($('trades').textContent);
function number(digits) {
  const format = new Intl.NumberFormat('en-US', {minimumFractionDigits: digits, maximumFractionDigits: digits});
  return v => v === null ? '-' : format.format(v);
}
const money = number(T.decimals), whole = number(0), two = number(2);
const priceFormat = new Intl.NumberFormat('en-US', {maximumFractionDigits: 8});
const price = v => v === null ? '-' : priceFormat.format(v);
const pad = n => String(n).padStart(2, '0');
function time(key) {
  const t = T.frame === 'tick' ? key : key * 100, day = Math.floor(t / 1e6), clock = t % 1e6;
  const date = `${Math.floor(day / 1e4)}-${pad(Math.floor(day / 100) % 100)}-${pad(day % 100)}`;
  const minute = `${pad(Math.floor(clock / 1e4))}:${pad(Math.floor(clock / 100) % 100)}`;
  return `${date} ${minute}` + (T.frame === 'tick' ? ':' + pad(clock % 100) : '');
}

// The curve under the pointer.
if ($('curve')) {
  const points = JSON.parse($('curve').textContent), svg = $('equity');
  svg.onpointermove = event => {
    const box = svg.getBoundingClientRect(), x = (event.clientX - box.left) / box.width * 1200;
    let low = 0, high = points.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (points[middle][0] <= x) low = middle; else high = middle;
    }
    const p = Math.abs(points[high][0] - x) < Math.abs(points[low][0] - x) ? points[high] : points[low];
    svg.classList.add('read');
    $('cursor').setAttribute('x1', p[0]); $('cursor').setAttribute('x2', p[0]);
    $('dot').setAttribute('cx', p[0]); $('dot').setAttribute('cy', p[1]);
    $('reading').textContent =
      `${p[4]}   ${say('수익금합계', 'profit')} ${money(p[2])}   ${say('낙폭', 'drawdown')} ${money(p[3])}`;
  };
}

// Trades. A row: code, name, cap, side, buy time, sell time, hold, buy price, sell price, bought for, sold for, rate,
// profit, sum, condition, added buys.
const sign = v => v > 0 ? ' gain' : v < 0 ? ' loss' : '';
const columns = [
  {ko: '종목명', en: 'Name', at: 1, text: r => T.names[r[1]], css: 'name'},
  {ko: '코드', en: 'Code', at: 0, text: r => T.codes[r[0]], skip: T.market !== 'stock'},
  {ko: '시가총액', en: 'Cap', at: 2, text: r => whole(r[2]), number: true, skip: T.market !== 'stock'},
  {ko: '포지션', en: 'Side', at: 3, text: r => r[3] === 2 ? 'SHORT' : 'LONG', skip: T.market !== 'binance'},
  {ko: '매수시간', en: 'Bought at', at: 4, text: r => time(r[4]), css: 'time'},
  {ko: '매도시간', en: 'Sold at', at: 5, text: r => time(r[5]), css: 'time'},
  {ko: `보유(${T.holdKo})`, en: `Hold (${T.holdEn})`, at: 6, text: r => whole(r[6]), number: true},
  {ko: '매수가', en: 'Buy price', at: 7, text: r => price(r[7]), number: true},
  {ko: '매도가', en: 'Sell price', at: 8, text: r => price(r[8]), number: true},
  {ko: '매수금액', en: 'Bought for', at: 9, text: r => money(r[9]), number: true},
  {ko: '매도금액', en: 'Sold for', at: 10, text: r => money(r[10]), number: true},
  {ko: '수익률 %', en: 'Return %', at: 11, text: r => two(r[11]), number: true, signed: true},
  {ko: '수익금', en: 'Profit', at: 12, text: r => money(r[12]), number: true, signed: true},
  {ko: '수익금합계', en: 'Sum', at: 13, text: r => money(r[13]), number: true},
  {ko: '매도조건', en: 'Sell condition', at: 14, text: r => T.conditions[r[14]], css: 'text'},
  {ko: '추가매수', en: 'Added buys', at: 15, text: r => r[15], css: 'text', skip: !T.added},
].filter(c => !c.skip);
const kPage = 100;
let shown = T.rows.map((_, i) => i), page = 0, sorted = null, down = false;
const table = $('trade-table'), headings = table.tHead.rows[0];

function compare(column) {
  const text = [0, 1, 14, 15].includes(column.at);
  const of = i => text ? column.text(T.rows[i]) : T.rows[i][column.at];
  const keys = new Map(shown.map(i => [i, of(i)]));
  return (a, b) => {
    const x = keys.get(a), y = keys.get(b);
    return (x < y ? -1 : x > y ? 1 : a - b) * (down ? -1 : 1);
  };
}
function filter() {
  const words = $('search').value.toLowerCase().split(/\s+/).filter(w => w);
  const code = $('by-symbol').value, condition = $('by-condition').value;
  const result = $('by-result').value, side = $('by-side').value;
  const lower = list => list.map(t => t.toLowerCase());
  const codes = lower(T.codes), names = lower(T.names), conditions = lower(T.conditions);
  shown = [];
  T.rows.forEach((r, i) => {
    if (code !== '' && r[0] !== +code || condition !== '' && r[14] !== +condition) return;
    if (result === '1' && !(r[12] >= 0) || result === '2' && !(r[12] < 0)) return;
    if (side !== '0' && side !== '' && r[3] !== +side) return;
    const found = w => names[r[1]].includes(w) || codes[r[0]].includes(w) || conditions[r[14]].includes(w);
    if (words.every(found)) shown.push(i);
  });
  if (sorted) shown.sort(compare(sorted));
  page = 0;
  draw();
}
function draw() {
  const pages = Math.max(1, Math.ceil(shown.length / kPage));
  page = Math.min(Math.max(0, page), pages - 1);
  const rows = shown.slice(page * kPage, (page + 1) * kPage).map(i => {
    const r = T.rows[i], tr = document.createElement('tr');
    for (const c of columns) {
      const td = tr.insertCell(), text = c.text(r);
      td.textContent = text;
      td.className = (c.css || '') + (c.number ? ' number' : '') + (c.signed ? sign(r[c.at]) : '');
      if (c.css === 'text') td.title = text;
    }
    return tr;
  });
  table.tBodies[0].replaceChildren(...rows);
  let sum = 0, wins = 0;
  for (const i of shown) { sum += T.rows[i][12]; if (T.rows[i][12] >= 0) ++wins; }
  const count = whole(shown.length) + say('건', ' trades'), rate = two(wins / shown.length * 100);
  $('summary').textContent = shown.length === 0 ? say('해당하는 거래가 없습니다', 'no such trade') :
    `${count} · ${say('승률', 'wins')} ${rate}% · ${say('수익금', 'profit')} ${money(sum)}`;
  const go = (label, to, off) => {
    const button = document.createElement('button');
    button.textContent = label;
    button.disabled = off;
    button.onclick = () => { page = to; draw(); };
    return button;
  };
  const where = document.createElement('span');
  where.textContent = `${page + 1} / ${pages}`;
  const first = page === 0, last = page === pages - 1;
  $('pager').replaceChildren(go('«', 0, first), go('‹', page - 1, first), where, go('›', page + 1, last), go('»', pages - 1, last));
  $('pager').hidden = pages === 1;
}
function options(select, texts, values) {
  const before = select.value;
  select.replaceChildren(...texts.map((t, i) => new Option(t, values[i])));
  select.value = values.includes(before) ? before : values[0];
}
function csv() {
  const quote = cell => {
    let t = String(cell ?? '');
    if (/^[=+@\t]|^-\D/.test(t)) t = "'" + t;  // a spreadsheet would run it as a formula
    return /[",\n]/.test(t) ? '"' + t.replace(/"/g, '""') + '"' : t;
  };
  const raw = (c, r) => c.number || c.css === 'time' ? r[c.at] : c.text(r);
  const heading = columns.map(c => quote(say(c.ko, c.en)));
  const lines = [heading, ...shown.map(i => columns.map(c => quote(raw(c, T.rows[i]))))];
  const link = document.createElement('a');
  const text = '\ufeff' + lines.map(l => l.join(',')).join('\r\n') + '\r\n';
  link.href = URL.createObjectURL(new Blob([text], {type: 'text/csv'}));
  link.download = 'trades.csv';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
listeners.push(() => {
  const language = say('ko', 'en');
  headings.replaceChildren(...columns.map(c => {
    const th = document.createElement('th');
    th.textContent = say(c.ko, c.en);
    th.className = c.number ? 'number' : '';
    if (c === sorted) th.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    th.onclick = () => {
      down = sorted === c ? !down : !!c.number;
      sorted = c;
      shown.sort(compare(c));
      page = 0;
      markSorted(headings, th, down);
      draw();
    };
    return th;
  }));
  $('search').placeholder = $('search').dataset[language];
  $('download').textContent = $('download').dataset[language];
  const name = new Map(T.rows.map(r => [r[0], T.names[r[1]]]));
  const order = T.codes.map((_, i) => i).sort((a, b) => T.codes[a] < T.codes[b] ? -1 : 1);
  const symbol = i => name.get(i) && name.get(i) !== T.codes[i] ? `${T.codes[i]} ${name.get(i)}` : T.codes[i];
  options($('by-symbol'), [$('by-symbol').dataset[language], ...order.map(symbol)], ['', ...order.map(String)]);
  const numbers = T.conditions.map((_, i) => String(i));
  options($('by-condition'), [$('by-condition').dataset[language], ...T.conditions], ['', ...numbers]);
  options($('by-result'), $('by-result').dataset[language].split('|'), ['0', '1', '2']);
  options($('by-side'), $('by-side').dataset[language].split('|'), ['0', '1', '2']);
  $('by-side').hidden = T.market !== 'binance';
  draw();
});
$('filters').hidden = T.rows.length === 0;
for (const id of ['search', 'by-symbol', 'by-condition', 'by-result', 'by-side']) $(id).oninput = filter;
$('download').onclick = csv;
)js";

}  // namespace stom::backtest
