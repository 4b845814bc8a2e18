"""How a tool says no.

ToolError
├── Refused        the input can't be used; the text says what would work
│   └── NoDataset  the thread has no dataset yet
├── MissingInput   something needed was not said; the user is asked for it
└── Cancelled      the user stopped the work
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tools._text import Language, Text


class ToolError(Exception):
    """Base of what a tool raises on purpose. Never carries a library's own message."""

    code = "tool_error"


class Refused(ToolError):
    """The input can't be used. `code` is stable for scripts; the text tells a person what to do."""

    def __init__(self, code: str, text: Text, /, choices: Sequence[str] = (), **fields: object) -> None:
        super().__init__(code)
        self.code = code
        self.text = text
        self.choices = list(choices)
        self.fields = fields

    def say(self, language: Language) -> str:
        return self.text.say(language, **self.fields)


class NoDataset(Refused):
    def __init__(self) -> None:
        super().__init__(
            "no_dataset",
            Text(
                ko="이 대화에는 아직 데이터가 없어요. CSV 파일을 올려 주시면 바로 답할게요.",
                en="There is no dataset in this conversation yet. Drop a CSV file here and ask again.",
            ),
        )


class MissingInput(ToolError):
    """`missing` names the parameters to ask for, in order; `question` asks for the first of them.

    `understood` is the argument set so far, to be completed by the next message.
    """

    code = "missing_input"

    def __init__(
        self, question: Text, missing: Sequence[str], understood: Mapping[str, Any], choices: Sequence[str] = (), /, **fields: object
    ) -> None:
        super().__init__(", ".join(missing))
        self.question = question
        self.missing = list(missing)
        self.understood = dict(understood)
        self.choices = list(choices)
        self.fields = fields

    def say(self, language: Language) -> str:
        return self.question.say(language, **self.fields)


class Cancelled(ToolError):
    code = "cancelled"
