"""What the READMEs promise is run: their commands, their answer, the files and names that they point to."""

import re
import shlex
from dataclasses import fields
from pathlib import Path

import pytest

from edu_pipeline.settings import Settings, load_settings
from edu_pipeline.storage.tables import load_tables, load_views
from edu_pipeline_tests.folders import ROOT, Folders

READMES = ["README.md", "README.zh-CN.md"]
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`")


def blocks(readme: str, language: str) -> list[str]:
    text = (ROOT / readme).read_text("utf-8")
    return [body for kind, body in _BLOCK.findall(text) if kind == language]


def commands(readme: str) -> list[list[str]]:
    """The commands of the fenced blocks, comments left out."""
    return [shlex.split(line, comments=True) for block in blocks(readme, "sh") for line in block.splitlines() if line]


def test_both_languages_show_the_same_commands_and_answers() -> None:
    assert commands(READMES[0]) == commands(READMES[1])
    assert blocks(READMES[0], "text") == blocks(READMES[1], "text")
    codes = [[code for code in _CODE.findall((ROOT / name).read_text("utf-8")) if "/" in code] for name in READMES]
    assert set(codes[0]) == set(codes[1])


@pytest.mark.parametrize("readme", READMES)
def test_make_targets_exist(readme: str) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    named = re.findall(r"`make ([\w-]+)`", (ROOT / readme).read_text("utf-8"))
    named += [words[1] for words in commands(readme) if words[0] == "make"]
    assert {"run", "ui", "test", "test-unit", "lint", "bench"} == set(named)
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in named)


@pytest.mark.parametrize("readme", READMES)
def test_what_it_points_to_is_there(readme: str) -> None:
    text = (ROOT / readme).read_text("utf-8")
    paths = [code for code in _CODE.findall(text) if code.startswith(("edu_pipeline/", ".ci/"))]
    paths += re.findall(r"\]\(([\w./-]+)\)", text)
    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []
    known = {*load_tables(), *load_views()}
    tables = [name for name in re.findall(r"`([a-z]+_[a-z_]+)`", text) if name != "edu_pipeline"]
    assert tables
    assert [name for name in tables if name not in known] == []


@pytest.mark.pipeline
def test_its_commands_answer_what_it_says(tmp_path: Path) -> None:
    folders = Folders(tmp_path)
    shown = [words for words in commands("README.md") if words[0] == "edu-pipeline"]
    asked = {words[1]: words for words in shown}
    done = folders.command("run", "--seeds", str(folders.seeds), "--warehouse", str(folders.warehouse))
    assert done.code == 0, done.out + done.err
    answer = folders.command(*asked["query"][1:])
    assert answer.out.splitlines() == blocks("README.md", "text")[0].splitlines()
    traced = folders.command(*asked["trace"][1:])
    assert traced.code == 0, traced.err
    assert all(f"\n{word} " in traced.out for word in ("document", "section", "metric", "indicator"))


def test_every_setting_is_documented_with_its_default() -> None:
    text = (ROOT / "docs/operations.md").read_text("utf-8")
    documented = dict(re.findall(r"^\| `(EDU_\w+)` \| (\S+) \|", text, re.MULTILINE))
    settings = load_settings(environment={})
    names = {field.name for field in fields(Settings)}
    assert {name.removeprefix("EDU_").lower() for name in documented} == names
    numbers = {name: int(default) for name, default in documented.items() if default.isdigit()}
    assert numbers == {name: getattr(settings, name.removeprefix("EDU_").lower()) for name in numbers}
    assert len(numbers) == len(names) - 4
