#!/usr/bin/env python3
"""Hostile runs: a real-order platform trades at an exchange in a box that misbehaves by seed, while roles are killed at random moments. In the end
the books of stom must be the books of the exchange.

Usage: hostile.py STOM [--seeds FIRST-LAST] [--jobs N] [--seconds S] [--within S] [--keep]
A seed that fails can be run again alone: hostile.py STOM --seeds 17-17 --keep.
"""
import argparse
import concurrent.futures
import pathlib
import random
import sys
import time
import traceback

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from session import EXCHANGE, MONEY, Session  # noqa: E402

BUY = {
    'upbit': '매수 = 데이터길이 % {period} == 1\n',
    'binance': 'BUY_LONG = 데이터길이 % {period} == 1\nSELL_SHORT = 데이터길이 % {period} == {half}\n',
}
SELL = {
    'upbit': '매도 = 보유시간 >= {hold}\n',
    'binance': "if 포지션 == 'LONG':\n    SELL_LONG = 보유시간 >= {hold}\nelse:\n    BUY_SHORT = 보유시간 >= {hold}\n",
}
VICTIMS = ('receiver.{0}', 'strategy.{0}.0', 'trader.{0}', 'trader.{0}', 'query', 'log', 'clock')
DONE = {'FILLED', 'CANCELED', 'EXPIRED', 'EXPIRED_IN_MATCH', 'REJECTED', 'done', 'cancel'}


def prepare(session, chance):
    kinds = ('시장가', '지정가', '지정가IOC', '지정가') if session.market == 'binance' else ('시장가', '지정가')
    session.settings(**{'거래소': EXCHANGE[session.market], '코인모의투자': '0', '코인리시버': '1', '코인트레이더': '1', '코인데이터저장': '1',
                        '코인타임프레임': '1', '코인평균값계산틱수': '3', '코인투자금': '1' if session.market == 'upbit' else '500',
                        '코인매수주문구분': chance.choice(kinds), '코인매도주문구분': chance.choice(kinds),
                        '코인매수분할횟수': str(chance.choice((1, 1, 2, 3))), '코인매도분할횟수': str(chance.choice((1, 1, 2))),
                        '코인매수취소시간': '1', '코인매수취소시간초': str(chance.randint(1, 4)),
                        '코인매도취소시간': '1', '코인매도취소시간초': str(chance.randint(1, 4)),
                        '코인매수정정횟수': str(chance.choice((0, 2))), '코인매수정정호가차이': '1', '코인매수정정호가': '0',
                        '코인매도정정횟수': str(chance.choice((0, 2))), '코인매도정정호가차이': '1', '코인매도정정호가': '0'})
    period = chance.randint(3, 6)
    values = {'period': period, 'half': period // 2 + 1, 'hold': chance.randint(1, 4)}
    session.text('buy', '시험_매수', BUY[session.market].format(**values))
    session.text('sell', '시험_매도', SELL[session.market].format(**values))
    session.account()


def close(a, b):
    return abs(float(a) - float(b)) <= 1e-9 * max(1.0, abs(float(a)), abs(float(b)))


def compare(session):
    """What differs between our records and the exchange's, as a list of lines."""
    market, theirs, lines = session.market, session.box_account(), []
    ours = {row['client_id']: row for row in session.rows('tradelist.db', f'SELECT * FROM {market}_real_orders')}
    fills = {}
    for row in session.rows('tradelist.db', f'SELECT * FROM {market}_real_fills'):
        fills.setdefault(row['client_id'], []).append(row)
    their_ids = [order['client_id'] for order in theirs['orders'] if order['client_id'].startswith('stom-')]
    if len(their_ids) != len(set(their_ids)):
        lines.append('a client id was sent twice')
    for order in theirs['orders']:
        name = order['client_id']
        own = ours.get(name)
        if own is None:
            lines.append(f'{name}: the exchange has it, we do not')
            continue
        if order['state'] not in DONE:
            lines.append(f'{name}: still {order["state"]} at the exchange, {own["status"]} here')
        if not close(own['filled'], order['executed']):
            lines.append(f'{name}: {own["filled"]} filled here, {order["executed"]} at the exchange')
        booked = fills.get(name, [])
        if not close(sum(fill['quantity'] for fill in booked), order['executed']):
            lines.append(f'{name}: fills of {[fill["quantity"] for fill in booked]} here, {[fill["quantity"] for fill in order["fills"]]} there')
        value = sum(fill['quantity'] * fill['price'] for fill in booked)
        if abs(value - float(order['value'])) > 1e-6 * max(1.0, float(order['value'])):
            lines.append(f'{name}: funds of {value} here, {order["value"]} there')
    for name, own in ours.items():
        if name not in their_ids and own['filled']:
            lines.append(f'{name}: {own["filled"]} filled here, unknown at the exchange')
    held = {}
    for row in session.rows('tradelist.db', f'SELECT * FROM {market}_real_positions'):
        held[row['code']] = held.get(row['code'], 0) + row['quantity'] * (-1 if row['side'] in ('SHORT', '숏') else 1)
    there = {}
    if market == 'binance':
        there = {one['symbol']: float(one['amount']) for one in theirs['positions'] if float(one['amount']) != 0}
    else:
        for one in theirs['balances']:
            quantity = float(one['available']) + float(one['locked'])
            if one['asset'] != 'KRW' and quantity > 0:
                there['KRW-' + one['asset']] = quantity
    for code in sorted(set(held) | set(there)):
        if not close(held.get(code, 0), there.get(code, 0)):
            lines.append(f'{code}: {held.get(code, 0)} held here, {there.get(code, 0)} at the exchange')
    asset = next(iter(MONEY[market]))
    cash = next((one for one in theirs['balances'] if one['asset'] == asset), None)
    ours_cash = [row for row in session.rows('tradelist.db', f'SELECT * FROM {market}_real_balances') if row['currency'] == asset]
    if cash and ours_cash:
        total = float(cash['wallet']) if market == 'binance' else float(cash['available']) + float(cash['locked'])
        if abs(ours_cash[0]['total'] - total) > 1e-6 * max(1.0, total):
            lines.append(f'{asset}: {ours_cash[0]["total"]} here, {total} at the exchange')
    elif not ours_cash:
        lines.append(f'no balance of {asset} was recorded')
    return lines, len(their_ids), sum(len(order['fills']) for order in theirs['orders'])


def run_seed(program, seed, seconds, keep, within):
    chance = random.Random(seed)
    market = 'binance' if seed % 2 else 'upbit'
    session = Session(program, market)
    killed = []
    try:
        prepare(session, chance)
        session.start_box('--seed', str(seed), '--random-symbols', '8', '--events-per-second', '6')
        session.up('--arm', '--key-file', str(session.folder / 'passphrase'), '--workers', '1')
        session.until('the trader is reconciled', lambda: (session.trader() or {}).get('sure'))
        if chance.random() < 0.85:
            session.box_call('POST', '/sim/hostile', {'seed': seed})
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(chance.uniform(0.2, 2.5))
            if chance.random() < 0.6:
                victim = chance.choice(VICTIMS).format(market)
                if session.kill(victim):
                    killed.append(victim)
        session.box_call('DELETE', '/sim/faults')
        # One more kill of the trader, without faults: how long until it is sure again?
        session.kill(f'trader.{market}')
        killed.append(f'trader.{market}')
        session.until('the trader is back', lambda: (session.role(f'trader.{market}') or {}).get('state') == 'ready')
        started = time.monotonic() - session.role(f'trader.{market}')['uptime']
        session.until('the trader is reconciled again', lambda: (session.trader() or {}).get('sure'))
        took = time.monotonic() - started
        session.run('halt')
        session.until('no order is open', lambda: (session.trader() or {'open_orders': 1})['open_orders'] == 0)
        differences, orders, fills = [], 0, 0

        def agree():
            nonlocal differences, orders, fills
            differences, orders, fills = compare(session)
            return not differences

        try:
            session.until('the books agree', agree, limit=15)
        except AssertionError:
            raise AssertionError('the books differ:\n  ' + '\n  '.join(differences) + '\n' + session.logs(40)) from None
        if within and took > within:
            raise AssertionError(f'reconciled {took:.1f} s after its start, not within {within} s\n{session.logs(40)}')
        struck = session.box_call('GET', '/sim/state')['faults']
        faults, kinds = sum(struck.values()), sum(count > 0 for count in struck.values())
        return f'seed {seed}: ok, {market}, {orders} orders, {fills} fills, {faults} faults of {kinds} kinds, {len(killed)} kills, reconciled in {took:.1f} s', True
    except Exception as error:  # a seed that fails must not hide the others
        text = str(error) if isinstance(error, AssertionError) else traceback.format_exc()
        return f'seed {seed}: FAILED, {market}, killed {killed}, folder {session.folder if keep else "removed"}\n{text}', False
    finally:
        session.end(keep)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('stom')
    parser.add_argument('--seeds', default='1-20')
    parser.add_argument('--jobs', type=int, default=2)
    parser.add_argument('--seconds', type=float, default=8)
    parser.add_argument('--within', type=float, default=0, help='seconds from the start of a trader until it must be sure (0: only told)')
    parser.add_argument('--keep', action='store_true')
    arguments = parser.parse_args()
    first, _, last = arguments.seeds.partition('-')
    seeds = range(int(first), int(last or first) + 1)
    good = 0
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        runs = [pool.submit(run_seed, arguments.stom, seed, arguments.seconds, arguments.keep, arguments.within) for seed in seeds]
        for run in concurrent.futures.as_completed(runs):
            text, ok = run.result()
            good += ok
            print(text, flush=True)
    print(f'{good} passed, {len(seeds) - good} failed')
    return 0 if good == len(seeds) else 1


if __name__ == '__main__':
    sys.exit(main())
