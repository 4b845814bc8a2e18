"""A new column by arithmetic, told in signs or in words: "사망자수*10 + 중상자수*5", "deaths times 10 plus 1", "요금을 구획수로 나눈 값"."""

from __future__ import annotations

import re
import unicodedata

from bot.agent.offline.columns import Schema
from bot.agent.offline.columns_said import take_columns
from bot.agent.offline.decision import Call
from bot.agent.offline.query import Query
from bot.agent.offline.reading import Reading, normalise, pattern

_COLUMN = r"(?:열|컬럼|칼럼|변수|필드|\bcolumn\b|\bvariable\b|\bfield\b|\bfeature\b)"
_WANTED = pattern(
    rf"{_COLUMN}|\bderive\b|(?:추가|계산)\s*(?:해|하|부탁|$)|=|(?:\d\s*점.*){{2}}|(?:[가-힣a-z)]\s*[-+*/×÷]\s*[가-힣a-z(]|나누기|더하기|빼기|곱하기).*(?:을|를|값을)\s*[가-힣a-z_]+(?:으로|로)(?![가-힣])"
)
_AND = r"(?:\s*(?:,|와|과|이?랑|하고|및|&|\band\b)\s*)+"
# How a name is given to the new column; the first that fits. Read in the message as it was written.
_NAME = r"[‘'\"“`]?(?P<n>[^\s‘’'\"“”`=:,()+*/]+?)[’'\"”`]?"
_NAMES: tuple[str, ...] = (
    rf"{_NAME}\s*(?:이?라는|이?란)\s*(?:이름(?:의|으로)?\s*)?(?:새\s*)?(?:로\s*)?(?={_COLUMN}|(?:으?로\s*)?(?:추가|저장|만들))",
    r"[‘'\"“`](?P<n>[^‘’'\"“”`]+)[’'\"”`]",
    rf"\b(?:called|named)\s+{_NAME}(?=[\s:,=.!]|$)",
    rf"^(?:please )?(?:(?:add|create|make|derive|compute|new)\s+)+(?:an?\s+)?(?:new\s+)?(?:column\s+)?(?!column\b){_NAME}\s*(?:=|:|\bas\b|\bfrom\b|\bthat\b|\bwhich\b)",
    rf"^(?:새\s*)?(?:{_COLUMN}\s*)?{_NAME}\s*[=:]",
    rf"(?<=\s){_NAME}\s*(?:새\s*)?(?:열|컬럼|칼럼|변수|필드)(?:을|를|으로|로|도)?\s*(?:하나\s*|새로\s*|좀\s*)?(?:만들|추가|계산|넣|생성|뽑|산출|구해)",
    rf"(?:을|를|값을|걸|것을)\s*{_NAME}(?:으로|로)\s*(?:추가|저장|계산|$)",
    rf"\bas (?:an? )?(?:new )?(?:column )?{_NAME}(?: column)?[\s.!]*$",
)
_NO_NAME = re.compile(
    r"^(?:새|새로운|값|값의|값을|한|뺀|나눈|곱한|더한|합한|합친|합계|합|점수\w*를|비율\w*을|제곱|제곱한|배|배한|결과|계산한|된|이|그|저|a|an|the|new|column|열|열로|extra|another|it|that)$",
    re.IGNORECASE,
)
_V = r"(?:⟦\d+⟧|(?<![\w.⟦])\d+(?:\.\d+)?(?![a-z0-9_.⟧]))"
_A, _B = rf"(?P<a>{_V})", rf"(?P<b>{_V})"
_BY = r"\s*(?:을|를|씩|으로|로)?\s*"
# Each is rewritten as a value of its own, the tighter bindings first.
_TIMES: tuple[tuple[str, str], ...] = (
    (rf"\(\s*{_A}\s*\)", "{a}"),
    (rf"{_A}\s*(?:의|을|를)?\s*(?P<b>\d+(?:\.\d+)?)\s*배", "{a} * {b}"),
    (rf"{_A}\s*(?:의|을|를)?\s*(?:두\s*배|2배)|\b(?:double|twice) (?:the )?(?P<a2>{_V})", "{a} * 2"),
    (rf"{_A}\s*(?:의|을|를)?\s*(?:절반|반)(?![가-힣])|\bhalf (?:of )?(?:the )?(?P<a2>{_V})", "{a} / 2"),
    (rf"{_A}\s*(?:의|을|를)?\s*제곱근|\bsquare root of (?:the )?(?P<a2>{_V})", "sqrt({a})"),
    (rf"{_A}\s*(?:의|을|를)?\s*제곱(?:한|하)?|{_A.replace('P<a>', 'P<a2>')} squared\b|\bsquare of (?:the )?(?P<a3>{_V})", "{a} ** 2"),
    (rf"{_A}\s*(?:에다가?|에)\s*{_B}{_BY}(?:곱)[가-힣]*", "{a} * {b}"),
    (rf"{_A}\s*(?:와|과|이?랑|하고)\s*{_B}{_BY}곱[가-힣]*", "{a} * {b}"),
    (rf"{_A}\s*(?:을|를)\s*{_B}\s*(?:으로|로)\s*나[누눈눠][가-힣]*", "{a} / {b}"),
    (rf"{_A}\s*(?:은|는|에|=|:|당)?\s*{_B}\s*점(?:씩)?(?:으로|로)?", "{a} * {b}"),
    (rf"{_A}\s*(?:\*|×|x|∙|\btimes\b|\bmultiplied by\b|곱하기)\s*{_B}", "{a} * {b}"),
    (rf"{_A}\s*(?:/|÷|\bdivided by\b|\bover\b|\bper\b|나누기)\s*(?:the )?{_B}", "{a} / {b}"),
    (rf"\bratio of (?:the )?{_A} (?:to|and|over) (?:the )?{_B}", "{a} / {b}"),
)  # fmt: skip
_PLUS: tuple[tuple[str, str], ...] = (
    (rf"{_A}\s*에서\s*{_B}{_BY}(?:뺀|빼)[가-힣]*", "{a} - {b}"),
    (rf"\b(?:difference between|subtract) (?:the )?{_A} (?:and|minus) (?:the )?{_B}", "{a} - {b}"),
    (rf"(?<![*/×÷]\s)(?<![*/×÷]){_A}\s*(?:\+|\bplus\b|더하기|플러스|\band add(?:ing)?\b)\s*(?:the )?{_B}(?!\s*(?:[*/×÷⟦]|점|배))", "{a} + {b}"),
    (rf"(?<![*/×÷]\s)(?<![*/×÷]){_A}\s*(?:-|−|\bminus\b|빼기|마이너스|\bless\b)\s*(?:the )?{_B}(?!\s*(?:[*/×÷⟦]|점|배))", "{a} - {b}"),
)  # fmt: skip
_LIST = rf"{_V}(?:\s*(?:을|를|값을?|에|에다가?)?(?:{_AND}|\s+){_V})+"
_SUMS = pattern(
    rf"(?P<l>{_LIST})\s*(?:을|를|의|을\s*모두|를\s*모두|모두|다|전부)?\s*(?:더[하해한]|합[치쳐친한산계을]?|총합)[가-힣]*|\b(?:sum(?:s|ming)?(?: of)?|add(?:s|ing|ed)?(?: up)?|total of)\b(?: the)? (?P<l2>{_LIST})|^\s*(?P<l3>{_LIST})\s*$|(?P<l4>{_LIST})\s*(?:으?로\s*|해서\s*|씩\s*|인\s*|짜리\s*|매겨\S*\s*|계산\S*\s*)*(?:\S+\s*){{0,3}}{_COLUMN}"
)


def derived(query: Query, said: str) -> Call | None:
    """The step that makes the column, or None where the message asks for none or its sum can't be read."""
    text = unicodedata.normalize("NFC", said).strip()
    if not _WANTED.search(normalise(text)) or query.chart or query.map or len(text) > 300:
        return None
    name, rest = _named(text, query.schema)
    expression = _expression(normalise(rest), query.schema)
    if expression is None:
        return None
    name = name or ("computed" if re.search(r"[a-z]{4,}", normalise(rest)) and not re.search("[가-힣]{2,}", rest) else "계산값")
    return Call("transform_dataset", {"steps": [{"kind": "derive", "name": name, "expression": expression}]})


def _named(text: str, schema: Schema) -> tuple[str | None, str]:
    """What the new column is to be called, and the message without it."""
    known = {normalise(name) for name in schema.names}
    for wanted in _NAMES:
        for found in pattern(wanted).finditer(text):
            name = found["n"].strip()
            if name and normalise(name) not in known and not _NO_NAME.match(name) and re.search(r"[^\W\d]", name):
                return name, text[: found.start("n")] + " " + text[found.end("n") :]
    return None, text


def _expression(text: str, schema: Schema) -> str | None:
    """The arithmetic in a message, over the dataset's own names; None where it holds none, or more than one."""
    reading = Reading(text)
    values: list[str] = []
    marked, end = [], 0
    for column in take_columns(reading, schema):
        if not schema.is_number(column.column):
            continue
        values.append(column.column if re.fullmatch(r"[^\W\d]\w*", column.column) else f"`{column.column}`")
        marked += [text[end : column.start], f"⟦{len(values) - 1}⟧"]
        end = column.end
    if not values:
        return None
    columns = len(values)
    plain = "".join([*marked, text[end:]])
    plain = _reduced(plain, values)
    left = [int(n) for n in re.findall(r"⟦(\d+)⟧", plain)]
    whole = not _UNREAD.search(re.sub(r"⟦\d+⟧", " ", plain))  # a part that could not be read would change the sum
    return values[left[0]] if whole and len(left) == 1 and left[0] >= columns else None


_MOST_STEPS = 40
_UNREAD = re.compile(r"[*/×÷+%^]|\d")


def _reduced(plain: str, values: list[str]) -> str:
    """The message with each part of a sum as one value; `values` grows."""
    for _ in range(_MOST_STEPS):
        before = plain
        plain = _rewritten(plain, values, _TIMES) or _rewritten(plain, values, _PLUS) or _summed(plain, values) or plain
        if plain == before:
            break
    return plain


def _rewritten(plain: str, values: list[str], table: tuple[tuple[str, str], ...]) -> str | None:
    for wanted, form in table:
        found = pattern(wanted).search(plain)
        if found is None:
            continue
        groups = found.groupdict()
        a = next(v for k, v in groups.items() if k.startswith("a") and v)
        tight = form != "{a}" and any(sign in form for sign in "*/") and "(" not in form
        made = form.format(a=_value(a, values, tight), b=_value(groups.get("b") or "", values, tight or "-" in form))
        return _put(plain, found, made, values)
    return None


def _summed(plain: str, values: list[str]) -> str | None:
    found = _SUMS.search(plain)
    if found is None:
        return None
    part = next(k for k in ("l", "l2", "l3", "l4") if found[k])
    if part == "l4" and not all("*" in _value(v, values, False) for v in re.findall(_V, found[part])):
        return None  # columns beside each other, no points to add up
    made = " + ".join(_value(v, values, False) for v in re.findall(_V, found[part]))
    return _put(plain, found, made, values)


def _put(plain: str, found: re.Match[str], made: str, values: list[str]) -> str:
    values.append(made)
    return f"{plain[: found.start()]}⟦{len(values) - 1}⟧{plain[found.end() :]}"


def _value(said: str, values: list[str], tight: bool) -> str:
    """A number as it is; a column or a part by what it stands for, in brackets where it binds less than what is around it."""
    if not said.startswith("⟦"):
        return said
    value = values[int(said[1:-1])]
    return f"({value})" if tight and re.search(r" [-+] ", value) else value
