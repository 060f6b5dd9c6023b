"""Credentials made up at run time, so that none is ever in the repository."""

from __future__ import annotations

import base64
import random
import re
import string
import uuid
from pathlib import Path
from typing import NamedTuple

FAMILIES_FILE = Path(__file__).parent / "corpora" / "token_families.txt"
ALPHABETS = {
    "w": string.ascii_letters + string.digits,
    "b": string.ascii_letters + string.digits + "_-",
    "s": string.ascii_letters + string.digits + "+/",
    "x": "0123456789abcdef",
    "l": string.ascii_lowercase + string.digits,
    "u": string.ascii_uppercase + string.digits,
    "v": string.ascii_uppercase + "234567",
    "a": string.ascii_letters,
    "d": string.digits,
}
_SLOT = re.compile(r"\{(?:([wbsxluvad])([0-9]+)|(uuid|basic|words))\}")


class Planted(NamedTuple):
    """A text with one credential in it."""

    text: str
    secret: str

    def survives_in(self, shown: str) -> bool:
        """Whether ``shown`` gives away the credential, or a dozen characters of it in a row."""
        size = min(12, len(self.secret))
        return any(self.secret[i : i + size] in shown for i in range(len(self.secret) - size + 1))


def families() -> dict[str, str]:
    """Name -> template."""
    lines = FAMILIES_FILE.read_text(encoding="utf-8").splitlines()
    return dict(line.split("  ", 1) for line in lines if not line.startswith("#"))


def _random(letter: str, count: int, rng: random.Random) -> str:
    """Random characters, the first and last of them letters or digits, with a letter and a digit if there can be."""
    alphabet = ALPHABETS[letter]
    plain = [ch for ch in alphabet if ch.isalnum()]
    while True:
        inner = [rng.choice(alphabet) for _ in range(count - 2)]
        text = "".join([rng.choice(plain), *inner, rng.choice(plain)])[:count]
        mixed = any(map(str.isdigit, text)) and any(map(str.isalpha, text))
        if mixed or letter in "avd" or count < 8:
            return text


def plant(template: str, rng: random.Random) -> Planted:
    """A credential of a family, in the surroundings that its template gives it."""

    def fill(slot: re.Match[str]) -> str:
        letter, count, word = slot.groups()
        if word == "uuid":
            return str(uuid.UUID(int=rng.getrandbits(128), version=4))
        if word == "words":
            return " ".join("".join(rng.choices(string.ascii_lowercase, k=rng.randint(3, 8))) for _ in range(12))
        if word == "basic":
            return base64.b64encode(f"me:{_random('w', 14, rng)}".encode()).decode()
        return _random(letter, int(count), rng)

    text = _SLOT.sub(fill, template).replace("¦", "-----").replace("⏎", "\n")
    marked = re.search("«(.*)»", text, re.DOTALL)
    secret = marked.group(1) if marked else text
    return Planted(text.replace("«", "").replace("»", ""), secret)
