"""A header that can't stand alone takes one noun from around its figure, and no other takes one."""

import pytest

from edu_pipeline.extraction.borrowing import needs_more
from edu_pipeline_tests.extraction.reports import metrics

HEADERS = [
    (
        "全县开展暑期托管学校12所，参与暑期托管学生人数3600人，参与教师人数210人。",
        ["暑期托管学校数", "参与暑期托管学生人数", "暑期托管参与教师人数"],
    ),
    (
        "参与课后服务学生人数2.8万，参与教师人数1.7万，学生和教师参与率分别达93%和91%。",
        ["参与课后服务学生人数", "课后服务参与教师人数", "课后服务学生参与率", "课后服务教师参与率"],
    ),
    (
        "新增民办幼儿园6所、民办园位900个，普惠性覆盖率88%。",
        ["新增民办幼儿园数", "新增民办园位数", "普惠性幼儿园覆盖率"],
    ),
    ("普通高中15所，招生947人，在校生2713人。", ["普通高中数", "普通高中招生人数", "普通高中在校生人数"]),
    # What stands alone takes nothing.
    ("新建学生食堂6个，完善实验室设备。", ["新建学生食堂数"]),
]


@pytest.mark.parametrize(("text", "headers"), HEADERS, ids=[text[:16] for text, _ in HEADERS])
def test_what_a_header_takes(text: str, headers: list[str]) -> None:
    assert [metric.label for metric in metrics(text)] == headers


@pytest.mark.parametrize(
    ("said", "needs"),
    [
        ("教师", True),
        ("获二等奖", True),
        ("资金", True),
        ("参与教师", True),
        ("乡镇中心幼儿园", False),
        ("小学专任教师", False),
    ],
)
def test_which_headers_would_be_mistaken_for_others(said: str, needs: bool) -> None:
    assert needs_more(said) is needs
