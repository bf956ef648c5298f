#!/usr/bin/env python3
"""A day of traffic in ten minutes: the exchange in a box runs 144 times as fast as the clock, a paper platform records and trades, and the memory of every
role is looked at. It must be flat after the first hours, but for the day's rows that the workers keep: these are bounded, and the day before
is given back. At every midnight of the exchange that is passed (--start 2026-11-20T23:00:00 --hours 26 passes two) the rows of the day must begin
anew, and the trade list's days must be the sums of its trades (these are of the machine's clock).

Usage: soak.py STOM [--market upbit|binance] [--hours 24] [--speed 144] [--symbols 4] [--events 3] [--start TIME] [--keep]
"""
import argparse
import calendar
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from session import EXCHANGE, Session  # noqa: E402

TEXTS = {
    'upbit': ('매수 = 데이터길이 % 600 == 100 and 이동평균(60) > 0 and 최고현재가(300) > 0\n', '매도 = 보유시간 >= 120\n'),
    'binance': ('BUY_LONG = 데이터길이 % 600 == 100 and 이동평균(60) > 0\nSELL_SHORT = 데이터길이 % 600 == 400\n',
                "if 포지션 == 'LONG':\n    SELL_LONG = 보유시간 >= 120\nelse:\n    BUY_SHORT = 보유시간 >= 120\n"),
}
FIRST_HOURS = 3         # of the exchange: buffers take their size
ALLOWED = 6.0           # MB that a role other than a worker may have grown by in the end
BYTES_A_ROW = 50 * 8 * 2  # columns, and the room that growing arrays leave
EVERY = 5               # seconds between looks
LONGEST_HOLE = 60       # seconds of the exchange without a row of a symbol, around midnight
VALUE = '초당거래대금'


def memory(process):
    """Anonymous and whole resident memory of a process, MB."""
    found = {}
    for line in pathlib.Path(f'/proc/{process}/status').read_text('ascii', errors='replace').splitlines():
        name, _, rest = line.partition(':')
        if name in ('RssAnon', 'VmRSS'):
            found[name] = int(rest.split()[0]) / 1024
    return found['RssAnon'], found['VmRSS']


def slope(points):
    """Least squares, per unit of the first coordinate."""
    if len(points) < 2:
        return 0.0
    x, y = sum(point[0] for point in points) / len(points), sum(point[1] for point in points) / len(points)
    square = sum((point[0] - x) ** 2 for point in points)
    return sum((point[0] - x) * (point[1] - y) for point in points) / square if square else 0.0


def prepare(session, arguments):
    session.settings(**{'거래소': EXCHANGE[session.market], '코인모의투자': '1', '코인리시버': '1', '코인트레이더': '1', '코인데이터저장': '1',
                        '코인타임프레임': '1', '코인평균값계산틱수': '30', '코인최대매수종목수': '100', '코인투자금': '1' if session.market == 'upbit' else '500',
                        '코인매수주문구분': '시장가', '코인매도주문구분': '시장가', '코인위험분당주문': '10000', '코인위험일손실': '100'})
    for kind, name, text in zip(('buy', 'sell'), ('시험_매수', '시험_매도'), TEXTS[session.market]):
        session.text(kind, name, text)
    session.start_box('--seed', '11', '--random-symbols', str(arguments.symbols), '--events-per-second', str(arguments.events), '--speed', str(arguments.speed),
                      '--start', arguments.start)


def watch(session, hours, speed):
    """(hour of the exchange, {role: (anonymous, resident)}) every few seconds."""
    begin, seen, restarts = time.monotonic(), [], 0
    while (hour := (time.monotonic() - begin) * speed / 3600) < hours:
        status = session.until('the supervisor answers', session.status)
        look = {role['role']: memory(role['pid']) for role in status['roles'] if role['pid'] > 0}
        restarts = sum(role['restarts'] for role in status['roles'])
        look['(box)'] = memory(session.box.pid)
        seen.append((hour, look))
        time.sleep(EVERY)
    assert restarts == 0, f'{restarts} restarts during the soak'
    return seen


def seconds_of(key):
    return calendar.timegm(time.strptime(str(key), '%Y%m%d%H%M%S'))


def check_midnights(session, database, tables):
    """How many midnights the rows pass; at each, the value of the day falls, its high and low begin at the open, and rows go on."""
    passed = set()
    for table in tables:
        rows = session.rows(database, f'SELECT "index", 현재가, 시가, 고가, 저가, 당일거래대금, {VALUE} AS value FROM "{table}" ORDER BY "index"')
        assert all(row['저가'] <= row['현재가'] <= row['고가'] for row in rows), f'{table}: a price beyond the high or low of its day'
        assert all(row['value'] >= 0 for row in rows), f'{table}: a negative increment'
        for last, first in zip(rows, rows[1:]):
            day = first['index'] // 1_000_000
            if last['index'] // 1_000_000 == day:
                continue
            passed.add(day)
            assert seconds_of(first['index']) - seconds_of(last['index']) <= LONGEST_HOLE, f'{table}: no rows between {last["index"]} and {first["index"]}'
            assert first['당일거래대금'] < last['당일거래대금'], f'{table} {first["index"]}: the value of the day goes on'
            # Trades of the first second may already have moved away from the open.
            assert first['고가'] - first['저가'] < (last['고가'] - last['저가']), f'{table} {first["index"]}: high and low of the day before'
    return len(passed)


def check_days(session):
    """The totals of each stored day are those of its trades."""
    prefix = f'{session.market}_paper'
    days = session.rows('tradelist.db', f'SELECT day, trades, profit FROM {prefix}_days')
    for day in days:
        trades = session.rows('tradelist.db', f'SELECT profit FROM {prefix}_trades WHERE day = ?', day['day'])
        assert len(trades) == day['trades'], f'{day["day"]}: {day["trades"]} trades in the total, {len(trades)} stored'
        assert abs(sum(trade['profit'] for trade in trades) - day['profit']) < 0.01, f'{day["day"]}: the sum of the profits is not {day["profit"]}'
    return len(days)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('stom')
    parser.add_argument('--market', default='upbit')
    parser.add_argument('--hours', type=float, default=24)
    parser.add_argument('--speed', type=float, default=144)
    parser.add_argument('--symbols', type=int, default=4)
    parser.add_argument('--events', type=float, default=3, help='a second and symbol')
    parser.add_argument('--start', default='2026-11-20T18:00:00')
    parser.add_argument('--keep', action='store_true')
    arguments = parser.parse_args()
    session = Session(arguments.stom, arguments.market)
    try:
        prepare(session, arguments)
        session.up('--workers', '1')
        seen = watch(session, arguments.hours, arguments.speed)
        database = f'{arguments.market}_tick.db'
        tables = [row['name'] for row in session.rows(database, "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'moneytop'")]
        keys = {table: [row['index'] for row in session.rows(database, f'SELECT "index" FROM "{table}"')] for table in tables}
        fills = session.rows('tradelist.db', f'SELECT count(*) AS fills FROM {arguments.market}_paper_fills')
        rows = sum(len(found) for found in keys.values())
        days = {}
        for found in keys.values():
            for key in found:
                days[key // 1_000_000] = days.get(key // 1_000_000, 0) + 1
        seconds = [seconds_of(key) for found in keys.values() for key in (min(found), max(found))]
        midnights, totals = check_midnights(session, database, tables), check_days(session)
        print(f'{(max(seconds) - min(seconds)) / 3600:.1f} h of the exchange at {arguments.speed:g}×, {len(tables)} symbols, {rows} rows '
              f'({", ".join(f"{day}: {count}" for day, count in sorted(days.items()))}), {fills[0]["fills"] if fills else 0} fills; {midnights} midnights and {totals} day totals are right')
        late = [(hour, look) for hour, look in seen if hour >= min(FIRST_HOURS, arguments.hours / 3)]
        bound = max(days.values()) * 2 * BYTES_A_ROW / 1e6  # a day and the day before it
        good = True
        print(f'{"role":<20} {"begin":>8} {"then":>8} {"end":>8} {"most":>8} {"MB/h":>7}   resident   (MB, anonymous; "then": after the first hours)')
        for name in seen[-1][1]:
            line = [(hour, look[name][0]) for hour, look in late if name in look]
            grown, rate = line[-1][1] - line[0][1], slope(line)
            worker = name.startswith('strategy')
            ok = name == '(box)' or grown <= (bound if worker else ALLOWED)
            good = good and ok
            print(f'{name:<20} {seen[0][1].get(name, (0, 0))[0]:8.1f} {line[0][1]:8.1f} {line[-1][1]:8.1f} {max(value for _, value in line):8.1f} '
                  f'{rate:7.3f} {seen[-1][1][name][1]:10.1f}   {"" if ok else "GROWS"}')
        print('worker by hour: ' + ', '.join(f'{hour:.0f} h {next(value[0] for name, value in look.items() if name.startswith("strategy")):.0f} MB'
                                             for hour, look in seen[::max(1, len(seen) // 12)]))
        return 0 if good else 1
    finally:
        session.end(arguments.keep)


if __name__ == '__main__':
    sys.exit(main())
