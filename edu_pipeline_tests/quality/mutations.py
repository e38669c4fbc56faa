"""One fault per expectation: SQL that breaks the small warehouse so that this expectation, and of its suite no other,
is not met.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from edu_pipeline.storage.tables import load_tables


@dataclass(frozen=True)
class Mutation:
    """SQL that breaks the expectation; ``also`` is what it can't help breaking beside it."""

    expectation: str
    sql: str
    also: frozenset[str] = frozenset()


def mutations() -> list[Mutation]:
    """Every mutation."""
    return [*_columns(), *(Mutation(name, sql) for name, sql in _WRITTEN.items()), *_ENTAILING]


def _columns() -> Iterator[Mutation]:
    for number, name in enumerate(load_tables()):
        faults = (f"ALTER TABLE {name} ADD COLUMN extra INTEGER", f"DROP TABLE {name} CASCADE")
        yield Mutation(f"{name}_columns", faults[0] if number % 2 == 0 or name == "documents" else faults[1])


def _again(table: str, condition: str, **replaced: str) -> str:
    """A second row like the one that meets the condition, some columns replaced."""
    values = ", ".join(f"{value} AS {column}" for column, value in replaced.items())
    row = f"* REPLACE ({values})" if values else "*"
    return f"INSERT INTO {table} SELECT {row} FROM {table} WHERE {condition} LIMIT 1"


_SCHOOLS = "text = '50所'"
_LAST_YEAR = "doc_id = (SELECT doc_id FROM documents WHERE year = 2022)"

_WRITTEN = {
    "documents_key_unique": _again("documents", "year = 2023"),
    "documents_required_values": "UPDATE documents SET encoding = NULL WHERE year = 2023",
    "documents_text_whole": "UPDATE documents SET char_count = char_count + 1 WHERE year = 2023",
    "documents_text_given": "UPDATE documents SET text = ' ', char_count = 1 WHERE year = 2023",
    "documents_id_from_content": "UPDATE documents SET sha256 = repeat('0', 64) WHERE year = 2023",
    "documents_region_known": "UPDATE documents SET region = NULL WHERE year = 2023",
    "documents_year_known": "UPDATE documents SET year = NULL WHERE year = 2023",
    "documents_year_plausible": "UPDATE documents SET year = 1023, published_on = NULL WHERE year = 2023",
    "documents_published_on_plausible": "UPDATE documents SET published_on = '2013-01-01' WHERE year = 2023",
    "documents_title_known": "UPDATE documents SET title = NULL WHERE year = 2023",
    "sections_key_unique": _again("sections", "position = 2"),
    "sections_required_values": "UPDATE sections SET path = NULL WHERE position = 2",
    "sections_role_known": "UPDATE sections SET role = 'annex' WHERE position = 2",
    "sections_doc_id_exists": _again("sections", "position = 0", doc_id="'nowhere'", section_id="'nowhere:s0'"),
    "sections_parent_id_exists": "UPDATE sections SET parent_id = 'nowhere' WHERE position = 2",
    "sections_inside_document": "UPDATE sections SET char_end = 100000 WHERE position = 0",
    "sections_inside_parent": "UPDATE sections SET depth = 0 WHERE position = 2",
    "documents_have_sections": f"DELETE FROM sections WHERE {_LAST_YEAR}",
    "sections_one_root": "UPDATE sections SET parent_id = NULL WHERE position = 2",
    "metrics_key_unique": _again("metrics", _SCHOOLS),
    "metrics_required_values": f"UPDATE metrics SET sentence = NULL WHERE {_SCHOOLS}",
    "metrics_kind_known": f"UPDATE metrics SET kind = 'levels' WHERE {_SCHOOLS}",
    "metrics_direction_known": f"UPDATE metrics SET direction = 'sideways' WHERE {_SCHOOLS}",
    "metrics_status_known": f"UPDATE metrics SET status = 'hoped' WHERE {_SCHOOLS}",
    "metrics_qualifier_known": f"UPDATE metrics SET qualifier = '≈' WHERE {_SCHOOLS}",
    "metrics_section_id_exists": f"UPDATE metrics SET section_id = 'nowhere' WHERE {_SCHOOLS}",
    "metrics_text_is_span": f"UPDATE metrics SET text = '51所' WHERE {_SCHOOLS}",
    "metrics_inside_section": f"UPDATE metrics SET section_id = doc_id || ':s2' WHERE {_SCHOOLS}",
    "metrics_words_given": f"UPDATE metrics SET label = ' ' WHERE {_SCHOOLS}",
    "metrics_share_at_most_100": "UPDATE metrics SET value = 180 WHERE text = '80%'",
    "metrics_value_not_negative": f"UPDATE metrics SET value = -50 WHERE {_SCHOOLS}",
    "metrics_range_ascending": f"UPDATE metrics SET value_max = 40 WHERE {_SCHOOLS}",
    "metrics_year_plausible": f"UPDATE metrics SET year = 2203 WHERE {_SCHOOLS}",
    "metrics_period_of_its_year": (
        f"UPDATE metrics SET period_start = DATE '2020-01-01', period_end = DATE '2020-06-30' WHERE {_SCHOOLS}"
    ),
    "metrics_growth_plausible": "UPDATE metrics SET value = 2500 WHERE text = '25%'",
    "metrics_points_plausible": "UPDATE metrics SET value = 500 WHERE text = '5个百分点'",
    "metrics_magnitude_plausible": "UPDATE metrics SET value = 2400000000000 WHERE text = '24万元'",
    "metrics_indicator_plausible": "UPDATE metrics SET value = 1000 WHERE text = '10个'",
    "metrics_direction_given": "UPDATE metrics SET direction = NULL WHERE text = '25%'",
    "metrics_target_year_known": "UPDATE metrics SET year = NULL WHERE text = '12个以上'",
    "documents_have_metrics": _again("documents", "year = 2022", doc_id="'0'", file_name="'new.txt'"),
    "documents_not_fewer_metrics": "DELETE FROM metrics WHERE text = '5个百分点'",
    "metric_dimensions_known": "UPDATE metric_dimensions SET member = '夜校' WHERE member = '小学'",
    "metric_dimensions_inside": "UPDATE metric_dimensions SET char_end = 100000 WHERE member = '小学'",
    "metric_dimensions_required_values": "UPDATE metric_dimensions SET metric_id = NULL WHERE member = '小学'",
    "metric_dimensions_metric_id_exists": "UPDATE metric_dimensions SET metric_id = 'nowhere' WHERE member = '小学'",
    "unclaimed_numbers_required_values": "UPDATE unclaimed_numbers SET reason = NULL",
    "unclaimed_numbers_reason_known": "UPDATE unclaimed_numbers SET reason = 'calendar'",
    "unclaimed_numbers_doc_id_exists": "UPDATE unclaimed_numbers SET doc_id = 'nowhere'",
    "unclaimed_numbers_section_id_exists": "UPDATE unclaimed_numbers SET section_id = 'nowhere'",
    "unclaimed_numbers_text_is_span": "UPDATE unclaimed_numbers SET text = '2024年'",
    "unclaimed_numbers_not_claimed": f"""
        UPDATE unclaimed_numbers SET char_start = m.char_start, char_end = m.char_end, text = m.text
        FROM metrics m WHERE m.{_SCHOOLS}""",
    "corrections_applied": "UPDATE corrections SET applied = false, detail = '原文已改'",
    "relations_key_unique": _again("relations", "kind = 'sum'"),
    "relations_required_values": "UPDATE relations SET explanation = NULL WHERE kind = 'sum'",
    "relations_kind_known": "UPDATE relations SET kind = 'quotient' WHERE kind = 'sum'",
    "relations_tolerance_not_negative": "UPDATE relations SET tolerance = -1 WHERE kind = 'sum'",
    "relations_have_members": "DELETE FROM relation_members WHERE role = 'whole' AND relation_id LIKE '%r2'",
    "sums_hold": "UPDATE relations SET holds = false WHERE kind = 'sum'",
    "subsets_hold": "UPDATE relations SET holds = false WHERE kind = 'subset'",
    "ratios_hold": "UPDATE relations SET holds = false WHERE kind = 'ratio'",
    "growths_hold": "UPDATE relations SET holds = false WHERE kind = 'growth'",
    "changes_hold": "UPDATE relations SET holds = false WHERE kind = 'change'",
    "products_hold": "UPDATE relations SET holds = false WHERE kind = 'product'",
    "relation_members_key_unique": _again("relation_members", "role = 'total'"),
    "relation_members_required_values": "UPDATE relation_members SET role = NULL WHERE role = 'total'",
    "relation_members_role_known": "UPDATE relation_members SET role = 'rest of it' WHERE role = 'total'",
    "relation_members_relation_id_exists": "UPDATE relation_members SET relation_id = 'nowhere' WHERE role = 'total'",
    "relation_members_metric_id_exists": "UPDATE relation_members SET metric_id = 'nowhere' WHERE role = 'total'",
    "doubts_none": "INSERT INTO doubts SELECT metric_id, doc_id, 'lost_scale', '疑漏写“万”' FROM metrics LIMIT 1",
    "documents_not_empty": "DELETE FROM documents",
    "metrics_indicator_id_exists": "UPDATE metrics SET indicator_id = 'nowhere' WHERE text = '10个'",
    "metrics_not_empty": "DELETE FROM metrics",
    "indicators_key_unique": _again("indicators", "true"),
    "indicators_required_values": "UPDATE indicators SET unit = NULL",
    "indicators_kind_known": "UPDATE indicators SET kind = 'levels'",
    "indicators_better_known": "UPDATE indicators SET better = 'both'",
    "indicators_not_empty": "DELETE FROM indicators",
    "quarantined_metrics_none": f"""
        INSERT INTO quarantined_metrics BY NAME SELECT *, 'why' AS reason FROM metrics WHERE {_SCHOOLS}""",
    "rejected_documents_none": """
        INSERT INTO rejected_documents VALUES ('旧.doc', NULL, 'unsupported_type', '请另存为 .txt', '2026-01-02')""",
    "rejected_documents_reason_known": """
        INSERT INTO rejected_documents VALUES ('旧.doc', NULL, 'too_old', '请另存为 .txt', '2026-01-02')""",
    "document_places_key_unique": _again("document_places", "true"),
    "document_places_required_values": "UPDATE document_places SET name = NULL",
    "document_places_level_known": "UPDATE document_places SET level = 'village'",
    "document_places_doc_id_exists": "UPDATE document_places SET doc_id = 'nowhere' || doc_id",
    "metric_bounds_key_unique": _again("metric_bounds", "true"),
    "metric_bounds_required_values": "UPDATE metric_bounds SET metric_id = NULL WHERE low = 10",
    "metric_bounds_metric_id_exists": "UPDATE metric_bounds SET metric_id = 'nowhere' WHERE low = 10",
    "metric_bounds_ascending": "UPDATE metric_bounds SET low = 11 WHERE low = 10",
    "disagreements_none": f"""
        UPDATE metrics SET value = 7 WHERE text = '8个' AND {_LAST_YEAR};
        UPDATE metric_bounds SET low = 7, high = 7
        WHERE metric_id IN (SELECT metric_id FROM metrics WHERE text = '8个' AND {_LAST_YEAR})""",
    "series_steps_plausible": """
        UPDATE metrics SET value = 70 WHERE text = '10个'; UPDATE metrics SET value = 71 WHERE text = '12个以上'""",
    "targets_ahead": "UPDATE metrics SET value = 9 WHERE text = '12个以上'",
}

_ENTAILING = [
    # A figure of a report that isn't there is in no section of it either.
    Mutation(
        "metrics_doc_id_exists",
        f"UPDATE metrics SET doc_id = 'nowhere' WHERE {_SCHOOLS}",
        frozenset({"metrics_inside_section", "documents_not_fewer_metrics"}),
    ),
    Mutation(
        "relations_doc_id_exists",
        "UPDATE relations SET doc_id = 'nowhere' WHERE kind = 'sum'",
        frozenset({"relations_have_members"}),
    ),
    Mutation(
        "doubts_reason_known",
        "INSERT INTO doubts SELECT metric_id, doc_id, 'odd', '可疑' FROM metrics LIMIT 1",
        frozenset({"doubts_none"}),
    ),
]
