"""A platform and an exchange in a box in a folder of their own, as a user runs them. Used by the scripts beside it."""
import contextlib
import json
import os
import pathlib
import shutil
import signal
import sqlite3
import ssl
import subprocess
import tempfile
import time
import urllib.request

LIMIT = 60  # seconds; only reached when something is broken

ACCESS = {'upbit': 'stomTestAccessKey0123456789ABCDEFGHIJKLMN', 'binance': 'stomTestBinanceAccess0123456789'}
SECRET = {'upbit': 'stomTestSecretKey9876543210zyxwvutsrqponm', 'binance': 'stomTestBinanceSecret0123456789abcdefghijklmnopqrstuvwxyzABCDEFG'}
MONEY = {'upbit': {'KRW': '100000000'}, 'binance': {'USDT': '100000'}}
EXCHANGE = {'upbit': '업비트', 'binance': '바이낸스선물'}


class Session:
    def __init__(self, program, market, folder=None):
        self.program = str(pathlib.Path(program).resolve())
        self.simulator = str(pathlib.Path(program).resolve().parent / 'stom-sim')
        self.market = market
        self.folder = pathlib.Path(folder or tempfile.mkdtemp(prefix='stom-session-'))
        self.run_dir, self.data, self.box_dir = self.folder / 'run', self.folder / 'data', self.folder / 'box'
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.box_dir.mkdir(mode=0o700, exist_ok=True)
        self.environment = {'PATH': os.environ['PATH'], 'HOME': str(self.folder), 'LC_ALL': 'C.UTF-8', 'STOM_RUN': str(self.run_dir),
                            'STOM_DATA': str(self.data), 'STOM_CACHE': str(self.folder / 'cache')}
        for name in ('ASAN_OPTIONS', 'UBSAN_OPTIONS', 'TSAN_OPTIONS'):
            if name in os.environ:
                self.environment[name] = os.environ[name]
        self.box = None

    # --- commands
    def run(self, *arguments, check=True, limit=LIMIT):
        done = subprocess.run([self.program, *arguments, '--lang', 'en'], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=limit, check=False)
        if check and done.returncode != 0:
            raise AssertionError(f'stom {" ".join(arguments)}: status {done.returncode}\n{done.stdout}\n{done.stderr}')
        return done

    def json(self, *arguments, check=True):
        done = self.run(*arguments, '--json', check=check)
        return json.loads(done.stdout) if done.stdout.strip() else None

    def status(self):
        done = self.run('status', '--json', check=False)
        return json.loads(done.stdout) if done.returncode in (0, 4) and done.stdout.strip() else None

    def role(self, name):
        status = self.status()
        return next((role for role in status['roles'] if role['role'] == name), None) if status else None

    def trader(self):
        status = self.status()
        traders = status['traders'] if status else []
        return traders[0] if traders and traders[0].get('answers') else None

    def until(self, what, condition, limit=LIMIT):
        begin = time.monotonic()
        while time.monotonic() - begin < limit:
            value = condition()
            if value:
                return value
            time.sleep(0.05)
        raise AssertionError(f'never within {limit} s: {what}\n{self.run("status", check=False).stdout}\n{self.logs()}')

    # --- preparation
    def settings(self, **values):
        self.run('settings', 'set', *(f'{key}={value}' for key, value in values.items()), '--yes', '--db', str(self.data / 'setting.db'))

    def text(self, kind, name, text, frame='tick'):
        file = self.folder / f'{name}.txt'
        file.write_text(text, 'utf-8')
        self.run('strategy', 'save', str(file), '--market', self.market, '--frame', frame, '--kind', kind, '--name', name, '--db',
                 str(self.data / 'strategy.db'))
        self.settings(**{'코인매수전략' if kind in ('buy', 'optibuy') else '코인매도전략': name})

    def account(self):
        """Keys of the box's account, sealed with a passphrase in a file."""
        secret_file(self.folder / 'passphrase', 'a long test passphrase\n')
        secret_file(self.folder / 'fields', f'access_key={ACCESS[self.market]}\nsecret_key={SECRET[self.market]}\n')
        self.run('account', 'add', self.market, 'box', '--db', str(self.data / 'setting.db'), '--fields-file', str(self.folder / 'fields'),
                 '--key-file', str(self.folder / 'passphrase'))

    # --- the box
    def start_box(self, *options):
        accounts = [{'venue': self.market, 'access': ACCESS[self.market], 'secret': SECRET[self.market], 'assets': MONEY[self.market]}]
        secret_file(self.box_dir / 'accounts.json', json.dumps(accounts))
        other = 'binance' if self.market == 'upbit' else 'upbit'
        ready = self.box_dir / 'ready.json'
        ready.unlink(missing_ok=True)
        self.box = subprocess.Popen([self.simulator, '--folder', str(self.box_dir), '--ready-file', str(ready), '--port', '0', '--accounts-file',
                                     str(self.box_dir / 'accounts.json'), f'--{other}', 'none', '--end-with-parent', *options],
                                    env=self.environment, stdin=subprocess.DEVNULL, stdout=(self.folder / 'box.txt').open('w'),
                                    stderr=subprocess.STDOUT)
        begin = time.monotonic()
        while not (ready.exists() and ready.read_text('utf-8').strip().endswith('}')):
            if self.box.poll() is not None or time.monotonic() - begin > LIMIT:
                raise AssertionError('stom-sim does not start:\n' + (self.folder / 'box.txt').read_text('utf-8'))
            time.sleep(0.02)
        facts = json.loads(ready.read_text('utf-8'))
        self.box_url = f'https://127.0.0.1:{facts["port"]}'
        self.tls = ssl.create_default_context(cafile=facts['ca_file'])

    def box_call(self, method, path, body=None):
        request = urllib.request.Request(self.box_url + path, method=method, data=None if body is None else json.dumps(body).encode())
        with urllib.request.urlopen(request, context=self.tls, timeout=10) as answer:
            return json.loads(answer.read())

    def box_account(self):
        return self.box_call('GET', f'/sim/account?venue={self.market}&access={ACCESS[self.market]}')

    # --- the platform
    def up(self, *options):
        return self.run('up', '--detach', '--market', self.market, *(('--box-dir', str(self.box_dir)) if self.box else ()), *options)

    def kill(self, name):
        role = self.role(name)
        if role and role['pid'] > 0:
            try:
                os.kill(role['pid'], signal.SIGKILL)
                return role['pid']
            except ProcessLookupError:
                pass
        return 0

    def rows(self, database, query, *values):
        path = self.data / database
        if not path.exists():
            return []
        with contextlib.closing(sqlite3.connect(f'file:{path}?mode=ro', uri=True, timeout=10)) as connection:
            connection.row_factory = sqlite3.Row
            try:
                return [dict(row) for row in connection.execute(query, values)]
            except sqlite3.OperationalError as error:
                if 'no such table' in str(error):
                    return []
                raise

    def logs(self, lines=25):
        out = []
        for file in sorted((self.run_dir / 'log').glob('*.log')) if (self.run_dir / 'log').exists() else []:
            out.append(f'--- {file.name}')
            out += file.read_text('utf-8', errors='replace').splitlines()[-lines:]
        return '\n'.join(out)

    def end(self, keep=False):
        self.run('down', check=False)
        if self.box and self.box.poll() is None:
            self.box.terminate()
            try:
                self.box.wait(10)
            except subprocess.TimeoutExpired:
                self.box.kill()
        if not keep:
            shutil.rmtree(self.folder, ignore_errors=True)


def secret_file(path, text):
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, 'w') as file:
        file.write(text)
