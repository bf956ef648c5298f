#!/usr/bin/env python3
"""Writes first inputs for the fuzz targets: the golden strategy texts and small databases. Usage: make_seeds.py FOLDER"""
import hashlib
import pathlib
import re
import sqlite3
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / 'tests/text'))
import rows  # noqa: E402

KINDS = ['buy', 'sell', 'condition', 'finder']


def context_byte(market, frame, kind):
    """As fuzz/script_compile.cpp reads it: c % 3 market, bit 2 frame, bits 3 and 4 kind."""
    return next(c for c in range(64)
                if c % 3 == rows.MARKETS.index(market) and (c >> 2) & 1 == rows.FRAMES.index(frame) and (c >> 3) & 3 == KINDS.index(kind))


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


def database_seeds(out):
    work = out / 'work.db'
    for market in rows.MARKETS:
        for frame in rows.FRAMES:
            work.unlink(missing_ok=True)
            database = sqlite3.connect(work)
            database.execute('pragma page_size = 512')
            database.execute('vacuum')
            database.close()
            rows.write(work, market, frame, count=3)
            prefix = next(c for c in range(12)
                          if c % 3 == rows.MARKETS.index(market) and (c >> 2) & 1 == rows.FRAMES.index(frame))
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
