#!/usr/bin/env python3
"""Rows that the platform records at the exchange in a box, against rows that this script makes by itself, by the written rules, from what the box sends:
every column of every row, the watch list, and moneytop.

Trades and books come by two connections, so which trade is the last before a book may differ by those of one moment between two clients; for each row the
script looks for the trade that the row ended with, among those that came at about the time of its book.

Usage: rows_rebuilt.py STOM MARKET FRAME [--symbols N] [--seed N] [--rows N] [--keep]
"""
import argparse
import bisect
import json
import pathlib
import sys
import time
import urllib.parse
import urllib.request
from decimal import Decimal

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from session import EXCHANGE, Session  # noqa: E402
from websocket import WebSocket  # noqa: E402

WATCHED = 10
TOGETHER = 2  # s on the clock of this machine between two connections of one server
SPEED = {'tick': 2, 'min': 60}  # of the box's clock
NEAR = 1e-9


def fetch(session, path):
    with urllib.request.urlopen(session.box_url + path, context=session.tls, timeout=10) as answer:
        return json.loads(answer.read(), parse_float=Decimal)


def all_traded(session, market):
    """Today and yesterday."""
    if market == 'upbit':
        codes = [one['market'] for one in fetch(session, '/v1/market/all')]
        return all(len(fetch(session, f'/v1/candles/days?market={code}&count=2')) == 2 for code in codes)
    symbols = fetch(session, '/fapi/v1/exchangeInfo')['symbols']
    return all(len(fetch(session, f'/fapi/v1/klines?symbol={one["symbol"]}&interval=1d&limit=2')) == 2 for one in symbols)


class State:
    """A symbol's day after one more trade."""

    def __init__(self, micros, price, opened, high, low, rate, value, bought, sold):
        self.micros, self.price, self.opened, self.high, self.low, self.rate = micros, price, opened, high, low, rate
        self.value, self.bought, self.sold = value, bought, sold

    def columns(self):
        price, high, low = float(self.price), float(self.high), float(self.low)
        strength = min(500.0, round(float(self.bought) / float(self.sold) * 100, 2)) if self.sold > 0 else 500.0
        return {'현재가': price, '시가': float(self.opened), '고가': high, '저가': low, '등락율': self.rate, '당일거래대금': self.value,
                '체결강도': strength, '고저평균대비등락율': round((price / ((high + low) / 2) - 1) * 100, 2)}


class Book:
    def __init__(self, micros, asks, bids, ask_total, bid_total):
        self.micros, self.asks, self.bids, self.ask_total, self.bid_total = micros, asks, bids, ask_total, bid_total

    def columns(self, price):
        asks = next((i for i, (p, _) in enumerate(self.asks) if p >= price), 0) if self.asks[0][0] < price else 0
        bids = next((i for i, (p, _) in enumerate(self.bids) if p <= price), 0) if self.bids[0][0] > price else 0
        nothing = [(Decimal(0), Decimal(0))] * 5
        asks, bids = (self.asks[asks:asks + 5] + nothing)[:5], (self.bids[bids:bids + 5] + nothing)[:5]
        out = {'매도총잔량': float(self.ask_total), '매수총잔량': float(self.bid_total),
               '매도수5호가잔량합': float(sum(size for _, size in asks + bids))}
        for i in range(5):
            out[f'매도호가{i + 1}'], out[f'매도잔량{i + 1}'] = map(float, asks[i])
            out[f'매수호가{i + 1}'], out[f'매수잔량{i + 1}'] = map(float, bids[i])
        return out


class Upbit:
    def __init__(self, session):
        self.states, self.books = {}, {}
        codes = [one['market'] for one in fetch(session, '/v1/market/all') if one['market'].startswith('KRW-')]
        host, port = urllib.parse.urlparse(session.box_url).netloc.split(':')
        self.sockets = []
        for kind in ('ticker', 'orderbook'):
            socket = WebSocket(host, int(port), '/websocket/v1', session.tls)
            asked = [f'{code}.15' for code in codes] if kind == 'orderbook' else codes
            socket.send(json.dumps([{'ticket': kind}, {'type': kind, 'codes': asked}]))
            self.sockets.append(socket)

    def read(self):
        for text in self.sockets[0].messages:
            one = json.loads(text, parse_float=Decimal)
            if one.get('type') == 'ticker':
                self.states.setdefault(one['code'], []).append(State(
                    one['timestamp'] * 1000, one['trade_price'], one['opening_price'], one['high_price'], one['low_price'],
                    round(float(one['signed_change_rate']) * 100, 2), float(one['acc_trade_price']), one['acc_bid_volume'], one['acc_ask_volume']))
        for text in self.sockets[1].messages:
            one = json.loads(text, parse_float=Decimal)
            if one.get('type') == 'orderbook':
                units = one['orderbook_units'][:10]
                self.books.setdefault(one['code'], []).append(Book(
                    one['timestamp'] * 1000, [(Decimal(u['ask_price']), Decimal(u['ask_size'])) for u in units],
                    [(Decimal(u['bid_price']), Decimal(u['bid_size'])) for u in units], one['total_ask_size'], one['total_bid_size']))


class Binance:
    def __init__(self, session):
        self.states, self.books = {}, {}
        codes = [one['symbol'] for one in fetch(session, '/fapi/v1/exchangeInfo')['symbols']]
        host, port = urllib.parse.urlparse(session.box_url).netloc.split(':')
        self.sockets = []
        for path, kind in (('market', 'aggTrade'), ('public', 'depth10@100ms')):
            streams = '/'.join(f'{code.lower()}@{kind}' for code in codes)
            self.sockets.append(WebSocket(host, int(port), f'/{path}/stream?streams={streams}', session.tls))
        self.before = {}
        for code in codes:  # the clock stands, so this is the day before the first message
            days = fetch(session, f'/fapi/v1/klines?symbol={code}&interval=1d&limit=2')
            today = [Decimal(str(value)) for value in days[-1][:11]]
            previous = Decimal(days[-2][4]) if len(days) > 1 else today[1]
            self.before[code] = (previous, State(0, today[4], today[1], today[2], today[3], round((float(today[4]) / float(previous) - 1) * 100, 2),
                                                 round(float(today[7]), 2), today[9], today[5] - today[9]))

    def read(self):
        for code, (_, state) in self.before.items():
            self.states[code] = [state]
        for text in self.sockets[0].messages:
            one = json.loads(text).get('data', {})
            if one.get('e') != 'aggTrade':
                continue
            code, price, size = one['s'], Decimal(one['p']), Decimal(one['q'])
            last, previous = self.states[code][-1], self.before[code][0]
            self.states[code].append(State(
                one['T'] * 1000, price, last.opened, max(last.high, price), min(last.low, price), round((float(price) / float(previous) - 1) * 100, 2),
                round(last.value + float(size) * float(price), 2), last.bought + (0 if one['m'] else size), last.sold + (size if one['m'] else 0)))
        for text in self.sockets[1].messages:
            one = json.loads(text).get('data', {})
            if one.get('e') == 'depthUpdate':
                asks, bids = ([(Decimal(p), Decimal(q)) for p, q in one[side][:10]] for side in ('a', 'b'))
                self.books.setdefault(one['s'], []).append(Book(one['T'] * 1000, asks, bids, sum(q for _, q in asks), sum(q for _, q in bids)))


def row_key(micros, frame):
    return int(time.strftime('%Y%m%d%H%M%S' if frame == 'tick' else '%Y%m%d%H%M', time.gmtime(micros // 1_000_000)))


def rows_of_books(books, frame):
    """(label, book) of each row: its second's first book, or for minutes the first book of a later minute."""
    out, last = [], None
    for book in books:
        key = row_key(book.micros, frame)
        if last is not None and key <= last:
            continue
        if frame == 'tick':
            out.append((key, book))
        elif last is not None:
            out.append((last, book))
        last = key
    return out


def near(a, b):
    return abs(a - b) <= NEAR * max(1.0, abs(a), abs(b))


def wrong(row, columns):
    return {name: (row[name], value) for name, value in columns.items() if not near(row[name], value)}


def check_symbol(code, rows, venue, frame):
    """Number of rows checked and the state that each ended with."""
    states, made = venue.states[code], rows_of_books(venue.books[code], frame)
    labels = dict(made)
    times, slack = [state.micros for state in states], TOGETHER * SPEED[frame] * 1_000_000
    unit = '초당' if frame == 'tick' else '분당'
    inside = [label for label, _ in made if rows[0]['index'] <= label <= rows[-1]['index']]
    assert [row['index'] for row in rows] == inside, f'{code}: rows of other moments: {set(inside) ^ {row["index"] for row in rows}}'
    ends, before = [], None
    for row in rows:
        book = labels[row['index']]
        start = 0 if before is None else before
        latest = bisect.bisect_right(times, book.micros + slack)
        found, best = None, None
        for number in range(start, latest):
            if number + 1 < len(states) and times[number + 1] < book.micros - slack:
                continue
            state = states[number]
            columns = {**state.columns(), **book.columns(state.price)}
            if before is not None:
                since = states[before + 1:number + 1]
                columns[f'{unit}매수수량'] = float(state.bought - states[before].bought)
                columns[f'{unit}매도수량'] = float(state.sold - states[before].sold)
                columns[f'{unit}거래대금'] = round(state.value - states[before].value, 8)
                if frame == 'min':
                    prices = [one.price for one in since] or [state.price]
                    columns |= {'분봉시가': float(prices[0]), '분봉고가': float(max(prices)), '분봉저가': float(min(prices))}
            else:
                in_mid_day = frame == 'tick' or 100 < row['index'] % 10000 < 2350
                columns[f'{unit}거래대금'] = 0.0 if in_mid_day else state.value
            bad = wrong(row, columns)
            if not bad:
                found = number
                break
            if best is None or len(bad) < len(best):
                best = bad
        # The first row is of the moment at which the platform joined.
        assert found is not None or row is rows[0], f'{code} {row["index"]}: {best}'
        if found is None:
            continue
        before = found
        ends.append((row['index'], found))
    return ends


def check_watch_list(tables, moneytop, venue, frame):
    """moneytop says what the rows say, and lists the largest values of its moment."""
    listed = {row['index']: row['거래대금순위'].split(';') for row in moneytop}
    checked = 0
    for code, rows in tables.items():
        for row in rows:
            # The list is made anew in the first moment of every tenth second; until the end of that second rows may have either.
            if row['index'] not in listed or (frame == 'tick' and row['index'] % 10 == 0):
                continue
            if frame == 'tick':
                assert (code in listed[row['index']]) == bool(row['관심종목']), f'{code} {row["index"]}: watched {row["관심종목"]}, {listed[row["index"]]}'
            checked += 1
    by_time = {}
    for code, rows in tables.items():
        for row in rows:
            by_time.setdefault(row['index'], {})[code] = row['당일거래대금']
    order = 0
    everybody = min(WATCHED, len(venue.states))
    begin = min(key for key, codes in listed.items() if len(codes) == everybody)  # in the first moments not every symbol is known
    for key, codes in listed.items():
        if key < begin:
            continue
        values = by_time.get(key, {})
        assert len(codes) == everybody, f'{key}: {codes}'
        earlier = by_time.get(key - 2, {})
        if frame == 'tick' and key % 100 % 10 == 1 and key % 100 > 1 and len(values) == len(earlier) == len(venue.states):
            # Made between the two rows: what was not listed had less before than what was listed has after.
            least = min(values[code] for code in codes)
            most = max((value for code, value in earlier.items() if code not in codes), default=0)
            assert most <= least, f'{key}: a value of {most} is not listed, {least} is'
            order += 1
    return checked, order


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('stom')
    parser.add_argument('market')
    parser.add_argument('frame')
    parser.add_argument('--symbols', type=int, default=12)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--rows', type=int, default=60)
    parser.add_argument('--keep', action='store_true')
    arguments = parser.parse_args()
    market, frame = arguments.market, arguments.frame
    session = Session(arguments.stom, market)
    database = f'{market}_{frame}.db'
    try:
        session.settings(**{'거래소': EXCHANGE[market], '코인모의투자': '1', '코인리시버': '1', '코인데이터저장': '1', '코인트레이더': '0',
                            '코인타임프레임': '1' if frame == 'tick' else '0'})
        session.start_box('--seed', str(arguments.seed), '--random-symbols', str(arguments.symbols), '--speed', str(SPEED[frame]),
                          '--no-rate-limits', '--events-per-second', '6' if frame == 'tick' else '0.5', '--start', time.strftime('%Y-%m-%dT23:5' + ('9:50' if frame == 'tick' else '0:00'), time.gmtime(time.time() - 86400)))
        session.until('everything was traded', lambda: all_traded(session, market))
        session.box_call('POST', '/sim/clock', {'paused': True})
        venue = (Upbit if market == 'upbit' else Binance)(session)
        session.up('--workers', '1')
        session.until('both listen', lambda: session.box_call('GET', '/sim/state')['streams'] >= 4)
        session.until('the receiver knows the symbols', lambda: 'symbols are received' in session.logs(400))
        time.sleep(1)  # subscriptions and the answers about the day
        session.box_call('POST', '/sim/clock', {'paused': False})

        def tables():
            names = [row['name'] for row in session.rows(database, "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'moneytop'")]
            return {name: session.rows(database, f'SELECT * FROM "{name}" ORDER BY "index"') for name in names}
        session.until(f'{arguments.rows} rows are recorded', lambda: len(tables()) == arguments.symbols and
                      min(len(rows) for rows in tables().values()) >= arguments.rows, limit=180)
        session.box_call('POST', '/sim/clock', {'paused': True})
        time.sleep(2)  # what is on its way arrives and is stored
        session.run('down')
        for socket in venue.sockets:
            socket.close()
        venue.read()
        recorded = tables()
        count = sum(len(check_symbol(code, rows, venue, frame)) for code, rows in recorded.items())
        moneytop = session.rows(database, 'SELECT * FROM moneytop ORDER BY "index"')
        watched, ranked = check_watch_list(recorded, moneytop, venue, frame)
        assert watched > 0 and (ranked > 0 or frame == 'min')
        columns = len(next(iter(recorded.values()))[0])
        print(f'{market} {frame}: {count} rows of {len(recorded)} symbols with {columns} columns as rebuilt, {watched} rows agree with moneytop, '
              f'{ranked} rank lists in order')
    finally:
        session.end(arguments.keep)


if __name__ == '__main__':
    main()
