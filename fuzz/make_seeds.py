#!/usr/bin/env python3
"""Writes first inputs for the fuzz targets: the golden strategy texts and small databases. Usage: make_seeds.py FOLDER"""
import hashlib
import pathlib
import re
import sqlite3
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
MARKETS = ['stock', 'upbit', 'binance']
FRAMES = ['tick', 'min']
KINDS = ['buy', 'sell', 'condition', 'finder']


def context_byte(market, frame, kind):
    """As fuzz/script_compile.cpp reads it: c % 3 market, bit 2 frame, bits 3 and 4 kind."""
    return next(c for c in range(64)
                if c % 3 == MARKETS.index(market) and (c >> 2) & 1 == FRAMES.index(frame) and (c >> 3) & 3 == KINDS.index(kind))


def save(folder, content):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / hashlib.sha1(content).hexdigest()[:16]
    if not path.exists():
        path.write_bytes(content)


def script_seeds(out):
    for case in sorted((ROOT / 'tests/golden').glob('*/*/case.json')):
        text = case.read_text('utf-8')
        market = re.search(r'"market":\s*"(\w+)"', text)
        frame = re.search(r'"frame":\s*"(\w+)"', text)
        if not market or not frame:
            continue
        for name, kind in (('buy.txt', 'buy'), ('sell.txt', 'sell'), ('text.txt', 'finder')):
            path = case.parent / name
            if path.exists() and path.stat().st_size < 2000:
                save(out / 'script_compile', bytes([context_byte(market[1], frame[1], kind)]) + path.read_bytes())


def schema_names(market, frame):
    """Column names out of the one table in src/market/schema.h."""
    source = (ROOT / 'src/market/schema.h').read_text('utf-8')
    fields = re.findall(r'^    \{"([^"]+)", "([^"]+)", (?:true|false), "[^"]*", "([^"]*)"', source, re.M)
    minute_only = {'분봉시가', '분봉고가', '분봉저가'}
    stock_only = {'거래대금증감', '전일비', '회전율', '전일동시간비', '시가총액', '라운드피겨위5호가이내', 'VI해제시간', 'VI가격', 'VI호가단위'}
    return [second if frame == 'min' else first for first, second, _ in fields
            if not (frame == 'tick' and first in minute_only) and not (market != 'stock' and first in stock_only)]


def database_seeds(out):
    work = out / 'work.db'
    for market in MARKETS:
        for frame in FRAMES:
            work.unlink(missing_ok=True)
            database = sqlite3.connect(work)
            database.execute('pragma page_size = 512')
            columns = schema_names(market, frame)
            code = {'stock': '005930', 'upbit': 'KRW-BTC', 'binance': 'BTCUSDT'}[market]
            first = 20240102090001 if frame == 'tick' else 202401020901
            declared = ', '.join(f'"{name}" REAL' for name in columns)
            database.execute(f'CREATE TABLE "{code}" ("index" INTEGER, {declared})')
            for row in range(3):
                values = [first + row] + [100.0 + row] * len(columns)
                database.execute(f'INSERT INTO "{code}" VALUES ({",".join("?" * len(values))})', values)
            database.execute('CREATE TABLE moneytop ("index" INTEGER, "거래대금순위" TEXT)')
            for row in range(3):
                database.execute('INSERT INTO moneytop VALUES (?, ?)', (first + row, code))
            if market == 'stock':
                database.execute('CREATE TABLE codename ("index" TEXT, "종목명" TEXT)')
                database.execute('INSERT INTO codename VALUES (?, ?)', (code, '삼성전자'))
            database.commit()
            database.close()
            prefix = next(c for c in range(12) if c % 3 == MARKETS.index(market) and (c >> 2) & 1 == FRAMES.index(frame))
            save(out / 'back_database', bytes([prefix]) + work.read_bytes())
    work.unlink(missing_ok=True)


def main():
    out = pathlib.Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    script_seeds(out)
    database_seeds(out)
    # Importer seeds are kept as files: fuzz/seeds/TARGET/*.
    for path in (ROOT / 'fuzz/seeds').glob('*/*'):
        save(out / path.parent.name, path.read_bytes())


main()
