"""Small back databases in the users' layout, for text tests and fuzz seeds. Column names come from src/market/schema.h."""
import pathlib
import re
import sqlite3

ROOT = pathlib.Path(__file__).resolve().parents[2]
MARKETS = ['stock', 'upbit', 'binance']
FRAMES = ['tick', 'min']
CODES = {'stock': '005930', 'upbit': 'KRW-BTC', 'binance': 'BTCUSDT'}
MINUTE_ONLY = {'분봉시가', '분봉고가', '분봉저가'}
STOCK_ONLY = {'거래대금증감', '전일비', '회전율', '전일동시간비', '시가총액', '라운드피겨위5호가이내', 'VI해제시간', 'VI가격', 'VI호가단위'}


def column_names(market, frame):
    """The columns after "index", in stored order."""
    source = (ROOT / 'src/market/schema.h').read_text('utf-8')
    fields = re.findall(r'^    \{"([^"]+)", "([^"]+)", (?:true|false), "', source, re.M)
    return [minute if frame == 'min' else tick for tick, minute in fields
            if not (frame == 'tick' and tick in MINUTE_ONLY) and not (market != 'stock' and tick in STOCK_ONLY)]


def row_keys(frame, day, count):
    """Row keys from 09:01 on, one a second or one a minute."""
    keys = []
    for i in range(count):
        if frame == 'tick':
            seconds = 9 * 3600 + 60 + i
            keys.append(day * 1000000 + seconds // 3600 * 10000 + seconds // 60 % 60 * 100 + seconds % 60)
        else:
            minutes = 9 * 60 + 1 + i
            keys.append(day * 10000 + minutes // 60 * 100 + minutes % 60)
    return keys


def row_values(columns, market, i):
    """A price that climbs and falls in a triangle of 40 rows, on a grid of 100 (stock) or 1 (coins)."""
    step = 100.0 if market == 'stock' else 1.0
    price = 10000.0 + step * (20 - abs(i % 40 - 20))
    values = []
    for name in columns:
        if name.startswith('매도호가'):
            values.append(price + step * (int(name[-1]) - 1))
        elif name.startswith('매수호가'):
            values.append(price - step * int(name[-1]))
        elif name.startswith(('매도잔량', '매수잔량')):
            values.append(1000.0)
        elif name == '매도수5호가잔량합':
            values.append(10000.0)
        elif name == '관심종목':
            values.append(1.0)
        elif name == 'VI해제시간':
            values.append(20240101000000.0)
        elif name in ('현재가', '시가', '고가', '저가', '분봉시가', '분봉고가', '분봉저가', 'VI가격'):
            values.append(price)
        elif name == 'VI호가단위':
            values.append(step)
        elif name == '라운드피겨위5호가이내':
            values.append(0.0)
        else:
            values.append(100.0 + i % 7)
    return values


def write(path, market, frame, days=(20240102,), count=120, codes=None):
    columns = column_names(market, frame)
    codes = codes or [CODES[market]]
    database = sqlite3.connect(path)
    quoted = ', '.join(f'"{name}" REAL' for name in columns)
    for code in codes:
        database.execute(f'CREATE TABLE "{code}" ("index" INTEGER, {quoted})')
        for day in days:
            database.executemany(
                f'INSERT INTO "{code}" VALUES ({", ".join("?" * (len(columns) + 1))})',
                ([key] + row_values(columns, market, i) for i, key in enumerate(row_keys(frame, day, count))))
    database.execute('CREATE TABLE "moneytop" ("index" INTEGER, "거래대금순위" TEXT)')
    for day in days:
        database.executemany('INSERT INTO moneytop VALUES (?, ?)', ((key, ';'.join(codes)) for key in row_keys(frame, day, count)))
    if market == 'stock':
        database.execute('CREATE TABLE "codename" ("index" TEXT, "종목명" TEXT)')
        database.executemany('INSERT INTO codename VALUES (?, ?)', ((code, '종목' + code) for code in codes))
    database.commit()
    database.close()
