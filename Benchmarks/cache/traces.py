#!/usr/bin/env python3
"""Turns public traces into text, a key a line, for `bench-cache ratios --traces FOLDER`.

    git clone --depth 1 https://github.com/ben-manes/caffeine
    git clone --depth 1 https://github.com/1a1a11a/libCacheSim
    Benchmarks/cache/traces.py caffeine libCacheSim FOLDER

The traces are others' and not ours to hand on, so they are not in this repository. How each is written is said by the
readers in Caffeine's simulator, beside the traces.
"""

import gzip
import lzma
import pathlib
import struct
import sys

TRACES = "simulator/src/main/resources/com/github/benmanes/caffeine/cache/simulator/parser"


def integers(data, letter):
    size = struct.calcsize(letter)
    return struct.unpack(f">{len(data) // size}{letter}", data[: len(data) // size * size])


def lines(data):
    return data.decode("latin1").splitlines()


# By the folder that a trace lies in.
READERS = {
    "lirs": lambda data: [word for word in data.decode("latin1").split() if word.isdigit()],
    # A load or a store, its address, and how many instructions came before.
    "address": lambda data: [line.split()[1] for line in lines(data) if line],
    # The time, the key and its size, which make a key together.
    "adapt_size": lambda data: ["-".join(line.split()[1:3]) for line in lines(data) if line],
    "cache2k": lambda data: integers(data, "I"),
    "cloud_physics": lambda data: integers(data, "I"),
    "corda": lambda data: integers(data, "q"),
    "scarab": lambda data: integers(data, "q"),
}


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    caffeine, simulator, folder = map(pathlib.Path, sys.argv[1:])
    folder.mkdir(parents=True, exist_ok=True)

    def write(name, keys):
        (folder / f"{name}.txt").write_text("\n".join(map(str, keys)) + "\n")
        print(f"{name}: {len(keys)} requests, {len(set(keys))} keys")

    for kind, read in READERS.items():
        for path in sorted((caffeine / TRACES / kind).glob("*.[gx]z")):
            opened = gzip.open(path) if path.suffix == ".gz" else lzma.open(path)
            try:
                data = opened.read()
            except (OSError, EOFError, lzma.LZMAError) as error:
                # Large ones are in Git LFS.
                print(f"{path.name} is left out: {error}")
                continue
            write(f"{kind}-{path.name.split('.')[0]}".replace("trace_", ""), read(data))
    write("cloudPhysicsIO", lines((simulator / "data/cloudPhysicsIO.txt").read_bytes()))


if __name__ == "__main__":
    main()
