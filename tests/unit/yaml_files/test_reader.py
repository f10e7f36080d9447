"""Reading YAML: what an office may send, all faults with their lines, and that only one module does it."""

from __future__ import annotations

import ast
import math
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import orchestration
from orchestration.yaml_files import NotYamlError, Strict, YamlFaultsError, YamlFile

PACKAGE = Path(orchestration.__file__).parent


class _Shelf(Strict):
    books: dict[str, list[int]]
    name: str = ""


_BLOWN_UP = "\n".join(
    ["a0: &a0 [1]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)), "name: *a29"]
)
_MERGED = "\n".join(
    ["- &a0 {x: 1}", *(f"- &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}" for n in range(1, 30))]
)
#: What a stranger may send → what is said of it, with its line.
HOSTILE = {
    b"\xff\xfe\x00": "line 1: not readable as YAML: it is no text in UTF-8 or GB18030",
    "a: 1\n".encode("utf-16"): "line 1: not readable as YAML: it is no text in UTF-8 or GB18030",
    "a: 1\n".encode("utf-16-le"): "line 1: not readable as YAML: it holds the character U+0000, which",
    b"a: 1\nb: \x00\n": "line 2: not readable as YAML: it holds the character U+0000, which",
    b"a: 1\nb: \xef\xbb\xbf\x1b\n": "line 2: not readable as YAML: it holds the character U+001B, which",
    b"[" * 100_000: "line 1: not readable as YAML: it is nested more than 20 deep",
    b"a:\n" + b"- " * 100_000: "line 2: not readable as YAML: it is nested more than 20 deep",
    b"books: {" * 5000: "line 1: not readable as YAML: it is nested more than 20 deep",
    b"? " * 100_000: "line 1: not readable as YAML: it is nested more than 20 deep",
    b"#" * (2**20 + 1): "line 1: not readable as YAML: it has 1,048,577 bytes; at most 1,048,576 are read",
    b"[" + b"1," * 200_000 + b"]": "line 1: not readable as YAML: it has more than 100,000 values",
    b"a: 1\nb: " + b"x" * 20_001: "line 2: not readable as YAML: a text of 20,001 characters; at most 20,000",
    _BLOWN_UP.encode(): "line 1: not readable as YAML: «&a0» refers to another place",
    _MERGED.encode(): "line 1: not readable as YAML: «&a0» refers to another place",
    b"a: 1\nb: &loop [*loop]\n": "line 2: not readable as YAML: «&loop» refers to another place",
    b"a: 1\nb: *none\n": "line 2: not readable as YAML: «*none» refers to another place",
    b"a: 1\n<<: {b: 1}\n": "line 2: not readable as YAML: «<<» takes over another mapping",
    b"a: !!python/name:os.system x": "line 1: not readable as YAML: «!!python/name:os.system» is a tag",
    b"a: 1\nb: !!int\n": "line 2: not readable as YAML: «!!int» is a tag",
    b"a: 1\nb: !!bool maybe\n": "line 2: not readable as YAML: «!!bool» is a tag",
    b"a: 1\nb: !!timestamp foo\n": "line 2: not readable as YAML: «!!timestamp» is a tag",
    b"a: 1\nb: !own {x: 1}\n": "line 2: not readable as YAML: «!own» is a tag",
    b"a: 1\n---\na: 2\n": "line 2: not readable as YAML: a second document begins with «---»; one is read",
    b"a: 1\n\tb: 1\n": "line 2: not readable as YAML",
    b"%YAML 9.9\n---\na: 1\n": "line 1: not readable as YAML: found incompatible YAML document",
    b"a: 1\nb: [\n": "line 3: not readable as YAML",
    b"? [a]\n: 1\n": "line 1: not readable as YAML: found unhashable key",
}
#: What YAML would read as a number or a date.
UNREADABLE_VALUES = {
    b"a: 1\nb: 2024-13-45\n": "line 2: not readable as YAML: a value cannot be read: month must be in 1..12",
    b"a: 1\nb: 2024-01-01 99:99:99\n": "line 2: not readable as YAML: a value cannot be read",
    b"a: 1\nb: " + b"9" * 10_000: "line 2: not readable as YAML: a number or date of 10,000 characters",
    b"a: 1\nb: 0x" + b"f" * 9_998: "line 2: not readable as YAML: a number or date of 10,000 characters",
    b"a: 1\nb: 1" + b":59" * 5_000: "line 2: not readable as YAML: a number or date of 15,001 characters",
    b"a: 1\nb: =\n": "line 2: not readable as YAML: could not determine a constructor",
}


@pytest.mark.parametrize("as_typed", [False, True])
@pytest.mark.parametrize(("content", "said"), HOSTILE.items(), ids=lambda each: repr(each[:20]))
def test_what_a_stranger_sends_is_refused_at_once(content: bytes, said: str, as_typed: bool) -> None:
    started = time.process_time()
    with pytest.raises(NotYamlError) as refused:
        YamlFile.received(content, as_typed)
    assert str(refused.value).startswith(said) and len(str(refused.value)) < 300
    assert time.process_time() - started < 1


@pytest.mark.parametrize(("content", "said"), UNREADABLE_VALUES.items(), ids=lambda each: repr(each[:20]))
def test_a_value_that_cannot_be_read_is_refused_and_stays_a_text_as_typed(content: bytes, said: str) -> None:
    with pytest.raises(NotYamlError) as refused:
        YamlFile.received(content)
    assert str(refused.value).startswith(said)
    assert YamlFile.received(content, as_typed=True).values["a"] == "1"


def test_numbers_beyond_all_measure_are_values_like_others() -> None:
    assert YamlFile.received(b"a: 1.0e+999999\nb: 1e999999\n").values == {"a": math.inf, "b": "1e999999"}


def test_a_file_of_our_own_in_another_encoding_is_refused_by_line(tmp_path: Path) -> None:
    path = tmp_path / "layout.yaml"
    path.write_bytes("form: 县表\n".encode("gb18030"))
    with pytest.raises(NotYamlError, match="line 1: not readable as YAML: it is no text in UTF-8"):
        YamlFile.own(path)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: &a [1]\nb: &b [*a]\n", 2),
        ("a: &a {x: 1}\nb: {<<: *a}\n", 2),
        ("a: &a [*a]\n", 1),
        ("a: &a [" + "1," * 1000 + "]\nb:\n" + "- *a\n" * 200, 101),
    ],
)
def test_where_an_entry_may_stand_for_another_nothing_grows_by_it(text: str, line: int) -> None:
    with pytest.raises(NotYamlError, match=f"line {line}: "):
        YamlFile.of(text, may_repeat=True)


def test_an_entry_may_stand_for_another_one_where_that_is_said() -> None:
    assert YamlFile.of("a: &a {x: 1}\nb: *a\nc: *a\n", may_repeat=True).values["c"] == {"x": 1}


def test_all_faults_are_told_with_their_lines() -> None:
    file = YamlFile.of("books:\n  a: [1, x]\n  b: 3\nnames: y\n")
    with pytest.raises(YamlFaultsError) as refused:
        file.read(_Shelf)
    assert [(fault.line, fault.key) for fault in refused.value.faults] == [
        (2, "books.a[1]"),
        (3, "books.b"),
        (4, "names"),
    ]


def test_of_very_many_faults_the_first_are_told() -> None:
    text = "".join(f"k{n}: 1\n" for n in range(20_000))
    with pytest.raises(YamlFaultsError, match=r"line 19: k18 is not a known key.*; and 19981 more$"):
        YamlFile.of(text).read(_Shelf)


def test_values_as_typed_are_never_interpreted() -> None:
    text = "a: 0211\nb: 1_000\nc: yes\nd: 2024-13-45\ne: ~\nf: '~'\ng:\n"
    assert YamlFile.received(text.encode(), as_typed=True).values == {
        "a": "0211",
        "b": "1_000",
        "c": "yes",
        "d": "2024-13-45",
        "e": "",
        "f": "~",
        "g": "",
    }


def yaml_reading(source: str) -> Iterator[str]:
    """What a text takes of the yaml library, other than to write."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in ("yaml", "ruamel"):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (each.asname for each in node.names if each.name == "yaml" and each.asname)
            yield from (each.name for each in node.names if each.name.startswith(("yaml.", "ruamel")))
        elif isinstance(node, ast.Attribute) and node.attr != "safe_dump":
            yield from (name for name in [ast.unparse(node)] if name == f"yaml.{node.attr}")


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import yaml\nyaml.safe_dump({})", []),
        ("import yaml\nyaml.safe_load('')", ["yaml.safe_load"]),
        ("from yaml import compose", ["yaml.compose"]),
        ("import yaml as y", ["y"]),
        ("import ruamel.yaml", ["ruamel.yaml"]),
    ],
)
def test_the_search_sees_each_way_of_reading_yaml(source: str, found: list[str]) -> None:
    assert list(yaml_reading(source)) == found


def test_yaml_is_read_in_one_module() -> None:
    readers = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if list(yaml_reading(path.read_text(encoding="utf-8")))
    }
    assert readers == {"yaml_files.py"}
