"""Account numbers by their own checksums: IBANs, payment cards, wallets.

Sources: ISO 13616 and ISO/IEC 7064 (IBAN, mod 97-10), ISO/IEC 7812-1 (card numbers, Luhn), Bitcoin's Base58Check,
BIP 173 and BIP 350 (bech32, bech32m), Ethereum's Yellow Paper (20-byte addresses).
"""

from __future__ import annotations

import re
from hashlib import sha256

__all__ = ["looks_like_account"]

_GROUPED = re.compile(r"[A-Za-z0-9](?:[ -]?[A-Za-z0-9]){11,90}\Z")
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}\Z")
_CARD = re.compile(r"[2-6]\d{12,18}\Z")
_BASE58 = re.compile(r"[13LMTDA9n2m][1-9A-HJ-NP-Za-km-z]{25,34}\Z")
_BECH32 = re.compile(r"(bc|tb|ltc|bnb|addr|cosmos)1([qpzry9x8gf2tvdw0s3jn54khce6mua7l]{8,88})\Z")
_ETHEREUM = re.compile(r"0[xX][0-9a-fA-F]{40}\Z")
_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def looks_like_account(text: str) -> bool:
    """Whether ``text`` is one IBAN, card number or wallet address with a checksum that fits.

    >>> [looks_like_account(t) for t in ("DE89 3704 0044 0532 0130 00", "4111-1111-1111-1111", "1234 5678 9012")]
    [True, True, False]
    """
    if not 12 < len(text) < 100 or _GROUPED.match(text) is None:
        return False
    bare = text.replace(" ", "").replace("-", "")
    if _CARD.match(bare):
        return _luhn(bare)
    upper = bare.upper()
    if _IBAN.match(upper):
        return int("".join([str(int(ch, 36)) for ch in upper[4:] + upper[:4]])) % 97 == 1
    if bare != text:
        return False
    return _ETHEREUM.match(text) is not None or _base58check(text) or _bech32(text.lower())


def _luhn(digits: str) -> bool:
    total = 0
    for i, ch in enumerate(reversed(digits)):
        number = int(ch) * (1 + i % 2)
        total += number - 9 if number > 9 else number
    return total % 10 == 0


def _base58check(text: str) -> bool:
    if _BASE58.match(text) is None:
        return False
    number = 0
    for ch in text:
        number = number * 58 + _ALPHABET.index(ch)
    if number >> 200:
        return False
    raw = number.to_bytes(25, "big")
    return sha256(sha256(raw[:21]).digest()).digest()[:4] == raw[21:]


def _bech32(text: str) -> bool:
    match = _BECH32.match(text)
    if match is None:
        return False
    prefix = match.group(1)
    values = [ord(ch) >> 5 for ch in prefix] + [0] + [ord(ch) & 31 for ch in prefix]
    values += [_CHARSET.index(ch) for ch in match.group(2)]
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for i, part in enumerate(_GENERATOR):
            check ^= part if top >> i & 1 else 0
    return check in (1, 0x2BC830A3)
