"""Variables, parameters and arrays as a command line sees them."""

from __future__ import annotations

from typing import FrozenSet, List, Optional

from ..credentials import credential_labels
from .state import ENVIRONMENT, any_words, cased, in_order
from .values import HOLE, NOTHING, Field, Value, is_number
from .world import World

__all__ = ["Memory"]


class Memory(World):
    """Reads and writes the variables of the current :class:`~.state.State`."""

    def variable(self, name: str) -> Value:
        """The value of a variable or parameter."""
        name = self.referred(name)
        value = self.state.variables.get(name)
        if value is not None:
            return value
        if is_number(name) and name != "0":
            args = self.state.args
            if args is None:
                return Value(HOLE, frozenset({"input"}))
            index = int(name) - 1
            arg = args[index] if index < len(args) else ""
            return Value(arg, arg.labels if isinstance(arg, Field) else NOTHING)
        if name == "#" and self.state.args is not None:
            return Value(str(len(self.state.args)))
        if name == "0" and self.name is not None:
            return Value(self.name)
        if name in self.state.arrays:
            return Value(self.state.arrays[name].get("0", ""))
        return Value(self._preset(name), credential_labels(name))

    def _preset(self, name: str) -> str:
        """What a variable holds that the command line did not set."""
        if name == "HOME":
            return self.home("")
        if name == "PWD":
            return self.state.cwd
        if name == "_":
            return self.last
        if name in ("TMPDIR", "TEMP", "TMP"):
            return self.context.scratch[0] if self.context.scratch else HOLE
        if name in ("USER", "LOGNAME"):
            return self.context.home.rsplit("/", 1)[-1] or HOLE
        return ENVIRONMENT.get(name, HOLE)

    def referred(self, name: str) -> str:
        """The variable that a name reference (``declare -n``) leads to."""
        attributes = self.state.attributes
        if "n" in attributes.get(name, ""):
            target = self.state.variables.get(name)
            return target.text if target is not None and target.text != name else name
        return name

    def is_set(self, name: str) -> bool:
        """Whether the command line itself gave the variable a value."""
        if is_number(name):
            return self.state.args is not None and int(name) <= len(self.state.args)
        if name in ("HOME", "PWD", "IFS", "0"):
            return True
        if self.is_unset(name):
            return False
        return name in self.state.variables or name in self.state.arrays

    def is_unset(self, name: str) -> bool:
        """Whether the command line itself took the variable away."""
        return "-" in self.state.attributes.get(name, "")

    def assign(self, name: str, value: Value) -> None:
        """Give a variable a value."""
        base, bracket, rest = name.partition("[")
        base = self.referred(base)
        attributes = self.state.attributes.get(base)
        if attributes is not None:
            if "r" in attributes:
                return
            value = cased(value, attributes)
            if "-" in attributes:
                self.state.attributes[base] = attributes.replace("-", "")
        if bracket:
            self.assign_element(base, rest.rstrip("]"), value.text)
        elif base in self.state.arrays:
            self.assign_element(base, "0", value.text)
        else:
            self.state.variables[base] = value

    def assign_element(self, name: str, key: str, text: str) -> None:
        """Give one element of an array a value."""
        self.subscript(key)
        items = dict(self.state.arrays.get(name, {}))
        if not items and name in self.state.variables:
            items["0"] = self.state.variables.pop(name).text
        if is_number(key) or self.is_associative(name):
            items[key] = text
        else:
            items[HOLE] = any_words()
        self.state.arrays[name] = items

    def subscript(self, text: str) -> None:
        """A subscript is evaluated, whoever names the variable: substitutions in it run."""
        if "$(" in text or "`" in text:
            self.nested(f': "{text}"')

    def is_associative(self, name: str) -> bool:
        """Whether an array was declared with ``-A``."""
        return "A" in self.state.attributes.get(name, "")

    def elements(self, name: str, key: str) -> Optional[List[str]]:
        """The elements that ``name[key]`` stands for; None when that is unknown."""
        name = self.referred(name)
        items = self.state.arrays.get(name)
        if items is None:
            if name not in self.state.variables:
                return None
            items = {"0": self.state.variables[name].text}
        if key in ("@", "*"):
            return in_order(items)
        if HOLE in items or HOLE in key:
            return None
        if key[:1] == "-" and is_number(key[1:]) and int(key[1:]) <= len(items):
            return [in_order(items)[int(key)]]
        return [items.get(key, "")]

    def labels_in(self, name: str) -> FrozenSet[str]:
        """Where the elements of an array come from."""
        items = self.state.arrays.get(self.referred(name), {}).values()
        return NOTHING.union(*[item.labels for item in items if isinstance(item, Field)])

    def keys(self, name: str) -> Optional[List[str]]:
        """The keys of an array; None when they are unknown."""
        items = self.state.arrays.get(self.referred(name))
        return None if items is None or HOLE in items else list(items)

    def arguments(self) -> Optional[List[str]]:
        """The positional parameters; None when unknown."""
        return self.state.args

    def separators(self) -> str:
        """The field separators in force."""
        value = self.state.variables.get("IFS")
        if value is None or self.is_unset("IFS"):
            return " \t\n"
        texts = (value.text, *value.others)
        return value.text if len(texts) == 1 and HOLE not in value.text else HOLE + " \t\n" + "".join(texts)

    def home(self, user: str) -> str:
        """The directory that ``~user`` stands for."""
        own = self.context.home or "/home/user"
        if not user or user == own.rsplit("/", 1)[-1]:
            value = self.state.variables.get("HOME")
            return own if value is None or user else value.text
        if user in ("+", "-"):
            return self.state.cwd if user == "+" else self.variable("OLDPWD").text
        return "/root" if user == "root" else f"/home/{user}"
