from collections import Counter

import pytest

from edu_pipeline.catalog import load_catalog
from edu_pipeline.records import Status

CORE = frozenset(
    [
        "fiscal_education_expenditure",
        "education_groups",
        "education_group_schools",
        "after_school_schools",
        "after_school_students",
        "after_school_teachers",
        "after_school_student_rate",
        "after_school_teacher_rate",
        "public_kindergarten_enrolment_share",
        "inclusive_kindergarten_coverage",
        "standard_kindergarten_rate",
        "new_public_kindergartens",
        "compulsory_enrolment_rate",
        "compulsory_retention_rate",
        "senior_secondary_gross_enrolment_rate",
        "special_needs_enrolment_rate",
        "large_class_share",
        "private_compulsory_enrolment_share",
        "teachers_recruited",
        "teachers_rotated",
        "student_aid_amount",
        "student_aid_recipients",
        "subject_training_reduction_rate",
        "unlicensed_training_closure_rate",
        "training_fund_supervision_rate",
        "training_institutions",
        "junior_exam_excellence_rate",
    ]
)


def test_the_fixed_ids_are_there_and_many_more() -> None:
    catalog = load_catalog()
    assert catalog.by_id.keys() >= CORE
    assert len(catalog.indicators) >= 60


def test_every_field_of_education_is_covered() -> None:
    domains = Counter(indicator.domain for indicator in load_catalog().indicators)
    stages = {"学前教育", "义务教育", "高中教育", "职业教育", "高等教育", "特殊教育"}
    others = {"教育经费", "教师队伍", "学生资助", "双减", "校园安全", "教育督导", "体育艺术", "教育信息化"}
    assert stages | others <= domains.keys()


@pytest.mark.parametrize("indicator", load_catalog().indicators, ids=lambda indicator: indicator.id)
def test_each_is_defined_and_can_be_found(indicator) -> None:  # type: ignore[no-untyped-def]
    assert indicator.rules
    assert indicator.description.endswith("。")
    assert indicator.unit == indicator.units[0]
    assert set(indicator.statuses) <= set(Status)
    assert indicator.kind in ("level", "share", "growth")
    assert indicator.max_jump is None or indicator.max_jump > 0
    if indicator.kind == "share":
        assert indicator.unit == "%"
        assert indicator.high is not None


def test_names_are_not_shared() -> None:
    indicators = load_catalog().indicators
    for field in ("name_zh", "name_en"):
        repeated = [name for name, times in Counter(getattr(i, field) for i in indicators).items() if times > 1]
        assert repeated == [], field
