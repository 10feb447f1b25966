"""Measure how many sample pictures machines read: ``solvers.py FOLDER`` (see README.md)."""

import os
import subprocess
import sys
from collections.abc import Callable
from math import sqrt
from pathlib import Path

import cv2
import ddddocr
import numpy as np
from segmentation import Picture, glyphs, ink, two_coloured, without_lines

ALPHABET = "CEHKLMRTXY369"
BRUSHES = (5, 7)  # pixels; thinner than a stroke, and as thick as the line across the glyphs
TURNS = (-24, -12, 0, 12, 24)  # degrees by which a glyph is straightened
PAGE_MODES = ("7", "11")  # tesseract: one line of text; scattered text

Solver = Callable[[bytes], list[str]]  # an answer for each way to prepare the picture


def main(folder: Path) -> None:
    """Print for each solver how many pictures it reads, with Wilson's 95 % interval."""
    pictures = {file: file.read_bytes() for file in sorted(folder.glob("*.png"))}
    solvers: dict[str, Solver] = {
        "tesseract": by_tesseract,
        "ddddocr": by_ddddocr,
        "ddddocr adapted": by_adapted_ddddocr,
    }
    print(f"{len(pictures)} pictures; solved by the best preparation, and by any of them")
    for name, solve in solvers.items():
        tried = [[a == answer_of(file) for a in solve(png)] for file, png in pictures.items()]
        best = max(sum(successes) for successes in zip(*tried, strict=True))
        low, high = wilson(best, len(pictures))
        print(
            f"{name:16} {best:3}  [{low:.1%}, {high:.1%}]  any: {sum(map(any, tried))}", flush=True
        )


def answer_of(file: Path) -> str:
    """Return what the sample's name says it shows."""
    return file.name.split("__")[0]


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """Return the 95 % interval of a proportion (E. B. Wilson, 1927)."""
    z, share = 1.96, successes / trials
    middle = share + z * z / (2 * trials)
    reach = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    return max(0.0, (middle - reach) / scale), (middle + reach) / scale


def by_tesseract(png: bytes) -> list[str]:
    """Read four preparations, as a line and as scattered text."""
    return [_tesseract(picture, mode) for picture in _prepared(png) for mode in PAGE_MODES]


def by_ddddocr(png: bytes) -> list[str]:
    """Read the picture as it is, and four preparations, as a whole."""
    prepared = [_decoded(_probabilities(picture)) for picture in _prepared(png)]
    return [_reader.classification(png).upper(), *prepared]


def by_adapted_ddddocr(png: bytes) -> list[str]:
    """Cut the glyphs out; read each alone, straightened, and all of them set in one line."""
    binary = two_coloured(ink(png))
    answers = []
    for brush in BRUSHES:
        cut = glyphs(without_lines(binary, brush))
        line = np.concatenate([glyph[:, 12:-12] for glyph in cut], axis=1)
        answers += ["".join(_likeliest(glyph) for glyph in cut), _decoded(_probabilities(line))]
    return answers


def _prepared(png: bytes) -> list[Picture]:
    grey = ink(png)
    binary = two_coloured(grey)
    clean = without_lines(binary, BRUSHES[0])
    doubled = cv2.resize(clean, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    return [grey, binary, clean, doubled]


def _tesseract(picture: Picture, page_mode: str) -> str:
    command = ["tesseract", "-", "-", "--psm", page_mode]
    command += ["-c", f"tessedit_char_whitelist={ALPHABET}"]
    png = cv2.imencode(".png", picture)[1].tobytes()
    one_thread = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    # It crashes on some pictures; that is no answer.
    read = subprocess.run(command, input=png, capture_output=True, check=False, env=one_thread)
    return "".join(read.stdout.decode().split())


def _likeliest(glyph: Picture) -> str:
    """Read one glyph at several angles; the character with most support wins."""
    support = np.zeros(len(ALPHABET))
    for turn in TURNS:
        middle = (glyph.shape[1] / 2, glyph.shape[0] / 2)
        turned = cv2.warpAffine(
            glyph,
            cv2.getRotationMatrix2D(middle, turn, 1),
            glyph.shape[::-1],
            borderValue=255,
        )
        support += _probabilities(turned)[:, 1:].max(axis=0)
    return ALPHABET[int(support.argmax())]


def _decoded(probabilities: np.ndarray) -> str:
    """Join what is likeliest at each step, as CTC does: repeats count once, column 0 is a gap."""
    steps = probabilities.argmax(axis=1)
    kept = [step for step, before in zip(steps, [0, *steps], strict=False) if step != before]
    return "".join(ALPHABET[step - 1] for step in kept if step)


def _probabilities(picture: Picture) -> np.ndarray:
    """Return steps × (gap and ``ALPHABET``), a capital and its small letter added up."""
    png = cv2.imencode(".png", picture)[1].tobytes()
    read = _reader.classification(png, probability=True)
    all_columns = np.array(read["probabilities"]).reshape(-1, len(read["charset"]))
    columns = [all_columns[:, 0]]
    for character in ALPHABET:
        spellings = {character, character.lower()}
        columns.append(sum(all_columns[:, read["charset"].index(c)] for c in spellings))
    return np.stack(columns, axis=1)


_reader = ddddocr.DdddOcr(show_ad=False)

if __name__ == "__main__":
    main(Path(sys.argv[1]))
