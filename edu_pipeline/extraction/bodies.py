"""The institution a figure is about: the report's own, a section's, or one that opens a clause or an item of a list."""

import re
from collections.abc import Sequence
from itertools import pairwise

from edu_pipeline.catalog.institutions import holds_a_name, institution_words, is_certain, name_at, of_report
from edu_pipeline.extraction.labels import tidy
from edu_pipeline.extraction.places import opens_with_area
from edu_pipeline.records import Document
from edu_pipeline.structure import Structure

_OPENING = 5000
_LEAD = re.compile(r"(?:其中|如|例如|、|最[\u4e00-\u9fff]{1,3}的?[\u4e00-\u9fff]{0,3}[是为有]|其次[是为]|[\s“])*")
_SIGN = re.compile(r"[：:（(\s”]*(?:\d|\Z)|[：:]")
# The number of institutions themselves: 年检幼儿园486所.
_COUNTED = re.compile(r"[\d.,，\s]+[万余多]*[所家处座]")
# … and shares or norms of a kind of them: 达标学校95%, 小学每生650元.
_OF_A_KIND = re.compile(r"[\d.,，\s]+[万余多]*(?:[所家处座%％]|元(?!\Z|[，。；、]))")
# Behind a name that may be a kind's, only what one school has is its own: 驿都小学36个班, but not 达标学校95%.
_OF_ONE = re.compile(r"[\d.,，\s]+[万余多]*(?:[人名班亩张台]|个(?:教学)?班|平方米|轨)")
_HAS = (
    "现有",
    "共有",
    "设有",
    "占地",
    "招生",
    "计划招",
    "获",
    "荣获",
    "建有",
    "始建",
    "总投资",
    "计划投资",
    "设计规模",
)
# A clause that goes on with what was said of an institution.
_GOES_ON = re.compile(r"其中|另有|另|占|较|比|同比|总数|总计|平均|生均|可|并|还|同时|考取|升|本科|一本|师生比|生师比")
_OTHER_SUBJECT = re.compile(r"[全我本各该][国省市州县区旗镇乡校园]|各|[局厅委]|政府|幼儿园|小学|中学|学校")
_SHORT_CLAUSE = 6
_AND = ("和", "及", "与")
_SCHOOLS = ("小学", "中学", "幼儿园", "学校", "完小")
_PART = re.compile(r"[^、和及与]+")
_LAST_JOINT = re.compile(r"(?:\A|[、和及与，；：。\n（])(?P<name>[\u4e00-\u9fff·]{3,24})\Z")
_LONGEST_ITEM = 26
_REACH = 10
_JOINT = re.compile(r"[、和及与，；]")
_HEADING_MARKS = " ：:。（）()“”"


def entity_of(document: Document) -> str | None:
    """The institution that the whole report is about; None for a report of an authority."""
    return of_report(document.title, document.issuer, document.text[:_OPENING])


def section_entities(structure: Structure, own: str | None) -> list[str | None]:
    """The institution of every outline node: a heading that is an institution's name says it for its section."""
    result: list[str | None] = []
    for node in structure.nodes:
        inherited = own if node.parent is None else result[node.parent]
        heading = (node.heading or "").strip(_HEADING_MARKS) if node.parent is not None and own is None else ""
        result.append(heading if heading and name_at(heading, 0) == heading else inherited)
    return result


class SentenceBodies:
    """The institutions that open the clauses of a sentence.

    ``numbers`` are the spans of the sentence's figures; they are asked for in their order. ``names`` are the spans of
    the names found by the position of their numbers, ``items`` those that stand right before them, ``shared`` what
    numbers told apart (分别) measure.

    In a report about an institution a figure is its own, unless another school is named: departments are no bodies.
    """

    def __init__(self, text: str, own: str | None, numbers: Sequence[tuple[int, int]]) -> None:
        self.text, self.own = text, own
        self.before = {start: end for (_, end), (start, _) in pairwise(numbers)}
        self.last: tuple[int, str] | None = None
        self.names: dict[int, tuple[int, int]] = {}
        self.items: dict[int, tuple[int, int]] = {}
        self.shared: dict[int, str] = {}
        self.silent = not holds_a_name(text)
        self.row = set() if self.silent or own is not None else self._rows(numbers)
        self.apart = {} if self.silent or own is not None or "分别" not in text else self._told_apart(numbers)

    def at(self, position: int, clause_start: int) -> str | None:
        """The institution of the figure at ``position``, whose clause begins at ``clause_start``."""
        if self.own is not None:
            return (
                None if opens_with_area(self.text, clause_start) else self._member(position, clause_start) or self.own
            )
        if self.silent:
            return None
        if position in self.apart:
            return self.apart[position]
        name = self._named(position, clause_start)
        if name is None and self._goes_on(position, clause_start):
            name = self.last[1] if self.last else None
        self.last = (position, name) if name else None
        return name

    def _member(self, position: int, clause_start: int) -> str | None:
        """Another school that a report about one names in full: a central school's report on its village schools."""
        name = None if self.silent else self._named(position, clause_start)
        if name is not None and (name == self.own or not name.endswith(_SCHOOLS)):
            name = None
        if name is not None and not (is_certain(name) or self._beside(position)):
            name = None
        self.last = (position, name) if name else None
        return name

    def _named(self, position: int, clause_start: int) -> str | None:
        """The institution that the figure's item of a list or its clause names, or the one before its bracket."""
        before = self.before.get(position, 0)
        if before > clause_start and (joint := _JOINT.search(self.text, before, position)):
            return self._subject(joint.end(), position)
        return self._subject(clause_start, position) or self._holder(position, clause_start)

    def _subject(self, start: int, position: int) -> str | None:
        """The institution whose name begins at ``start`` and that has or does what is counted."""
        start = _LEAD.match(self.text, start, position).end()  # type: ignore[union-attr]
        start, name = self._name_from(start)
        if name is None or start + len(name) > position:
            return None
        behind = self.text[start + len(name) : position]
        if not self._owns(name, behind, position):
            return None
        self.names[position] = start, start + len(name)
        if _SIGN.match(behind):
            self.items[position] = self.names[position]
        return name

    def _name_from(self, start: int) -> tuple[int, str | None]:
        """The name that begins at ``start`` or behind 和, and where it does: 和江西财经大学, but 和平小学."""
        if self.text.startswith(_AND, start) and (name := name_at(self.text, start + 1)):
            return start + 1, name
        return start, name_at(self.text, start)

    def _beside(self, position: int) -> bool:
        """Whether the figure before is an institution's that is named with it, in the same list."""
        return self.last is not None and self.last[0] in self.names and "；" not in self.text[self.last[0] : position]

    def _rows(self, numbers: Sequence[tuple[int, int]]) -> set[int]:
        """The numbers in a row that each stand right behind a name: 育才小学12万元、红旗小学8.5万元."""
        found: set[int] = set()
        previous, before = None, 0
        for start, end in numbers:
            joint = _LAST_JOINT.search(self.text, max(before, start - _LONGEST_ITEM), start)
            begin = joint.start("name") if joint else start
            name = name_at(self.text, begin) if joint else None
            whole = name is not None and begin + len(name) == start and not _OF_A_KIND.match(self.text, start)
            if whole and previous is not None:
                found.update((previous, start))
            previous, before = (start if whole else None), end
        return found

    def _told_apart(self, numbers: Sequence[tuple[int, int]]) -> dict[int, str]:
        """莲塘一中、莲塘二中分别招生800人、600人: the first number is the first school's."""
        position = self.text.find("分别")
        start = max(self.text.rfind(mark, 0, position) for mark in "，；。：") + 1
        spans, names = [], []
        for part in _PART.finditer(self.text, start, position):
            name = name_at(self.text, part.start())
            if name is None:
                break
            spans.append((part.start(), part.start() + len(name)))
            names.append(name)
        row = [number for number in numbers if number[0] > position][: len(names)]
        joined = all(other[0] - one[1] <= 2 for one, other in pairwise(row))
        if len(names) < 2 or len(row) < len(names) or not joined or row[0][0] - position > _REACH:
            return {}
        measured = tidy(self.text[spans[-1][1] : position] + self.text[position + 2 : row[0][0]])
        for (number, _), span in zip(row, spans, strict=True):
            self.items[number] = span
            if len(measured) >= 2:
                self.shared[number] = measured
        return {number[0]: name for number, name in zip(row, names, strict=True)}

    def _owns(self, name: str, behind: str, position: int) -> bool:
        """Whether the number at ``position`` is what the institution has, not how many there are of its kind."""
        certain = is_certain(name)
        if _SIGN.match(behind):
            if ":" in behind or "：" in behind:
                return True
            listed = position in self.row or self._beside(position)
            counted = _COUNTED.match(self.text, position)
            return not counted if certain or listed else bool(_OF_ONE.match(self.text, position))
        return behind.lstrip("：:，（( ").startswith(institution_words()["subject_before"] if certain else _HAS)

    def _holder(self, position: int, clause_start: int) -> str | None:
        """The name right before the bracket that the clause stands in: 育才小学（36个班）."""
        if clause_start < 1 or self.text[clause_start - 1] not in "（(":
            return None
        end = clause_start - 1
        start = max(self.text.rfind(mark, 0, end) for mark in "，；。：、（(）)是为") + 1
        start, name = self._name_from(start)
        if name is None or start + len(name) != end or not self._owns(name, "（", position):
            return None
        if not self.text[clause_start:position].strip():
            self.names[position] = self.items[position] = start, end
        return name

    def _goes_on(self, position: int, clause_start: int) -> bool:
        """Whether the figure's clause only says more of the institution of the figure before it."""
        if self.last is None or any(mark in self.text[self.last[0] : position] for mark in "；。"):
            return False
        if self.last[0] >= clause_start:
            return True
        words = self.text[clause_start:position]
        if _OTHER_SUBJECT.search(words):
            return False
        short = len(words) <= _SHORT_CLAUSE or _GOES_ON.match(words) is not None
        return short or words.startswith(institution_words()["subject_before"])
