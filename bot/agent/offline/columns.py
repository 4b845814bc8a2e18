"""Which columns and values of the dataset a message names."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.agent.offline.lexicon import CONCEPTS, SUMMED, TIME_UNITS, Concept
from bot.agent.offline.quantities import adds_up, is_quantity
from bot.agent.offline.reading import normalise
from storage.profile import Column, Profile
from tools._columns import normalise as column_key

# what people ask about first
_INTEREST = (
    "weekday", "time_period", "district", "weather", "accident_type", "road_type", "facility", "parking_form", "fee", "year", "hour",
    "month",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """A column that a message names: where, and whether the rows are to be grouped by it."""

    column: str
    start: int
    end: int
    by: bool = False
    concept: str = ""
    rivals: tuple[str, ...] = ()


Phrase = tuple[str, list[str], bool]
"""What a column goes by, the columns it may mean, and whether it counts only as a grouping ("월별")."""


@dataclass(eq=False)
class Schema:
    """The columns of one dataset, or, with no dataset, the columns that accident data usually has."""

    profile: Profile | None
    concepts: dict[str, Concept] = field(default_factory=dict)  # column -> what it is
    phrases: list[Phrase] = field(default_factory=list)  # what the columns go by, the longest first

    def __post_init__(self) -> None:
        if self.profile is None:
            self.concepts = {_usual_name(concept): concept for concept in CONCEPTS}
        else:
            self._recognise(self.profile)
        self.phrases = _phrases(self)

    def _recognise(self, profile: Profile) -> None:
        for column in profile.all_columns:
            if concept := _concept_of(column.name):
                self.concepts[column.name] = concept
        exact = {concept.key for name, concept in self.concepts.items() if column_key(name) in concept.names}
        for name, concept in list(self.concepts.items()):
            if concept.key in exact and column_key(name) not in concept.names:
                del self.concepts[name]  # 노면상태_원본 beside 노면상태: only by its own name

    @property
    def names(self) -> list[str]:
        return [c.name for c in self.profile.all_columns] if self.profile else list(self.concepts)

    def concept(self, key: str) -> str | None:
        """The column of a concept; the profile's own roles count too."""
        for name, concept in self.concepts.items():
            if concept.key == key:
                return name
        roles = self.profile.roles if self.profile else None
        if roles is None:
            return None
        return {"eclo": roles.target, "date": roles.date, "weekday": roles.weekday, "hour": roles.hour, "district": roles.place}.get(key)

    def is_measure(self, name: str) -> bool:
        """A quantity to be averaged or summed, rather than something to group by."""
        concept = self.concepts.get(name)
        if concept is not None:
            return concept.measure
        column = self._column(name)
        if column is None or column.kind not in ("integer", "number"):
            return False
        if is_quantity(name):
            return True
        if column.unique <= 30:
            return False
        numbered = column.kind == "integer" and self.profile is not None and column.unique > 0.95 * self.profile.rows
        return not numbered  # a whole number of its own in every row is a name, not a quantity

    def is_number(self, name: str) -> bool:
        column = self._column(name)
        return self.is_measure(name) if column is None else column.kind in ("integer", "number")

    def default_operation(self, name: str) -> str:
        concept = self.concepts.get(name)
        return "sum" if (adds_up(name) if concept is None else concept.key in SUMMED) else "mean"

    def is_time(self, name: str) -> bool:
        concept = self.concepts.get(name)
        column = self._column(name)
        return (concept is not None and concept.key in TIME_UNITS) or (column is not None and column.kind in ("date", "datetime"))

    def is_text(self, name: str) -> bool:
        """A column of names and addresses, of which nearly every row has its own."""
        column = self._column(name)
        return column is not None and column.kind == "text"

    def dimensions(self) -> list[str]:
        """Columns worth grouping by, those people ask about first."""
        if self.profile is None:
            return ["요일", "시간대", "시군구"]
        fit = [c.name for c in self.profile.all_columns if 1 < c.unique <= 300 and not self.is_measure(c.name) and c.kind != "text"]
        return sorted(fit, key=lambda name: _INTEREST.index(key) if (key := self._key(name)) in _INTEREST else len(_INTEREST))

    def _key(self, name: str) -> str:
        concept = self.concepts.get(name)
        return concept.key if concept else ""

    def measures(self) -> list[str]:
        return [name for name in self.names if self.is_measure(name) and self.is_number(name)]

    def figures(self) -> list[str]:
        """Columns that can be computed with: quantities, else whatever holds numbers."""
        return self.measures() or [name for name in self.names if self.is_number(name)]

    def _column(self, name: str) -> Column | None:
        if self.profile is None:
            return None
        return next((c for c in self.profile.all_columns if c.name == name), None)


def _usual_name(concept: Concept) -> str:
    return {"eclo": "ECLO", "accident_detail": "사고유형_세부"}.get(concept.key, concept.names[0])


def _concept_of(column: str) -> Concept | None:
    key = column_key(column)
    for concept in CONCEPTS:
        if key in concept.names:
            return concept
    return next((c for c in CONCEPTS for name in c.names if len(name) > 2 and (key.endswith(name) or key.startswith(name))), None)


def _phrases(schema: Schema) -> list[Phrase]:  # noqa: PLR0912 - one loop for each kind of name
    """(phrase, columns it may mean, only as a grouping): the longest first, real names before other words."""
    table: dict[str, tuple[int, list[str], bool]] = {}

    def add(phrase: str, column: str, rank: int, only_by: bool) -> None:
        phrase = normalise(phrase)
        if not phrase or (len(phrase) == 1 and not only_by and column != phrase.upper() and column != phrase):
            return
        known = table.get(phrase)
        if known is None or rank < known[0]:
            table[phrase] = (rank, [column], only_by)
        elif known[0] == rank and column not in known[1]:
            known[1].append(column)

    values = {v for c in schema.profile.all_columns for v, _ in c.top} if schema.profile else set()
    for name in schema.names:
        add(name, name, 0, len(name) == 1 and name in schema.concepts)
        add(re.sub(r"[_\-./()\[\]]+", " ", name), name, 0, False)
        stem = re.sub(r"(?:명|여부|정보|수)$", "", name)
        if len(stem) >= 2 and stem != name and sum(other.startswith(stem) for other in schema.names) == 1:
            add(stem, name, 2, stem in values)  # 시도 of 도로종류 is a value, and 시도명 only in "시도별"
        for tail in _tails(name):
            if sum(tail in other for other in schema.names) == 1:
                add(tail, name, 4, False)
    # Where there is a column of 구, the words for one mean that, and not the finer place.
    coarser = {word for concept in schema.concepts.values() if concept.key == "gu" for word in (*concept.words, *concept.by)}
    elsewhere = {word for concept in schema.concepts.values() if concept.key == "address" for word in concept.words}
    for name, concept in schema.concepts.items():
        taken = coarser | elsewhere if concept.key == "district" else frozenset()
        for word in concept.words:
            if word not in taken:
                add(word, name, 1, False)
                if len(word) > 3 and word.isascii() and not word.endswith("s"):
                    add(f"{word[:-1]}ies" if word.endswith("ty") else f"{word}s", name, 1, False)
        for word in concept.by:
            if word not in taken:
                add(word, name, 3, True)
    for key in ("eclo", "date", "weekday", "hour", "district"):
        column = schema.concept(key)
        if column and column not in schema.concepts:
            concept = next(c for c in CONCEPTS if c.key == key)
            for word in (*concept.words, *concept.by):
                add(word, column, 3, word in concept.by)
    ordered = sorted(table.items(), key=lambda item: (-len(item[0]), item[1][0]))
    return [(phrase, columns, only_by) for phrase, (_, columns, only_by) in ordered]


def _tails(name: str) -> list[str]:
    """The ends of a long Korean name, which people take for the whole: "구획수" of "주차구획수"."""
    return [name[-n:] for n in range(3, len(name) - 1)] if re.fullmatch(r"[가-힣]{5,}", name) else []
