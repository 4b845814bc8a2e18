"""Who drove and who was hit: "자전거가 피해자인", "a cyclist as the victim", "caused by a truck"."""

from __future__ import annotations

from bot.agent.offline.columns import Schema
from bot.agent.offline.condition import Condition
from bot.agent.offline.reading import Reading

# as the police file them -> what people say
_VEHICLES: tuple[tuple[str, str], ...] = (
    ("승용", r"승용차?|\bcars?\b|\bsedans?\b|\bpassenger cars?\b|\bcar drivers?\b"),
    ("화물", r"화물차?|트럭|\btrucks?\b|\blorr(?:y|ies)\b|\btruck drivers?\b"),
    ("승합", r"승합차?|버스|\bbus(?:es)?\b|\bvans?\b"),
    ("이륜", r"이륜차?|오토바이|\bmotor(?:cycle|bike|cyclist)s?\b"),
    ("자전거", r"자전거|\b(?:bicycle|bike|cyclist)s?\b"),
    ("보행자", r"보행자|행인|사람|\bpedestrians?\b"),
    ("원동기", r"원동기|스쿠터|\bmopeds?\b"),
    ("건설기계", r"건설\s*기계|굴착기"),
    ("특수", r"특수차?"),
)
_PERSON_EN = r"(?: (?:driver|vehicle|vehicles|drivers|party))?"
# the column of a role -> how it is said around the vehicle, which stands for {v}
_ROLES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "victim",
        (
            r"(?:{v})\s*(?:가|이)\s*피해\s*(?:자|운전자|차량|차종|자\s*차종|운전자\s*차종)(?:인|이고|였던|일\s*때)?",
            r"피해\s*(?:자|운전자|차량|차종|자\s*차종|운전자\s*차종)?(?:가|이|는|은)?\s*(?:{v})(?:인|이고|였던|일\s*때)(?![가-힣])",
            r"(?:an? |the )?(?:{v}) (?:as|is|was|were|being) (?:the |an? )?victims?\b|\bvictims?(?: vehicle| party)? (?:is |was |were |being |= ?)?(?:an? |the )?(?:{v})",
            r"(?:{v}) victims?\b|(?:{v}) (?:was|were|got|getting|being) (?:hit|struck|run over|injured|hurt)\b",
        ),
    ),
    (
        "offender",
        (
            r"(?:{v})\s*(?:가|이)\s*가해\s*(?:자|운전자|차량|차종|자\s*차종|운전자\s*차종)(?:인|이고|였던|일\s*때)?",
            r"가해\s*(?:자|운전자|차량|차종|자\s*차종|운전자\s*차종)?(?:가|이|는|은)?\s*(?:{v})(?:인|이고|였던|일\s*때)(?![가-힣])",
            r"(?:{v})(?:\s*운전자)?\s*(?:가|이)\s*(?:낸|냈던|일으킨|가해(?:한|를\s*한)?|들이받은)",
            r"(?:an? |the )?(?:{v})" + _PERSON_EN + r" (?:as |is |was |were |being )?(?:the |an? )?(?:at[- ]fault|offenders?\b|perpetrators?\b|culprits?\b|to blame|responsible)",
            r"\b(?:at[- ]fault|offending|offender|perpetrator)" + _PERSON_EN + r" (?:is |was |were |being |= ?)?(?:an? |the )?(?:{v})|\bcaused by (?:an? |the )?(?:{v})",
        ),
    ),
)  # fmt: skip


def take_vehicles(reading: Reading, schema: Schema) -> list[Condition]:
    """ "자전거가 피해자인", "truck at fault": the value of the column of that role, of each role at most one."""
    found: list[Condition] = []
    for key, forms in _ROLES:
        column = schema.concept(key)
        held = {value for value, _ in schema.profile.column(column).top} if schema.profile and column else set()
        for level, said in _VEHICLES:
            if column and level in held and any(reading.take(form.format(v=said)) for form in forms):
                found.append(Condition(column, "==", level, *reading.last))
                break
    return found
