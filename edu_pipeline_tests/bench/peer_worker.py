"""The other tools on a set of texts. Runs in an environment of their own: imports nothing of this project.

Reads one JSON object from standard input: ``texts`` (list of str), ``spans`` (for each text the [start, end) of its
numerals, for a tool that reads numbers but does not find them) and ``runs`` (of which the best counts). Writes to the
file named by its one argument: tool → {"seconds": CPU seconds for all texts, "found": per text a list of
[start, end, value or null, unit]}.
"""

import json
import logging
import sys
import time
import warnings
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

Found = list[list[object]]


def jionlp_money(texts: list[str], spans: list[list[list[int]]]) -> list[Found]:
    jionlp = import_module("jionlp")
    return [[_money(item) for item in jionlp.ner.extract_money(text)] for text in texts]


def jionlp_money_and_time(texts: list[str], spans: list[list[list[int]]]) -> list[Found]:
    jionlp = import_module("jionlp")
    for text in texts:
        jionlp.ner.extract_time(text, time_base=0)
    return jionlp_money(texts, spans)


def _money(item: dict[str, Any]) -> list[object]:
    number = item["detail"]["num"]
    if isinstance(number, list):
        number = number[0]
    start, end = item["offset"]
    return [start, end, float(number), item["detail"]["case"]]


def recognizers_and_dates(texts: list[str], spans: list[list[list[int]]]) -> list[Found]:
    plain, dates = import_module("recognizers_number"), import_module("recognizers_date_time")
    for text in texts:
        dates.recognize_datetime(text, plain.Culture.Chinese)
    return recognizers(texts, spans)


def recognizers(texts: list[str], spans: list[list[list[int]]]) -> list[Found]:
    plain, with_unit = import_module("recognizers_number"), import_module("recognizers_number_with_unit")
    tools = (
        plain.recognize_number,
        plain.recognize_percentage,
        with_unit.recognize_currency,
        with_unit.recognize_dimension,
    )
    return [[_entity(e) for tool in tools for e in tool(text, plain.Culture.Chinese)] for text in texts]


def recognizers_number(texts: list[str], spans: list[list[list[int]]]) -> list[Found]:
    plain = import_module("recognizers_number")
    return [[_entity(e) for e in plain.recognize_number(text, plain.Culture.Chinese)] for text in texts]


def _entity(entity: Any) -> list[object]:
    resolution = entity.resolution or {}
    value, unit = str(resolution.get("value")), resolution.get("unit", "")
    if value.endswith("%"):
        value, unit = value[:-1], "%"
    unit = {"Chinese yuan": "元", "Square meter": "平方米", "Meter": "米", "Mu": "亩"}.get(unit, unit)
    try:
        return [entity.start, entity.end + 1, float(value), unit]
    except ValueError:
        return [entity.start, entity.end + 1, None, unit]


def cn2an_on_given_spans(texts: list[str], spans: list[list[list[int]]]) -> list[Found]:
    cn2an = import_module("cn2an")

    def read(numeral: str) -> float | None:
        try:
            return float(cn2an.cn2an("".join(numeral.split()), "smart"))
        except (ValueError, TypeError):
            return None

    return [[[a, b, read(text[a:b]), ""] for a, b in given] for text, given in zip(texts, spans, strict=True)]


TOOLS: dict[str, Callable[[list[str], list[list[list[int]]]], list[Found]]] = {
    "JioNLP, money": jionlp_money,
    "JioNLP, money and time": jionlp_money_and_time,
    "Recognizers-Text, units": recognizers,
    "Recognizers-Text, units and dates": recognizers_and_dates,
    "Recognizers-Text, numbers": recognizers_number,
    "cn2an, on given spans": cn2an_on_given_spans,
}


def main() -> None:
    """Warm each tool up on a short text (models load, patterns compile), then measure it on all texts."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    job = json.load(sys.stdin)
    out = {}
    for name, tool in TOOLS.items():
        tool(["全市投入1.2亿元，增长5%，新建10所。"], [[[4, 8]]])
        seconds = []
        for _ in range(job["runs"]):
            start = time.process_time()
            found = tool(job["texts"], job["spans"])
            seconds.append(time.process_time() - start)
        out[name] = {"seconds": min(seconds), "found": found}
    Path(sys.argv[1]).write_text(json.dumps(out, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
