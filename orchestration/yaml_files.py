"""YAML that people write, read into pydantic models: what a model refuses is told by line and key.

What belongs here: reading a text once for its values and the lines they stand on, and putting what pydantic
finds into words. What does not: any model, and what becomes of a fault.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

#: The C reader where PyYAML was built with it: ten times as fast, and as safe.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
#: By these an entry of a list is named in a message, rather than by its position.
_NAMES = ("name", "id")

Model = TypeVar("Model", bound=BaseModel)
#: The way to a value: keys of mappings and places in lists.
KeyPath = Sequence[str | int]


@dataclass(frozen=True)
class YamlFault:
    """What is wrong with a file: the line, the key like `seeds[scope].columns[0].name`, the reason."""

    line: int
    key: str
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.key} {self.reason}".replace(":  ", ": ")


class YamlFaultsError(ValueError):
    """A file that cannot be used; the text tells every fault."""

    def __init__(self, faults: Sequence[YamlFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(map(str, faults)))


class YamlFile:
    """The values of a YAML text, and where they stand. Raises `YamlFaultsError` for what is no YAML."""

    def __init__(self, text: str) -> None:
        loader = _LOADER(text)
        try:
            self._root: yaml.Node | None = loader.get_single_node()
            self.values: Any = None if self._root is None else loader.construct_document(self._root)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            said = getattr(error, "problem", None) or str(error).splitlines()[0]
            fault = YamlFault(mark.line + 1 if mark else 1, "", f"not readable as YAML: {said}")
            raise YamlFaultsError([fault]) from None
        finally:
            loader.dispose()

    def line_of(self, path: KeyPath) -> int:
        """The line of a value, or of the innermost part of the path that is there."""
        node, line = self._root, 1
        for step in path:
            child: yaml.Node | None = None
            if isinstance(node, yaml.MappingNode):
                for key, value in node.value:
                    if key.value == step:
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

    def fault(self, path: KeyPath, reason: str) -> YamlFault:
        """A fault of the value at a path."""
        return YamlFault(self.line_of(path), self.key_of(path), reason)

    def read(self, model: type[Model], **given: Any) -> Model:
        """The file as a model, with what is given besides, which the file itself must not state.

        Raises `YamlFaultsError` with everything that the model refuses.
        """
        values = self.values
        if given and isinstance(values, dict):
            clashes = [self.fault((name,), _REASONS["extra_forbidden"]) for name in given if name in values]
            if clashes:
                raise YamlFaultsError(clashes)
            values = {**values, **given}
        try:
            return model.model_validate(values)
        except ValidationError as error:
            raise YamlFaultsError(
                [self.fault(each["loc"], _reason(each)) for each in error.errors()]
            ) from None


#: Kinds of pydantic's errors, in the words of our messages.
_REASONS = {
    "missing": "is missing",
    "extra_forbidden": "is not a known key",
    "string_type": "must be a text",
    "string_too_short": "must be a text",
    "bool_type": "must be true or false",
    "tuple_type": "must be a list",
    "list_type": "must be a list",
    "too_short": "must have at least one entry",
    "dict_type": "must be a mapping",
    "model_type": "must be a mapping",
}


def _reason(error: ErrorDetails) -> str:
    kind = error["type"]
    if kind in _REASONS:
        return _REASONS[kind]
    if kind == "literal_error":
        allowed = error["ctx"]["expected"].replace(" or ", ", ").replace("'", "")
        return f"is {error['input']!r}; allowed are {allowed}"
    said = error["msg"].removeprefix("Value error, ")
    return f"{said[0].lower()}{said[1:]}"
