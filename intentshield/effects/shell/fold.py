"""What harmless programs print, computed: constant folding for command lines.

Each function gets the operands after the program's name and the text of standard input, and returns what the
program prints, or None when that is not known.  :data:`~.values.HOLE` passes through where a piece is unknown.
Sources: POSIX.1-2017 utilities; GNU coreutils 9.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Callable, Dict, List, Optional

from .parse import ansi
from .values import HOLE, within

__all__ = ["DECODERS", "FOLDS", "fold"]

Fold = Callable[[List[str], str], Optional[str]]


def fold(name: str, args: List[str], text: str) -> Optional[str]:
    """What ``name args`` prints when it reads ``text``; None when unknown."""
    function = FOLDS.get(name)
    if function is None:
        return None
    try:
        out = function(args, text)
    except (ValueError, LookupError, re.error, OverflowError):
        return None
    return out if out is None else within(out)


def _echo(args: List[str], text: str) -> Optional[str]:
    newline, escapes = "\n", False
    while args and re.match(r"-[neE]+$", args[0]):
        newline = "" if "n" in args[0] else newline
        escapes = "e" in args[0]
        args = args[1:]
    out = " ".join(args)
    return (ansi(out) if escapes else out) + newline


_FORMAT = re.compile(r"%(%|[-+ #0]*(?:\d+|\*)?(?:\.\d+)?([sdiuxXobcqeEfgG]))")


def _printf(args: List[str], text: str) -> Optional[str]:
    if args and args[0] == "--":
        args = args[1:]
    if args and args[0] == "-v":
        return ""
    if not args:
        return ""
    template, values = ansi(args[0]), list(args[1:])
    slots = [m for m in _FORMAT.finditer(template) if m.group(1) != "%"]
    out: List[str] = []
    for _ in range(max(1, -(-len(values) // len(slots))) if slots else 1):
        out.append(_FORMAT.sub(lambda m: _slot(m, values), template))
        if len(out) > 1000:
            return None
    return "".join(out)


def _slot(match: re.Match[str], values: List[str]) -> str:
    if match.group(1) == "%":
        return "%"
    value = values.pop(0) if values else ""
    kind = match.group(2)
    if kind == "b":
        return ansi(value)
    if kind in "sq" or HOLE in value:
        spec = match.group()[1:-1]
        return ("%" + spec + "s") % value if re.match(r"[-0-9.]*$", spec) else value
    if kind == "c":
        return value[:1]
    number = int(value or "0", 0) if value[:1] not in "'\"" or not value else ord(value[1])
    return match.group().replace("u", "d").replace("i", "d") % number


def _cat(args: List[str], text: str) -> Optional[str]:
    return text if all(a == "-" for a in args if a[:1] != "-" or a == "-") else None


def _rev(args: List[str], text: str) -> Optional[str]:
    if args:
        return None
    return "\n".join(line[::-1] for line in text.split("\n"))


def _tac(args: List[str], text: str) -> Optional[str]:
    return None if args else "".join(reversed(text.splitlines(keepends=True)))


_CLASSES = {
    "[:lower:]": "abcdefghijklmnopqrstuvwxyz",
    "[:upper:]": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "[:digit:]": "0123456789",
    "[:space:]": " \t\n\r\v\f",
    "[:blank:]": " \t",
    "[:alpha:]": "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
}


def _set(spec: str) -> str:
    for name, members in _CLASSES.items():
        spec = spec.replace(name, members)
    spec = ansi(spec)
    out: List[str] = []
    i = 0
    while i < len(spec):
        if i + 2 < len(spec) and spec[i + 1] == "-" and spec[i] <= spec[i + 2]:
            out.extend(chr(c) for c in range(ord(spec[i]), ord(spec[i + 2]) + 1))
            i += 3
        else:
            out.append(spec[i])
            i += 1
    return "".join(out)


def _tr(args: List[str], text: str) -> Optional[str]:
    flags = "".join(a[1:] for a in args if a[:1] == "-" and len(a) > 1 and not a.startswith("--"))
    sets = [_set(a) for a in args if not (a[:1] == "-" and len(a) > 1)]
    if "t" in flags or not sets:
        return None
    if "c" in flags.lower():
        sets[0] = "".join(sorted({ch for ch in text if ch not in sets[0]}))
        if len(sets) == 2 and "d" not in flags:
            sets[1] = sets[1][-1:]
    if HOLE in sets[0]:
        return None
    if "d" in flags:
        return "".join(ch for ch in text if ch not in sets[0])
    if len(sets) == 2:
        second = sets[1] + sets[1][-1:] * (len(sets[0]) - len(sets[1]))
        text = text.translate(dict(zip(map(ord, sets[0]), second)))
    if "s" in flags:
        text = re.sub("([" + re.escape(sets[-1]) + r"])\1+", r"\1", text)
    return text


def _ranges(spec: str, size: int) -> List[int]:
    out: List[int] = []
    for item in spec.split(","):
        first, dash, last = item.partition("-")
        low = int(first) if first else 1
        high = int(last) if last else (size if dash else low)
        out.extend(range(low - 1, min(high, size)))
    return sorted(set(out))


def _cut(args: List[str], text: str) -> Optional[str]:
    options = _options(args, "dfcb")
    if options is None or options.get(""):
        return None
    lines = []
    for line in text.splitlines():
        if "c" in options or "b" in options:
            raw = _bytes(line)
            lines.append(_text("".join(raw[i] for i in _ranges(options.get("c") or options["b"], len(raw)))))
        else:
            parts = line.split(options.get("d", "\t")[:1] or "\t")
            lines.append(
                line
                if len(parts) == 1
                else options.get("d", "\t")[:1].join(parts[i] for i in _ranges(options["f"], len(parts)))
            )
    return "".join(line + "\n" for line in lines)


def _options(args: List[str], with_value: str) -> Optional[Dict[str, str]]:
    """Short options with values, operands joined under ""; None for what it does not know."""
    out: Dict[str, str] = {}
    operands: List[str] = []
    i = 0
    while i < len(args):
        arg = args[i]
        if arg[:1] == "-" and len(arg) > 1 and arg[1] in with_value:
            if len(arg) > 2:
                out[arg[1]] = arg[2:]
            else:
                i += 1
                out[arg[1]] = args[i]
        elif arg[:2] == "--":
            return None
        elif arg[:1] == "-" and len(arg) > 1:
            for flag in arg[1:]:
                out[flag] = ""
        else:
            operands.append(arg)
        i += 1
    if operands:
        out[""] = " ".join(operands)
    return out


def _bytes(text: str) -> str:
    """One character a byte, for programs that count bytes."""
    return text if text.isascii() or HOLE in text else text.encode().decode("latin-1")


def _text(raw: str) -> str:
    """Back from :func:`_bytes`."""
    return raw if raw.isascii() or HOLE in raw else raw.encode("latin-1").decode("utf-8", "replace")


def _head(args: List[str], text: str) -> Optional[str]:
    args = [re.sub(r"^-(\d+)$", r"-n\1", a) for a in args]
    options = _options(args, "nc")
    if options is None or options.get(""):
        return None
    if "c" in options:
        return _text(_bytes(text)[: int(options["c"])])
    return "".join(text.splitlines(keepends=True)[: int(options.get("n", "10"))])


def _tail(args: List[str], text: str) -> Optional[str]:
    args = [re.sub(r"^-(\d+)$", r"-n\1", a) for a in args]
    options = _options(args, "nc")
    if options is None or options.get("") or "f" in options:
        return None
    if "c" in options:
        start = int(options["c"]) - 1 if options["c"][:1] == "+" else -int(options["c"])
        return _text(_bytes(text)[start:])
    count = options.get("n", "10")
    lines = text.splitlines(keepends=True)
    return "".join(lines[int(count) - 1 :] if count[:1] == "+" else lines[-int(count) :])


_SED = re.compile(
    r"\s*(?P<first>\d+|\$)?(?:,(?P<last>\d+|\$))?\s*(?:(?P<plain>[pdq])"
    r"|s(?P<s>.)(?P<old>(?:\\.|(?!(?P=s)).)*)(?P=s)(?P<new>(?:\\.|(?!(?P=s)).)*)(?P=s)(?P<flags>[gIi0-9p]*)"
    r"|y(?P<y>.)(?P<from>(?:\\.|(?!(?P=y)).)*)(?P=y)(?P<to>(?:\\.|(?!(?P=y)).)*)(?P=y))\s*(?:[;\n]|$)",
    re.DOTALL,
)


def _sed(args: List[str], text: str) -> Optional[str]:
    """Substitutions, ``y``, and printing or deleting lines by number."""
    extended, quiet, script, operands = False, False, [], []
    rest = iter(args)
    for arg in rest:
        if arg in ("-e", "--expression"):
            script.append(next(rest, ""))
        elif arg[:1] == "-" and len(arg) > 1:
            extended = extended or "E" in arg or "r" in arg[:3]
            quiet = quiet or arg in ("-n", "--quiet", "--silent")
        else:
            operands.append(arg)
    source = "\n".join(script or operands[:1]).strip()
    if not source or HOLE in text or len(text) > 4096:
        return None
    lines = text.splitlines(keepends=True)
    printed: List[str] = []
    position = 0
    while position < len(source):
        match = _SED.match(source, position)
        if match is None or match.end() == position:
            return None
        position = match.end()
        chosen = _addressed(match, len(lines))
        if match.group("plain") == "p" and quiet:
            printed += lines[chosen.start : chosen.stop]
        elif match.group("plain") == "d":
            del lines[chosen.start : chosen.stop]
        elif match.group("plain") == "q":
            del lines[chosen.start + 1 :]
        elif match.group("plain") or (match.group("s") and "p" in match.group("flags")):
            return None
        else:
            change = _sed_change(match, extended)
            if change is None:
                return None
            lines[chosen.start : chosen.stop] = map(change, lines[chosen.start : chosen.stop])
    return "".join(printed if quiet else lines)


def _addressed(match: re.Match[str], count: int) -> range:
    first, last = match.group("first"), match.group("last")
    if first is None:
        return range(count)
    low = count if first == "$" else int(first)
    high = low if last is None else count if last == "$" else int(last)
    return range(max(low - 1, 0), max(high, low))


def _sed_change(match: re.Match[str], extended: bool) -> Optional[Callable[[str], str]]:
    """What ``s`` or ``y`` does to a line; None when that could take long."""
    if match.group("y"):
        table = dict(zip(map(ord, ansi(match.group("from"))), ansi(match.group("to"))))
        return lambda line: line.translate(table)
    pattern, flags = match.group("old"), match.group("flags")
    if len(pattern) > 60:
        return None
    if not extended:
        pattern = re.sub(r"\\([(){}+?|])|([(){}+?|])", lambda m: m.group(1) or "\\" + m.group(2), pattern)
    if "[[" in pattern or re.search(r"\)[*+?{]", pattern) or len(re.findall(r"[*+{]", pattern)) > 2:
        return None
    replacement = re.sub(
        r"\\(.)|(&)",
        lambda m: "\\g<0>" if m.group(2) else ("\\" + m.group(1) if m.group(1) in "123456789n\\" else m.group(1)),
        match.group("new"),
    )
    compiled = re.compile(pattern, re.IGNORECASE if "i" in flags.lower() else 0)
    return lambda line: compiled.sub(replacement, line, count=0 if "g" in flags else 1)


def _base64(args: List[str], text: str) -> Optional[str]:
    flags = [a for a in args if a[:1] == "-" and a != "-"]
    if any(a[:1] != "-" for a in args):
        return None
    if any(a in ("-d", "-D", "--decode", "-di") for a in flags):
        if HOLE in text:
            return None
        raw = re.sub(r"[^A-Za-z0-9+/=_-]", "", text).replace("-", "+").replace("_", "/")
        try:
            return base64.b64decode(raw + "=" * (-len(raw) % 4)).decode("utf-8", "replace")
        except binascii.Error:
            return None
    return base64.b64encode(text.encode()).decode() + "\n" if HOLE not in text else None


def _base32(args: List[str], text: str) -> Optional[str]:
    if not any(a in ("-d", "--decode") for a in args) or HOLE in text:
        return None
    raw = re.sub(r"[^A-Z2-7]", "", text.upper())
    try:
        return base64.b32decode(raw + "=" * (-len(raw) % 8)).decode("utf-8", "replace")
    except binascii.Error:
        return None


def _xxd(args: List[str], text: str) -> Optional[str]:
    flags = "".join(a[1:] for a in args if a[:1] == "-")
    if "r" not in flags or HOLE in text or any(a[:1] != "-" for a in args):
        return None
    if "p" not in flags:
        text = " ".join(line.partition(":")[2].partition("  ")[0] for line in text.splitlines())
    raw = re.sub(r"[^0-9a-fA-F]", "", text)
    return bytes.fromhex(raw[: len(raw) // 2 * 2]).decode("utf-8", "replace")


def _basename(args: List[str], text: str) -> Optional[str]:
    if not args or args[0][:1] == "-":
        return None
    name = args[0].rstrip("/").rsplit("/", 1)[-1]
    if len(args) > 1 and name.endswith(args[1]) and name != args[1]:
        name = name[: -len(args[1])]
    return name + "\n"


def _dirname(args: List[str], text: str) -> Optional[str]:
    if len(args) != 1:
        return None
    head = args[0].rstrip("/").rpartition("/")
    return (head[0] or ("/" if head[1] else ".")) + "\n"


def _seq(args: List[str], text: str) -> Optional[str]:
    numbers = [int(a) for a in args]
    first = numbers[0] if len(numbers) > 1 else 1
    step = numbers[1] if len(numbers) == 3 else 1
    out = range(first, numbers[-1] + (1 if step > 0 else -1), step)
    return "".join(f"{n}\n" for n in out) if len(out) <= 1000 else None


def _sort(args: List[str], text: str) -> Optional[str]:
    return "".join(sorted(text.splitlines(keepends=True))) if not args and HOLE not in text else None


def _openssl(args: List[str], text: str) -> Optional[str]:
    if args[:1] in (["base64"], ["enc"]) and "-d" in args and (args[0] == "base64" or "-base64" in args):
        return _base64(["-d"], text) if "-in" not in args else None
    return None


def _uniq(args: List[str], text: str) -> Optional[str]:
    if args or HOLE in text:
        return None
    lines = text.splitlines(keepends=True)
    return "".join([line for i, line in enumerate(lines) if not i or line != lines[i - 1]])


def _same(args: List[str], text: str) -> Optional[str]:
    """Programs that pass on what they read."""
    return text


def _dd(args: List[str], text: str) -> Optional[str]:
    return text if all(a.partition("=")[0] in ("if", "of", "status", "bs", "oflag") for a in args) else None


def _date(args: List[str], text: str) -> Optional[str]:
    return args[0][1:] + "\n" if len(args) == 1 and args[0][:1] == "+" and "%" not in args[0] else None


FOLDS: Dict[str, Fold] = {
    "echo": _echo,
    "printf": _printf,
    "cat": _cat,
    "tee": lambda args, text: text,
    "rev": _rev,
    "tac": _tac,
    "tr": _tr,
    "cut": _cut,
    "head": _head,
    "tail": _tail,
    "sed": _sed,
    "base64": _base64,
    "gbase64": _base64,
    "base32": _base32,
    "xxd": _xxd,
    "basename": _basename,
    "dirname": _dirname,
    "seq": _seq,
    "sort": _sort,
    "openssl": _openssl,
    "uniq": _uniq,
    "cp": _same,
    "mv": _same,
    "install": _same,
    "ln": _same,
    "pv": _same,
    "sponge": _same,
    "iconv": _same,
    "dd": _dd,
    "date": _date,
    "true": lambda args, text: "",
    ":": lambda args, text: "",
}
#: Programs whose output, when it is run, was hidden before.
DECODERS = frozenset(
    {
        "base64",
        "gbase64",
        "base32",
        "xxd",
        "rev",
        "tac",
        "openssl",
        "uudecode",
        "basenc",
        "gunzip",
        "zcat",
        "bzcat",
        "xzcat",
    }
)
