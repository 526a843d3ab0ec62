"""The command line: `galen ask | search | ingest | sources | verify | eval | bench | doctor`.

Data goes to stdout, progress to stderr. Exit 0 well, 1 failed work, 2 wrong use. Commands import
what they need when they run, so that `--help` is instant.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus.errors import GalenError, UsageError

if TYPE_CHECKING:
    from assistant.answer import Answer
    from corpus.model import ScoredPassage
    from ui.batch import BatchQuestion
    from ui.session import Session


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="galen")
def galen() -> None:
    """Galen answers medical questions from its own library and proves every sentence.

    Educational purpose only, pending human review. GALEN_HOME is where everything is kept.
    """


def main() -> None:
    """The console script: every expected failure is one line on stderr."""
    try:
        galen(prog_name="galen", standalone_mode=False)
    except GalenError as error:
        _fail(" ".join(str(error).split()), error.exit_code)
    except click.ClickException as error:
        _fail(f"{error.format_message()} (galen --help shows how)", 2)
    except (click.Abort, KeyboardInterrupt):
        _fail("stopped; nothing that was finished is lost", 130)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output went away; Python would complain again
        sys.exit(1)
    except OSError as error:
        where = f" {error.filename}" if error.filename else ""
        _fail(f"{error.strerror or error}:{where}: check the path and the free space", 1)


def _fail(message: str, code: int) -> None:
    click.echo(f"galen: {message}", err=True)
    sys.exit(code)


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


@galen.command()
@click.argument("question", required=False)
@click.option("--reader", default="clinician", help="clinician, nurse, student or patient")
@click.option("--engine", default="extractive", help="extractive: quoted evidence, no model")
@click.option("--json", "as_json", is_flag=True, help="the whole answer as JSON")
@click.option("--batch", type=click.Path(path_type=Path), help="questions, one JSON object a line")
@click.option("--out", type=click.Path(path_type=Path), help="where answers to --batch go")
@click.option("--resume", is_flag=True, help="keep what --out already holds")
def ask(
    question: str | None,
    reader: str,
    engine: str,
    as_json: bool,
    batch: Path | None,
    out: Path | None,
    resume: bool,
) -> None:
    """Answer QUESTION, or every line of --batch."""
    from assistant.assistant import ENGINES
    from assistant.readers import reader as profile
    from ui.session import open_session

    profile(reader)
    if engine not in ENGINES:
        raise UsageError(f"unknown engine {engine!r}: choose one of {', '.join(ENGINES)}")
    if (question is None) == (batch is None):
        raise UsageError("give one QUESTION in quotation marks, or --batch IN --out OUT")
    if batch is not None:
        if out is None:
            raise UsageError("--batch needs --out: the file that answers go to")
        _ask_batch(batch, out, reader, engine, resume)
        return
    from assistant.triage import triage

    triage(question or "")
    with open_session(fill=True) as session:
        answer = session.assistant.ask(question or "", reader_name=reader, engine=engine)
    _print_answer(answer, as_json)


def _print_answer(answer: Answer, as_json: bool) -> None:
    from ui.render import render

    if as_json:
        _print_json(answer.to_json())
    else:
        click.echo(render(answer), nl=False)


def _ask_batch(batch: Path, out: Path, reader: str, engine: str, resume: bool) -> None:
    from assistant.followup import Turn
    from ui.batch import BatchQuestion, run_batch
    from ui.session import open_session

    if not batch.exists():
        raise UsageError(f"{batch} does not exist: check the path of --batch")

    def answer(session: Session, line: BatchQuestion) -> dict[str, Any]:
        history = [Turn(turn.question, turn.answer) for turn in line.history]
        return session.assistant.ask(
            line.question,
            reader_name=line.reader or reader,
            engine=engine,
            history=history,
            question_id=line.id,
        ).to_json()

    with open_session(fill=True) as session:
        results = run_batch(
            batch, out, BatchQuestion, lambda line: answer(session, line), resume=resume
        )
        _finish_batch(results, "Questions", "question")


def _finish_batch(results: Iterable[bool], title: str, unit: str) -> None:
    """Draw progress; exit 1 when a line went wrong."""
    from tqdm import tqdm

    done = list(tqdm(results, desc=title, unit=unit, file=sys.stderr))
    wrong = done.count(False)
    if wrong:
        raise GalenError(f"{wrong} of {len(done)} lines went wrong: see the error records in --out")


@galen.command()
@click.argument("query")
@click.option("-k", default=10, type=click.IntRange(1, 200), help="how many passages")
@click.option("--json", "as_json", is_flag=True, help="a JSON array")
def search(query: str, k: int, as_json: bool) -> None:
    """Find passages: rank, score, and which list (meaning, words) each came from."""
    from assistant.query import understand
    from assistant.retrieval import Retriever
    from assistant.triage import triage
    from ui.session import open_session

    question = triage(query).question
    with open_session(fill=True) as session:
        found = Retriever(session.library).retrieve(understand(question))
    hits = [
        _hit(scored, found.source(scored.passage.source_id).title) for scored in found.passages[:k]
    ]
    if as_json:
        _print_json(hits)
        return
    for hit in hits:
        lists = ", ".join(
            f"{name} #{hit[name]['rank']} ({hit[name]['score']:.3f})"
            for name in ("dense", "lexical")
            if hit[name]
        )
        click.echo(f"{hit['rank']:3}. {hit['score']:.3f}  {hit['source_id']}  [{lists}]")
        click.echo(f"     {hit['title']}")
        click.echo(f"     {hit['text']}\n")


def _hit(scored: ScoredPassage, title: str) -> dict[str, Any]:
    passage = scored.passage
    lists = {"dense": scored.dense, "lexical": scored.lexical}
    return {
        "rank": scored.rank,
        "score": round(scored.score, 4),
        "source_id": passage.source_id,
        "passage_id": passage.id,
        "section": scored.section.value,
        "title": title,
        "heading": " > ".join(passage.heading) or None,
        "start": passage.span.start,
        "end": passage.span.end,
        "text": passage.text,
        **{
            n: {"rank": h.rank, "score": round(h.score, 4)} if h else None for n, h in lists.items()
        },
    }


@galen.command()
@click.option("--batch", required=True, type=click.Path(path_type=Path), help="claims, one a line")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="where verdicts go")
def verify(batch: Path, out: Path) -> None:
    """Check texts against the spans they cite: {"id","text","span","strength"?} a line."""
    from assistant.support import check_text, holds
    from ui.batch import BatchClaim, run_batch

    def verdicts(line: BatchClaim) -> dict[str, Any]:
        checks = check_text(line.text, line.span, line.strength)
        return {
            "id": line.id,
            "checks": {name: verdict.value for name, verdict in checks.items()},
            "ok": holds(checks),
        }

    _finish_batch(run_batch(batch, out, BatchClaim, verdicts), "Claims", "claim")


@galen.group(name="eval")
def evaluation() -> None:
    """Score answers against gold questions, without a judge model."""


def _register() -> None:
    """Commands that live in files of their own."""
    from ui import eval_commands, library_commands

    library_commands.register(galen)
    eval_commands.register(evaluation, galen)


_register()
