"""`galen search`: an array of hits, best first, each an exact span."""

from __future__ import annotations

from pathlib import Path

from command_line import Galen

KEYS = [
    "rank", "score", "source_id", "passage_id", "section", "title", "heading", "start", "end",
    "text", "dense", "lexical",
]  # fmt: skip


def test_hits_are_ranked_spans_of_their_source(galen: Galen, small_home: Path) -> None:
    ran = galen("search", "first-line therapy of gout", "-k", "3", "--json")
    hits = ran.json
    assert (ran.code, ran.err) == (0, "")
    assert hits[0]["source_id"] == "body-2020-gout"
    assert [hit["rank"] for hit in hits] == list(range(1, len(hits) + 1))
    assert [hit["score"] for hit in hits] == sorted((h["score"] for h in hits), reverse=True)
    for hit in hits:
        assert list(hit) == KEYS
        assert hit["dense"] or hit["lexical"]
        text = galen("sources", "show", hit["source_id"], "--json").json["text"]
        assert text[hit["start"] : hit["end"]] == hit["text"]


def test_k_limits_the_hits(galen: Galen, in_starter: Path) -> None:
    assert len(galen("search", "gout", "-k", "2", "--json").json) == 2
    assert len(galen("search", "gout", "--json").json) == 10


def test_text_names_the_lists_that_found_each_passage(galen: Galen, small_home: Path) -> None:
    ran = galen("search", "gout")
    assert ran.code == 0
    assert "  1. " in ran.out
    assert "body-2020-gout  [dense #1" in ran.out
    assert all(len(line) <= 100 for line in ran.out.splitlines())


def test_wrong_use_is_refused(galen: Galen, private_home: Path) -> None:
    galen("search").refused(2, "QUERY")
    galen("search", " ").refused(2, "question is empty")
    galen("search", "gout", "-k", "0").refused(2, "-k")
    galen("search", "gout", "-k", "many").refused(2, "-k")
    assert not private_home.exists()
