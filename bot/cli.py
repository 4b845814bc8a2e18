"""`eclo ...`: the command line. Each command is a function in bot.commands."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from bot import settings as settings_module
from bot.settings import Settings

Command = Callable[[argparse.Namespace, Settings], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it worked, 1 for a refused input, 2 for misuse."""
    arguments = _parser().parse_args(argv)
    try:
        settings = settings_module.load()
        if arguments.writes:
            settings_module.prepare_folder(settings)
    except settings_module.SettingsError as error:
        print(f"eclo: {error}", file=sys.stderr)  # noqa: T201
        return 2
    command: Command = arguments.command
    try:
        return command(arguments, settings)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader went away (`| head`); so does the rest of the output.
        sys.stdout = None
        return 0
    except Exception as error:
        from bot.errors import describe
        from bot.text import system_language

        print(describe(error, system_language()).text, file=sys.stderr)  # noqa: T201
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="eclo", description="Accident severity (ECLO) and questions about CSV files, from the command line."
    )
    parser.set_defaults(writes=True)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_chat(commands)
    _add_tools(commands)
    _add_model(commands)
    _add_stores(commands)
    _add_agent(commands)
    _add_operator(commands)
    return parser


def _lazy(module: str, function: str) -> Command:
    """A command whose module is imported when it runs, so that `eclo --help` is quick."""

    def run(arguments: argparse.Namespace, settings: Settings) -> int:
        import importlib

        command: Command = getattr(importlib.import_module(f"bot.commands.{module}"), function)
        return command(arguments, settings)

    return run


def _add_chat(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    chat = commands.add_parser("chat", help="talk to the bot; with -m or -f, say it and end")
    chat.add_argument("-m", "--message", action="append", default=[], metavar="TEXT", help="a message to send (may repeat)")
    chat.add_argument("-f", "--file", action="append", default=[], type=Path, metavar="FILE", help="a file to share first (may repeat)")
    chat.add_argument("--thread", default="main", metavar="ID", help="which conversation (default: main)")
    chat.add_argument("--user", default="me", metavar="ID", help="who speaks (default: me)")
    chat.add_argument("--now", metavar="ISO", help="the moment to take for now, such as 2026-12-24T15:00")
    chat.add_argument("--brain", choices=["offline", "claude"], help="who answers")
    chat.add_argument("--out", type=Path, metavar="DIR", help="where pictures and files go")
    form = chat.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object a line")
    form.add_argument("--jsonl", action="store_true", help='read {"thread":..,"text":..,"files":[..]} a line from standard input')
    chat.set_defaults(command=_lazy("chat", "chat"))


def _add_tools(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    tools = commands.add_parser("tools", help="list every tool")
    tools.add_argument("--json", action="store_true", help="with schemas, one JSON object a line")
    tools.set_defaults(writes=False, command=_lazy("tools", "tools"))
    tool = commands.add_parser("tool", help="run one tool")
    tool.add_argument("name", metavar="NAME")
    tool.add_argument("--args", default="{}", metavar="JSON", help="its arguments, a JSON object")
    tool.add_argument("-f", "--file", action="append", default=[], type=Path, metavar="FILE", help="the dataset it works on")
    tool.add_argument("--json", action="store_true", help="one JSON object")
    tool.add_argument("--out", type=Path, metavar="DIR", help="where pictures and files go")
    tool.add_argument("--language", choices=["ko", "en"], default="ko")
    tool.set_defaults(command=_lazy("tools", "tool"))


def _add_model(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    predict = commands.add_parser("predict", help="predict ECLO for every row of a file")
    predict.add_argument("file", type=Path, metavar="FILE")
    predict.add_argument("-o", "--out", type=Path, required=True, metavar="OUT", help="the CSV to write")
    predict.set_defaults(command=_lazy("model", "predict"))
    train = commands.add_parser("train", help="train a model on accident data (TAAS, or a table with 사고일시)")
    train.add_argument("files", type=Path, nargs="+", metavar="FILE")
    train.add_argument("-o", "--out", type=Path, metavar="DIR", help="write a bundle into this new folder instead of storing a run")
    _who(train)
    train.set_defaults(command=_lazy("runs", "train"))
    runs = commands.add_parser("runs", help="list training runs; with one id show it, with several compare them")
    runs.add_argument("runs", nargs="*", metavar="ID")
    runs.add_argument("--export", nargs="?", const="", metavar="ID", help="export this run, or the runs of all channels, to MLflow")
    _who(runs)
    runs.set_defaults(command=_lazy("runs", "runs"))
    promote = commands.add_parser("promote", help="let a run's model make all predictions")
    promote.add_argument("run", metavar="ID")
    rollback = commands.add_parser("rollback", help="let the model predict again that was in use before")
    for command, name in ((promote, "promote"), (rollback, "rollback")):
        command.add_argument("--yes", action="store_true", help="agree without being asked")
        _who(command)
        command.set_defaults(command=_lazy("runs", name))
    evaluate = commands.add_parser("evaluate", help="compare predictions with what a file says happened")
    evaluate.add_argument("file", type=Path, metavar="FILE")
    evaluate.add_argument("--train", nargs="+", default=[], type=Path, metavar="FILE", help="what the naive recipe beside it learns from")
    evaluate.add_argument("--out", type=Path, metavar="JSON", help="where the scores are kept (default: in ECLO_VAR/evaluations)")
    evaluate.add_argument("--json", action="store_true")
    evaluate.set_defaults(command=_lazy("model", "evaluate"))
    models = commands.add_parser("models", help="list the model bundles")
    models.set_defaults(command=_lazy("model", "models"))


def _who(command: argparse.ArgumentParser) -> None:
    command.add_argument("--user", default="me", metavar="ID")
    command.add_argument("--json", action="store_true", help="one JSON object")


def _add_agent(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    evaluate = commands.add_parser("eval", help="score how well a brain understands, and print what it misses")
    evaluate.add_argument("cases", type=Path, nargs="?", metavar="CASES", help="a file with cases, one JSON object a line")
    evaluate.add_argument("--brain", choices=["offline", "claude"], default="offline", help="which brain (default: offline)")
    evaluate.add_argument("--most", type=int, metavar="N", help="only the first N cases")
    evaluate.add_argument("--all", action="store_true", help="print every message, not only the misses")
    evaluate.set_defaults(writes=False, command=_lazy("agent", "evaluate"))
    usage = commands.add_parser("usage", help="the tokens and dollars that Claude's answers used")
    usage.add_argument("--json", action="store_true")
    usage.set_defaults(command=_lazy("agent", "usage"))


def _add_stores(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    for name, text in (("datasets", "list your datasets in the terminal chat"), ("jobs", "list your jobs in the terminal chat")):
        command = commands.add_parser(name, help=text)
        command.add_argument("--user", default="me", metavar="ID")
        command.add_argument("--json", action="store_true")
        if name == "jobs":
            command.add_argument("--cancel", metavar="ID", help="stop this job")
        command.set_defaults(command=_lazy("stores", name))


def _add_operator(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    doctor = commands.add_parser("doctor", help="what is configured, what is missing, what to do")
    doctor.set_defaults(writes=False, command=_lazy("doctor", "doctor"))
    manifest = commands.add_parser("manifest", help="the Slack app manifest, ready to paste")
    manifest.add_argument("--url", metavar="URL", help="public address of the bot, for HTTP mode")
    manifest.set_defaults(writes=False, command=_lazy("operator", "manifest"))
    migrate = commands.add_parser("migrate", help="bring the database to the newest schema")
    migrate.set_defaults(command=_lazy("operator", "migrate"))
    docs = commands.add_parser("docs", help="write the generated pages of docs/")
    docs.add_argument("--check", action="store_true", help="only say which are out of date")
    docs.set_defaults(writes=False, command=_lazy("operator", "docs"))


if __name__ == "__main__":
    sys.exit(main())
