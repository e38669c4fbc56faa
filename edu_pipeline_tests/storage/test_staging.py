from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edu_pipeline.records import MemberRole, RelationMember
from edu_pipeline.storage import staging
from edu_pipeline.storage.staging import (
    Stamp,
    count_rows,
    fits_decimal,
    frame_of,
    merge_table,
    read_stamp,
    read_table,
    rounded,
    set_damaged_aside,
    write_table,
)
from edu_pipeline_tests.storage.warehouses import rows, settings_in

MEMBER = {"relation_id": "d:r0", "metric_id": "d:1", "role": "part", "doc_id": "d"}


def test_a_table_comes_back_with_its_stamp(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    frame = rows("relation_members", MEMBER)
    write_table(settings, "relation_members", frame, Stamp("code", {"d": "键"}))
    assert read_table(settings, "relation_members").equals(frame)
    assert read_stamp(settings, "relation_members") == Stamp("code", {"d": "键"})
    left = sorted(path.name for path in settings.staging_dir.iterdir())
    assert left == ["relation_members.parquet", "relation_members.parquet.sha256"]


def test_columns_and_documents_can_be_chosen(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    write_table(settings, "relation_members", rows("relation_members", MEMBER, MEMBER | {"doc_id": "e"}))
    assert read_table(settings, "relation_members", ["role"], doc_ids=["e"]).rows() == [("part",)]
    assert read_table(settings, "relation_members", doc_ids=[]).is_empty()


def test_what_is_not_staged_has_no_rows_and_no_stamp(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    assert read_stamp(settings, "metrics") is None
    assert read_table(settings, "metrics").schema == staging.schema_of("metrics")
    assert read_table(settings, "metrics", ["value"]).columns == ["value"]


@pytest.mark.parametrize("content", [b"", b"half a fi", b"PAR1" + b"\0" * 40 + b"PAR1"])
def test_a_broken_file_counts_as_absent(tmp_path: Path, content: bytes) -> None:
    settings = settings_in(tmp_path)
    settings.staging_dir.mkdir(parents=True)
    staging.table_file(settings, "metrics").write_bytes(content)
    assert read_stamp(settings, "metrics") is None
    assert read_table(settings, "metrics").is_empty()


def test_a_table_of_another_shape_counts_as_absent(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    settings.staging_dir.mkdir(parents=True)
    pl.DataFrame({"metric_id": ["d:1"]}).write_parquet(staging.table_file(settings, "metrics"))
    assert read_stamp(settings, "metrics") is None
    with pytest.raises(ValueError, match="metrics"):
        write_table(settings, "metrics", pl.DataFrame({"metric_id": ["d:1"]}))


def test_records_become_rows() -> None:
    members = [RelationMember("d:1", MemberRole.TOTAL)]
    frame = frame_of("relation_members", members, relation_id=["d:r0"], doc_id=["d"])
    assert frame.rows() == [("d:r0", "d:1", "total", "d")]
    assert type(frame["role"][0]) is str


@pytest.mark.parametrize(
    ("value", "fits"),
    [
        ("0", True),
        ("0E-30", True),
        ("93.71", True),
        ("1E+27", True),
        ("-9999999999999999999999999999.9999999999", True),
        ("1E+28", False),
        ("0.12345678901", False),
        ("NaN", False),
        ("Infinity", False),
    ],
)
def test_a_decimal_fits_exactly_or_not(value: str, fits: bool) -> None:
    assert fits_decimal(Decimal(value)) is fits


@given(st.decimals(allow_nan=False, allow_infinity=False, places=10, min_value=-(10**27), max_value=10**27))
def test_decimals_survive_parquet(value: Decimal) -> None:
    frame = pl.DataFrame({"value": pl.Series([value], dtype=pl.Decimal(38, 10))})
    assert fits_decimal(value)
    assert frame["value"][0] == value


def test_only_computed_values_are_rounded() -> None:
    assert rounded(Decimal(2) / Decimal(3)) == Decimal("0.6666666667")
    relation: dict[str, list[Any]] = {
        "relation_id": ["r"],
        "doc_id": ["d"],
        "kind": ["sum"],
        "holds": [True],
        "explanation": ["和"],
    }
    figures = {name: [Decimal(2) / 3] for name in ("expected", "actual", "residual", "tolerance")}
    with pytest.raises(ValueError, match=r"relations\.expected"):
        frame_of("relations", [None], **relation, **figures)


def test_leftovers_of_killed_runs_are_removed(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    settings.staging_dir.mkdir(parents=True)
    (settings.staging_dir / "metrics.parquet.tmp").write_bytes(b"half")
    (settings.staging_dir / "candidate.duckdb.building.tmp").mkdir()
    (settings.staging_dir / "candidate.duckdb.building.tmp" / "spill").write_bytes(b"x")
    (settings.staging_dir / "candidate.duckdb.building").write_bytes(b"half")
    write_table(settings, "relation_members", rows("relation_members", MEMBER))
    staging.remove_leftovers(settings)
    staging.write_part(settings, "half", {"relation_members": rows("relation_members", MEMBER)})
    staging.remove_leftovers(settings)
    left = sorted(path.name for path in settings.staging_dir.iterdir())
    assert left == ["relation_members.parquet", "relation_members.parquet.sha256"]


def test_parts_are_merged_behind_the_rows_of_kept_documents(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    old = [MEMBER | {"doc_id": doc_id, "role": "old"} for doc_id in "abc"]
    write_table(settings, "relation_members", rows("relation_members", *old))
    for doc_id in "bd":
        new = rows("relation_members", MEMBER | {"doc_id": doc_id, "role": "new"})
        staging.write_part(settings, f"part-{doc_id}", {"relation_members": new, "doubts": rows("doubts")})
    merge_table(settings, "relation_members", Stamp("code", {"a": ""}), kept=["a", "c"], parts=["part-b", "part-d"])
    merged = read_table(settings, "relation_members", ["doc_id", "role"]).rows()
    assert merged == [("a", "old"), ("c", "old"), ("b", "new"), ("d", "new")]
    assert read_stamp(settings, "relation_members") == Stamp("code", {"a": ""})
    merge_table(settings, "relation_members", Stamp())
    assert read_table(settings, "relation_members").height == 0
    merge_table(settings, "doubts", Stamp(), kept=["a"], parts=["part-b"])
    assert read_table(settings, "doubts").height == 0


@pytest.mark.parametrize("position", [0, 0.3, 0.6, 0.9, 1])
def test_one_flipped_byte_is_noticed_and_the_table_is_set_aside(tmp_path: Path, position: float) -> None:
    settings = settings_in(tmp_path)
    write_table(settings, "relation_members", rows("relation_members", MEMBER))
    write_table(settings, "doubts", rows("doubts"))
    assert set_damaged_aside(settings) == []
    path = staging.table_file(settings, "relation_members")
    content = bytearray(path.read_bytes())
    content[int(position * (len(content) - 1))] ^= 1
    path.write_bytes(content)
    (aside,) = set_damaged_aside(settings)
    assert (settings.staging_dir / aside).read_bytes() == content
    assert read_stamp(settings, "relation_members") is None
    assert read_stamp(settings, "doubts") == Stamp()
    write_table(settings, "relation_members", rows("relation_members", MEMBER))
    assert set_damaged_aside(settings) == []


def test_a_damaged_digest_makes_its_table_anew_and_a_killed_write_none(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    write_table(settings, "doubts", rows("doubts"))
    digests = settings.staging_dir / "doubts.parquet.sha256"
    digests.write_text(digests.read_text() + "\nof a table that was never put in place")
    assert set_damaged_aside(settings) == []
    digests.write_bytes(b"\xff\xfe")
    assert len(set_damaged_aside(settings)) == 1


@pytest.mark.parametrize("name", ["parts", "validations", "failing"])
def test_a_file_in_the_place_of_a_folder_is_set_aside(tmp_path: Path, name: str) -> None:
    settings = settings_in(tmp_path)
    write_table(settings, "doubts", rows("doubts"))
    (settings.staging_dir / name).write_bytes(b"no folder")
    (aside,) = set_damaged_aside(settings)
    assert (settings.staging_dir / aside).read_bytes() == b"no folder"
    (settings.staging_dir / name).mkdir()
    assert set_damaged_aside(settings) == []


@pytest.mark.parametrize("name", ["doubts.parquet", "doubts.parquet.sha256", "metrics.json", "candidate.duckdb"])
def test_a_folder_in_the_place_of_a_file_is_set_aside(tmp_path: Path, name: str) -> None:
    settings = settings_in(tmp_path)
    (settings.staging_dir / name).mkdir(parents=True)
    assert len(set_damaged_aside(settings)) == 1
    assert not (settings.staging_dir / name).exists()
    assert set_damaged_aside(settings) == []


def test_a_file_in_the_place_of_the_staging_folder_is_set_aside(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    settings.warehouse_dir.mkdir(exist_ok=True)
    settings.staging_dir.write_bytes(b"no folder")
    (aside,) = set_damaged_aside(settings)
    assert (settings.warehouse_dir / aside).read_bytes() == b"no folder"
    write_table(settings, "doubts", rows("doubts"))
    assert set_damaged_aside(settings) == []


def test_a_table_whose_columns_are_in_another_order_counts_as_absent(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    write_table(settings, "relation_members", rows("relation_members", MEMBER))
    path = staging.table_file(settings, "relation_members")
    frame, footer = pl.read_parquet(path), pl.read_parquet_metadata(path)
    frame.select(reversed(frame.columns)).write_parquet(path, metadata={"edu_pipeline": footer["edu_pipeline"]})
    assert read_stamp(settings, "relation_members") is None


def test_only_the_row_groups_that_are_asked_for_are_read(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    names = [f"d{number:03}" for number in range(100)]
    frame = rows("documents", *({"doc_id": name, "file_name": f"{name}.txt", "text": "文" * 9} for name in names))
    write_table(settings, "documents", frame)
    groups = list(staging.read_groups(settings, "documents", ["d070", "d001", "absent"]))
    assert [group["doc_id"].to_list() for group in groups] == [["d001"], ["d070"]]
    assert groups[0].schema == staging.schema_of("documents")
    assert list(staging.read_groups(settings, "documents", [])) == []
    assert count_rows(settings, "documents") == 100
    assert count_rows(settings, "documents", pl.col("doc_id") < "d010") == 10
    assert count_rows(settings, "metrics") == 0
    assert read_table(settings, "documents", ["doc_id"], rows=2).rows() == [("d000",), ("d001",)]
