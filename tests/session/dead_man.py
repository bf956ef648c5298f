#!/usr/bin/env python3
"""The venue's dead man's switch (코인위험자동취소, Binance): when everything of stom is killed, the exchange cancels the open entries after the set time;
while stom lives, and after an orderly end, they stay.

Usage: dead_man.py STOM [--keep]
"""
import argparse
import os
import pathlib
import signal
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from session import EXCHANGE, Session  # noqa: E402

SECONDS = 4
OPEN = {'NEW', 'PARTIALLY_FILLED'}


def start(program):
    session = Session(program, 'binance')
    # Entries far below the market rest until they are cancelled.
    session.settings(**{'거래소': EXCHANGE['binance'], '코인모의투자': '0', '코인리시버': '1', '코인트레이더': '1', '코인데이터저장': '0', '코인타임프레임': '1',
                        '코인평균값계산틱수': '3', '코인투자금': '500', '코인매수주문구분': '지정가', '코인매수지정가호가번호': '-5',
                        '코인매수취소시간': '0', '코인위험자동취소': str(SECONDS)})
    session.text('buy', '시험_매수', 'BUY_LONG = 데이터길이 >= 3\n')
    session.text('sell', '시험_매도', 'SELL_LONG = False\n')
    session.account()
    session.start_box('--seed', '5', '--random-symbols', '8', '--events-per-second', '6')
    session.up('--arm', '--key-file', str(session.folder / 'passphrase'), '--workers', '1')
    return session


def orders(session, states):
    return {order['client_id'] for order in session.box_account()['orders'] if order['state'] in states}


def wait_for_an_old_order(session):
    """Some entry rests for two times of the switch: it is renewed more often than it runs out. Others are filled by the market."""
    first_seen = {}

    def is_there():
        now, still = time.monotonic(), orders(session, OPEN)
        for name in still:
            first_seen.setdefault(name, now)
        return {name for name in still if now - first_seen[name] > 2 * SECONDS}

    old = session.until('an entry that rests', is_there)
    check(session.box_account()['countdowns'], 'the switch is not set')
    check(not orders(session, {'CANCELED'}), 'something was cancelled while stom lived')
    return old


def kill_all(session):
    """The power fails: nothing is restarted, and no role hears of the supervisor's death (it would end in order and take the switch back)."""
    status = session.status()
    roles = [role['pid'] for role in status['roles'] if role['pid'] > 0]
    os.kill(status['pid'], signal.SIGSTOP)
    for pid in roles + [status['pid']]:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def check(condition, text):
    if not condition:
        raise AssertionError(text)


def killed(program, keep):
    session = start(program)
    try:
        old = wait_for_an_old_order(session)
        kill_all(session)
        rest = orders(session, OPEN)
        session.until('the exchange cancels', lambda: not orders(session, OPEN), limit=6 * SECONDS)
        cancelled = orders(session, {'CANCELED'})
        check(cancelled & rest and cancelled | orders(session, {'FILLED'}) >= rest, f'{rest} were open, {cancelled} were cancelled')
        return f'killed: {len(cancelled)} of {len(rest)} open orders were cancelled by the exchange, {len(old)} of them old'
    finally:
        session.end(keep)


def ended(program, keep):
    session = start(program)
    try:
        wait_for_an_old_order(session)
        session.run('down')
        check(not session.box_account()['countdowns'], 'the switch was not taken back')
        time.sleep(2 * SECONDS)
        check(not orders(session, {'CANCELED'}), 'the exchange cancelled after an orderly end')
        return f'ended in order: {len(orders(session, OPEN))} orders stay'
    finally:
        session.end(keep)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('stom')
    parser.add_argument('--keep', action='store_true')
    arguments = parser.parse_args()
    for run in (killed, ended):
        print(run(arguments.stom, arguments.keep), flush=True)
    return 0


if __name__ == '__main__':
    sys.exit(main())
