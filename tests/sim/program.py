"""stom-sim as a program: tells where it listens, answers over TLS, ends cleanly on SIGTERM and with its parent.

Usage: program.py STOM_SIM
"""
import json
import os
import shlex
import signal
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request

PATIENCE = 20


def get(ready, path):
    context = ssl.create_default_context(cafile=ready['ca_file'])
    url = f"https://localhost:{ready['port']}{path}"
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context))
    with opener.open(url, timeout=PATIENCE) as answer:
        return json.load(answer)


def is_running(pid):
    try:
        with open(f'/proc/{pid}/stat') as stat:
            return stat.read().rsplit(')', 1)[1].split()[0] != 'Z'
    except FileNotFoundError:
        return False


def ends(pid):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if not is_running(pid):
            return True
        time.sleep(0.05)
    return False


def main():
    program = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        accounts = os.path.join(folder, 'accounts.json')
        with open(accounts, 'w') as file:
            json.dump([{'venue': 'upbit', 'access': 'key', 'secret': 'secret', 'assets': {'KRW': '1000'}}], file)
        ready_file = os.path.join(folder, 'ready')
        arguments = [program, '--folder', os.path.join(folder, 'keys'), '--accounts-file', accounts, '--ready-file', ready_file]
        process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
        ready = json.loads(process.stdout.readline())
        assert ready['pid'] == process.pid, ready
        assert json.load(open(ready_file)) == ready
        state = get(ready, '/sim/state')
        assert [one['venue'] for one in state['venues']] == ['upbit', 'binance'], state
        assert 'KRW' in json.dumps(get(ready, '/sim/account?venue=upbit&access=key'))
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0, process.returncode

        # A parent that goes away takes it along.
        line = os.path.join(folder, 'line')
        words = ' '.join(shlex.quote(word) for word in [*arguments, '--end-with-parent'])
        command = f'{words} > {shlex.quote(line)} & until [ -s {shlex.quote(line)} ]; do sleep 0.05; done'
        subprocess.run(['sh', '-c', command], check=True, timeout=PATIENCE)
        assert ends(json.load(open(ready_file))['pid']), 'it outlived its parent'

        # Every kind of fault and every path of the administration is in the help, in both languages.
        for language in ('ko', 'en'):
            text = subprocess.run([program, '--help', '--lang', language], capture_output=True, text=True, timeout=PATIENCE, check=True).stdout
            for word in [*state['faults'], '/sim/state', '/sim/account', '/sim/fault', '/sim/faults', '/sim/hostile', '/sim/clock', '/sim/cut-streams',
                         '/sim/expire-listen-keys']:
                assert word in text, f'{word} is not in the help ({language})'
        assert state['seed'] == 1 and set(state['faults'].values()) == {0}, state

        # What strikes is told with its seeds.
        command = [*arguments, '--hostile', '7', '--log-faults', '--seed', '3']
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        ready = json.loads(process.stdout.readline())
        until = time.monotonic() + PATIENCE
        while sum(get(ready, '/sim/state')['faults'].values()) == 0:  # market events that are lost
            assert time.monotonic() < until, 'nothing struck'
            time.sleep(0.05)
        told = json.loads(process.stdout.readline())
        assert told['seed'] == 3 and told['hostile'] == 7 and told['number'] == 1 and told['fault'] in state['faults'], told
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0, process.returncode

        wrong = subprocess.run([program, '--speed', '0.5'], capture_output=True, text=True, timeout=PATIENCE)
        assert wrong.returncode == 2 and wrong.stderr, wrong


main()
