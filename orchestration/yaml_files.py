"""YAML that people write, read into pydantic models: what a model refuses is told by line and key.

What belongs here: all reading of YAML, once for the values and the lines they stand on; putting what pydantic
finds into words; what the models of all such files have in common. What does not: the models of one kind of
file, and what becomes of a fault.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

#: What is larger was not written by hand.
_LARGEST_BYTES = 4 * 2**20
#: By these an entry of a list is named in a message, rather than by its position.
_NAMES = ("name", "id")
_LONGEST_SHOWN = 60
_MOST_TOLD = 20
_BLANK_WORDS = frozenset({"~", "null", "Null", "NULL"})

Model = TypeVar("Model", bound=BaseModel)
#: The way to a value: keys of mappings and places in lists.
KeyPath = Sequence[str | int]


class Strict(BaseModel):
    """A mapping of known keys only."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _compiled(said: object) -> object:
    if not isinstance(said, str):
        raise ValueError(f"must be a regular expression{_found(said)}")
    try:
        return re.compile(said)
    except re.error as error:
        raise ValueError(f"is no regular expression: {error}") from error


#: A regular expression; of a faulty one it is said where it breaks off.
Pattern = Annotated[re.Pattern[str], BeforeValidator(_compiled)]


@dataclass(frozen=True)
class YamlFault:
    """What is wrong with a file: the line, the key like `seeds[scope].columns[0].name`, the reason."""

    line: int
    key: str
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.key} {self.reason}".replace(":  ", ": ")


class YamlFaultsError(ValueError):
    """A file that cannot be used; the text tells the faults, and how many more there are."""

    def __init__(self, faults: Sequence[YamlFault], more: int = 0) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join([*map(str, faults), *([f"and {more} more"] if more else [])]))


class NotYamlError(YamlFaultsError):
    """A file that holds no YAML at all."""

    def __init__(self, said: str, line: int = 1) -> None:
        super().__init__([YamlFault(line, "", f"not readable as YAML: {said}")])


class _Marked(yaml.constructor.BaseConstructor):
    """Says on which line a value stands that cannot be read, such as 2024-13-45."""

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep=deep)
        except (ValueError, LookupError, AttributeError) as error:
            said = f"a value cannot be read: {error}"
            raise yaml.constructor.ConstructorError(None, None, said, node.start_mark) from error


#: The C reader where PyYAML was built with it: ten times as fast. It reads what is our own: text that is
#: nested too deep breaks it off, together with the program.
_OWN: Any = type("_Own", (_Marked, getattr(yaml, "CSafeLoader", yaml.SafeLoader)), {})


class _Received(_Marked, yaml.SafeLoader):
    pass


class _AsTyped(yaml.BaseLoader):
    """Interprets nothing: 0211 stays a code, 1,200 a figure as filed, 是 a word; a blank is ''."""

    def construct_scalar(self, node: Any) -> Any:
        said = super().construct_scalar(node)
        return "" if not node.style and said in _BLANK_WORDS else said


@dataclass(frozen=True)
class YamlFile:
    """The values of a YAML text, or of a part of it, and the node that says where they stand."""

    root: yaml.Node | None
    values: Any

    @classmethod
    def of(cls, text: str, loader_class: Any = _OWN) -> YamlFile:
        """A text of the project itself. Raises `NotYamlError`."""
        try:
            loader = loader_class(text)
            try:
                root = loader.get_single_node()
                return cls(root, None if root is None else loader.construct_document(root))
            finally:
                loader.dispose()
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            said = getattr(error, "problem", None) or str(error).splitlines()[0]
            raise NotYamlError(said, mark.line + 1 if mark else 1) from None
        except RecursionError:
            raise NotYamlError("it is nested too deep") from None

    @classmethod
    def received(cls, content: bytes, as_typed: bool = False) -> YamlFile:
        """What an office sent: UTF-8, with or without a mark, or GB18030. With `as_typed` every value is the
        text that was typed. Raises `NotYamlError`."""
        if len(content) > _LARGEST_BYTES:
            raise NotYamlError(f"it has {len(content):,} bytes; at most {_LARGEST_BYTES:,} are read")
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                text = content.decode(encoding)
            except UnicodeDecodeError:
                continue
            return cls.of(text, _AsTyped if as_typed else _Received)
        raise NotYamlError("it is neither UTF-8 nor GB18030 text")

    @property
    def line(self) -> int:
        """The line it begins on."""
        return 1 if self.root is None else self.root.start_mark.line + 1

    @property
    def entries(self) -> list[YamlFile]:
        """The entries of a list, each by itself: its keys count from the entry, its lines from the file."""
        nodes = self.root.value if self.root else ()
        return [YamlFile(node, values) for node, values in zip(nodes, self.values, strict=True)]

    def under(self, name: str) -> YamlFile:
        """What a mapping says under a key, by itself. Raises `YamlFaultsError` if the key stands twice."""
        nodes = [value for key, value in self.root.value if key.value == name] if self.root else []
        self.check(((name,), "stands twice") for _ in nodes[1:])
        return YamlFile(nodes[0], self.values[name])

    def line_of(self, path: KeyPath) -> int:
        """The line of a value, or of the innermost part of the path that is there."""
        node, line = self.root, self.line
        for step in path:
            child: yaml.Node | None = None
            if isinstance(node, yaml.MappingNode):
                for key, value in node.value:
                    if key.value == str(step):
                        child, line = value, key.start_mark.line + 1
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                child = node.value[step]
                line = child.start_mark.line + 1
            if child is None:
                break
            node = child
        return line

    def key_of(self, path: KeyPath) -> str:
        """The path in words, an entry of a list by its name or id."""
        words, value = "", self.values
        for step in path:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                value = None
            if isinstance(step, int):
                names = [value[each] for each in _NAMES if isinstance(value, dict) and each in value]
                words += f"[{names[0] if names else step}]"
            else:
                words += f".{step}" if words else step
        return words

    def check(self, faults: Iterable[tuple[KeyPath, str]]) -> None:
        """Raises `YamlFaultsError` if there are faults, each a way to a value and a reason."""
        once = list(dict.fromkeys((tuple(path), reason) for path, reason in faults))
        told = [YamlFault(self.line_of(path), self.key_of(path), why) for path, why in once[:_MOST_TOLD]]
        if told:
            raise YamlFaultsError(told, more=len(once) - len(told))

    def read(self, model: type[Model], **given: Any) -> Model:
        """The file as a model, with what is given besides, which the file itself must not state.

        Raises `YamlFaultsError` with everything that the model refuses.
        """
        values = self.values
        self.check((path, "stands twice") for path in _repeated(self.root, (), set()))
        if given and isinstance(values, dict):
            self.check(((name,), "is not a known key") for name in given if name in values)
            values = {**values, **given}
        try:
            return model.model_validate(values)
        except ValidationError as error:
            self.check(_fault(model, each, given) for each in error.errors())
            raise


def _repeated(node: yaml.Node | None, path: tuple[str | int, ...], seen: set[int]) -> Iterator[KeyPath]:
    """Keys that stand twice in one mapping: YAML itself would let the second silently win."""
    if not isinstance(node, yaml.CollectionNode) or id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        # What is merged in («<<») stands elsewhere, and may be overruled.
        start, end = node.start_mark.index, node.end_mark.index
        keys = [key.value for key, _ in node.value if start <= key.start_mark.index <= end]
        if len(set(keys)) < len(keys):
            yield from ((*path, key) for key, times in Counter(keys).items() if times > 1)
        below = [(key.value, value) for key, value in node.value]
    else:
        below = list(enumerate(node.value))
    for step, value in below:
        if isinstance(value, yaml.CollectionNode):
            yield from _repeated(value, (*path, step), seen)


#: Kinds of pydantic's errors, in the words of our messages.
_REASONS = {
    "missing": "is missing",
    "string_type": "must be a text",
    "string_too_short": "must be a text",
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "tuple_type": "must be a list",
    "list_type": "must be a list",
    "too_short": "must have at least one entry",
    "dict_type": "must be a mapping",
}


def _fault(model: type[BaseModel], error: ErrorDetails, given: Collection[str]) -> tuple[KeyPath, str]:
    kind, path, said = error["type"], error["loc"], error["input"]
    if path and path[-1] == "[key]":
        return path[:-1], f"must be a text as a key{_found(said)}"
    if kind == "extra_forbidden":
        known = [key for key in _known(model, path) if len(path) > 1 or key not in given]
        return path, f"is not a known key; known are {', '.join(known)}"
    if kind == "model_type":
        known = [key for key in _known(model, (*path, "")) if path or key not in given]
        return path, f"must be a mapping of {', '.join(known)}{_found(said)}"
    if kind in _REASONS:
        return path, _REASONS[kind] + (_found(said) if kind.endswith("_type") else "")
    if kind == "literal_error":
        allowed = error["ctx"]["expected"].replace(" or ", ", ").replace("'", "")
        return path, f"is {shown(said)}; allowed are {allowed}"
    reason = error["msg"].removeprefix("Value error, ")
    return path, f"{reason[0].lower()}{reason[1:]}"


def shown(said: object) -> str:
    """A value in a message; of a list or mapping only that it is one."""
    words = {list: "a list", dict: "a mapping", type(None): "nothing"}.get(type(said)) or repr(said)
    return words if len(words) <= _LONGEST_SHOWN else f"{words[:_LONGEST_SHOWN]}…"


def _found(said: object) -> str:
    return f", found {shown(said)}"


def _known(model: type[BaseModel], path: KeyPath) -> list[str]:
    """The keys of the mapping that ends a path."""
    for step in path[:-1]:
        for name, field in model.model_fields.items():
            if step == (field.alias or name):
                model = next(_models(field.annotation), model)
                break
    return [field.alias or name for name, field in model.model_fields.items()]


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that a field's annotation speaks of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)
