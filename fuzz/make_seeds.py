#!/usr/bin/env python3
"""Writes first inputs for the fuzz targets: golden strategy texts, small databases and files to import (all made up). Usage: make_seeds.py FOLDER"""
import gzip
import hashlib
import io
import lzma
import pathlib
import re
import sqlite3
import struct
import sys
import zipfile

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


RECORDINGS = [
    # Binance futures: snapshot, diffs that chain by pu, best prices, trades
    """1704067200000000000 {"lastUpdateId":100,"E":1704067200000,"T":1704067200000,"bids":[["100.1","2"],["100.0","3"]],"asks":[["100.2","1"],["100.3","4"]]}
1704067200100000000 {"stream":"btcusdt@depth@0ms","data":{"e":"depthUpdate","E":1704067200100,"T":1704067200099,"s":"BTCUSDT","U":99,"u":101,"pu":98,"b":[["100.1","0"]],"a":[["100.2","5"]]}}
1704067200200000000 {"stream":"btcusdt@depth@0ms","data":{"e":"depthUpdate","E":1704067201200,"T":1704067201199,"s":"BTCUSDT","U":102,"u":103,"pu":101,"b":[["99.9","7"]],"a":[]}}
1704067200300000000 {"stream":"btcusdt@trade","data":{"e":"trade","E":1704067201300,"T":1704067201300,"s":"BTCUSDT","t":7,"p":"100.2","q":"0.5","X":"MARKET","m":false}}
1704067200400000000 {"stream":"btcusdt@bookTicker","data":{"e":"bookTicker","u":104,"s":"BTCUSDT","b":"100.0","B":"3","a":"100.2","A":"5","T":1704067202400,"E":1704067202400}}
""",
    # Binance spot, seconds
    """1704067200.5: {"e":"aggTrade","E":1704067200500,"s":"ETHUSDT","a":5,"p":"2000.5","q":"1.25","f":9,"l":9,"T":1704067200499,"m":true,"M":true}
1704067201.5: {"stream":"ethusdt@depth5","data":{"lastUpdateId":160,"bids":[["2000.4","4"]],"asks":[["2000.6","2"]]}}
""",
    # Upbit, short and long names
    """1704067200.1: b'{"ty":"trade","cd":"KRW-BTC","tp":60000000.0,"tv":0.01,"ab":"BID","pcp":59000000.0,"ttm":1704067200000,"tms":1704067200050,"sid":17040672000000000,"st":"REALTIME"}'
1704067200.2: b'{"ty":"orderbook","cd":"KRW-BTC","tms":1704067200100,"tas":1.5,"tbs":2.5,"obu":[{"ap":60001000.0,"bp":60000000.0,"as":0.5,"bs":1.5}],"st":"REALTIME"}'
{"type":"ticker","code":"KRW-BTC","opening_price":59500000.0,"high_price":61000000.0,"low_price":59000000.0,"trade_price":60000000.0,"prev_closing_price":59000000.0,"signed_change_rate":0.0169,"acc_trade_price":100000000.0,"acc_ask_volume":10.0,"acc_bid_volume":12.0,"timestamp":1704067200150}
""",
]
DUMPS = [
    'agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker\n1,100.5,2,1,2,1704067200000,true\n2,100.6,1,3,3,1704067201000,false\n',
    'id,price,qty,quote_qty,time,is_buyer_maker\n1,100.5,2,201,1704067200000,true\n',
    'open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore\n'
    '1704067200000,100,110,90,105,10,1704067259999,1000,5,6,600,0\n1704067260000,105,106,100,101,4,1704067319999,410,3,1,100,0\n',
    'update_id,best_bid_price,best_bid_qty,best_ask_price,best_ask_qty,transaction_time,event_time\n5,100.1,2,100.2,3,1704067200000,1704067200001\n',
]
BARS = [
    'time,open,high,low,close,volume\n1704067200,100,110,90,105,10\n1704067260,105,111,100,106,12\n',
    '\ufeff일자;시각;시가;고가;저가;종가;거래량;거래대금\n2024-01-02;09:01:00;"1,000";"1,100";900;1,050;10;10500\n',
    'time,open,high,low,close,volume\n2024-01-02 09:00,100,110,90,105,10\n',
]
JSON_FILES = [
    '[[1704067200000,"100","110","90","105","10",1704067259999,"1000",5,"6","600","0"]]',
    '[[1570752000000,"5",null,"buy",0.00141,100.5,0.14]]',
    '[{"market":"KRW-BTC","candle_date_time_utc":"2024-01-02T00:00:00","candle_date_time_kst":"2024-01-02T09:00:00","opening_price":100.0,'
    '"high_price":110.0,"low_price":90.0,"trade_price":105.0,"timestamp":1704153659999,"candle_acc_trade_price":1000.0,"candle_acc_trade_volume":10.0,"unit":1}]',
    '{"lastUpdateId":160,"bids":[["100.1","2"]],"asks":[["100.2","1"]]}',
]


def import_seeds(out):
    for target, texts in (('import_recording', RECORDINGS), ('import_dump', DUMPS), ('import_ohlcv', BARS), ('import_json', JSON_FILES)):
        for text in texts:
            for choice in (0, 1, 2, 18):
                save(out / target, bytes([choice]) + text.encode())
            save(out / 'import_detect', text.encode())
            save(out / 'compressed_input', text.encode())
            save(out / 'compressed_input', gzip.compress(text.encode(), mtime=0))
            save(out / 'compressed_input', lzma.compress(text.encode()))
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, 'w', zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr(zipfile.ZipInfo('a.csv'), DUMPS[0])
    save(out / 'compressed_input', archive.getvalue())


def script_differential_seeds(out):
    for path in list((out / 'script_compile').iterdir()):
        for kind in range(3):
            save(out / 'script_differential', bytes([kind << 1 | 1]) + path.read_bytes()[1:])


RANGE_TEXTS = [
    '# 범위\nself.vars[0] = [[30, 30, 0], 30]\nself.vars[1] = [[24, 14, -2], 20]  # 상한\nvars[2]=[[0.1, 0.2, 0.025], 0.15]\r\nself.vars[3] = [[1_000, 3e3, 500.0,], 1000]',
    'self.vars[0] = [[30], 30]\nself.vars[1] = [[2, 3, 4], 7]\nself.vars[2] = [[0.5, 1.0, 1.5], 1]',
    '# LONG\nnot (현재가 > 시가)\nnot (체결강도 >= 체결강도평균(30) + 1)\n\n수익률 >= 2\n보유시간 > 600',
    "if self.vars[1] ** 2 > -self.vars[2]:  # self.vars[3]\n    x = f'{변수 + self.vars[10]}' + 'self.vars[4]'\n",
]


def range_text_seeds(out):
    for text in RANGE_TEXTS:
        for choice in (0, 2, 8, 9):
            save(out / 'range_text', bytes([choice]) + text.encode())
    for name in ('buy.txt', 'sell.txt'):
        for path in sorted((ROOT / 'tests/golden/grids').glob(f'*/{name}')):
            save(out / 'range_text', bytes([0]) + path.read_bytes())


def venue_seeds(out):
    for path in sorted((ROOT / 'tests/venue/data').glob('*.jsonl')):
        for line in path.read_bytes().splitlines():
            save(out / 'venue_messages', line)
            save(out / 'venue_messages', b'[' + line + b',' + line + b']')


def packed(value):
    """As PackWriter writes it (msgpack)."""
    if value is None:
        return b'\xc0'
    if isinstance(value, bool):
        return b'\xc3' if value else b'\xc2'
    if isinstance(value, int):
        return struct.pack('>Bq', 0xd3, value)
    if isinstance(value, float):
        return struct.pack('>Bd', 0xcb, value)
    if isinstance(value, bytes):
        return struct.pack('>BI', 0xc6, len(value)) + value
    if isinstance(value, str):
        text = value.encode()
        return (bytes([0xa0 | len(text)]) if len(text) < 32 else struct.pack('>BI', 0xdb, len(text))) + text
    if isinstance(value, dict):
        return struct.pack('>BI', 0xdf, len(value)) + b''.join(packed(k) + packed(v) for k, v in value.items())
    return struct.pack('>BI', 0xdd, len(value)) + b''.join(packed(one) for one in value)


def field_value(kind, choice):
    """Some value of a kind as docs/concepts/messages.md names it; of structures, whose kinds it does not name, a guess."""
    if kind.endswith(' or nothing'):
        return None if choice == 0 else field_value(kind.removesuffix(' or nothing'), choice)
    if kind.startswith('list of '):
        return [field_value(kind.removeprefix('list of '), choice)] * choice
    if kind.startswith('map from text to '):
        return {f'key {n}': field_value(kind.removeprefix('map from text to '), n) for n in range(choice)}
    if kind.startswith('('):
        return [['KRW-BTC', 1, 1.5, True][(n + choice) % 4] for n in range(kind.count(',') + 1)] if choice > 1 else []
    if kind.startswith('choice of ') or re.fullmatch(r'[iu]\d+', kind):
        return choice
    return {'text': 'KRW-BTC', 'number': 0.5 * choice, 'truth value': choice > 0, 'numbers': struct.pack('<2d', 1.5, -2.25)}.get(kind, 'text')


def bus_seeds(out):
    document = (ROOT / 'docs/concepts/messages.md').read_text('utf-8')
    for number, section in enumerate(document.split('\n### ')[1:]):
        kinds = re.findall(r'^\| \w+ \| ([^|]+) \|', section.split('| --- |')[-1], re.M)
        for choice in range(4):
            body = packed([field_value(kind.strip(), choice) for kind in kinds])
            save(out / 'bus_messages', bytes([number, 1]) + body)


CLIENT = 'stom-P-20261123-000017-1'
JOURNAL_RECORDS = [
    [1, CLIENT, 'KRW-XRP', 1, 0, 0, 1, 0, 0, '3120.5', '40', 3120.5, 0, '', 20261123091502, 1795132800, 0, 1, '', 1795132801102003, 20261123],
    [2, CLIENT, 1795132801102004],
    [3, CLIENT, '6a1e0d0c', 1795132801102005],
    [4, CLIENT, 1795132801102006],
    [5, 'KRW-XRP:0d7e', CLIENT, '15', '46800', '23.4', 'KRW', 1795133704120000, 20261123091504, True],
    [5, CLIENT + '#20', CLIENT, '5', '15600', '0', '', 1795133704120001, 0, False],
    [15, CLIENT, '20', '62400', True, 1, 'cancel', 'KRW-XRP:9', '5', 1795133704120002],
    [7, CLIENT, '', '3119', 1795133704120003],
    [7, CLIENT, 'stom-P-20261123-000018-1', '3118', 1795133704120004],
    [8, 'stom-P-20261123-000018-1', 'time', 1795133704120005],
    [6, CLIENT, 1, 'cancel', 1795133704120006],
    [9, 'KRW-XRP', 1, '20', 3120.0, 'as the venue said', 1795133704120007],
    [10, 'KRW-BTC', '77', 'stom-P-20261123-000019-1 wait', 1795133704120008],
    [11, 'KRW-XRP', 1.25, -0.5],
    [12, 'halt', True, 'user', 1795133704120009],
    [13, 'KRW', '1500000.5', '1000000', 1795133704120010],
    [14, 'BTCUSDT', 2, '0.012', 61800.2, 61800.21, 61800.2, 1.5, -0.5, 20261123091502, 1795132800, 1, 0, 10, '20261123091502;'],
]


def journal_seeds(out):
    framed = [struct.pack('<H', len(record)) + record for record in map(packed, JOURNAL_RECORDS)]
    for kind in range(4):
        for place in (0, 50, 700, 1500):
            save(out / 'order_journal', struct.pack('<HBB', place, kind, 3) + b''.join(framed))
    for record in framed:
        save(out / 'order_journal', struct.pack('<HBB', 30, 0, 0) + framed[0] + record)


def shared_row_seeds(out):
    facts = struct.pack('<BBq', 0, 16, 1_790_000_000_000_000) + b'A'
    rows = b''.join(struct.pack('<BBq', 8, 32, 1_790_000_000_300_000 + second * 1_000_000) + b'A' +
                    struct.pack('<qqBd', 20261123000001 + second, 1_790_000_000_200_000, 3, 2.5) for second in range(3))
    for flags in (0, 1, 8, 64, 128):
        watch_list = packed([['A'], [], True, 20261123000001])
        state = packed(['upbit', 0, 1_790_000_000_000_000, -1])
        raw = b''.join(struct.pack('<BBqH', kind, flags, 1_790_000_001_000_000, len(body)) + body for kind, body in ((2, watch_list), (3, state)))
        save(out / 'shared_rows', facts + rows + raw + facts + rows)


def file_seeds(out):
    for text in ('1234 567890', '7', '{"port":50123,"ca_file":"/tmp/ca.pem"}', '{"port":', 'one\ntwo\nthree\nfour\n', '\n\n\n\n'):
        save(out / 'run_files', text.encode())
    for text in ('argon2id;3;67108864;' + '0f' * 16, 'argon2id;3;67108864;0f', 'x1:AAAA', 'account',
                 'gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA=='):
        save(out / 'sealed_text', text.encode())


def main():
    out = pathlib.Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    script_seeds(out)
    database_seeds(out)
    import_seeds(out)
    script_differential_seeds(out)
    range_text_seeds(out)
    venue_seeds(out)
    bus_seeds(out)
    journal_seeds(out)
    shared_row_seeds(out)
    file_seeds(out)


main()
