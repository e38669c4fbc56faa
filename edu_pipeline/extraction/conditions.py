"""Numbers that look like figures and are none: what something can be reached at, and on what condition it is meant."""

import re

from edu_pipeline.extraction.lexicon import alternatives
from edu_pipeline.extraction.tokens import Quantity
from edu_pipeline.extraction.units import load_units
from edu_pipeline.records import Qualifier

_UNITS = load_units()
_DIGITS = re.compile(r"\d{3,22}")
_MORE_OF_IT = re.compile(r"[.,]\d|万|亿")
_LONG = 7
_SAYS_NUMBER = r"(?:号码?|号)?(?:（[^）]{1,8}）)?"
# 举报电话：83986789, 拨打110, 邮编330006: the number of something, whatever stands behind it.
_GIVEN = re.compile(
    rf"(?:(?:{alternatives('contacts')}){_SAYS_NUMBER}[：:是为]?|(?:{alternatives('phones')}){_SAYS_NUMBER}[：:])[ ]?\Z"
)
# 接听电话3256次 counts calls; a number of seven digits is one to call.
_PHONE = re.compile(rf"(?:{alternatives('phones')}){_SAYS_NUMBER}[ ]?\Z|（0\d{{2,3}}）\Z|\d{{7,8}}[、，/和或 ]\Z")

_BOUND = re.compile(r"(?:以上|以下|以内|之内)\Z")
_COUNTED = re.compile(r"的?(?:\d|[一二两三四五六七八九十百]{1,3}(?:个|所|名|家|座|条|项))")
_HOW_MANY = re.compile(r"的[^，。；、]{1,8}?(?:共有|有|共|达到|达|为)\d")
# 贷款额度在100万元以内的可免除担保: what is meant stands before.
_NOUN = re.compile(r"的(?!可|不|应|将|按|予以|给|免|一律|由|须|要|均|奖|占|达)(?P<noun>[^，。；、：（）\d]{1,8})")
_SIZED = re.compile(rf"(?:{alternatives('sized_things')})")
# 不足50人的教学点有14个: a bound before the number, and what it holds for is counted behind it.
_HELD_BY = re.compile(r"的[^，。；、：（）\d]{1,12}\d")
_BOUNDS = (Qualifier.ABOVE, Qualifier.AT_LEAST, Qualifier.BELOW, Qualifier.AT_MOST)
_PEOPLE = frozenset("人名位户")
# A size, a price or an age is not what counts the noun behind it: 500万元以上的项目.
_PROPERTIES = frozenset(["money", "area", "length", "mass", "volume", "duration", "age"])


def is_identifier(text: str, quantity: Quantity) -> bool:
    """Whether the number is a phone, QQ, account or postal number."""
    match = _DIGITS.match(text, quantity.start)
    if match is None or _MORE_OF_IT.match(text, match.end()):
        return False
    if match[0][0] == "0":
        return True
    before = text[max(0, quantity.start - 20) : quantity.start]
    if _GIVEN.search(before):
        return True
    return (len(match[0]) >= _LONG or not quantity.unit) and _PHONE.search(before) is not None


def is_condition(text: str, quantity: Quantity) -> bool:
    """Whether the number says which things are meant: 2000人以上的4个行政村, but not 2000名以上的教师."""
    after = text[quantity.end : quantity.end + 24]
    dimension = _UNITS.dimension.get(quantity.unit, "count" if quantity.unit else "")
    people = quantity.unit in _PEOPLE
    if not _BOUND.search(text[quantity.start : quantity.end]):
        held = quantity.qualifier in _BOUNDS and _HELD_BY.match(after) is not None
        return held and (people or dimension in _PROPERTIES)
    if _HOW_MANY.match(after) or (_COUNTED.match(after) and (after[0] == "的" or people)):
        return True
    if not people and dimension not in _PROPERTIES:
        return False
    if people and _SIZED.match(after):
        return True
    noun = _NOUN.match(after)
    return noun is not None and not _measures(quantity.unit, noun["noun"])


def _measures(unit: str, phrase: str) -> bool:
    """Whether ``unit`` is what the nouns of ``phrase`` are counted in: 名 and 教师, 元 and 资金."""
    natural = "人" if unit in _PEOPLE and unit != "户" else unit
    return any(noun in phrase for noun, of in _UNITS.natural if of == natural and len(noun) > 1)
