#!/usr/bin/env python3
"""Kills `stom optimize` at random moments, resumes, and compares the exported study with that of an undisturbed run, byte for byte.

Usage: kill_and_resume.py STOM [--kills N] [--seed N]. Each kill is a study of its own in a file of its own: started, killed with SIGKILL
after a random share of the undisturbed run's time, resumed (and killed once more in every second one), resumed to its end.
"""
import argparse
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time

RUN_LIMIT = 300  # seconds; a run that takes longer hangs

BUY = 'if not (체결강도 > self.vars[1]):\n    매수 = False\nelif not (현재가 > 이동평균(self.vars[2])):\n    매수 = False\n'
SELL = 'if 수익률 >= self.vars[3] or 수익률 <= -1 or 보유시간 > 120:\n    매도 = True\n'
RANGES = ('self.vars[0] = [[30, 30, 0], 30]\nself.vars[1] = [[60, 155, 5], 100]\nself.vars[2] = [[10, 60, 10], 20]\n'
          'self.vars[3] = [[0.2, 2.0, 0.1], 1.0]\n')
# A sampler with folds, and a walk-forward whose windows build on each other.
STUDIES = {
    'bvc': ['optimize', '--kind', 'bvc', '--train', '2', '--valid', '1', '--sampler', 'tpe', '--steps', '400', '--trials', '240'],
    'or': ['walkforward', '--kind', 'or', '--train', '1', '--test', '1', '--steps', '2'],
}


def fail(text):
    print(f'FAILED: {text}')
    sys.exit(1)


class Bench:
    def __init__(self, stom, folder):
        self.stom = stom
        self.folder = folder
        self.environment = dict(os.environ, STOM_CACHE=str(folder / 'cache'), LC_ALL='C.UTF-8')

    def command(self, arguments):
        return [str(self.stom), *[str(argument) for argument in arguments], '--lang', 'en']

    def run(self, arguments):
        done = subprocess.run(self.command(arguments), cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=RUN_LIMIT)
        if done.returncode != 0:
            fail(f'{" ".join(map(str, arguments))}: status {done.returncode}\n{done.stdout}\n{done.stderr}')
        return done.stdout

    def killed(self, arguments, seconds):
        """True if the run was still going on when it was killed."""
        child = subprocess.Popen(self.command(arguments), cwd=self.folder, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                 start_new_session=True)
        try:
            child.wait(timeout=seconds)
            return False
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
            return True

    def study(self, kind, database):
        base = ['--market', 'stock', '--frame', 'tick', '--db', 'rows.db', '--end', '91500', '--buy', 'buy.txt', '--sell', 'sell.txt', '--ranges',
                'ranges.txt', '--bet', '1000000', '--seed', '5', '--engines', '2', '--name', 'study', '--study-db', database]
        return [*STUDIES[kind], *base]

    def is_stored(self, database):
        if not (self.folder / database).exists():
            return False
        listed = subprocess.run(self.command(['study', 'list', '--study-db', database, '--json']), cwd=self.folder, env=self.environment,
                                capture_output=True, text=True, timeout=RUN_LIMIT)
        return listed.returncode == 0 and any(study['name'] == 'study' for study in json.loads(listed.stdout or '[]'))

    def export(self, database):
        self.run(['study', 'export', 'study', '--study-db', database, '--out', 'export.csv'])
        content = (self.folder / 'export.csv').read_bytes()
        (self.folder / 'export.csv').unlink()
        return content


def main():
    options = argparse.ArgumentParser()
    options.add_argument('stom', type=lambda path: pathlib.Path(path).resolve())
    options.add_argument('--kills', type=int, default=20)
    options.add_argument('--seed', type=int, default=1)
    given = options.parse_args()
    choices = random.Random(given.seed)
    with tempfile.TemporaryDirectory(prefix='stom-kill-') as name:
        bench = Bench(given.stom, pathlib.Path(name))
        for file, text in (('buy.txt', BUY), ('sell.txt', SELL), ('ranges.txt', RANGES)):
            (bench.folder / file).write_text(text, 'utf-8')
        bench.run(['sample', '--market', 'stock', '--frame', 'tick', '--symbols', '3', '--days', '30', '--end', '91500', '--seed', '3', '--out', 'rows.db'])
        expected, seconds = {}, {}
        for kind in STUDIES:
            started = time.monotonic()
            bench.run(bench.study(kind, f'whole_{kind}.db'))
            seconds[kind] = time.monotonic() - started
            expected[kind] = bench.export(f'whole_{kind}.db')
            if expected[kind].count(b'\n') < 20:
                fail(f'{kind}: the undisturbed study has hardly any rows')
        kills = resumed = 0
        for number in range(given.kills):
            kind = list(STUDIES)[number % len(STUDIES)]
            database = f'cut_{number}.db'
            command = bench.study(kind, database)
            kills += bench.killed(command, choices.uniform(0.02, 1.0) * seconds[kind])
            resume = ['study', 'resume', 'study', '--study-db', database, '--engines', '1']
            if bench.is_stored(database):
                if number % 2 == 1:
                    kills += bench.killed(resume, choices.uniform(0.02, 1.0) * seconds[kind])
                bench.run(resume)
                resumed += 1
            else:
                bench.run(command)  # killed before the study existed
            if bench.export(database) != expected[kind]:
                fail(f'{kind}, kill {number}: the resumed study differs from the undisturbed one')
        if kills < given.kills // 2:
            fail(f'only {kills} of {given.kills} runs were killed while they ran')
        print(f'{given.kills} studies, {kills} kills, {resumed} resumed: all equal to the undisturbed runs')


if __name__ == '__main__':
    main()
