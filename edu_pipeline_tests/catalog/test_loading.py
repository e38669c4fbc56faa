from pathlib import Path

import pytest

from edu_pipeline.catalog import CatalogError, load_catalog
from edu_pipeline.catalog.loading import known_units
from edu_pipeline.catalog.yaml_source import parse_yaml

ENTRY = """\
indicators:
  - id: school_buses
    name_zh: 校车数
    name_en: School buses
    domain: 校园安全
    unit: 辆
    kind: level
    better: none
    description: 在用校车总数。
    match:
      - {head: 校车}
"""


def extra(folder: Path, text: str) -> Path:
    path = folder / "mine.yml"
    path.write_text(text, "utf-8")
    return path


def complaint(folder: Path, text: str) -> CatalogError:
    with pytest.raises(CatalogError) as caught:
        load_catalog(extra(folder, text))
    return caught.value


def test_a_file_of_ones_own_adds_an_indicator(tmp_path: Path) -> None:
    catalog = load_catalog(extra(tmp_path, ENTRY))
    assert catalog.by_id["school_buses"].unit == "辆"
    assert len(catalog.indicators) == len(load_catalog().indicators) + 1


def test_and_an_alias_or_a_rule_to_one_that_exists(tmp_path: Path) -> None:
    more = "indicators:\n  - {id: education_groups, aliases: [学校共同体数], match: [{head: 教育共同体}]}\n"
    groups = load_catalog(extra(tmp_path, more)).by_id["education_groups"]
    built_in = load_catalog().by_id["education_groups"]
    assert groups.aliases == (*built_in.aliases, "学校共同体数")
    assert len(groups.rules) == len(built_in.rules) + 1


def test_but_does_not_change_what_it_means(tmp_path: Path) -> None:
    error = complaint(tmp_path, "indicators:\n  - {id: education_groups, unit: 家}\n")
    assert error.line == 2
    assert "education_groups" in error.message


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("description:", "descripton:", 9, "unknown key “descripton”"),
        ("unit: 辆", "unit: 俩", 6, "unknown unit “俩”"),
        ("kind: level", "kind: lvl", 7, "“lvl” is no kind"),
        ("better: none", "better: up", 8, "“up” is no better"),
        ("    name_en: School buses\n", "", 2, "the key “name_en” is missing"),
        ("{head: 校车}", "{heads: 校车}", 11, "unknown key “heads”"),
        ("{head: 校车}", "{none: [校车]}", 11, "would match everything"),
        ("    match:\n", "    range: [9, 1]\n    match:\n", 10, "the lowest is above the highest"),
        ("    match:\n", "    range: [九, 10]\n    match:\n", 10, "“九” is no number"),
        ("    match:\n", "    splits: [性别]\n    match:\n", 10, "unknown split “性别”"),
        ("    match:\n", "    statuses: [done]\n    match:\n", 10, "“done” is no statuses"),
        ("    kind: level\n", "    kind: level\n    kind: share\n", 8, "has the key “kind” twice, first in line 7"),
        ("    kind: level\n", "    kind: [level\n", 8, "is not YAML"),
        ("indicators:", "indicator:", 1, "there is no list “indicators”"),
        ("name_zh: 校车数", "name_zh: 7", 3, "“name_zh” is no text"),
    ],
)
def test_a_mistake_is_named_with_file_line_and_mend(tmp_path: Path, old: str, new: str, line: int, says: str) -> None:
    assert old in ENTRY
    error = complaint(tmp_path, ENTRY.replace(old, new, 1))
    assert error.file == "mine.yml"
    assert error.line == line
    assert says in error.message
    assert error.mend
    assert str(error).startswith(f"mine.yml, line {line}: ")


def test_an_id_used_twice_is_named_with_both_lines(tmp_path: Path) -> None:
    error = complaint(tmp_path, ENTRY + ENTRY.removeprefix("indicators:\n"))
    assert (error.line, error.message) == (12, "the id “school_buses” is used twice, first in line 2")


def test_a_missing_and_an_undecodable_file_are_complaints_too(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="cannot be read"):
        load_catalog(tmp_path / "absent.yml")
    (tmp_path / "gbk.yml").write_bytes("indicators: []  # 指标".encode("gb18030"))
    with pytest.raises(CatalogError, match="is not UTF-8"):
        load_catalog(tmp_path / "gbk.yml")


def test_the_fingerprint_leaves_out_what_only_describes(tmp_path: Path) -> None:
    plain = load_catalog(extra(tmp_path, ENTRY)).fingerprint
    described = ENTRY.replace("在用校车总数。", "登记在用的校车总数。").replace("School buses", "Buses of schools")
    assert load_catalog(extra(tmp_path, described)).fingerprint == plain
    assert load_catalog(extra(tmp_path, ENTRY.replace("head: 校车", "head: 校车|专用校车"))).fingerprint != plain
    assert load_catalog().fingerprint != plain


def test_without_an_extra_file_it_is_loaded_once() -> None:
    assert load_catalog() is load_catalog()


def test_units_are_those_of_the_extraction() -> None:
    assert {"元", "%", "个百分点", "所", "人次", "平方米"} <= known_units()


def test_lines_are_found_below_lists_and_mappings() -> None:
    source = parse_yaml("a:\n  - b: 1\n  - b: 2\n", "x.yml")
    assert source.line(("a", 1, "b")) == 3
    assert source.line(("a", 1, "c")) == 3


def test_a_file_nested_without_end_is_refused_not_run_into() -> None:
    with pytest.raises(CatalogError):
        parse_yaml("[" * 2000 + "]" * 2000, "x.yml")
