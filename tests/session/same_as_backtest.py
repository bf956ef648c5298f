#!/usr/bin/env python3
"""A paper session at the exchange in a box, then a back-test of the rows that it recorded, with the same texts and settings: the same signals on every
row and the same trades.

Usage: same_as_backtest.py STOM MARKET FRAME [--fills reference|realistic] [--texts plain|figures|vars|errors] [--symbols N] [--average N] [--seed N]
       [--rows N] [--keep]

Texts: plain; figures: every figure's last bit counts (demanding_texts.py); vars: the same as an optimised text with 변수값; errors: they raise or run away
at some rows (a back-test would stop there, so only signals are compared).
"""
import argparse
import contextlib
import csv
import io
import json
import pathlib
import sqlite3
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import demanding_texts  # noqa: E402
from session import EXCHANGE, Session  # noqa: E402

# A back-test has no account whose limits could be reached.
RISK_LIMITS = ('코인위험주문배수', '코인위험종목배수', '코인위험가격이탈', '코인위험분당주문', '코인위험미체결', '코인위험일손실')
RAISED = 255
TEXTS = {
    'upbit': ('매수 = 현재가 > 최고현재가(8, 1) and 등락율각도(10) > -80 and 현재가N(3) <= 현재가\n',
              '매도 = 수익률 >= 0.15 or 수익률 <= -0.15 or 보유시간 > {hold} or 최고수익률 - 수익률 > 0.1\n'),
    'binance': ('BUY_LONG = 현재가 > 최고현재가(8, 1) and 체결강도평균(10) > 10\nSELL_SHORT = 현재가 < 최저현재가(8, 1)\n',
                "if 포지션 == 'LONG':\n    SELL_LONG = 수익률 >= 0.15 or 수익률 <= -0.15 or 보유시간 > {hold}\n"
                'else:\n    BUY_SHORT = 수익률 >= 0.15 or 수익률 <= -0.15 or 보유시간 > {hold}\n'),
}


def texts_of(market, frame, kind):
    hold = 20 if frame == 'tick' else 5
    if kind == 'plain':
        buy, sell = TEXTS[market]
    else:
        buy, sell = demanding_texts.buy_text(market, frame, kind), demanding_texts.SELL[market]
    return buy, sell.format(hold=hold)


def save_optimised(session, name, text, values, frame):
    session.text('optibuy', name, text, frame)
    with contextlib.closing(sqlite3.connect(session.data / 'strategy.db', timeout=10)) as connection, connection:
        connection.execute('UPDATE coinoptibuy SET 변수값 = ? WHERE "index" = ?', (values, name))


def prepare(session, arguments):
    frame, seed, average = arguments.frame, arguments.seed, arguments.average
    limit = seed % 2 == 0
    orders = {'코인매수주문구분': '지정가' if limit else '시장가', '코인매도주문구분': '지정가' if limit else '시장가',
              '코인매수분할횟수': '2' if seed % 3 == 0 else '1', '코인매수취소시간': '1', '코인매수취소시간초': '5', '코인매도취소시간': '1',
              '코인매도취소시간초': '5', '코인매수정정횟수': '1', '코인매수정정호가차이': '2', '코인매수정정호가': '1'}
    if arguments.texts != 'plain':
        orders['코인경과틱수설정'] = demanding_texts.ELAPSED[frame]
    session.settings(**{'거래소': EXCHANGE[session.market], '코인모의투자': '1', '코인리시버': '1', '코인트레이더': '1', '코인데이터저장': '1',
                        '코인타임프레임': '1' if frame == 'tick' else '0', '코인평균값계산틱수': str(average), '코인최대매수종목수': '100',
                        **{key: '0' for key in RISK_LIMITS},
                        '코인투자금': '1' if session.market == 'upbit' else '500', **orders})
    buy, sell = texts_of(session.market, frame, arguments.texts)
    session.text('buy', '시험_매수', buy, frame)
    session.text('sell', '시험_매도', sell, frame)
    if arguments.texts == 'vars':
        # The back-test has the same text with the values written in; 변수값 0 is the average ticks, whatever the setting says.
        session.settings(**{'코인평균값계산틱수': str(average + 7)})
        save_optimised(session, '시험_변수', demanding_texts.buy_text(session.market, frame, 'vars', 'self.vars[1]'), f'{average};2', frame)
    return orders


def recorded_rows(session, database):
    tables = [row['name'] for row in session.rows(database, "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'moneytop'")]
    return {table: session.rows(database, f'SELECT "index", 관심종목 FROM "{table}" ORDER BY "index"') for table in tables}


def live_signals(session):
    signals = {}
    for file in (session.data / 'signals').glob('*.csv'):
        for line in csv.DictReader(file.open(encoding='utf-8')):
            signals[line['code'], int(line['row'])] = int(line['signal'])
    return signals


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('stom')
    parser.add_argument('market')
    parser.add_argument('frame')
    parser.add_argument('--fills', default='reference')
    parser.add_argument('--texts', choices=('plain', 'figures', 'vars', 'errors'), default='plain')
    parser.add_argument('--symbols', type=int, default=3)
    parser.add_argument('--average', type=int, default=30)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--rows', type=int, default=150)
    parser.add_argument('--keep', action='store_true')
    arguments = parser.parse_args()
    session = Session(arguments.stom, arguments.market)
    database = f'{arguments.market}_{arguments.frame}.db'
    try:
        orders = prepare(session, arguments)
        speed = 10 if arguments.frame == 'tick' else 500
        session.start_box('--seed', str(arguments.seed), '--random-symbols', str(arguments.symbols), '--events-per-second', '3' if arguments.frame == 'tick' else '0.5',
                          '--speed', str(speed), '--start', time.strftime('%Y-%m-%dT02:00:00', time.gmtime()))
        session.up('--workers', '2', '--fills', arguments.fills, '--log-signals')
        session.until(f'{arguments.rows} rows are recorded',
                      lambda: min((len(rows) for rows in recorded_rows(session, database).values()), default=0) >= arguments.rows, limit=180)
        session.box_call('POST', '/sim/clock', {'paused': True})
        time.sleep(2)  # what is on its way arrives and is stored
        live = session.rows('tradelist.db', f'SELECT * FROM {arguments.market}_paper_trades ORDER BY time, code')
        fills = session.rows('tradelist.db', f'SELECT * FROM {arguments.market}_paper_fills ORDER BY time, code')
        session.run('down')

        rows = recorded_rows(session, database)
        texts = ['--strategy-db', str(session.data / 'strategy.db'), '--buy', '시험_매수']
        run = ['--market', arguments.market, '--frame', arguments.frame, '--db', str(session.data / database), '--average', str(arguments.average),
               '--averages', str(arguments.average)]
        settings = session.folder / 'settings.json'
        number = {key: int(value) if value.isdigit() else value for key, value in orders.items()}
        settings.write_text(json.dumps({'백테주문관리적용': 1, **number}), 'utf-8')
        # Signals on every evaluated row.
        done = session.run('signals', *run, *texts, '--settings', str(settings), '--all')
        tested = {(line['code'], int(line['row'])): int(line['signal']) for line in csv.DictReader(io.StringIO(done.stdout))}
        seen = live_signals(session)
        # Rows that waited at the start until those before them had been read are not evaluated, but for the newest.
        first = {}
        for code, row in seen:
            first[code] = min(row, first.get(code, row))
        missing = [(code, row) for code, row in tested if (code, row) not in seen and row > first.get(code, 0)]
        # A symbol outside the watch list is asked only while it is held; a back-test decides nothing on it.
        watched = {(code, row['index']) for code, table in rows.items() for row in table if row['관심종목']}
        differ = [(key, tested[key], seen[key]) for key in tested if key in seen and tested[key] != seen[key] and (key in watched or seen[key])]
        assert not missing, f'{len(missing)} of {len(tested)} rows were not evaluated live: {missing[:5]}'
        assert not differ, f'{len(differ)} of {len(tested)} signals differ: {differ[:5]}'
        some = sum(1 for value in tested.values() if value)
        assert some > 5, 'the texts hardly signal: the test would show nothing'
        if arguments.texts == 'errors':
            raised = sum(1 for value in tested.values() if value == RAISED)
            assert raised > 5, 'the text hardly raises'
            print(f'{arguments.market} {arguments.frame} errors: {len(tested)} rows with the same signals ({some} not empty, {raised} errors)')
            return

        # Trades of the order-managed back-test.
        bet = 1_000_000 if arguments.market == 'upbit' else 500
        out = session.folder / 'out'
        session.run('backtest', *run, *texts, '--sell', '시험_매도', '--bet', str(bet), '--settings', str(settings), '--fills', arguments.fills,
                    '--out', str(out), '--no-scope-check')
        trades_file = next(out.rglob('trades.csv'))
        tests = list(csv.DictReader(trades_file.open(encoding='utf-8-sig')))
        last = {code: table[-1]['index'] for code, table in rows.items()}
        expected = [(trade['종목명'], int(trade['매수시간']), int(trade['매도시간']), float(trade['매수가']), float(trade['매도가']),
                     float(trade['수익금'])) for trade in tests if int(trade['매도시간']) != last[trade['종목명']]]
        closed = {}
        for trade in live:
            closed.setdefault(trade['code'], []).append(trade)
        counted = 0
        for code in sorted({one[0] for one in expected} | set(closed)):
            want = [one for one in expected if one[0] == code]
            got = [trade for trade in closed.get(code, [])]
            # What live closed on the last row is not of the back-test.
            got = got[:len(want)] if len(got) == len(want) + 1 else got
            assert len(got) == len(want), f'{code}: {len(got)} trades live, {len(want)} in the back-test\n{got}\n{want}'
            for one, trade in zip(want, got):
                assert abs(trade['profit'] - one[5]) <= 1e-9 * max(1, abs(one[5])), f'{code}: profit {trade} live, {one} in the back-test'
                counted += 1
        assert counted > 0, f'nothing was traded; {len(fills)} fills'
        print(f'{arguments.market} {arguments.frame} {arguments.fills}: {len(tested)} rows with the same signals ({some} not empty), '
              f'{counted} equal trades, {len(fills)} fills')
    finally:
        session.end(arguments.keep)


if __name__ == '__main__':
    main()
