#!/usr/bin/env python3
"""A paper platform records and trades at an exchange in a box while its disk is full, refuses writes or is read-only, and while its writer, its receiver
and the whole platform are killed. After each: at most a second of rows is lost, the databases are whole, no index is there twice, what was on disk
stays there; while the disk refuses, no position is opened and people are told; when the disk is well again, so is the platform.

The data folder is a small file system of its own (ext4 in a file, or a tmpfs), which takes root or user name spaces; ends with 77 without them.

Usage: storage_faults.py STOM [--market upbit|binance] [--only STEP,…] [--keep]
"""
import argparse
import calendar
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from session import EXCHANGE, Session  # noqa: E402

SKIPPED = 77
VOLUME = 96  # MB
TEXTS = {
    'upbit': ('매수 = 데이터길이 % 3 == 1\n', '매도 = 보유시간 >= 1\n'),
    'binance': ('BUY_LONG = 데이터길이 % 3 == 1\nSELL_SHORT = 데이터길이 % 3 == 2\n',
                "if 포지션 == 'LONG':\n    SELL_LONG = 보유시간 >= 1\nelse:\n    BUY_SHORT = 보유시간 >= 1\n"),
}
ENTRIES = {'upbit': ('매수',), 'binance': ('BUY_LONG', 'SELL_SHORT')}
SECONDS_KEPT = 1      # rows that a kill may take, in seconds of a symbol
NOTICED_WITHIN = 1.5  # seconds until the trader opens nothing any more
BOOKS_A_SECOND = 4    # at least: so every second has a row


class Volume:
    """A file system mounted at the data folder."""

    def __init__(self, folder, image):
        self.folder, self.image, self.is_ext4 = folder, None, False
        if shutil.which('mkfs.ext4') and os.path.exists('/dev/loop-control'):
            with image.open('wb') as file:
                file.truncate(VOLUME * 1_000_000)
            # Blocks of a page, as real disks have: SQLite reserves a block of each page that it maps, and smaller ones leave holes to fall into.
            quiet(['mkfs.ext4', '-q', '-m', '0', '-b', '4096', str(image)])
            self.is_ext4 = quiet(['mount', '-o', 'loop', str(image), str(folder)], check=False)
        if not self.is_ext4 and not quiet(['mount', '-t', 'tmpfs', '-o', f'size={VOLUME}m', 'tmpfs', str(folder)], check=False):
            print('skipped: no file system can be mounted here')
            sys.exit(SKIPPED)
        folder.chmod(0o700)

    def fill(self):
        filler = os.open(self.folder / 'filler', os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        size = 1 << 20
        while size > 0:  # to the last byte
            try:
                os.write(filler, bytes(size))
            except OSError:
                size //= 2
        os.close(filler)

    def empty(self):
        (self.folder / 'filler').unlink()

    def files(self):
        return [str(path) for path in self.folder.rglob('*') if path.name != 'lost+found' and not path.is_symlink()]

    def forbid(self, forbidden):
        """Every write, also to files that are open, is refused (ext4 only)."""
        names = [name for name in self.files() if not name.endswith('-shm')]
        quiet(['chattr', '+i' if forbidden else '-i', str(self.folder), *names])

    def remount(self, mode):
        return quiet(['mount', '-o', f'remount,{mode}', str(self.folder)], check=False)

    def end(self):
        self.remount('rw')
        if self.is_ext4:
            self.forbid(False)
        if not quiet(['umount', str(self.folder)], check=False):
            quiet(['umount', '-l', str(self.folder)], check=False)


def quiet(command, check=True):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if check and done.returncode != 0:
        raise AssertionError(f'{" ".join(command[:3])}: {done.stderr}')
    return done.returncode == 0


def seconds_of(index):
    return calendar.timegm(time.strptime(str(index), '%Y%m%d%H%M%S'))


class Faults:
    def __init__(self, session, volume):
        self.session, self.volume = session, volume
        self.market = session.market
        self.database = f'{session.market}_tick.db'
        self.holes = []         # (from, to) in which rows may be missing: the receiver was not there
        self.seen = {}          # what a reader saw committed

    # --- the platform
    def prepare(self):
        session = self.session
        session.settings(**{'거래소': EXCHANGE[self.market], '코인모의투자': '1', '코인리시버': '1', '코인트레이더': '1', '코인데이터저장': '1',
                            '코인타임프레임': '1', '코인평균값계산틱수': '3', '코인최대매수종목수': '100',
                            '코인투자금': '1' if self.market == 'upbit' else '500', '코인매수주문구분': '시장가', '코인매도주문구분': '시장가',
                            '코인위험분당주문': '10000'})
        for kind, name, text in zip(('buy', 'sell'), ('시험_매수', '시험_매도'), TEXTS[self.market]):
            session.text(kind, name, text)
        session.start_box('--seed', '7', '--random-symbols', '8', '--events-per-second', str(BOOKS_A_SECOND * 3.1 * 1.7))

    def up(self):
        begin = time.time()
        self.session.up('--workers', '1')
        self.session.until('rows are recorded', lambda: self.newest() >= begin)
        self.session.until('everything is ready', self.all_ready)
        return begin

    def all_ready(self):
        status = self.session.status()
        return bool(status) and all(role['state'] == 'ready' for role in status['roles'])

    # --- what is on disk
    def tables(self):
        found = self.session.rows(self.database, "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'moneytop'")
        return sorted(row['name'] for row in found)

    def keys(self):
        return {table: [row['index'] for row in self.session.rows(self.database, f'SELECT "index" FROM "{table}" ORDER BY rowid')]
                for table in self.tables()}

    def newest(self):
        newest = [self.session.rows(self.database, f'SELECT max("index") AS newest FROM "{table}"') for table in self.tables()]
        return min((seconds_of(rows[0]['newest']) for rows in newest if rows and rows[0]['newest']), default=0)

    def trades(self):
        return {row['client_id'] for row in self.session.rows('tradelist.db', f'SELECT client_id FROM {self.market}_paper_fills')}

    def note(self):
        """What stands in the databases now must stay."""
        self.seen = {'rows': self.keys(), 'trades': self.trades()}

    def entries(self, begin, end):
        """Orders that opened a position between two times."""
        words = ', '.join(f"'{word}'" for word in ENTRIES[self.market])
        return self.session.rows('tradelist.db', f'SELECT client_id, created FROM {self.market}_paper_orders WHERE side IN ({words}) '
                                 'AND created > ? AND created < ?', int(begin * 1e6), int(end * 1e6))

    def check(self, what):
        """When all is well again: everything that was made arrives, nothing is lost, doubled or broken."""
        now = time.time()
        self.session.until(f'{what}: the newest rows are stored', lambda: self.newest() >= now + 1)
        self.session.until(f'{what}: positions are opened again', lambda: self.entries(now, time.time() + 60))
        for name in (self.database, 'tradelist.db'):
            found = [list(row.values())[0] for row in self.session.rows(name, 'PRAGMA integrity_check')]
            assert found == ['ok'], f'{what}: {name} is damaged: {found}'
        lost = []
        for table, keys in self.keys().items():
            assert len(keys) == len(set(keys)), f'{what}: {table} has an index twice'
            gone = set(self.seen.get('rows', {}).get(table, ())) - set(keys)
            assert not gone, f'{what}: {table} lost rows that were on disk: {sorted(gone)}'
            there = {seconds_of(key) for key in keys}
            missing = [second for second in range(min(there), max(there)) if second not in there and not self.excused(second)]
            lost += [(table, second) for second in missing]
        assert not lost, f'{what}: rows are missing: {[(code, time.strftime("%H:%M:%S", time.gmtime(second))) for code, second in lost[:20]]}'
        gone = self.seen.get('trades', set()) - self.trades()
        assert not gone, f'{what}: fills that were on disk are gone: {sorted(gone)}'
        self.note()

    def excused(self, second):
        return any(begin <= second <= end for begin, end in self.holes)

    def receiver_was_killed(self, killed, back):
        """A row of second s is made in s + 1: at `killed` the rows up to killed - 2 were made for sure, and a second of them may be lost."""
        self.holes.append((int(killed) - 1 - SECONDS_KEPT, back))

    # --- steps
    def query_killed(self):
        """The writer dies in the middle of batches, as often as the supervisor lets it come back."""
        log = pathlib.Path(self.session.data / f'{self.database}-wal')
        for number in range(5):
            self.session.until('query is ready', lambda: (self.session.role('query') or {}).get('state') == 'ready')
            process = self.session.role('query')['pid']
            before = log.stat().st_mtime_ns if log.exists() else 0
            begin = time.monotonic()
            while time.monotonic() - begin < 5:  # the moment it begins to write
                if log.exists() and log.stat().st_mtime_ns != before:
                    break
                time.sleep(0.0002)
            time.sleep(0.0007 * number)
            os.kill(process, signal.SIGKILL)
        self.session.until('query is back', lambda: (self.session.role('query') or {}).get('restarts') == 5 and self.all_ready(), limit=90)
        self.check('query killed')

    def receiver_killed(self):
        name = f'receiver.{self.market}'
        for _ in range(2):
            time.sleep(2.5)
            self.note()
            killed = time.time()
            assert self.session.kill(name), 'the receiver is not there'
            self.session.until('the receiver is back', lambda: self.session.role(name)['state'] == 'ready')
            self.session.until('rows are recorded again', lambda: self.newest() > killed)
            back = min(seconds_of(next(key for key in keys if seconds_of(key) > killed)) for keys in self.keys().values())
            print(f'  receiver: killed, rows again after {back - killed:.1f} s', flush=True)
            self.receiver_was_killed(killed, max(back, int(killed) + 1) + 1)
        self.check('receiver killed')

    def platform_killed(self):
        status = self.session.status()
        self.note()
        killed = time.time()
        for process in [status['pid']] + [role['pid'] for role in status['roles'] if role['pid'] > 0]:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.up()
        back = max(seconds_of(next(key for key in keys if seconds_of(key) > killed)) for keys in self.keys().values())
        self.receiver_was_killed(killed, back)
        self.check('platform killed')

    def refused(self, what, begin_fault, end_fault, seconds=8):
        """The disk refuses for some seconds while everything runs."""
        self.note()
        began = time.time()
        begin_fault()
        status = self.session.until(f'{what}: stom status shows it', self.shows_trouble, limit=20)
        told = time.time()
        print(f'  {what}: shown {told - began:.1f} s later: {", ".join(self.troubles(status))}; the trader: {self.why(status)}', flush=True)
        time.sleep(seconds)
        assert self.shows_trouble(), f'{what}: nothing is shown after {seconds} s'
        ended = time.time()
        end_fault()
        self.session.until(f'{what}: all is well again', self.all_ready)
        print(f'  {what}: well {time.time() - ended:.1f} s after the disk', flush=True)
        logs = self.session.logs(400)
        assert ' ERROR ' in logs.upper() or 'error' in logs.lower(), f'{what}: the log says nothing'
        self.check(what)
        opened = self.entries(began + NOTICED_WITHIN, ended)
        assert not opened, f'{what}: positions were opened while the disk refused: {opened}'

    def troubles(self, status):
        return [f'{role["role"]} {role["state"]}' for role in status['roles'] if role['state'] != 'ready']

    def why(self, status):
        return next((trader.get('why', '') for trader in status['traders'] if trader['role'] == f'trader.{self.market}'), '')

    def shows_trouble(self):
        """The writer and the trader say that they are not well, and the trader why."""
        status = self.session.status()
        if not status:
            return None
        states = {role['role']: role['state'] for role in status['roles']}
        return status if states.get('query') == states.get(f'trader.{self.market}') == 'degraded' and self.why(status) else None

    def disk_full(self):
        self.refused('disk full', self.volume.fill, self.volume.empty)

    def writes_refused(self):
        if not self.volume.is_ext4:
            return print('  writes refused: not possible on a tmpfs')
        self.refused('writes refused', lambda: self.volume.forbid(True), lambda: self.volume.forbid(False))

    def read_only(self):
        """The file system is read-only when the writers start."""
        def begin():
            for role in self.session.status()['roles']:  # everybody who has a file open for writing
                if role['role'].partition('.')[0] in ('query', 'trader', 'strategy'):
                    os.kill(role['pid'], signal.SIGKILL)
            self.session.until('the disk is read-only', lambda: self.volume.remount('ro'))

        self.refused('read-only', begin, lambda: self.volume.remount('rw'), seconds=12)


STEPS = ('query_killed', 'platform_killed', 'receiver_killed', 'disk_full', 'writes_refused', 'read_only')


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('stom')
    parser.add_argument('--market', default='upbit')
    parser.add_argument('--only', default=','.join(STEPS))
    parser.add_argument('--keep', action='store_true')
    arguments = parser.parse_args()
    if os.geteuid() != 0:
        if 'STOM_OWN_MOUNTS' in os.environ or not quiet(['unshare', '-rm', 'true'], check=False):
            print('skipped: mounting takes root or user name spaces')
            return SKIPPED
        os.execvpe('unshare', ['unshare', '-rm', sys.executable, *sys.argv], {**os.environ, 'STOM_OWN_MOUNTS': '1'})
    session = Session(arguments.stom, arguments.market)
    volume = None
    try:
        volume = Volume(session.data, session.folder / 'volume')
        faults = Faults(session, volume)
        faults.prepare()
        faults.up()
        faults.check('at first')
        for step in arguments.only.split(','):
            print(f'{step} …', flush=True)
            getattr(faults, step)()
            print(f'{step}: ok', flush=True)
        return 0
    except AssertionError as error:
        print(f'FAILED: {error}\n{session.logs(60)}')
        return 1
    finally:
        session.end(keep=True)
        if volume:
            volume.end()
        if not arguments.keep:
            shutil.rmtree(session.folder, ignore_errors=True)


if __name__ == '__main__':
    sys.exit(main())
