#!/usr/bin/env python3
"""Runs text tests: files that say what a user has, types and must see. Usage: run.py STOM CASE...

A case is read line by line; indented lines belong to the line above them. Its first comment line is its title.

  file NAME                 a text file with the indented lines as content
  rows NAME MARKET FRAME [days=D,D] [count=N] [codes=C,C]     a small back database (tests/text/rows.py)
  texts MARKET              buy.txt and sell.txt that buy a rising price and sell some rows later
  sql NAME                  runs the indented SQL on a database
  bytes NAME OFFSET HEX     overwrites bytes (OFFSET may be negative: from the end)
  truncate NAME SIZE        cuts a file (SIZE may be negative: from the end)
  folder NAME | link NAME TARGET | remove NAME | gzip NAME
  private NAME              only the owner may read the file
  small-disk NAME SIZE      mounts a small disk on folder NAME; the case is skipped where that is not allowed
  needs COMMAND             skips the case where the command is missing
  stom ARGUMENTS            runs the program; the indented lines below say what must come of it:
      status N              exit status (default 0)
      says TEXT             standard output or error has TEXT;   says not TEXT
      output TEXT           standard output has TEXT
      error TEXT            standard error has TEXT
      makes NAME            the file exists afterwards (a failing run must not leave anything else behind)
      interrupt after NAME  Ctrl-C is sent once a file of that name exists
      within SECONDS        after Ctrl-C the program ends within this time
  file-has NAME TEXT        a file's content, afterwards
  lacks TEXT                no file anywhere has this text, afterwards but those named (lacks TEXT NAME…)
  same NAME NAME            two files have the same bytes
  no NAME                   no such file (pattern)

NAME may hold * and must then match exactly one file. Every failing run is also checked for: a message, no unexpected
exception, no new or changed file outside the cache.
"""
import fnmatch
import gzip
import os
import pathlib
import shlex
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import rows  # noqa: E402

RUN_LIMIT = 120  # seconds; a run that takes longer hangs
NEVER_SAID = ['terminate called', '예상하지 못한 오류', 'unexpected failure', 'Segmentation', 'AddressSanitizer', 'runtime error:']
SKIPPED = 77
ONE_WAY = {'buy.txt': 'if not (현재가 > 현재가N(1)):\n    매수 = False\n', 'sell.txt': 'if 보유시간 >= 5:\n    매도 = True\n'}
TEXTS = {
    'stock': ONE_WAY,
    'upbit': ONE_WAY,
    'binance': {'buy.txt': 'if not (현재가 > 현재가N(1)):\n    BUY_LONG = False\nSELL_SHORT = False\n',
                'sell.txt': 'if 보유시간 >= 5:\n    SELL_LONG = True\n    BUY_SHORT = True\n'},
}


class Failed(Exception):
    pass


class Skipped(Exception):
    pass


def parse(path):
    """[(line number, words, indented lines)]"""
    steps = []
    for number, line in enumerate(path.read_text('utf-8').splitlines(), 1):
        if line.startswith((' ', '\t')) and steps:
            steps[-1][2].append((number, line[4:] if line.startswith('    ') else line.lstrip()))
        elif not line.strip():
            if steps and steps[-1][1].startswith(('file ', 'sql ')):
                steps[-1][2].append((number, ''))
        elif not line.startswith('#'):
            steps.append((number, line.strip(), []))
    return steps


class Case:
    def __init__(self, program, path, folder):
        self.program, self.path, self.folder = program, path, folder
        self.mounts = []
        self.environment = {'PATH': os.environ['PATH'], 'HOME': str(folder), 'LC_ALL': 'C.UTF-8',
                            'STOM_CACHE': str(folder / 'cache')}
        for name in ('ASAN_OPTIONS', 'UBSAN_OPTIONS', 'TSAN_OPTIONS'):
            if name in os.environ:
                self.environment[name] = os.environ[name]

    def find(self, name):
        if '*' not in name:
            return self.folder / name
        found = sorted(p for p in self.folder.rglob('*') if fnmatch.fnmatch(str(p.relative_to(self.folder)), name))
        if len(found) != 1:
            raise Failed(f'{name} matches {len(found)} files: {[str(p.relative_to(self.folder)) for p in found][:9]}')
        return found[0]

    def state(self):
        """Size and time of every file outside the cache."""
        result = {}
        for path in sorted(self.folder.rglob('*')):
            name = str(path.relative_to(self.folder))
            if path.is_file() and 'cache' not in path.relative_to(self.folder).parts:
                status = path.stat()
                result[name] = (status.st_size, status.st_mtime_ns)
        return result

    def run_step(self, line, block):
        word, _, rest = line.partition(' ')
        words = shlex.split(rest) if word != 'stom' else []
        text = '\n'.join(content for _, content in block) + '\n'
        if word == 'file':
            target = self.folder / words[0]
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text.rstrip('\n') + '\n', 'utf-8')
        elif word == 'rows':
            options = dict(pair.split('=') for pair in words[3:])
            target = self.folder / words[0]
            target.parent.mkdir(parents=True, exist_ok=True)
            rows.write(target, words[1], words[2],
                       days=[int(day) for day in options.get('days', '20240102').split(',')],
                       count=int(options.get('count', 120)),
                       codes=options['codes'].split(',') if 'codes' in options else None)
        elif word == 'texts':
            for name, content in TEXTS[words[0]].items():
                (self.folder / name).write_text(content, 'utf-8')
        elif word == 'sql':
            database = sqlite3.connect(self.folder / words[0])
            database.executescript(text)
            database.commit()
            database.close()
        elif word == 'bytes':
            target = self.find(words[0])
            content = bytearray(target.read_bytes())
            offset, new = int(words[1]), bytes.fromhex(words[2])
            offset += len(content) if offset < 0 else 0
            content[offset:offset + len(new)] = new
            target.write_bytes(content)
        elif word == 'truncate':
            target = self.find(words[0])
            size = int(words[1])
            os.truncate(target, size if size >= 0 else target.stat().st_size + size)
        elif word == 'gzip':
            target = self.find(words[0])
            (self.folder / (words[0] + '.gz')).write_bytes(gzip.compress(target.read_bytes()))
            target.unlink()
        elif word == 'folder':
            (self.folder / words[0]).mkdir(parents=True)
        elif word == 'link':
            (self.folder / words[0]).symlink_to(words[1])
        elif word == 'remove':
            target = self.find(words[0])
            shutil.rmtree(target) if target.is_dir() else target.unlink()
        elif word == 'private':
            self.find(words[0]).chmod(0o600)
        elif word == 'lacks':
            for path in sorted(self.folder.rglob('*')):
                name = str(path.relative_to(self.folder))
                if path.is_file() and not any(fnmatch.fnmatch(name, pattern) for pattern in words[1:]) and words[0].encode() in path.read_bytes():
                    raise Failed(f'{name} has "{words[0]}"')
        elif word == 'small-disk':
            target = self.folder / words[0]
            target.mkdir(parents=True, exist_ok=True)
            mounted = subprocess.run(['mount', '-t', 'tmpfs', '-o', f'size={words[1]}', 'stom-test', str(target)],
                                     capture_output=True, check=False) if shutil.which('mount') else None
            if mounted is None or mounted.returncode != 0:
                raise Skipped('a small disk cannot be mounted here (needs root)')
            self.mounts.append(target)
        elif word == 'needs':
            if not shutil.which(words[0]):
                raise Skipped(f'{words[0]} is not installed')
        elif word == 'file-has':
            content = self.find(words[0]).read_bytes().decode('utf-8', 'replace')
            if words[1] not in content:
                raise Failed(f'{words[0]} does not have "{words[1]}":\n{content[:1000]}')
        elif word == 'same':
            if self.find(words[0]).read_bytes() != self.find(words[1]).read_bytes():
                raise Failed(f'{words[0]} and {words[1]} differ')
        elif word == 'no':
            found = [p for p in self.folder.rglob('*') if fnmatch.fnmatch(str(p.relative_to(self.folder)), words[0])]
            if found:
                raise Failed(f'there must be no {words[0]}, but there is {found[0].relative_to(self.folder)}')
        elif word == 'stom':
            self.run_program(shlex.split(rest), block)
        else:
            raise Failed(f'unknown word "{word}"')

    def run_program(self, arguments, block):
        expect = {'status': 0, 'interrupt': None, 'within': None}
        texts, made = [], []
        for number, line in block:
            if not line or line.startswith('#'):
                continue
            word, _, rest = line.partition(' ')
            if word == 'status':
                expect['status'] = int(rest)
            elif word in ('says', 'output', 'error'):
                texts.append((number, word, rest))
            elif word == 'makes':
                made.append(rest)
            elif word == 'interrupt':
                expect['interrupt'] = rest.removeprefix('after ')
            elif word == 'within':
                expect['within'] = float(rest)
            else:
                raise Failed(f'line {number}: unknown expectation "{word}"')
        before = self.state()
        status, output, error, seconds_to_stop = self.execute(arguments, expect)
        shown = f'--- output\n{output[-2000:]}--- error\n{error[-2000:]}'
        if status != expect['status']:
            raise Failed(f'exit status {status}, expected {expect["status"]}\n{shown}')
        for number, where, text in texts:
            present = not text.startswith('not ')
            wanted = text.removeprefix('not ')
            content = {'says': output + error, 'output': output, 'error': error}[where]
            if (wanted in content) != present:
                raise Failed(f'line {number}: {where} {text}: {"missing" if present else "present"}\n{shown}')
        for text in NEVER_SAID:
            if text in output + error:
                raise Failed(f'says "{text}"\n{shown}')
        if expect['within'] is not None and seconds_to_stop > expect['within']:
            raise Failed(f'ended {seconds_to_stop:.1f} s after Ctrl-C, allowed {expect["within"]}')
        for name in made:
            self.find(name)
            if '*' not in name and not (self.folder / name).exists():
                raise Failed(f'{name} was not made\n{shown}')
        if status != 0:
            if not error.strip() and not output.strip():
                raise Failed('failed without a word')
            after = self.state()
            changed = [name for name in sorted(after.keys() | before.keys()) if before.get(name) != after.get(name)
                       and not any(fnmatch.fnmatch(name, pattern) for pattern in made)]
            if changed:
                raise Failed(f'a failed run left or changed files: {changed[:9]}\n{shown}')

    def execute(self, arguments, expect):
        # Python ignores SIGINT in some shells' background jobs; the program must get the default.
        process = subprocess.Popen([self.program] + arguments, cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler))
        interrupted = time.monotonic()
        try:
            if expect['interrupt']:
                self.wait_for_file(process, expect['interrupt'])
                interrupted = time.monotonic()
                process.send_signal(signal.SIGINT)
            output, error = process.communicate(timeout=RUN_LIMIT)
        except subprocess.TimeoutExpired:
            raise Failed(f'still runs after {RUN_LIMIT} s') from None
        finally:
            if process.poll() is None:
                process.kill()
                process.communicate()
        return (process.returncode, output.decode('utf-8', 'replace'), error.decode('utf-8', 'replace'),
                time.monotonic() - interrupted)

    def wait_for_file(self, process, name):
        limit = time.monotonic() + RUN_LIMIT
        while process.poll() is None and time.monotonic() < limit:
            if any(fnmatch.fnmatch(str(path.relative_to(self.folder)), name) for path in self.folder.rglob('*')):
                return
            time.sleep(0.005)
        raise Failed(f'{name} never appeared while the program ran')

    def run(self):
        try:
            for number, line, block in parse(self.path):
                try:
                    self.run_step(line, block)
                except (Failed, ValueError, OSError, sqlite3.Error) as failure:
                    raise Failed(f'{self.path}:{number}: {line}\n{failure}') from None
        finally:
            for mount in self.mounts:
                subprocess.run(['umount', str(mount)], check=False)


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    counts = {'passed': 0, 'failed': 0, 'skipped': 0}
    for name in sys.argv[2:]:
        path = pathlib.Path(name)
        with tempfile.TemporaryDirectory(prefix='stom-text-') as folder:
            try:
                Case(program, path, pathlib.Path(folder).resolve()).run()
                counts['passed'] += 1
            except Skipped as reason:
                counts['skipped'] += 1
                print(f'SKIPPED {path.stem}: {reason}')
            except Failed as failure:
                counts['failed'] += 1
                print(f'FAILED {failure}')
    print(', '.join(f'{count} {word}' for word, count in counts.items()))
    if counts['failed']:
        return 1
    return SKIPPED if counts['skipped'] and not counts['passed'] else 0


if __name__ == '__main__':
    sys.exit(main())
