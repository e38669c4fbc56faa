"""The one pattern that finds and splits every number of a text, and the cheap look that says where to try it.

Every alternative is possessive or bounded, so that time is linear whatever the text.
"""

import re

from edu_pipeline.extraction.numerals import CHINESE_CHARACTERS
from edu_pipeline.extraction.units import load_units

UNITS = load_units()
# A blank inside a number, never a line end.
_S = r"[^\S\n]?"
_CN = f"[{CHINESE_CHARACTERS}]"
_YEAR = r"(?:19|20)\d{2}"
_DASH = rf"{_S}[-—–~～至到]{{1,2}}{_S}"
_POST = r"(?:[^\S\n]?(?P<{}>及?以上|及?以下|以内|之内|左右|上下))?+"
_MORE = r"[余多几来]"
_NOT_MANY = "(?!功能|样|元化|媒体|种形式|层次|方|彩|维|项|级|边|学科|途径|渠道|部门|年来)"
_SCALES = "|".join(sorted(UNITS.scale, key=len, reverse=True))

NUMBER = re.compile(
    rf"""
    (?P<docnumber>(?:〔\d{{4}}〕|\[\d{{4}}\]|[（(]\d{{4}}[）)]){_S}(?:第{_S})?\d{{1,5}}{_S}号)
  | (?P<date>
        (?<!\d)\d{{4}}{_S}(?:{_DASH}\d{{2,4}}{_S})?学年(?:度)?+
      | (?<!\d)\d{{4}}{_S}(?:{_DASH}\d{{2,4}}{_S})?年(?:度|底|末|初)?+(?:{_S}\d{{1,2}}{_S}月(?:{_S}\d{{1,2}}{_S}日)?+)?+
      | (?<![\d.])\d{{1,2}}{_S}(?:[-—~至]{_S}\d{{1,2}}{_S})?月(?:份|底|初|末|[中上下]旬)?+
        (?:{_S}\d{{1,2}}(?:[-—~至]\d{{1,2}})?{_S}日)?+
      | (?<![\d.])\d{{1,2}}{_S}日(?!均)
      | (?<![\d.]){_YEAR}(?:[-—–~～至]{{1,2}}{_YEAR}|[-./]\d{{1,2}}[-./]\d{{1,2}})(?!\d)
      | (?<![\d.])\d{{1,2}}[:：]\d{{2}}(?:[:：]\d{{2}})?(?![\d.])
      | (?<![\d.])\d{{1,2}}[·•]\d{{1,2}}(?!\d)
      | (?<!{_CN})[〇零一二三四五六七八九]{{4}}年(?:{_CN}{{1,3}}月(?:{_CN}{{1,3}}日)?+)?+
      | (?<!{_CN})(?:十[一二]?|[一二三四五六七八九])月(?:份|底|初|末|[中上下]旬)?+
      | (?<!{_CN})(?:19|20)?\d{{2}}{_S}年代
    )
  | (?P<fraction>(?<!{_CN})
        (?:百分之(?P<pc>{_CN}{{1,8}}+(?:点{_CN}{{1,4}})?)|(?P<den>{_CN}{{1,4}})分之(?P<num>{_CN}{{1,4}}+))
        {_POST.format("fpost")})
  | (?P<double>翻[了]?(?P<times>[一二两三四])番)
  | (?P<half>半数以上|(?P<near>[过近])半(?=[，。；、的数])数?|(?<=[占达为约近])一半(?P<most>以上)?)
  | (?P<tenths>(?<!{_CN})(?P<tens>[一二三四五六七八九])成(?P<ones>[一二三四五六七八九半])?(?P<tmore>多)?
        (?=以上|以下|左右|的|[，。；、]){_POST.format("tpost")})
  | (?P<chinese>(?<![{CHINESE_CHARACTERS}几数])(?:(?P<c0>{_CN}{{1,3}})[至到—-])?
        (?P<c>{_CN}{{1,40}}+)(?P<cmore>{_MORE})?+(?P<cscale>万|亿)?+(?P<cmore2>[余多])?+{_S}(?P<cunit>{UNITS.pattern}){_POST.format("cpost")})
  | (?P<arabic>(?P<a>(?:\d{{1,3}}(?:[ ,\u2009\u00a0\u202f\u2002]\d{{3}}(?!\d))++|\d++)(?:[.．](?!\d{{4}}年)\d++)?+)
        (?:{_S}(?P<m1>{_MORE})(?={_S}(?:{_SCALES}|{UNITS.pattern})))?+{_S}
        (?P<scale>{_SCALES})?+
        (?:(?<=[万亿])(?P<b>\d++(?:\.\d++)?+)(?P<scale2>[万千百]))?+
        (?:{_S}(?P<m2>[余多])(?!于|少){_NOT_MANY})?+{_S}
        (?P<unit>{UNITS.pattern})?+(?:(?P<m3>[余多]){_NOT_MANY})?+
        {_POST.format("post")})
    """,
    re.VERBOSE,
)

# Where a number may begin: a cheap look before the full pattern is tried.
START = re.compile(
    rf"[\d〔]|[\[（(](?=\d{{4}}[\]）)])|翻(?=了?[一二两三四]番)|[过近](?=半[，。；、的数])|半(?=数以上)"
    rf"|(?<!{_CN}){_CN}(?!面|样|些|切|定|般|直|系列|律|致|流|体化|方面)"
)
