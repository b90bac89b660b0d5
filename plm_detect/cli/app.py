"""The commands of ``plm-detect``, and how it ends."""

from __future__ import annotations

import signal
import sys
import threading
from typing import Annotated

import typer

from plm_detect.cli.commands.agree import agree
from plm_detect.cli.commands.batch import batch
from plm_detect.cli.commands.benchmark import benchmark
from plm_detect.cli.commands.cohort import cohort
from plm_detect.cli.commands.convert import convert
from plm_detect.cli.commands.index import index
from plm_detect.cli.commands.inspect import inspect
from plm_detect.cli.commands.report import report
from plm_detect.cli.commands.rules import rules
from plm_detect.cli.commands.score import score
from plm_detect.cli.commands.simulate import simulate
from plm_detect.cli.commands.status import status
from plm_detect.cli.commands.watch import watch

COMMANDS = (
    score,
    index,
    report,
    convert,
    inspect,
    rules,
    simulate,
    agree,
    benchmark,
    batch,
    watch,
    status,
    cohort,
)

app = typer.Typer(
    name="plm-detect",
    help=(
        "Score periodic limb movements in EDF polysomnography by the published AASM and WASM "
        "rules. Not a medical device."
    ),
    epilog=(
        "Exit codes: 0 done, 1 an input or output has a fault, 2 wrong use, 3 program fault, "
        "4 some recordings of a batch failed."
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


LONGEST_WORD = 1000
"""Characters; a longer word of an error is a value that was never meant, shown in part."""


def _show_version(value: bool) -> None:  # noqa: FBT001 - the signature of a typer callback
    if value:
        from plm_detect.version import program_version

        typer.echo(f"plm-detect {program_version()}")
        raise typer.Exit


for _command in COMMANDS:
    app.command()(_command)


@app.callback()
def _options(
    version: Annotated[  # noqa: FBT002 - handled by its callback
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Hold the options of the program itself."""


def main() -> None:
    """Run the program; every error is one line on the error stream."""
    # What is asked to end cleans up as after Ctrl+C.
    if threading.current_thread() is threading.main_thread():
        for name in ("SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), signal.default_int_handler)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        _check_words(sys.argv[1:])
        app()
    except KeyboardInterrupt:
        _fail("stopped.", 130)
    except Exception as error:  # noqa: BLE001 - the last border before the user
        from plm_detect.errors import PlmDetectError

        if isinstance(error, PlmDetectError):
            _fail(str(error), 1)
        _fail(
            f"this should not happen ({type(error).__name__}: {error}); "
            "please report it with the output of plm-detect inspect.",
            3,
        )


def _check_words(words: list[str]) -> None:
    """Refuse names of files that are not text: they could not be written into any output."""
    from plm_detect.errors import OutputError
    from plm_detect.files.outside import NOT_TEXT, is_text

    if strange := next((word for word in words if not is_text(word)), ""):
        raise OutputError(f"{strange!a}: {NOT_TEXT}.")


def _fail(sentence: str, code: int) -> None:
    words = (word if len(word) <= LONGEST_WORD else f"{word[:80]}..." for word in sentence.split())
    typer.echo(f"plm-detect: {' '.join(words)}", err=True)
    sys.exit(code)
