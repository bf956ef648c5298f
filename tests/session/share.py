#!/usr/bin/env python3
"""Two platforms that share rows: the first receives the exchange in a box, the second takes its rows. What both record is equal from the second
row after the client's start on; a killed receiver of the server makes a gap in the client, and rows go on after it; wrong combinations are refused.

Usage: share.py STOM [--market upbit|binance] [--keep]
"""
import argparse
import pathlib
import shutil
import socket
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from session import EXCHANGE, Session  # noqa: E402

ROWS = 15  # of every symbol, for each part
UNSTORED = 2  # s before a kill that may not have been stored


def free_port():
    with socket.socket() as one:
        one.bind(('127.0.0.1', 0))
        return one.getsockname()[1]


def prepare(session, sharing):
    session.settings(**{'거래소': EXCHANGE[session.market], '코인모의투자': '1', '코인리시버': '1', '코인트레이더': '1', '코인데이터저장': '1',
                        '코인타임프레임': '1', '리시버공유': sharing})


def tables(session):
    database = f'{session.market}_tick.db'
    names = [row['name'] for row in session.rows(database, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: {row['index']: tuple(row.values()) for row in session.rows(database, f'SELECT * FROM "{name}" ORDER BY "index"')} for name in names}


def counts(session):
    return {name: len(rows) for name, rows in tables(session).items()}


def more_than(session, before):
    now = counts(session)
    return before and all(now.get(name, 0) >= number + ROWS for name, number in before.items())


def log(session, role):
    file = session.run_dir / 'log' / f'{role}.log'
    return file.read_text('utf-8') if file.exists() else ''


def refused(session, words, *options):
    done = session.run('up', '--detach', '--market', session.market, *options, check=False)
    assert done.returncode != 0 and words in done.stdout + done.stderr, f'{options}: {done.returncode}\n{done.stdout}\n{done.stderr}'


def row_key(seconds):
    return int(time.strftime('%Y%m%d%H%M%S', time.gmtime(seconds)))


def compare(server, client, gap):
    """Rows of the client are those of the server, all of them from its second row on. Around the kill either side may miss some."""
    ours, theirs, compared = tables(client), tables(server), 0
    assert set(ours) == set(theirs), f'{sorted(ours)} recorded by the client, {sorted(theirs)} by the server'
    for name, rows in ours.items():
        keys = sorted(rows)
        for key in sorted(set(keys) | set(theirs[name])):
            if not keys[1] <= key <= keys[-1] or gap[0] <= key <= gap[1]:
                continue
            assert rows.get(key) == theirs[name].get(key), f'{name} {key}: {rows.get(key)} at the client, {theirs[name].get(key)} at the server'
            compared += 1
    return compared


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('stom')
    parser.add_argument('--market', default='upbit')
    parser.add_argument('--keep', action='store_true')
    arguments = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix='stom-share-'))
    server = Session(arguments.stom, arguments.market, folder / 'a')
    client = Session(arguments.stom, arguments.market, folder / 'b')
    address, role = f'tcp://127.0.0.1:{free_port()}', f'receiver.{arguments.market}'
    try:
        prepare(server, '1')
        prepare(client, '0')
        refused(client, "--share-from is for setting '리시버공유' = 2", '--share-from', address)
        prepare(client, '2')
        refused(client, "Setting '리시버공유' is 2 (client)")
        refused(client, 'key/share-server.public', '--share-from', address)

        # Both ends know each other; the client begins in the middle.
        server.start_box('--symbols', '3', '--events-per-second', '20')
        server.up('--workers', '2', '--share-listen', address)
        shutil.copy(server.run_dir / 'key/server.public', client.run_dir / 'key/share-server.public')
        shutil.copy(client.run_dir / 'key/client.public', server.run_dir / 'key/allowed/client-b.public')
        server.until('the server records', lambda: len(counts(server)) > 3 and min(counts(server).values()) >= 5)
        client.up('--workers', '3', '--share-from', address)
        assert client.role('box') is None, 'a client needs no exchange in a box'
        client.until('the client records all symbols', lambda: set(counts(client)) >= set(counts(server)))
        client.until(f'{ROWS} rows of every symbol at the client', lambda: min(counts(client).values()) >= ROWS, limit=180)
        assert 'Connected to the server of shared rows' in log(client, role)

        # The server's receiver dies: a gap that the client tells, and then rows again.
        before = counts(client)
        killed = time.time()
        assert server.kill(role), 'no receiver to kill'
        client.until('the client tells the gap', lambda: "The server's receiver has started again" in log(client, role))
        gap = row_key(killed - UNSTORED), row_key(time.time() + UNSTORED)
        client.until(f'{ROWS} more rows', lambda: more_than(client, before), limit=180)
        assert client.role(role)['restarts'] == 0, 'the client itself has crashed'
        client.until('the client is ready again', lambda: client.role(role)['state'] == 'ready')
        # The server first: what it made and stored to the end has gone to the client.
        server.run('down')
        client.until('silence is told', lambda: 'Nothing came from the server of shared rows' in log(client, role))
        client.until('the client is degraded', lambda: client.role(role)['state'] == 'degraded')
        client.run('down')
        compared = compare(server, client, gap)
        print(f'{arguments.market}: {compared} equal rows of {sum(counts(server).values())}; the gap was told and rows went on')
    finally:
        client.end(keep=True)
        server.end(keep=True)
        if arguments.keep:
            print(folder)
        else:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == '__main__':
    main()
