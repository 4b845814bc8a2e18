"""Which tool a message means, by what it looks like: a linear model over its words and pieces of words.

The model (intents.npz, made by benchmarks/understanding/teach.py) holds a weight for each tool and piece; to rank a message is to add up those
of its pieces, in about a millisecond. Columns, places, numbers and names of files are taken for what they are and not for which they are ("요일별
건수" teaches "날씨별 건수"); beside that the words count as they were written. Support vector machines, one against all others (Cortes & Vapnik,
1995), over hashed pieces (Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", ICML 2009).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

from bot.agent.offline.lexicon import CONCEPTS
from bot.agent.offline.reading import normalise, pattern

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHIPPED = Path(__file__).with_name("intents.npz")
NONE = "none"
"""The tool of messages that mean no tool."""
_SIZE = 2**15
"""How many weights a tool has: pieces that share one are told apart by the others of their message."""
_LONGEST_PIECE = 5
_MOST_CHARACTERS = 400
"""Of a message: what is wanted is said in that much."""
_COST = 1.0
"""What a wrong example costs the model against a greater weight."""
_MASKS = tuple(
    (pattern(wanted), mark)
    for wanted, mark in (
        (r"(?<!\w)[\w-]{1,80}\.(?:csv|xlsx?|parquet|tsv)", " ‹file› "),
        (r"\beclo-\w+", " ‹token› "),
        (r"\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{6,32}\b", " ‹run› "),
        (r"\d+(?:[.,:]\d+)*", " ‹n› "),
        (r"(?:대구\s*)?(?<![가-힣])(?:수성|달서|동|서|남|북|중)구(?![가-힣]{2})|(?:달성|군위)군", " ‹place› "),
        (r"[가-힣]{1,4}동\d?가?(?=\s|$|[에의은는이,]|역)|[가-힣]{2,5}(?:네거리|사거리|역|로|면|읍)(?=\s|$|[에,])", " ‹place› "),
        (r"\b[a-z]+-(?:gu|dong|gun|ro|myeon)\b", " ‹place› "),
    )
)

Example = tuple[str, Sequence[str], str]
"""A message, the names of the columns that were at hand, and the tool that it means."""


@dataclass(frozen=True, slots=True)
class Meant:
    """A tool and its score: above 0 the message is rather one of its own, from 1 on surely."""

    tool: str
    score: float


class Intents:
    """What was learnt from examples. `weights` are int8 of shape (tools, pieces), to be multiplied by `scale`, one factor a tool."""

    def __init__(
        self,
        tools: Sequence[str],
        weights: NDArray[np.int8],
        scale: NDArray[np.float32],
        bias: NDArray[np.float32],
        rarity: NDArray[np.float32],
        source: str,
    ) -> None:
        self.tools = list(tools)
        self.source = source
        """A digest of the examples that taught it."""
        self._weights, self._scale, self._bias, self._rarity = weights, scale, bias, rarity

    @classmethod
    def load(cls, path: Path = SHIPPED) -> Intents:
        import numpy as np

        with np.load(path, allow_pickle=False) as file:
            held = {name: file[name] for name in file.files}
        return cls([str(t) for t in held["tools"]], held["weights"], held["scale"], held["bias"], held["rarity"], str(held["source"]))

    def save(self, path: Path) -> None:
        import numpy as np

        np.savez_compressed(
            path,
            tools=np.array(self.tools),
            source=np.array(self.source),
            weights=self._weights,
            scale=self._scale,
            bias=self._bias,
            rarity=self._rarity,
        )

    @classmethod
    def taught(cls, examples: Iterable[Example]) -> Intents:
        """The model of these examples: some seconds for five thousand of them. The same examples teach the same."""
        import numpy as np
        from sklearn.svm import LinearSVC

        known = list(examples)
        counted = _counted([(text, names) for text, names, _ in known])
        often = np.asarray(counted.sum(axis=0), dtype=np.float64).ravel()
        rarity = (np.log((1 + counted.shape[0]) / (1 + often)) + 1).astype(np.float32)
        model = LinearSVC(C=_COST, random_state=0).fit(_of_length_one(counted.multiply(rarity)), [tool for _, _, tool in known])
        scale = np.abs(model.coef_).max(axis=1) / 127
        weights = np.rint(model.coef_ / scale[:, None]).astype(np.int8)
        parts = (scale.astype(np.float32), model.intercept_.astype(np.float32), rarity)
        return cls([str(tool) for tool in model.classes_], weights, *parts, digest(known))

    def rank(self, text: str, names: Iterable[str] = ()) -> list[Meant]:
        """The tools that the message may mean, the likeliest first; `names` are what the columns of the data at hand are called."""
        import numpy as np

        places = _places(text, names)
        values = self._rarity[places]
        values = values / (float(np.sqrt(values @ values)) or 1.0)
        scores = (self._weights[:, places] @ values) * self._scale + self._bias
        return [Meant(self.tools[n], float(scores[n])) for n in np.argsort(-scores, kind="stable")]


def digest(examples: Iterable[Example]) -> str:
    said = "\n".join("\t".join((tool, text, *names)) for text, names, tool in examples)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _counted(messages: Sequence[tuple[str, Sequence[str]]]) -> Any:
    """A sparse matrix of (messages, pieces) with a 1 for each piece that is there."""
    import numpy as np
    from scipy.sparse import csr_matrix

    rows = [_places(text, names) for text, names in messages]
    ends = np.cumsum([0, *map(len, rows)])
    return csr_matrix((np.ones(ends[-1], dtype=np.float32), np.concatenate(rows), ends), shape=(len(rows), _SIZE))


def _of_length_one(rows: Any) -> Any:
    from sklearn.preprocessing import normalize

    return normalize(rows.tocsr())


def _places(text: str, names: Iterable[str]) -> NDArray[np.int64]:
    import numpy as np

    return np.unique(np.fromiter((crc32(piece.encode()) % _SIZE for piece in pieces(text, names)), dtype=np.int64))


@cache
def _column_words() -> re.Pattern[str]:
    known = {word for concept in CONCEPTS for word in (*concept.names, *concept.words) if len(word) >= 2}
    words = sorted(known, key=lambda word: (-len(word), word))  # as long as another or not, always in one order
    latin = "|".join(re.escape(word) for word in words if word[0].isascii())
    hangul = "|".join(re.escape(word).replace(r"\ ", r"\s?") for word in words if not word[0].isascii())
    return re.compile(rf"(?<![a-z])(?:{latin})(?![a-z])|(?:{hangul})")


def masked(text: str, names: Iterable[str] = ()) -> str:
    """The message with marks for its columns (those of `names` too), places, numbers and files."""
    plain = normalise(text)
    for wanted, mark in _MASKS:
        plain = wanted.sub(mark, plain)
    for name in names:
        plain = plain.replace(normalise(name), " ‹column› ")
    return _column_words().sub(" ‹column› ", plain)


def _as_written(text: str, names: Iterable[str]) -> str:
    plain = normalise(text)
    for name in names:
        plain = plain.replace(normalise(name), " ‹column› ")
    return re.sub(r"\d+", "0", plain)


def pieces(text: str, names: Iterable[str] = ()) -> set[str]:
    """Words, pairs of words, and all that is up to five letters long within a word; of the message with marks, and as it was written."""
    known = sorted((name for name in names if len(name) > 1), key=lambda name: (-len(name), name))
    short = text[:_MOST_CHARACTERS]
    found: set[str] = set()
    for said in (masked(short, known), _as_written(short, known)):
        words = said.split()
        found.update(f"={word}" for word in words)
        found.update(f"={one} {two}" for one, two in pairwise(words))
        for word in words:
            found.update(_within(f" {word} "))
    return found


def _within(word: str) -> Iterator[str]:
    for size in range(1, min(_LONGEST_PIECE, len(word)) + 1):
        for start in range(len(word) - size + 1):
            yield word[start : start + size]
