"""Command line: `galen ask | search | ingest | sources | verify | eval | bench | ui | doctor`.

Data goes to stdout, progress to stderr. Exit 0 well, 1 failed work, 2 wrong use. Commands import
what they need when they run, so that `--help` is instant.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from corpus.errors import GalenError, UsageError
from ui import eval_commands, library_commands
from ui.bench_command import bench
from ui.doctor_command import doctor
from ui.export_command import export
from ui.search_command import search
from ui.sources_command import sources
from ui.terminal import plain, print_json, print_text
from ui.ui_command import ui
from ui.workspace_command import workspace

if TYPE_CHECKING:
    from assistant.answer import Answer
    from ui.batch import Batch
    from ui.batch_lines import BatchClaim, BatchQuestion, LineType

INTERRUPTED = 130
"""128 + SIGINT, as shells report a program that was stopped by Ctrl-C."""


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="galen")
def galen() -> None:
    """Galen answers medical questions from its own library and proves every sentence.

    Educational purpose only, pending human review. GALEN_HOME is where everything is kept.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """The console script: every expected failure is one line on stderr."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # "≥" must not be lost, nor end us
    try:
        galen(arguments, prog_name="galen", standalone_mode=False)
        sys.stdout.flush()
    except GalenError as error:
        _fail(str(error), error.exit_code)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        _leave(2)
    except click.ClickException as error:
        _fail(_usage(error), 2)
    except (click.Abort, KeyboardInterrupt):
        _fail("stopped; nothing that was finished is lost", INTERRUPTED)
    except BrokenPipeError:
        _leave(1)  # whoever read our output has gone away, and needs no message
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        reason = error.strerror or str(error)
        _fail(f"{where}{reason}: check the path, its permissions and the free space", 1)


def _usage(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "galen"
    return f"{error.format_message().rstrip('.')}: see {command} --help"


def _fail(message: str, code: int) -> NoReturn:
    click.echo(f"galen: {plain(' '.join(message.split()))}", err=True)
    _leave(code)


def _leave(code: int) -> NoReturn:
    """Exit; what stdout cannot take any more is dropped here, or Python complains of it later."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


@galen.command()
@click.argument("question", required=False)
@click.option("--reader", default="clinician", help="clinician, nurse, student or patient")
@click.option("--engine", help="extractive (no model) or generative; default: GALEN_ENGINE")
@click.option("--json", "as_json", is_flag=True, help="the whole answer as JSON")
@click.option("--batch", type=click.Path(path_type=Path), help="questions, one JSON object a line")
@click.option("--out", type=click.Path(path_type=Path), help="where answers to --batch go")
@click.option("--resume", is_flag=True, help="keep what --out already holds")
def ask(
    question: str | None,
    reader: str,
    engine: str | None,
    as_json: bool,
    batch: Path | None,
    out: Path | None,
    resume: bool,
) -> None:
    """Answer QUESTION, or every line of --batch.

    A line of --batch holds "id" and "question", and may hold "reader" and "history". --out is
    overwritten without --resume, and holds {"id","error"} where a line could not be answered.
    """
    from assistant.readers import offered
    from assistant.readers import reader as profile
    from corpus.settings import load_settings
    from ui.engine_choice import chosen

    settings = load_settings()
    profile(reader, offered(settings.patient_layout))
    engine = chosen(engine, settings)
    if question is not None and batch is None:
        if out is not None or resume:
            raise UsageError("--out and --resume go with --batch: leave them out for one QUESTION")
        _ask_one(question, reader, engine, as_json)
    elif batch is not None and question is None:
        if out is None:
            raise UsageError("--batch needs --out: the file that answers go to")
        _ask_batch(batch, out, reader, engine, resume)
    else:
        raise UsageError("give one QUESTION in quotation marks, or --batch IN --out OUT")


def _ask_one(question: str, reader: str, engine: str, as_json: bool) -> None:
    from assistant.triage import triage
    from ui.engine_choice import tell_where_sent
    from ui.session import open_session

    triage(question)  # a question that is none needs no library
    with open_session(fill=True) as session:
        tell_where_sent(session, engine)
        answer = session.assistant.ask(question, reader_name=reader, engine=engine)
    _print_answer(answer, as_json)


def _print_answer(answer: Answer, as_json: bool) -> None:
    from ui.render import render

    if as_json:
        print_json(answer.to_json())
    else:
        print_text(render(answer).rstrip("\n"))


def _ask_batch(batch: Path, out: Path, reader: str, engine: str, resume: bool) -> None:
    from assistant.followup import Turn
    from ui.batch import open_batch
    from ui.batch_lines import BatchQuestion
    from ui.engine_choice import tell_where_sent
    from ui.session import open_session

    questions = open_batch(batch, out, BatchQuestion, resume=resume, kept=_is_answered_by)
    with open_session(fill=True) as session:
        tell_where_sent(session, engine)

        def answer(line: BatchQuestion) -> Mapping[str, Any]:
            return session.assistant.ask(
                line.question,
                reader_name=reader if line.reader is None else line.reader,
                engine=engine,
                history=[Turn(turn.question, turn.answer) for turn in line.history or ()],
                question_id=line.id,
            ).to_json()

        _work_through(questions, answer, "Questions", "question")


def _is_answered_by(line: BatchQuestion, record: Mapping[str, Any]) -> bool:
    """Whether the record is of this question: a line may have been rewritten under its old id."""
    from assistant.triage import triage

    try:
        return bool(record.get("question") == triage(line.question).question)
    except GalenError:
        return False


def _work_through(
    batch: Batch[LineType], work: Callable[[LineType], Mapping[str, Any]], title: str, unit: str
) -> None:
    """Draw progress; exit 1 when a line went wrong."""
    from tqdm import tqdm

    lines = len(batch.lines)
    went_well = sum(tqdm(batch.run(work), desc=title, unit=unit, total=lines, file=sys.stderr))
    if went_well < lines:
        raise GalenError(
            f"{lines - went_well} of {lines} lines went wrong: see the error records in"
            f" {batch.target}"
        )


@galen.command()
@click.option("--batch", required=True, type=click.Path(path_type=Path), help="claims, one a line")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="where verdicts go")
def verify(batch: Path, out: Path) -> None:
    """Check texts against the spans they cite.

    A line of --batch holds "id", "text" and "span", and may hold "strength". Its verdict is
    {"id","checks":{name: "pass", "fail" or "n/a"},"ok"}.
    """
    from assistant.support import check_text, holds
    from ui.batch import open_batch
    from ui.batch_lines import BatchClaim

    def verdicts(line: BatchClaim) -> Mapping[str, Any]:
        checks = check_text(line.text, line.span, line.strength)
        return {
            "id": line.id,
            "checks": {name: verdict.value for name, verdict in checks.items()},
            "ok": holds(checks),
        }

    _work_through(open_batch(batch, out, BatchClaim), verdicts, "Claims", "claim")


@galen.group(name="eval")
def evaluation() -> None:
    """Score answers against gold questions, without a judge model."""


for command in (search, sources, doctor, bench, workspace, ui, export):
    galen.add_command(command)
library_commands.register(galen)
eval_commands.register(evaluation)
