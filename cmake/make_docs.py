#!/usr/bin/env python3
"""Writes docs/concepts/rows.md from the tables in src/market/schema.h. --check: only says whether it is up to date."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / 'tests/text'))
sys.dont_write_bytecode = True
import rows  # noqa: E402


def table():
    source = (ROOT / 'src/market/schema.h').read_text('utf-8')
    fields = re.findall(r'^    \{"([^"]+)", "([^"]+)", (true|false), "([^"]*)", "([^"]*)", "([^"]*)", "([^"]*)"\}', source, re.M)
    layouts = [(market, frame) for market in ('stock', 'upbit') for frame in rows.FRAMES]
    positions = {layout: {name: i + 1 for i, name in enumerate(rows.column_names(*layout))} for layout in layouts}
    lines = []
    for tick, minute, lookback, unit_stock, unit_crypto, korean, english in fields:
        names = f'`{tick}`' if tick == minute else f'`{tick}` / `{minute}`'
        numbers = ' | '.join(str(positions[layout].get(tick if layout[1] == 'tick' else minute, '')) for layout in layouts)
        unit = unit_stock if unit_stock == unit_crypto or not unit_crypto else f'{unit_stock}, {unit_crypto}'
        lines.append(f'| {names} | {numbers} | {unit} | {"✓" if lookback == "true" else ""} | {korean} | {english} |')
    return '\n'.join(lines)


TEXT = """# Rows

<!-- Written by cmake/make_docs.py from src/market/schema.h: change it there. -->

One row is one second (틱) or one minute (분봉) of one symbol. Its key `index` is the local time of the market's data: `YYYYMMDDhhmmss` in
second rows, `YYYYMMDDhhmm` in minute rows; Korean stocks in KST, Upbit and Binance in UTC. A second in which nothing happened has no row.

The columns below are the columns of the tables in a back database, in this order, and at the same time names of the strategy language. Where a
name differs between second and minute rows both are given. The numbers are positions in the table (`index` is 0). Upbit and Binance share
their layout. A check mark under N: `NAME` + `N(pre)` gives the value `pre` rows ago.

| name (second / minute) | stock s | stock min | coin s | coin min | unit (stock, coin) | N | 뜻 | meaning |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
{table}

`moneytop` lists per time the codes on the watch list (`거래대금순위`, joined by `;`): a symbol takes part in a back-test on the days on which it is listed.
`codename` (stocks) gives the names of the codes.
"""


def main():
    path = ROOT / 'docs/concepts/rows.md'
    text = TEXT.replace('{table}', table())
    if '--check' in sys.argv:
        if not path.exists() or path.read_text('utf-8') != text:
            print(f'{path.relative_to(ROOT)} is not what src/market/schema.h says: run python3 cmake/make_docs.py')
            return 1
        return 0
    path.write_text(text, 'utf-8')
    return 0


sys.exit(main())
