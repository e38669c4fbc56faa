"""The two patterns that split every number of a text, and the cheap look that says where to try them.

One is for numbers that open with an Arabic digit or a bracket, one for those that open with a Chinese character. Every
alternative is possessive or bounded, so that time is linear whatever the text. Texts come in one notation
(``structure.notation``) with plain numerals (``numerals.plain_numerals``).
"""

import re

from edu_pipeline.extraction.lexicon import load_lexicon
from edu_pipeline.extraction.numerals import CHINESE_CHARACTERS
from edu_pipeline.extraction.units import load_units

UNITS = load_units()
# A blank inside a number, never a line end; a few inside a Chinese one.
_S = r"[^\S\n]?"
_SS = r"[^\S\n]{0,4}+"
_CN = f"[{CHINESE_CHARACTERS}]"
_DIGIT = "[零〇一二三四五六七八九]"
_RUN = rf"{_CN}(?:{_SS}{_CN})*+(?:兆{_CN}++)?+"
_POINT = rf"{_SS}点{_SS}"
_DECIMALS = rf"{_DIGIT}(?:{_SS}{_DIGIT})*+"
_ARABIC = r"(?:(?:\d{1,3}(?:[ ,\u2009\u00a0\u202f\u2002]\d{3}(?!\d))++|\d++)(?:[.．](?!\d{4}年)\d++)?+|\.\d++)"
_YEAR = r"(?:19|20)\d{2}"
_DASH = rf"{_S}[-—–~～至到]{{1,2}}{_S}"
_POST = r"(?:[^\S\n]?(?:（含）)?(?P<{}>[及或]?以上|[及或]?以下|以内|之内|左右|上下))?+"
_MORE = r"[余多几来]"
_NOT_MANY = "(?!功能|样|元化|媒体|种形式|层次|方|彩|维|项|级|边|学科|途径|渠道|部门|年来)"
# 5千米 is 5 千米, 500百强 are no 50000.
_GUARDS = {
    "千": "(?![米克瓦卡赫帕伏焦]|字节|比特)",
    "百": "(?![分强佳优年家姓货])",
    "k": "(?![A-Za-z])",
    "w": "(?![A-Za-z])",
}
_SCALES = "|".join(
    (f"[{word}{word.upper()}]" if word.isascii() else word) + _GUARDS.get(word, "")
    for word in sorted(UNITS.scale, key=len, reverse=True)
)
# Nouns that a share in tenths may stand right before: 四成学生.
_SHARED = "以[上下]|左右|的|[，。；、）]|学生|教师|学校|幼儿园|家长|课程|县|村|$"

DIGIT_NUMBER = re.compile(
    rf"""
    (?P<docnumber>(?:〔\d{{4}}〕|\[\d{{4}}\]|[（(]\d{{4}}[）)]){_S}(?:第{_S})?\d{{1,5}}{_S}号)
  | (?P<identifier>(?<![\d.-])(?:0\d{{2,3}}[-—]\d{{7,8}}|1[3-9]\d{{9}}|[48]00-\d{{3,4}}-\d{{3,4}})(?![\d.,万亿元]))
  | (?P<ratio>(?<![\d.:])(?:1{_S}[:：比]{_S}(?P<to>{_ARABIC})|(?P<of>{_ARABIC}){_S}[:：]{_S}1)(?![\d.:：]))
  | (?P<date>
        (?<!\d)\d{{4}}{_S}(?:{_DASH}\d{{2,4}}{_S})?学年(?:度)?+
      | (?<!\d)\d{{4}}{_S}(?:{_DASH}\d{{2,4}}{_S})?年(?:度|底|末|初)?+(?:{_S}\d{{1,2}}{_S}月(?:{_S}\d{{1,2}}{_S}日)?+)?+
      | (?<![\d.])\d{{1,2}}{_S}(?:[-—~至]{_S}\d{{1,2}}{_S})?月(?:份|底|初|末|[中上下]旬)?+
        (?:{_S}\d{{1,2}}(?:[-—~至]\d{{1,2}})?{_S}日)?+
      | (?<![\d.])\d{{1,2}}{_S}日(?![均元本])
      | (?<![\d.])\d{{1,2}}[点时](?:\d{{1,2}}分|[整半钟])
      | (?<![\d.]){_YEAR}(?:[-—–~～至]{{1,2}}{_YEAR}|[-./]\d{{1,2}}[-./]\d{{1,2}})(?!\d)
      | (?<![\d.])\d{{1,2}}[:：]\d{{2}}(?:[:：]\d{{2}})?(?![\d.])
      | (?<![\d.])\d{{1,2}}[·•]\d{{1,2}}(?![\d%‰万亿元个])
      | (?<!{_CN})(?:19|20)?\d{{2}}{_S}年代
    )
  | (?P<ratios>(?<![\d.:])\d++(?:\.\d++)?+(?:[:：]\d++(?:\.\d++)?+)++)
  | (?P<fraction>(?P<den>\d{{1,6}}+){_SS}分{_SS}之{_SS}(?P<num>-?{_ARABIC}|{_CN}{{1,8}}+){_POST.format("fpost")})
  | (?P<slash>(?<![\d.:/])(?P<over>\d{{1,5}}+)/(?P<under>\d{{1,5}}+)(?![\d/万千]|\.\d))
  | (?P<arabic>(?P<a>{_ARABIC})
        (?:{_S}(?P<m1>{_MORE})(?={_S}(?:{_SCALES}|{UNITS.pattern})))?+{_S}
        (?:[^\S\n]?(?P<scale>{_SCALES}))?+
        (?:(?<=[百千万亿])(?P<rest>(?:{_SS}[零〇]?(?:\d{{1,4}}+(?!\.\d|,\d|{_S}[年月日])|{_DIGIT}(?={_SS}[百千十万])){_SS}
           [余多]?[十百千万]{{0,2}}(?!分)){{1,5}}+))?+
        (?:{_S}(?P<m2>[余多])(?!于|少){_NOT_MANY})?+{_S}
        (?P<unit>{UNITS.pattern})?+(?:(?P<m3>[余多]){_NOT_MANY})?+
        {_POST.format("post")})
    """,
    re.VERBOSE,
)

HAN_NUMBER = re.compile(
    rf"""
    (?P<date>
        (?<!{_CN})[〇零一二三四五六七八九]{{4}}年(?:{_CN}{{1,3}}月(?:{_CN}{{1,3}}日)?+)?+
      | (?<!{_CN})(?:十[一二]?|[一二三四五六七八九])月(?:份|底|初|末|[中上下]旬)?+
    )
  | (?P<fraction>
        (?:百{_SS}分{_SS}(?:之{_SS}(?P<pc>[-负]?(?:{_ARABIC}(?:{_S}[kKwW](?![A-Za-z]))?|
              (?:{_RUN})?(?:{_POINT}{_DECIMALS})?))|(?P<all>百))
          |(?:(?P<whole>{_RUN})又{_SS})?(?P<den>{_RUN}){_SS}分{_SS}之{_SS}(?P<num>[-负]?(?:{_ARABIC}|{_CN}{{1,12}}+)))
        {_POST.format("fpost")})
  | (?P<double>翻[了]?(?P<times>[一二两三四])番)
  | (?P<half>半数以上|(?P<near>[过近])半(?=[，。；、的数])数?|(?<=[占达为约近])一半(?P<most>以上)?)
  | (?P<halves>半(?P<hunit>个?小时|公?斤|公里|公?升|吨|亩|加仑|百))
  | (?P<tenths>(?<!{_CN})(?P<tens>[一二两三四五六七八九十半](?:{_POINT}{_DIGIT})?){_SS}
        (?:成(?!立|为|功)(?:{_SS}(?P<ones>[一二三四五六七八九半]))?(?P<tmore>多)?(?={_SS}(?:{_SHARED}))
          |(?P<off>{_SS}[一二三四五六七八九])?折(?={_SS}(?:[，。；、）]|优惠|$))){_POST.format("tpost")})
  | (?P<chinese>(?:(?P<c0>{_CN}{{1,3}})[至到~—-](?={_CN}))?
        (?P<vague>[几数](?=[十百千万亿]))?+
        (?P<c>{_RUN})
        (?:{_POINT}(?P<cd>{_DECIMALS})(?![滴线十百千]|{_SS}[分刻]))?+
        (?P<ctail>\d{{1,4}}+(?![.年月]))?+
        (?:{_SS}(?P<cmore>{_MORE}){_NOT_MANY})?+(?:{_SS}(?P<cscale>个?亿|万亿|万))?+(?P<cmore2>[余多])?+
        {_SS}(?P<cunit>{UNITS.pattern}|大(?=[^学小型概幅力会家量多约厦门队]))?+{_POST.format("cpost")})
    """,
    re.VERBOSE,
)

# 四川, 一般: the digit and what makes a word of it.
_WORDS: dict[str, list[str]] = {}
for _word in load_lexicon().words["no_numeral"]:
    _WORDS.setdefault(_word[0], []).append(_word[1:])
_NAMED = "|".join(f"(?<={digit})(?:{'|'.join(rest)})" for digit, rest in _WORDS.items())

# What may stand behind the first character of a Chinese number: more of it, a unit, or no Chinese character. 一、 and
# （一） number a list.
_UNIT_STARTS = "".join(sorted({word[0] for word in UNITS.dimension if "\u4e00" <= word[0] <= "\u9fff"}))
_BEHIND = rf"[^\u4e00-\u9fff、）]|[{CHINESE_CHARACTERS}{_UNIT_STARTS}点分成折余多几来大又至到年月]|$"

# Where a number may begin: a cheap look before a full pattern is tried. It opens with one set of characters, which is
# what makes it cheap; what must stand around each of them follows.
START = re.compile(
    rf"[\d{CHINESE_CHARACTERS}〔\[（(.翻过近半几数](?:(?<=[\d〔])\d*+|(?<=[{CHINESE_CHARACTERS}])(?<!{_CN}{_CN})(?={_BEHIND})(?!{_NAMED})"
    r"|(?<=[\[（(])(?=\d{4}[\]）)])|(?<=\.)(?<![^\s（-]\.)(?=\d)|(?<=翻)(?=了?[一二两三四]番)|(?<=[过近])(?=半[，。；、的数])"
    r"|(?<=半)(?=数以上|个?小时|公?[斤升]|公里|吨|亩|加仑|百|[成折])|(?<=[几数])(?=[十百千万亿]))"
)
