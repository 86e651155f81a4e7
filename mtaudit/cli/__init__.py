"""The command line: reads argv, prints, exits; what is found and what it means is decided elsewhere.

Nothing heavy is imported before a command needs it, so that `--help` answers at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Annotated, NoReturn

import typer

from mtaudit.cli import audit, check, evaluate, history, models, rules, selftest, serve
from mtaudit.cli.batch import INTERRUPTED
from mtaudit.cli.console import say_error
from mtaudit.errors import MtauditError

app = typer.Typer(
    name="mtaudit",
    help="Finds what machine translation broke in news articles: untranslated fragments, garbled phrasing, loose ends.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)
app.command()(audit.audit)
app.command()(check.check)
app.command()(evaluate.evaluate)
app.command()(selftest.selftest)
app.command()(serve.serve)
app.command()(rules.explain)
app.command()(rules.rules)
app.add_typer(models.models, name="models")
app.add_typer(history.history, name="history")

# The root of usage errors. typer carries its own copy of click or uses the installed one, depending on its version.
UsageError: type[Exception] = typer.BadParameter.__mro__[1]

FAILED = 2  # usage, input or model trouble


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"mtaudit {version('mtaudit')}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Options of mtaudit itself."""


def run(argv: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit code. Every error ends here, as one line and a hint."""
    argv = list(sys.argv[1:] if argv is None else argv)
    try:
        code = app(args=argv, standalone_mode=False, prog_name="mtaudit")
        sys.stdout.flush()
    except UsageError as error:
        return _usage(error)
    except (typer.Abort, KeyboardInterrupt):
        say_error("interrupted")
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output has gone, as in `mtaudit rules | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except MtauditError as error:
        if "--debug" in argv:
            raise
        say_error(str(error), error.hint)
        return FAILED
    except Exception as error:
        if "--debug" in argv:
            raise
        say_error(
            f"mtaudit broke: {type(error).__name__}: {error}", "run it again with --debug and report what it prints"
        )
        return FAILED
    return int(code or 0)


def _usage(error: Exception) -> int:
    """Print what is wrong with the command line. A group that was called without a command prints its help."""
    if type(error).__name__ == "NoArgsIsHelpError":
        typer.echo(str(error))
        return FAILED
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "mtaudit"
    message = str(getattr(error, "format_message", error.__str__)()).rstrip(".")
    say_error(message[:1].lower() + message[1:] if message[1:2].islower() else message, f"see `{path} --help`")
    return FAILED


def main() -> NoReturn:
    """The entry point that `mtaudit` calls."""
    sys.exit(run())
