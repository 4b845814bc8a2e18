"""`@tool` turns a function into a tool: its schema, its docs page and its line in help come from the function."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import typing
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model

from tools._context import ToolContext
from tools._errors import Refused
from tools._result import ToolResult
from tools._text import Text
from tools._where import DESCRIPTION, PARAMETER, Condition, note

Effect = Literal["read", "write", "job"]
F = TypeVar("F", bound=Callable[..., Any])

_INVALID = Text(
    ko="{tool}의 입력값 `{field}`에 쓸 수 없는 값이에요: {value}. {hint}",
    en="The input `{field}` of {tool} can't be {value}. {hint}",
)


@dataclass(frozen=True, slots=True)
class Consent:
    """What a person is asked before a write, and the arguments of the call that a yes lets run: names made into ids."""

    question: str
    arguments: dict[str, Any]


Confirm = Callable[..., Awaitable[Consent]]
Check = Callable[..., None]
Long = Callable[..., bool]


@dataclass(frozen=True)
class ToolSpec:
    """A registered tool. `run` is the function itself; `title` names what it does while it runs."""

    name: str
    run: Callable[..., Any]
    effect: Effect
    title: Text
    needs_dataset: bool
    where: bool = False
    confirm: Confirm | None = None
    check: Check | None = None
    long: Long | None = None
    reversible: bool = False

    @property
    def description(self) -> str:
        return inspect.cleandoc(self.run.__doc__ or "")

    @property
    def summary(self) -> str:
        return self.description.split("\n\n")[0].replace("\n", " ")

    @cached_property
    def arguments(self) -> type[BaseModel]:
        hints = typing.get_type_hints(self.run, include_extras=True)
        fields: dict[str, Any] = {}
        for name, parameter in inspect.signature(self.run).parameters.items():
            if hints.get(name) is ToolContext:
                continue
            default = ... if parameter.default is inspect.Parameter.empty else parameter.default
            fields[name] = (hints[name], default)
        if self.where:
            fields[PARAMETER] = (Annotated[list[Condition] | None, Field(description=DESCRIPTION)], None)
        return create_model(f"{self.name}_arguments", __config__=ConfigDict(extra="forbid"), **fields)

    @cached_property
    def schema(self) -> dict[str, Any]:
        """JSON schema of the arguments, in the form the Anthropic API takes. Made once, for every request sends all of them; not to be changed."""
        schema = self.arguments.model_json_schema()
        _drop_titles(schema)
        return schema

    def validate(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """Arguments checked and converted, or Refused naming the field."""
        try:
            model = self.arguments.model_validate(dict(raw))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            field = ".".join(str(part) for part in first["loc"]) or "?"
            value = "(없음/missing)" if first["type"] == "missing" else repr(first.get("input"))[:80]
            raise Refused("invalid_argument", _INVALID, tool=self.name, field=field, value=value, hint=_hint(self.schema, first)) from error
        return {name: getattr(model, name) for name in type(model).model_fields}


_LIMITS = frozenset({"greater_than", "greater_than_equal", "less_than", "less_than_equal"})


def _hint(schema: dict[str, Any], error: Mapping[str, Any]) -> str:
    location = error["loc"]
    if error["type"] == "extra_forbidden" or not location:
        return "(" + ", ".join(schema.get("properties", {})) + ")"
    prop = schema.get("properties", {}).get(str(location[0]), {})
    if "enum" in prop:
        return "(" + ", ".join(map(str, prop["enum"])) + ")"
    if error["type"] in _LIMITS and len(location) == 1:
        low, high = prop.get("minimum", prop.get("exclusiveMinimum", "")), prop.get("maximum", prop.get("exclusiveMaximum", ""))
        return f"({low}~{high})" if low != "" or high != "" else ""
    return f"({prop.get('type') or prop.get('description') or ''})"


def _drop_titles(node: Any) -> None:
    if isinstance(node, dict):
        if isinstance(node.get("title"), str):
            del node["title"]
        for value in node.values():
            _drop_titles(value)
    elif isinstance(node, list):
        for value in node:
            _drop_titles(value)


def tool(
    *,
    effect: Effect = "read",
    title: Text,
    needs_dataset: bool = False,
    where: bool = False,
    confirm: Confirm | None = None,
    check: Check | None = None,
    long: Long | None = None,
    reversible: bool = False,
) -> Callable[[F], F]:
    """Register a function as a tool.

    `effect`: "read" runs at once; "write" destroys, shares or replaces something and runs only after
    the user has agreed; "job" is long and runs on a worker with `ctx.progress`.
    `title` is shown while it runs. `where` gives it a parameter of that name: `ctx.frame` then has only the rows that meet its
    conditions, and the answer says so. `confirm` is called with the tool's own arguments and `ctx` before a write, and says what
    to ask and what exactly a yes is about; it may refuse. `check` is a plain function with the same arguments and `ctx`, called before
    a job is submitted: it raises what the job itself would soon raise, so that nobody waits for a refusal. `long`, another such function,
    tells of a read whether this call is one for a worker, because the data is large. `reversible`: a write that can be taken back; it is
    asked about when a model wants it, for a model reads data too, but not when it is in the person's own words. The docstring's first paragraph describes it to the model and to people.
    """

    def register(function: F) -> F:
        spec = ToolSpec(function.__name__, function, effect, title, needs_dataset, where, confirm, check, long, reversible)
        function.__dict__["tool_spec"] = spec
        return function

    return register


@dataclass(frozen=True)
class Registry:
    """All tools by name, in a fixed order (the order is part of the cached prompt)."""

    tools: Mapping[str, ToolSpec]

    def __getitem__(self, name: str) -> ToolSpec:
        return self.tools[name]

    def __contains__(self, name: object) -> bool:
        return name in self.tools

    def __iter__(self) -> typing.Iterator[ToolSpec]:
        return iter(self.tools.values())


def discover(*packages: str) -> Registry:
    """Import every module of the `tools` package (or of `packages`) and collect what `@tool` marked."""
    found: dict[str, ToolSpec] = {}
    for package_name in packages or ("tools",):
        package = importlib.import_module(package_name)
        for module in pkgutil.walk_packages(package.__path__, prefix=f"{package_name}."):
            if any(part.startswith("_") for part in module.name.split(".")):
                continue
            for value in vars(importlib.import_module(module.name)).values():
                spec = getattr(value, "tool_spec", None)
                if isinstance(spec, ToolSpec) and spec.run is value:
                    if spec.name in found and found[spec.name].run is not value:
                        raise ValueError(f"two tools are named {spec.name}")
                    found[spec.name] = spec
    return Registry(dict(sorted(found.items())))


async def is_job(spec: ToolSpec, ctx: ToolContext, arguments: Mapping[str, Any]) -> bool:
    """Whether the call is one for a worker: by the tool's effect, or because its `long` says so. Raises what `long` raises."""
    import asyncio

    if spec.effect == "job" or spec.long is None:
        return spec.effect == "job"
    valid = spec.validate(arguments)
    valid.pop(PARAMETER, None)
    return await asyncio.to_thread(spec.long, ctx=ctx, **valid)


async def check(spec: ToolSpec, ctx: ToolContext, arguments: Mapping[str, Any]) -> None:
    """What can be said of a call before it is submitted as a job. Raises what the tool's `check` raises."""
    import asyncio

    if spec.check is None:
        return
    valid = spec.validate(arguments)
    if spec.where and (conditions := valid.pop(PARAMETER)):
        ctx = replace(ctx, where=tuple(conditions), rows_used=None, absent={})
    await asyncio.to_thread(spec.check, ctx=ctx, **valid)


async def call(spec: ToolSpec, ctx: ToolContext, arguments: Mapping[str, Any]) -> ToolResult:
    """Run a tool. A plain function runs in a thread, so that a long sum does not hold up other conversations."""
    import asyncio

    valid = spec.validate(arguments)
    if spec.needs_dataset:
        ctx.need_dataset()
    if spec.where and (conditions := valid.pop(PARAMETER)):
        ctx = replace(ctx, where=tuple(conditions), rows_used=None, absent={})
    if inspect.iscoroutinefunction(spec.run):
        result = await spec.run(ctx=ctx, **valid)
    else:
        result = await asyncio.to_thread(spec.run, ctx=ctx, **valid)
    assert isinstance(result, ToolResult), f"{spec.name} must return a ToolResult"
    if ctx.where and ctx.rows_used is not None:
        facts: dict[str, Any] = {PARAMETER: [condition.model_dump() for condition in ctx.where], "rows_used": ctx.rows_used}
        facts |= {"values_not_found": ctx.absent} if ctx.absent else {}
        result = replace(result, text=f"{note(ctx, ctx.rows_used, ctx.where)} {result.text}", data={**result.data, **facts})
    return result
