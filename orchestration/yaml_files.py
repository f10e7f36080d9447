"""YAML that people write, read into pydantic models: what a model refuses is told by line and key.

What belongs here: all reading of YAML, once for the values and the lines they stand on; putting what pydantic
finds into words; what the models of all such files have in common. What does not: the models of one kind of
file, and what becomes of a fault.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from orchestration.submissions.cells.masking import masked

#: What is larger was not written by hand, nor what is nested deeper or says more.
LARGEST_BYTES = 2**20
_DEEPEST = 20
_MOST_VALUES = 100_000
_LONGEST_TEXT = 20_000
_LONGEST_NUMBER = 40
_INTERPRETED = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("int", "float", "timestamp"))
#: What YAML allows in no text: NUL and other control characters.
_UNPRINTABLE = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
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
        is_read = isinstance(node, yaml.ScalarNode) and node.tag in _INTERPRETED
        if is_read and len(node.value) > _LONGEST_NUMBER:
            said = f"a number or date of {len(node.value):,} characters; put it in quotes if it is a text"
            raise yaml.constructor.ConstructorError(None, None, said, node.start_mark)
        try:
            return super().construct_object(node, deep=deep)
        except (ValueError, LookupError, AttributeError, ArithmeticError) as error:
            said = f"a value cannot be read: {error}"
            raise yaml.constructor.ConstructorError(None, None, said, node.start_mark) from error


#: The C reader where PyYAML was built with it: ten times as fast. It goes down into what is nested with the
#: program's own stack, so nothing comes to it that `_check_plain` has not passed.
_LOADER: Any = type("_Loader", (_Marked, getattr(yaml, "CSafeLoader", yaml.SafeLoader)), {})


class _AsTyped(getattr(yaml, "CBaseLoader", yaml.BaseLoader)):  # type: ignore[misc]
    """Interprets nothing: 0211 stays a code, 1,200 a figure as filed, 是 a word; a blank is ''."""

    def construct_scalar(self, node: Any) -> Any:
        said = super().construct_scalar(node)
        return "" if not node.style and said in _BLANK_WORDS else said


def _check_plain(text: str, may_repeat: bool) -> None:
    """Raises `NotYamlError` for what a few hundred bytes can blow up or bring down a reader with, and what
    nobody needs: tags, merge keys, references, other documents, depth. YAML's events tell it before anything
    is built. With `may_repeat` an entry may stand for another one (`&`, `*`) that stands for none itself."""
    if unfit := _UNPRINTABLE.search(text):
        line = text.count("\n", 0, unfit.start()) + 1
        raise NotYamlError(
            f"it holds the character U+{ord(unfit.group()):04X}, which is none of a text", line
        )
    depth = documents = values = 0
    sizes: dict[str, int] = {}
    within: list[tuple[str, int, int]] = []  # anchors that are open: name, depth, values before
    for event in yaml.parse(text, _LOADER):
        line = event.start_mark.line + 1 if event.start_mark else 1
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        documents += isinstance(event, yaml.DocumentStartEvent)
        is_alias = isinstance(event, yaml.AliasEvent)
        if documents > 1:
            raise NotYamlError("a second document begins with «---»; one is read", line)
        if anchor is not None and (not may_repeat or within):
            name = _cut(f"{'*' if is_alias else '&'}{anchor}")
            raise NotYamlError(f"«{name}» refers to another place; write out what is meant", line)
        if tag is not None:
            name = _cut(tag.replace("tag:yaml.org,2002:", "!!"))
            raise NotYamlError(f"«{name}» is a tag; values are written without", line)
        if isinstance(event, yaml.ScalarEvent):
            if event.value == "<<" and not event.style:
                raise NotYamlError("«<<» takes over another mapping; write out what is meant", line)
            if len(event.value) > _LONGEST_TEXT:
                said = f"a text of {len(event.value):,} characters; at most {_LONGEST_TEXT:,} are read"
                raise NotYamlError(said, line)
        values += sizes.get(anchor or "", 1) if is_alias else 1
        if values > _MOST_VALUES:
            raise NotYamlError(f"it has more than {_MOST_VALUES:,} values", line)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _DEEPEST:
                raise NotYamlError(f"it is nested more than {_DEEPEST} deep", line)
            if anchor is not None:
                within.append((anchor, depth, values))
        elif isinstance(event, yaml.CollectionEndEvent):
            if within and within[-1][1] == depth:
                name, _, before = within.pop()
                sizes[name] = values - before + 1
            depth -= 1


@dataclass(frozen=True)
class YamlFile:
    """The values of a YAML text, or of a part of it, and the node that says where they stand."""

    root: yaml.Node | None
    values: Any

    @classmethod
    def of(cls, text: str, as_typed: bool = False, may_repeat: bool = False) -> YamlFile:
        """A text; with `as_typed` every value is the text that was typed. Raises `NotYamlError`."""
        try:
            _check_plain(text, may_repeat)
            loader = (_AsTyped if as_typed else _LOADER)(text)
            try:
                root = loader.get_single_node()
                return cls(root, None if root is None else loader.construct_document(root))
            finally:
                loader.dispose()
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            said = getattr(error, "problem", None) or str(error).splitlines()[0]
            if mark and text[mark.index : mark.index + 1] == "\t":
                said = "a tab stands where spaces belong"
            raise NotYamlError(said, mark.line + 1 if mark else 1) from None

    @classmethod
    def own(cls, path: Path, may_repeat: bool = False) -> YamlFile:
        """A file of the project itself, which is UTF-8. Raises `NotYamlError`."""
        return cls.of(_decoded(path.read_bytes(), {"utf-8-sig": "UTF-8"}), may_repeat=may_repeat)

    @classmethod
    def received(cls, content: bytes, as_typed: bool = False) -> YamlFile:
        """What an office sent: UTF-8, with or without a mark, or GB18030; identity-card numbers are masked.
        Raises `NotYamlError`."""
        return cls.of(masked(_decoded(content, {"utf-8-sig": "UTF-8", "gb18030": "GB18030"})), as_typed)

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
                words += f"[{_cut(str(names[0])) if names else step}]"
            else:
                words += f".{_cut(step)}" if words else _cut(step)
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
    below = list(enumerate(node.value))
    if isinstance(node, yaml.MappingNode):
        below = [(key.value, value) for key, value in node.value]
        yield from ((*path, key) for key, times in Counter(key for key, _ in below).items() if times > 1)
    for step, value in below:
        if isinstance(value, yaml.CollectionNode):
            yield from _repeated(value, (*path, step), seen)


def _decoded(content: bytes, encodings: Mapping[str, str]) -> str:
    """The text of a file in the first of these encodings that fits; their names are for people."""
    if len(content) > LARGEST_BYTES:
        raise NotYamlError(f"it has {len(content):,} bytes; at most {LARGEST_BYTES:,} are read")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotYamlError(f"it is no text in {' or '.join(encodings.values())}")


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
    return _cut(words)


def _cut(words: str) -> str:
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
