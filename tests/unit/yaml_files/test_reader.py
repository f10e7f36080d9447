"""Reading YAML: what an office may send, all faults with their lines, and that only one module does it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import orchestration
from orchestration.yaml_files import NotYamlError, Strict, YamlFaultsError, YamlFile

PACKAGE = Path(orchestration.__file__).parent


class _Shelf(Strict):
    books: dict[str, list[int]]
    name: str = ""


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe\x00", "neither UTF-8 nor GB18030"),
        (b"[" * 100_000, "nested too deep"),
        (b"books: {" * 5000, "nested too deep"),
        (b"#" * (4 * 2**20 + 1), "at most 4,194,304 are read"),
        (b"a: !!python/name:os.system x", "line 1: not readable as YAML: could not determine a constructor"),
        (
            b"a: 1\nb: 2024-13-45\n",
            "line 2: not readable as YAML: a value cannot be read: month must be in 1..12",
        ),
        (b"a: 1\nb: !!int x\n", "line 2: not readable as YAML: a value cannot be read"),
        (b"a: 1\nb: !!bool x\n", "line 2: not readable as YAML: a value cannot be read"),
        (b"a: 1\nb: !!timestamp x\n", "line 2: not readable as YAML: a value cannot be read"),
    ],
)
def test_what_an_office_sends_is_refused_never_failed_on(content: bytes, said: str) -> None:
    with pytest.raises(NotYamlError, match=said.replace("(", r"\(")):
        YamlFile.received(content)


def test_a_text_that_refers_to_itself_over_and_over_is_not_spelt_out() -> None:
    lines = ["a0: &a0 [1]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30))]
    text = "\n".join([*lines, "name: *a29", "books: &loop {x: [*loop]}"])
    with pytest.raises(YamlFaultsError) as refused:
        YamlFile.received(text.encode()).read(_Shelf)
    assert "name must be a text, found a list" in str(refused.value)
    assert len(str(refused.value)) < 5000


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


def test_what_is_merged_in_may_be_overruled() -> None:
    file = YamlFile.of("books: &all\n  a: [1]\nname: x\n")
    assert file.read(_Shelf).books == {"a": [1]}
    merged = YamlFile.of("- &all\n  name: x\n- {<<: *all, name: y, books: {}}\n").entries[1]
    assert merged.read(_Shelf).name == "y"


def test_values_as_typed_are_never_interpreted() -> None:
    text = "a: 0211\nb: 1_000\nc: yes\nd: 2024-13-45\ne: ~\nf: '~'\ng:\nh: !!int x\n"
    assert YamlFile.received(text.encode(), as_typed=True).values == {
        "a": "0211",
        "b": "1_000",
        "c": "yes",
        "d": "2024-13-45",
        "e": "",
        "f": "~",
        "g": "",
        "h": "x",
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
