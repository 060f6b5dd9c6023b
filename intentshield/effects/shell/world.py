"""The world a command line acts on: places, files and their contents, and the effects on them."""

from __future__ import annotations

import re
from functools import partial
from typing import Callable, Dict, FrozenSet, Iterable, List, Optional, Set, Tuple

from ...context import Context
from ...model import Analysis, Effect, FileFact, Span, Target, Verb
from ..path import Place, locate, path_traits, target_class
from .nodes import Sequence
from .state import State
from .values import EMPTY, HOLE, NOTHING, TEMPORARY, UNKNOWN, Field, Stream, joined

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..lower import FrontEnds

__all__ = ["World"]

MAX_KEPT_TEXT = 16_384
MAX_PLACES = 4096
MAX_WORDS = 4096
_DIRECTORIES = frozenset({Target.ROOT, Target.SYSTEM_ROOT, Target.HOME_ROOT, Target.WORKSPACE_ROOT})
_DESCRIPTOR = re.compile(r"/dev/stdin$|/dev/fd/(\d+)$|/proc/(?:self|\d+)/fd/(\d+)$")


class World:
    """One command line being understood: what it has come to so far.

    ``argv``, ``span``: the current command.  ``links``: symbolic links it made, path -> target.  ``extra``: traits of everything it does.  ``status``: whether the last
    command succeeded, None when that is not known.  ``socket``: ``{"reverse"}`` while the current command's input or
    output is a network socket.  ``looping``: how many loops it is in.  ``exits``: states at which the current loop or function may have been left.
    """

    def __init__(self, context: Context, analysis: Analysis, front_ends: FrontEnds) -> None:
        self.context = context
        self.analysis = analysis
        self.front_ends = front_ends
        self.state = State(context.cwd)
        self.files: Dict[str, Stream] = {}
        self.links: Dict[str, str] = {}
        self.commands = 0
        self.words = 0
        self.depth = 0
        self.running = 0
        self.calls: List[str] = []
        self.called: Set[str] = set()
        self.status: Optional[bool] = None
        self.traps: Dict[str, Optional[Span]] = {}
        self.forks = 0
        self.looping = 0
        self.suspecting = False
        self.stdin = EMPTY
        self.unread: Optional[Stream] = None
        self.last = HOLE
        self.exits: List[State] = []
        self.fixed_span: Optional[Span] = None
        self.span: Optional[Span] = None
        self.argv: Tuple[str, ...] = ()
        self.extra: FrozenSet[str] = NOTHING
        self.remote = False
        self.socket: FrozenSet[str] = NOTHING
        self.name: Optional[str] = None

    # -- what :mod:`.run` adds

    def nested(self, text: str, labels: FrozenSet[str] = NOTHING, stdin: Stream = EMPTY) -> Stream:
        """A command line inside an argument of the current command."""
        raise NotImplementedError

    def substitute(self, body: Sequence, stdin: Stream = EMPTY) -> Stream:
        """What a command substitution prints."""
        raise NotImplementedError

    def suspect(self, reading: Callable[[], object]) -> None:
        """Follow what is only perhaps a command."""
        raise NotImplementedError

    def project_code(self, directory: str = "") -> None:
        """What the project's own tools run by themselves."""
        raise NotImplementedError

    def home(self, user: str) -> str:
        """The home directory of a user."""
        raise NotImplementedError

    # -- effects and places

    def effect(
        self, verb: Verb, target: str, cls: Target, traits: Iterable[str] = (), extra: Iterable[str] = ()
    ) -> None:
        """Add an effect of the current command."""
        marks = self.extra.union(traits, extra) if traits or extra else self.extra
        self.analysis.effects.append(Effect(verb, target, cls, marks, self.argv, self.span))
        if cls is Target.PROJECT and verb is Verb.EXECUTE and (self.files or self.context.files):
            self.project_code()

    def opaque(self, reason: str, text: str) -> None:
        """Something that cannot be analysed."""
        self.analysis.effects.append(
            Effect(Verb.OPAQUE, f"{reason}: {text[:80]}", Target.UNKNOWN, NOTHING, self.argv, self.span)
        )

    def crowded(self, words: int) -> bool:
        """Whether ``words`` more words from braces are more than are followed in one command line."""
        before = self.words
        self.words += words
        if before <= MAX_WORDS < self.words:
            self.opaque("more words than can be followed", "")
        return self.words > MAX_WORDS

    def place(self, path: str) -> Place:
        """Where a path of the command line leads, seen from the current directory."""
        key = (path, self.state.cwd)
        places = self.context.places
        known = places.get(key)
        if known is None:
            if len(places) >= MAX_PLACES:
                places.clear()
            known = places[key] = self._locate(path)
        return known

    def _locate(self, path: str) -> Place:
        cwd = self.state.cwd
        if path[:1] == "~":
            path = "./" + path
        if HOLE not in path and (HOLE not in cwd or path[:1] == "/"):
            return locate(path, self.context if cwd == self.context.cwd or HOLE in cwd else self.context.at(cwd))
        if path[:1] != "/":
            path = f"{cwd}/{path}"
        if path.startswith(HOLE):
            tail = path.rsplit(HOLE, 1)[1].lstrip("/")
            place = locate("/srv/data/unknown/" + tail, self.context) if tail else None
            special = place is not None and place.cls is not place.place
            cls = place.cls if place is not None and special else Target.UNKNOWN
            return Place(
                path,
                cls,
                Target.UNKNOWN,
                bool(place and place.secret),
                (),
                bool(place and place.whole),
                bool(place and place.glob),
            )
        place = locate(path, self.context)
        if HOLE in place.path.split("/", 2)[1]:
            return place._replace(cls=Target.SYSTEM, place=Target.SYSTEM)
        return place

    def touch(self, verb: Verb, path: str, traits: Iterable[str] = ()) -> Place:
        """An effect on a file; writing to a directory is writing something into it."""
        place = self.place(path)
        if self.links and verb is not Verb.READ:
            place = self._through_links(path, place)
        if verb is Verb.WRITE and (place.cls in _DIRECTORIES or path[-1:] == "/" or place.path in self.context.scratch):
            place = self.place(path.rstrip("/") + "/" + HOLE)
        cls = target_class(place, verb)
        extra = path_traits(place) if place.glob or place.problems else NOTHING
        if HOLE in path:
            extra |= {"maybe"}
        shown = cls is Target.SECRET and verb is Verb.READ
        if self.remote and not shown and cls not in (Target.ROOT, Target.SYSTEM_ROOT, Target.DEVICE, Target.HOME_ROOT):
            cls = Target.REMOTE
        self.effect(verb, place.path.replace(HOLE, "*"), cls, traits, extra)
        if self.state.elsewhere and path[:1] not in "/~" and verb is not Verb.READ:
            self._touch_elsewhere(verb, path, traits)
        if isinstance(path, Field) and path[-1:] == HOLE and verb is not Verb.READ:
            for label in path.labels:
                if label[:8] == "listing:":
                    self.suspect(partial(self.touch, verb, label[8:] + "/*", traits))
        return place

    def _through_links(self, path: str, place: Place) -> Place:
        """Where a path leads through the symbolic links that the command line made itself."""
        for link, target in self.links.items():
            if place.path.startswith(link + "/") or (place.path == link and (path[-1:] == "/" or place.whole)):
                rest = place.path[len(link) :] + ("/*" if place.whole else "")
                return self.place(target.rstrip("/") + (rest or "/*"))
        return place

    def _touch_elsewhere(self, verb: Verb, path: str, traits: Iterable[str]) -> None:
        """The same from the other directories that the command line may be in."""
        cwd, elsewhere = self.state.cwd, self.state.elsewhere
        self.state.elsewhere = ()
        for directory in elsewhere:
            self.state.cwd = directory
            self.suspect(partial(self.touch, verb, path, traits))
        self.state.cwd, self.state.elsewhere = cwd, elsewhere

    def read_file(self, path: str, traits: Iterable[str] = ()) -> Stream:
        """What reading a file gives; adds the effect."""
        if isinstance(path, Field) and path.stream is not None:
            return path.stream
        place = self.touch(Verb.READ, path, traits)
        return self.contents(place)

    def contents(self, place: Place) -> Stream:
        """What is known of a file's content."""
        descriptor = _DESCRIPTOR.match(place.path) if place.path[:5] in ("/dev/", "/proc") else None
        if descriptor is not None:
            number = descriptor.group(1) or descriptor.group(2) or "0"
            return self.stdin if number == "0" else self.state.fds.get(number, UNKNOWN)
        known = self.files.get(place.path)
        if known is not None:
            return known
        fact = self.context.files.get(place.path)
        labels = NOTHING if fact is None else fact.labels
        if place.secret:
            labels |= {"secret"}
        elif place.place in (Target.HOME, Target.HOME_ROOT, Target.WORKSPACE_ROOT) or place.cls in (
            Target.HISTORY,
            Target.ACCOUNTS,
        ):
            labels |= {"private"}
        elif place.place is not Target.STDIO:
            labels |= {"local"}
        text = HOLE if fact is None or fact.text is None else fact.text
        return Stream(text, labels)

    def write_file(self, path: str, content: Stream, traits: Iterable[str] = ()) -> None:
        """An effect of writing, and what the file holds afterwards."""
        if isinstance(path, Field) and path.sink is not None:
            self.substitute(path.sink, content)
            return
        place = self.touch(Verb.WRITE, path, traits)
        new = place.place is Target.SCRATCH and TEMPORARY in place.path
        if place.place is Target.STDIO or self.remote or (HOLE in place.path and not new):
            return
        if "append" in traits:
            content = joined(
                [
                    self.files.get(place.path, EMPTY if place.path not in self.context.files else self.contents(place)),
                    content,
                ]
            )
        self.files[place.path] = content
        text = content.text if HOLE not in content.text and len(content.text) <= MAX_KEPT_TEXT else None
        self.analysis.files[place.path] = FileFact((content.labels - {"local"}) | {"written"}, text)
