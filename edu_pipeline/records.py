"""The plain records that the layers hand to each other, one frozen class per table row, and the words they may hold.

Each closed vocabulary of a published column is one class here, with the meaning of every word. ``catalog/tables.yml``
names it; the column's comment and its check are made of it.

Positions named char_start/char_end count code points of ``Document.text`` (half-open). Positions in a
``CleanText`` are a different count; only ``edu_pipeline.structure`` converts between the two.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Vocabulary(StrEnum):
    """The only words that a column may hold. A member is its word: equal, hashed and printed as text."""

    meaning: str

    def __new__(cls, word: str, meaning: str = "") -> "Vocabulary":
        """A member; ``meaning`` explains the word in the column's comment."""
        member = str.__new__(cls, word)
        member._value_ = word
        member.meaning = meaning
        return member

    def __repr__(self) -> str:
        return repr(self.value)


class SectionRole(Vocabulary):
    """What a part of a report tells."""

    SUMMARY = "summary", "what was done (总结)"
    PLAN = "plan", "what is intended (计划)"
    OTHER = "other", "neither (其他)"


class MetricKind(Vocabulary):
    """What kind of figure a value is."""

    LEVEL = "level", "an amount (数量)"
    SHARE = "share", "a part of a whole in % (占比)"
    CHANGE = "change", "a difference (增减量)"
    GROWTH = "growth", "a relative difference in % (增长率)"
    RANK = "rank", "a place (名次)"


class Direction(Vocabulary):
    """Which way a change or growth goes."""

    UP = "up", "more than before (增)"
    DOWN = "down", "less than before (减)"


class Status(Vocabulary):
    """Whether a figure was reached, is promised or is a norm."""

    ACTUAL = "actual", "what was reached (已完成)"
    TARGET = "target", "what is intended (目标)"
    RULE = "rule", "a standing norm, price or threshold (标准)"


class Qualifier(Vocabulary):
    """How exact a value is."""

    EXACT = "=", "as printed"
    ABOUT = "~", "about (约、近、左右)"
    ABOVE = ">", "more than (余、多、超)"
    AT_LEAST = ">=", "at least (以上、不低于)"
    BELOW = "<", "less than (不足、低于)"
    AT_MOST = "<=", "at most (以内、不超过)"


class Better(Vocabulary):
    """Which way of an indicator is progress."""

    HIGHER = "higher", "a higher value (越高越好)"
    LOWER = "lower", "a lower value (越低越好)"
    NONE = "none", "neither (不分优劣)"


class RegionLevel(Vocabulary):
    """How high a place stands among the administrative divisions."""

    COUNTRY = "country", "the whole country (全国)"
    PROVINCE = "province", "省级"
    PREFECTURE = "prefecture", "地级"
    COUNTY = "county", "县级"
    FUNCTIONAL = "functional", "a zone or office of its own (功能区)"
    TOWNSHIP = "township", "a town, township or street office (乡级)"


class UnclaimedReason(Vocabulary):
    """What a number is that is no metric."""

    DATE = "date", "a date or year (日期)"
    DOCUMENT_NUMBER = "document_number", "the number of a document (文号)"
    CODE = "code", "a code, version, address or what can't be read as an amount (编码)"
    ORDINAL = "ordinal", "第… (序数)"
    LIST_MARKER = "list_marker", "the number of a paragraph (段落编号)"
    NAME = "name", "part of a name or title (名称)"
    DENOMINATOR = "denominator", "the unit of another figure, as in 每5人 (基数)"
    RATIO = "ratio", "one side of 1:n (比例)"
    AGE = "age", "an age (年龄)"
    DURATION = "duration", "a length of time (时长)"
    ANNIVERSARY = "anniversary", "an anniversary (周年)"
    SESSION = "session", "which session or term (届次)"
    IDIOM = "idiom", "a figure of speech (习语)"
    BARE_NUMBER = "bare_number", "a number without unit or noun (无单位数字)"
    IDENTIFIER = "identifier", "a number of a telephone, account or address (号码)"
    CONDITION = "condition", "which things are meant, as in 1200户以上的小区 (条件)"
    DASH = "dash", "what stands behind a dash that may be a minus (破折号)"
    CUT_NUMBER = "cut_number", "a number that could only be read in part (残缺数字)"
    STRUCK = "struck", "struck out (删除线)"
    MARKUP = "markup", "in a tag, an address or a comment, not in the text (标记)"
    TABLE = "table", "in a table, but no figure with a unit (表格中)"
    FURNITURE = "furniture", "a page number or the like, outside the text (页码等)"


class RelationKind(Vocabulary):
    """Which arithmetic identity a relation is."""

    SUM = "sum", "a total is the sum of its parts (合计)"
    SUBSET = "subset", "a part is not more than its whole (部分)"
    RATIO = "ratio", "a share is its part divided by its whole (占比)"
    GROWTH = "growth", "a rate follows from the amounts stated with it (增长率)"
    CHANGE = "change", "one value became another (变动)"
    PRODUCT = "product", "an amount for each times how many there are (乘积)"


class MemberRole(Vocabulary):
    """The part that a metric plays in a relation."""

    TOTAL = "total", "the total of a sum or product (总计)"
    PART = "part", "one of the parts (部分)"
    WHOLE = "whole", "what the part lies in (整体)"
    REST = "rest", "what the part leaves of the whole (其余)"
    SHARE = "share", "part divided by whole in % (占比)"
    NOW = "now", "the amount after it grew (现值)"
    PREV = "prev", "the amount before it grew (前值)"
    CHANGE = "change", "by how much it grew (增减量)"
    RATE = "rate", "by how many % it grew (增长率)"
    FROM = "from", "the value before a change (起点)"
    TO = "to", "the value after a change (终点)"
    DIFFERENCE = "difference", "by how much it changed (差值)"
    EACH = "each", "the amount for one (单价)"
    COUNT = "count", "how many there are (份数)"


class DoubtReason(Vocabulary):
    """What is wrong with a figure that is doubtful by itself."""

    DOUBLED_SCALE = "doubled_scale", "two scales in a row, as in 亿万 (数量级连写)"
    TOO_LARGE = "too_large", "more than there can be (超出可能范围)"
    SHARE_ABOVE_100 = "share_above_100", "a share above 100% (占比超过100%)"
    FALL_ABOVE_100 = "fall_above_100", "a fall by more than 100% (降幅超过100%)"
    LOST_SCALE = "lost_scale", "no 万 among amounts in 万元 (疑漏写“万”)"
    STATED_TWICE = "stated_twice", "the report states another value elsewhere (前后不一)"


class RejectionReason(Vocabulary):
    """Why a file is not in the warehouse."""

    EMPTY = "empty", "it holds no text (空文件)"
    BINARY = "binary", "it is no text (非文本)"
    UNDECODABLE = "undecodable", "its encoding is unknown or it is damaged (无法解码)"
    UNSUPPORTED_TYPE = "unsupported_type", "files of its type are not read (类型不支持)"
    TOO_LARGE = "too_large", "it is larger than the limit (过大)"
    OUTSIDE_FOLDER = "outside_folder", "it is a link to a place outside the seeds folder (文件夹以外)"
    UNREADABLE = "unreadable", "it can't be opened (无法打开)"
    DUPLICATE = "duplicate", "another file has the same content or the same text (重复)"
    SUPERSEDED = "superseded", "another file is a corrected version of it (已被更正版取代)"
    EXTRACTION_FAILED = "extraction_failed", "an error of the program while it was read (抽取出错)"
    RELATIONS_FAILED = "relations_failed", "an error of the program while its figures were compared (核对出错)"


class Severity(Vocabulary):
    """What a failed check means."""

    CRITICAL = "critical", "holds the row or the publish back (阻断)"
    WARNING = "warning", "only shown: look at it (警告)"
    INFO = "info", "only shown: good to know (提示)"


@dataclass(frozen=True, slots=True)
class Document:
    """One report file that could be read. ``region`` and ``year`` are what the report is about."""

    doc_id: str
    file_name: str
    sha256: str
    media_type: str
    encoding: str
    title: str | None
    doc_number: str | None
    issuer: str | None
    region: str | None
    year: int | None
    published_on: date | None
    text: str


@dataclass(frozen=True, slots=True)
class RejectedDocument:
    """A file that could not be staged: ``detail`` is the sentence for a clerk."""

    file_name: str
    sha256: str | None
    reason: RejectionReason
    detail: str


@dataclass(frozen=True, slots=True)
class Section:
    """A node of the outline. ``position`` is its index in document order; the root has no parent."""

    section_id: str
    doc_id: str
    parent_id: str | None
    position: int
    depth: int
    marker: str | None
    heading: str | None
    path: str
    char_start: int
    char_end: int
    role: SectionRole


@dataclass(frozen=True, slots=True)
class Metric:
    """One quantitative statement (design.md §5 gives the meaning of every field).

    ``value`` is the number as printed after 万/亿, in the base unit. ``sentence`` is the cleaned sentence,
    ``sentence_index`` counts the document's sentences, and ``sentence[sentence_start:sentence_end]`` is the
    cleaned span of the number, so that a reader of the record can look at the words around it.
    """

    metric_id: str
    doc_id: str
    section_id: str
    char_start: int
    char_end: int
    text: str
    sentence: str
    sentence_index: int
    sentence_start: int
    sentence_end: int
    value: Decimal
    value_max: Decimal | None
    unit: str
    kind: MetricKind
    direction: Direction | None
    status: Status
    qualifier: Qualifier
    label: str
    indicator_id: str | None
    region: str | None
    year: int | None
    context: str = ""
    measure: str = ""
    part_of: str | None = None
    share_of: str | None = None
    entity: str | None = None
    period_start: date | None = None
    period_end: date | None = None


@dataclass(frozen=True, slots=True)
class MetricDimension:
    """What a figure is restricted to, with the characters that say so; None where a heading or title says it."""

    doc_id: str
    metric_id: str
    dimension: str
    member: str
    char_start: int | None
    char_end: int | None


@dataclass(frozen=True, slots=True)
class UnclaimedNumber:
    """A number of the text that is no metric, with the reason."""

    doc_id: str
    section_id: str
    char_start: int
    char_end: int
    text: str
    sentence: str
    reason: UnclaimedReason


@dataclass(frozen=True, slots=True)
class RelationMember:
    """A metric's part in a relation."""

    metric_id: str
    role: MemberRole


@dataclass(frozen=True, slots=True)
class Relation:
    """An arithmetic identity between metrics: ``residual = actual - expected``, judged against ``tolerance``."""

    relation_id: str
    doc_id: str
    kind: RelationKind
    expected: Decimal
    actual: Decimal
    residual: Decimal
    tolerance: Decimal
    holds: bool
    explanation: str
    members: tuple[RelationMember, ...]
