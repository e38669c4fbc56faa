"""Single institutions (a college, a school, a kindergarten, a hospital) named in a title or at the head of a clause.

A name is looked for from a given position on, and its end where one of a few words ends it; so a text is never searched
for names, and the cost does not depend on how many there could be.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from edu_pipeline.catalog.errors import CatalogError
from edu_pipeline.catalog.yaml_source import read_yaml

FILE = Path(__file__).with_name("institutions.yml")
LISTS = (
    "endings",
    "endings_alone",
    "ends_not_before",
    "kinds",
    "singular",
    "never_inside",
    "self_words",
    "papers",
    "subject_before",
    "partner_before",
    "place_not_before",
    "no_place_in_names",
)
_LONGEST = 32
_ORDINAL = re.compile(r"第?[一二三四五六七八九十]{1,3}\Z")
_SHORT = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{1,8}?第?[一二三四五六七八九十]{1,3}(?:中|小|幼|高|职)(?:附小|附中)?)(?![\u4e00-\u9fff]?[年岁个批期届学])"
)
_NUMBERED = re.compile(r"[一二三四五六七八九十](?:中|小|幼|高|职)")
_PLACE = re.compile(
    r"(?:[\u4e00-\u9fff]{2,8}?(?:自治区|自治州|自治县|省|[市州县旗盟]|(?<![社校学小片地辖城园景库])区|镇|(?<!城)乡|街道|村))+"
)
_LEVEL = re.compile(r"[省市州县区旗镇乡村]")
_CHARACTERS = re.compile(r"[\u4e00-\u9fff·A-Z×]{2,32}(?:（[\u4e00-\u9fff]{1,8}）[\u4e00-\u9fff]{0,16})?")
_LEAD = re.compile(r"(?:(?:19|20)\d{2}(?:[—–\-－~～至](?:19|20)?\d{2})?(?:学年度?|年度?|届)?|关于|印发|转发|《|“)*")
_TEACHING = (
    "大学",
    "学院",
    "学校",
    "小学",
    "中学",
    "高中",
    "幼儿园",
    "职中",
    "完小",
    "中心校",
    "党校",
    "医院",
    "卫生院",
    "保健院",
)
_FOUNDED = re.compile(
    r"(?:（[^（）]{1,30}）)?[，,]?(?:始建|创建|创办|建于|成立|位于|坐落|地处|座落|是一所|是一家|占地|现有)"
)
# What a title says of an area or an authority.
_ELSEWHERE = re.compile(r"[全我][国省市县区州旗]|各|[局厅]|委员会|政府|教委|教育部|中国教育")
_CARDINAL_POINT = re.compile(r"[东西南北中]")


@dataclass(frozen=True, slots=True)
class InstitutionWords:
    """The word lists of ``institutions.yml``."""

    lists: dict[str, tuple[str, ...]]
    ending: re.Pattern[str]
    kinds: re.Pattern[str]
    long_kinds: re.Pattern[str]
    never: re.Pattern[str]

    def __getitem__(self, name: str) -> tuple[str, ...]:
        return self.lists[name]


@cache
def institution_words() -> InstitutionWords:
    """The word lists, read once. Raises CatalogError for an unknown or a missing list."""
    source = read_yaml(FILE)
    for key in source.value:
        if key not in LISTS:
            raise source.error((key,), f"unknown list “{key}”", f"Use one of {', '.join(LISTS)}")
    for key in LISTS:
        if not isinstance(source.value.get(key), str):
            raise CatalogError(source.file, None, f"the list “{key}” is missing", f"Add “{key}: …”")
    lists = {key: tuple(sorted(set(source.value[key].split()), key=len, reverse=True)) for key in LISTS}
    not_before = "|".join(map(re.escape, lists["ends_not_before"]))
    return InstitutionWords(
        lists,
        re.compile(f"(?:{'|'.join(lists['endings'])})(?!{not_before})"),
        re.compile(f"(?:{'|'.join(lists['kinds'])})+"),
        re.compile("|".join(word for word in lists["kinds"] if len(word) > 1)),
        re.compile("|".join(map(re.escape, lists["never_inside"]))),
    )


def name_at(text: str, start: int) -> str | None:
    """The institution whose name begins at ``start``: 云岭中心幼儿园, 县第一中学, 市一中.

    None for a kind of institutions: 民办幼儿园, 各小学.
    """
    words = institution_words()
    run = _CHARACTERS.match(text, start, start + _LONGEST)
    if run is None:
        return None
    best = None
    for ending in words.ending.finditer(run.group()):
        name = run.group()[: ending.end()]
        if best is not None and not _goes_on(name[len(best) :]):
            break
        if is_single(name):
            best = name
    if best is None and (short := _SHORT.match(text, start)) and is_single(short["name"] + "学"):
        best = short["name"]
    return best


def holds_a_name(text: str) -> bool:
    """Whether a text may name an institution at all; most sentences don't."""
    return institution_words().ending.search(text) is not None or _NUMBERED.search(text) is not None


def _goes_on(words: str) -> bool:
    """Whether what stands between two endings belongs to a longer name: …大学 + 附属中学, …小学 + 东校区."""
    return words.startswith(("附属", "附设", "附", "第")) or bool(_CARDINAL_POINT.match(words))


def is_single(name: str) -> bool:
    """Whether ``name`` (with its ending) is that of one institution and not of a kind of them."""
    words = institution_words()
    ending = next((m for m in reversed([*words.ending.finditer(name)]) if m.end() == len(name)), None)
    stem = name[: ending.start()] if ending else name[:-2]
    place, rest = _place_of(stem)
    if not stem or len(name) > _LONGEST or words.never.search(rest):
        return False
    if not rest:
        return place is not None and name.endswith(words["endings_alone"])
    if _ORDINAL.search(rest) or (place is not None and rest in words["singular"]):
        return True
    if (place is not None and len(place) == 1) or words.kinds.fullmatch(rest):
        return False
    return len(words.long_kinds.sub("", rest).strip("（）")) >= 2


def is_certain(name: str) -> bool:
    """Whether a name can't be a kind of institutions: a place or a number is in it (进贤一中, but not 薄弱园校)."""
    ending = next((m for m in institution_words().ending.finditer(name) if m.end() == len(name)), None)
    place, rest = _place_of(name[: ending.start()] if ending else name[:-1])
    return place is not None or name.endswith("大学") or bool(_ORDINAL.search(rest))


def _place_of(stem: str) -> tuple[str | None, str]:
    """The place or its level that opens the stem, and what is left: 进贤县|特殊教育, 县|实验, 临泉路."""
    place = _PLACE.match(stem) or _LEVEL.match(stem)
    return (place.group(), stem[place.end() :]) if place else (None, stem)


def of_title(title: str) -> str | None:
    """The institution that a report's title names first, if the rest of the title says what the paper is."""
    words = institution_words()
    start = _LEAD.match(title).end()  # type: ignore[union-attr]
    name = name_at(title, start)
    if name is None:
        return None
    rest = title[start + len(name) :].lstrip(" 　")
    return name if not rest or rest[0].isdigit() or rest.startswith(words["papers"]) else None


def of_report(title: str | None, issuer: str | None, opening: str) -> str | None:
    """The institution that a report is about: of its title, else its issuer, else the subject of its first sentence.

    A title that names a place or an authority says what the report is about: no institution is looked for elsewhere.
    """
    if title:
        if name := of_title(title):
            return name
        if _PLACE.match(title, _LEAD.match(title).end()) or _ELSEWHERE.search(title):  # type: ignore[union-attr]
            return None
    if issuer is None:
        return _of_opening(opening)
    return issuer if issuer.endswith(_TEACHING) and name_at(issuer, 0) == issuer else None


def _of_opening(opening: str) -> str | None:
    """云岭幼儿园始建于1998年: the subject of a sentence that introduces an institution."""
    for line in opening.splitlines()[:6]:
        text = line.strip(" \u3000*#")
        name = name_at(text, 0)
        if name and _FOUNDED.match(text, len(name)):
            return name
    return None
