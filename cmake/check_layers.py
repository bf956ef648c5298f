#!/usr/bin/env python3
"""Checks that the folders of src/ keep to their layers.

1. A file in src/LAYER includes only files of its own layer and of the layers that CMakeLists.txt allows it
   (stom_layer(LAYER USES ...)); src/app may include everything.
2. Clocks, random numbers, threads and sleeps live only in base and app.
3. A library that belongs to one layer (SQLite, LLVM, Cairo, ...) is included only there.

Usage: check_layers.py [ROOT]; prints every finding as file:line and ends with status 1 if there is any.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent).resolve()
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')
FORBIDDEN = [
    (re.compile(r'std::chrono::\w+_clock::now|\bclock_gettime\s*\(|\bgettimeofday\s*\(|(?<![\w.:>])time\s*\(\s*(?:nullptr|NULL|0)\s*\)'),
     'reads a clock (only base and app may)'),
    (re.compile(r'(?<![\w.:>])(?<!Random )s?rand(?:om)?\s*\(|std::random_device|std::rand\b'), 'takes unseeded random numbers (only base and app may)'),
    (re.compile(r'std::(?:j)?thread\b|\bpthread_create\b|std::async\b|#\s*include\s*<thread>'), 'starts threads itself (use base/parallel.h)'),
    (re.compile(r'std::this_thread::sleep|\b(?:u|nano)?sleep\s*\('), 'sleeps (only base and app may)'),
    (re.compile(r'\bstd::signal\s*\(|\bsigaction\s*\('), 'handles signals (only base and app may)'),
]
FREE_OF_CHECKS = {'base', 'app'}
# Libraries that one layer wraps for all others.
OWNED_LIBRARIES = {
    'sqlite3.h': {'store'},
    'llvm/': {'script'}, 'llvm-c/': {'script'},
    'simdjson.h': {'aggregation'},
    'cairo': {'backtest'}, 'pango/': {'backtest'},
    'CLI/': {'app', 'sim'},  # sim: only the program stom-sim
    'zmq': {'bus'},
    'sodium.h': {'base'},
    'boost/asio': {'net', 'sim'}, 'boost/beast': {'net', 'sim'},
    'zip.h': {'base'}, 'lzma.h': {'base'}, 'zlib.h': {'base'},
}


def allowed_layers():
    layers = {}
    for match in re.finditer(r'stom_layer\(\s*(\w+)([^)]*)\)', (ROOT / 'CMakeLists.txt').read_text('utf-8')):
        words = match.group(2).split()
        uses = set()
        if 'USES' in words:
            for word in words[words.index('USES') + 1:]:
                if word == 'LIBS':
                    break
                uses.add(word)
        unknown = uses - set(layers)
        if unknown:
            raise SystemExit(f'CMakeLists.txt: layer {match.group(1)} uses {", ".join(sorted(unknown))}, declared after it')
        layers[match.group(1)] = uses
    layers['app'] = set(layers)
    return layers


def without_comments(line):
    line = re.sub(r'"(?:[^"\\]|\\.)*"', '""', line)
    return line.split('//')[0]


def main():
    layers = allowed_layers()
    findings = []
    for path in sorted((ROOT / 'src').rglob('*')):
        if path.suffix not in ('.h', '.cpp'):
            continue
        name = path.relative_to(ROOT)
        layer = name.parts[1]
        if layer not in layers:
            findings.append(f'{name}:1: folder {layer} is not a layer of CMakeLists.txt')
            continue
        for number, line in enumerate(path.read_text('utf-8').splitlines(), 1):
            include = INCLUDE.match(line)
            if include:
                quoted, target = include.group(1) == '"', include.group(2)
                first = target.split('/')[0]
                if quoted and first in layers and '/' in target:
                    if first != layer and first not in layers[layer]:
                        findings.append(f'{name}:{number}: {layer} may not include {target}')
                elif quoted:
                    findings.append(f'{name}:{number}: include "{target}" by its path from src/, "LAYER/..."')
                for library, owners in OWNED_LIBRARIES.items():
                    if not quoted and target.startswith(library) and layer not in owners:
                        findings.append(f'{name}:{number}: {target} belongs to {", ".join(sorted(owners))}')
            if layer not in FREE_OF_CHECKS:
                code = without_comments(line)
                for pattern, words in FORBIDDEN:
                    if pattern.search(code):
                        findings.append(f'{name}:{number}: {words}')
    for finding in findings:
        print(finding)
    print(f'layers: {len(findings)} findings')
    return 1 if findings else 0


sys.exit(main())
