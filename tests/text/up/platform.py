#!/usr/bin/env python3
"""Starts the platform, kills parts of it and looks at it, as a user would. Usage: platform.py STOM"""
import contextlib
import json
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

LIMIT = 60  # seconds; only reached when something is broken


class Platform:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.run_dir = folder / 'run'
        self.environment = {'PATH': os.environ['PATH'], 'HOME': str(folder), 'LC_ALL': 'C.UTF-8', 'STOM_RUN': str(self.run_dir)}
        for name in ('ASAN_OPTIONS', 'UBSAN_OPTIONS', 'TSAN_OPTIONS'):
            if name in os.environ:
                self.environment[name] = os.environ[name]

    def stom(self, *arguments, status=0):
        done = subprocess.run([self.program, *arguments, '--lang', 'en'], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=LIMIT, check=False)
        if done.returncode != status:
            raise AssertionError(f'stom {" ".join(arguments)}: status {done.returncode}, expected {status}\n{done.stdout}\n{done.stderr}')
        return done.stdout + done.stderr

    def status(self):
        done = subprocess.run([self.program, 'status', '--json', '--lang', 'en'], env=self.environment, capture_output=True, text=True,
                              timeout=LIMIT, check=False)
        return json.loads(done.stdout) if done.returncode in (0, 4) else None

    def role(self, name):
        status = self.status()
        return next(role for role in status['roles'] if role['role'] == name) if status else None

    def until(self, what, condition):
        limit = time.monotonic() + LIMIT
        while time.monotonic() < limit:
            if condition():
                return
            time.sleep(0.05)
        raise AssertionError(f'never: {what}\n{self.status()}')


def runs(pid):
    try:
        return pathlib.Path(f'/proc/{pid}/stat').read_text('utf-8').rpartition(')')[2].split()[0] not in 'ZX'
    except OSError:
        return False


def nothing_runs_at_first(platform):
    assert 'nothing runs here' in platform.stom('status', status=3)
    assert 'nothing runs here' in platform.stom('down', status=3)
    assert not platform.run_dir.exists(), 'looking must make nothing'


def starts_and_shows_its_roles(platform):
    assert 'ready' in platform.stom('up', '--detach')
    names = [role['role'] for role in platform.status()['roles']]
    assert names[:2] == ['log', 'clock'], names
    text = platform.stom('status', '--channels')
    assert 'clock' in text and 'ready' in text and 'MB' in text, text
    assert oct(platform.run_dir.stat().st_mode & 0o777) == '0o700'


def refuses_to_run_twice(platform):
    assert 'already runs here' in platform.stom('up', status=2)
    assert 'already runs here' in platform.stom('up', '--detach', status=2)


def restarts_a_killed_role(platform):
    before = platform.role('clock')
    os.kill(before['pid'], signal.SIGKILL)
    platform.until('clock comes back', lambda: platform.role('clock')['restarts'] == 1 and platform.role('clock')['state'] == 'ready')
    after = platform.role('clock')
    assert after['pid'] != before['pid']
    report = pathlib.Path(after['report']).read_text('utf-8')
    assert 'role: clock' in report and 'SIGKILL' in report, report
    assert oct(pathlib.Path(after['report']).stat().st_mode & 0o777) == '0o600'
    platform.until('the log tells it', lambda: 'clock: back after' in platform.stom('log'))
    assert 'clock: back after' in platform.stom('log', 'supervisor')
    assert 'no log of the role nobody' in platform.stom('log', 'nobody', status=2)


def goes_down_in_order(platform):
    pids = [platform.status()['pid']] + [role['pid'] for role in platform.status()['roles']]
    assert 'all has ended' in platform.stom('down')
    assert not any(runs(pid) for pid in pids), pids
    platform.stom('status', status=3)


def starts_clean_after_its_supervisor_was_killed(platform):
    platform.stom('up', '--detach')
    status = platform.status()
    pids = [role['pid'] for role in status['roles']]
    os.kill(status['pid'], signal.SIGKILL)
    platform.until('the roles notice and end', lambda: not any(runs(pid) for pid in pids))
    assert 'nothing runs here' in platform.stom('status', status=3)
    platform.stom('up', '--detach')
    assert all(role['restarts'] == 0 for role in platform.status()['roles'])
    platform.until('the log tells it', lambda: 'ended without cleaning up' in platform.stom('log', 'supervisor'))
    platform.stom('down')


def takes_over_files_of_the_earlier_program_and_owns_them(platform):
    data, other_run = platform.folder / 'old data', str(platform.folder / 'other')
    data.mkdir(mode=0o700)
    with contextlib.closing(sqlite3.connect(data / 'setting.db')) as settings:
        settings.executescript('CREATE TABLE main ("index" INTEGER, "거래소" TEXT); INSERT INTO main VALUES (0, \'업비트\');'
                               'CREATE TABLE cacc ("index" INTEGER, "Access_key" TEXT, "Secret_key" TEXT);'
                               'INSERT INTO cacc VALUES (1, \'plain-access\', \'plain-secret\')')
    with contextlib.closing(sqlite3.connect(data / 'strategy.db')) as texts:
        texts.executescript('CREATE TABLE coinbuy ("index" TEXT, "전략코드" TEXT); INSERT INTO coinbuy VALUES (\'나의_매수\', \'매수 = False\')')
    said = platform.stom('up', '--detach', '--data', str(data))
    assert 'setting.db: taken over' in said and 'strategy.db: taken over' in said and '2 account fields' in said, said
    assert 'plain-' not in said
    assert len(list(data.glob('setting.db.backup-*'))) == 1
    assert 'another platform' in platform.stom('up', '--detach', '--data', str(data), '--run-dir', other_run, status=2)
    assert 'another run folder' in platform.stom('settings', 'set', '테마=다크그린', '--db', str(data / 'setting.db'), '--run-dir', other_run, status=2)
    platform.stom('settings', 'set', '테마=다크그린', '--db', str(data / 'setting.db'))
    platform.stom('down')
    assert 'taken over' not in platform.stom('up', '--detach', '--data', str(data))
    platform.stom('down')


def ends_by_interrupt_in_the_foreground(platform):
    process = subprocess.Popen([platform.program, 'up', '--lang', 'en'], env=platform.environment, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler))
    try:
        platform.until('all are ready', lambda: (platform.status() or {'roles': [{'state': ''}]})['roles'][-1]['state'] == 'ready')
        pids = [role['pid'] for role in platform.status()['roles']]
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=LIMIT)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 0, (process.returncode, output)
    assert not any(runs(pid) for pid in pids)


def keeps_the_way_of_an_order_on_its_cores(platform):
    core = max(os.sched_getaffinity(0))
    assert 'no list of cores' in platform.stom('up', '--cores', 'one', status=2)
    platform.stom('up', '--detach', '--cores', str(core))
    for role in platform.status()['roles']:
        bound = role['role'].split('.')[0] in ('receiver', 'strategy', 'trader')
        cores = os.sched_getaffinity(role['pid'])
        assert cores == ({core} if bound else os.sched_getaffinity(0)), (role['role'], cores)
    platform.stom('down')


def refuses_wrong_requests(platform):
    assert 'no such role' in platform.stom('role', 'nobody', status=2)
    assert 'the path of a run folder' in platform.stom('up', '--run-dir', str(platform.folder / ('x' * 120)), status=2)
    assert 'clock' in platform.stom('role')


def main():
    # A short path: names of sockets are limited.
    folder = pathlib.Path(tempfile.mkdtemp(prefix='stom-up-', dir='/tmp'))
    platform = Platform(str(pathlib.Path(sys.argv[1]).resolve()), folder)
    try:
        for step in (nothing_runs_at_first, starts_and_shows_its_roles, refuses_to_run_twice, restarts_a_killed_role, goes_down_in_order,
                     starts_clean_after_its_supervisor_was_killed, takes_over_files_of_the_earlier_program_and_owns_them,
                     ends_by_interrupt_in_the_foreground, keeps_the_way_of_an_order_on_its_cores, refuses_wrong_requests):
            step(platform)
            print(f'ok {step.__name__}')
    finally:
        status = platform.status()
        if status:
            subprocess.run([platform.program, 'down'], env=platform.environment, timeout=LIMIT, check=False)
        shutil.rmtree(folder, ignore_errors=True)
    return 0


sys.exit(main())
