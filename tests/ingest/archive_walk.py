"""The recommendations of an NGC summary by a plain walk of their HTML, without the reader's code.

For `test_ngc_archive`, which holds the reader to it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

_VALUE = re.compile(
    r'<Field [^>]*Name="Major Recommendations"[^>]*>\s*<FieldValue Value="([^"]*)"', re.S
)
_BLOCKS = frozenset("p div li ul ol table tr td th thead tbody tfoot blockquote h1 h2 h3".split())
_WORD = re.compile(r"[^\W_]+")
_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
# What a lead-in that forbids says. Plainer than the words that the reader knows.
_FORBIDS = re.compile(
    r"\b(?:should not|do(?:es)? not|must not|not recommend|avoid(?:ed|ing)?|contra-?indicat\w+"
    r"|not (?:be |routinely |generally )?(?:recommended|indicated|advised|offered|used|appropriate"
    r"|suggested|beneficial|effective|necessary|needed|required)|cannot|never|discouraged|unsafe"
    r"|(?:recommend|suggest|advise)\w* against|inappropriate|harmful|insufficient evidence"
    r"|no (?:role|evidence|benefit|indication))\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Node:
    """Words between two block tags. `leads` are the numbers of the nodes that stand over its list.

    `tag` is the innermost block around them; `opens_row` numbers the row whose first cell it is.
    """

    words: str
    tag: str
    item: bool = False
    leads: tuple[int, ...] = ()
    opens_row: int = 0


@dataclass(slots=True)
class _List:
    """The list being walked: its own number and what leads it in."""

    number: int = 0
    leads: tuple[int, ...] = ()


class Walk(HTMLParser):
    """Nodes in the order of the page. A list is led in by what stands just before it beside it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.nodes: list[Node] = []
        self._places: list[int] = []
        self._words: list[str] = []
        self._around: list[_List] = [_List()]
        self._lists = 0
        self._rows = [0]  # cells in each row so far, the first for what stands in no table
        self._row_of: list[int] = []
        self._tag = ""
        self._item = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.end()
            self._tag = tag
        if tag == "tr":
            self._rows.append(0)
        elif tag in ("td", "th"):
            self._rows[-1] += 1
        if tag in ("ul", "ol"):
            own = (len(self.nodes) - 1,) if self._stands_over() else ()
            self._lists += 1
            self._around.append(_List(self._lists, self._around[-1].leads + own))
            self._item = False
        elif tag == "li":
            self._item = True
        elif tag == "br":
            self._words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.end()
            self._tag = ""
        if tag in ("ul", "ol") and len(self._around) > 1:
            self._around.pop()
            self._item = False

    def _stands_over(self) -> bool:
        """Whether the last words lead in a list that begins here.

        They stand beside it, not in an earlier list; and not in the last of several cells of the
        row above, which is another column's header.
        """
        if not self.nodes or self._places[-1] != self._around[-1].number:
            return False
        row = self._row_of[-1]
        return row == len(self._rows) - 1 or self._rows[row] <= 1

    def handle_data(self, data: str) -> None:
        self._words.append(data)

    def end(self) -> None:
        words = " ".join("".join(self._words).split())
        self._words.clear()
        if words:
            here = self._around[-1]
            opens_row = len(self._rows) - 1 if self._rows[-1] == 1 else 0
            self.nodes.append(Node(words, self._tag, self._item, here.leads, opens_row))
            self._places.append(here.number)
            self._row_of.append(len(self._rows) - 1)
            self._item = False


def recommendations(xml: bytes) -> list[Node]:
    """The nodes of the field Major Recommendations."""
    match = _VALUE.search(xml.decode("utf-8-sig"))
    assert match is not None
    # A raised letter marks a note and stands apart from its word.
    marked = re.sub(r"<sup>\s*([a-z])\s*</sup>", r" \1 ", unescape(match.group(1)))
    walk = Walk()
    walk.feed(marked)
    walk.close()
    walk.end()
    return walk.nodes


def forbidding(nodes: list[Node], node: Node) -> list[int]:
    """The lead-ins over an item that forbid: they announce what follows, and say not to."""
    return [n for n in node.leads if _FORBIDS.search(nodes[n].words) and _announces(nodes[n].words)]


def forbids(words: str) -> bool:
    return _FORBIDS.search(words) is not None


def _announces(words: str) -> bool:
    bare = words.rstrip("*† ")
    open_ended = not bare.endswith((".", "?", "!", ")")) and not bare.startswith("Note")
    return bare.endswith(":") or open_ended or re.search("following|below", words) is not None


@dataclass(slots=True)
class Placed:
    """A text by its words, to find a node's words in it from where the last one ended."""

    text: str
    starts: list[int] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    joined: str = ""
    _at: int = 0

    def __post_init__(self) -> None:
        for match in words_of(self.text):
            self.starts.append(match[1])
            self.words.append(match[0])
        self.joined = f" {' '.join(self.words)} "

    def find(self, words: str) -> int | None:
        """The offset in the text, or None; few words are looked for nearby alone."""
        wanted = [word for word, _ in words_of(words)]
        reach = 400 if len(wanted) < 4 else 5_000 if len(wanted) < 8 else len(self.joined)
        sought = f" {' '.join(wanted)} "
        found = self.joined.find(sought, self._at, self._at + len(sought) + reach)
        if not wanted or found < 0:
            return None
        self._at = found + len(sought) - 1
        return self.starts[self.joined.count(" ", 0, found + 1) - 1]


def words_of(text: str) -> list[tuple[str, int]]:
    """Lower-case words with their offsets; raised digits and letters as plain ones."""
    plain = text.translate(_DIGITS)
    letters = "".join(_plain_letter(c) for c in plain)
    return [(match.group().lower(), match.start()) for match in _WORD.finditer(letters)]


def _plain_letter(character: str) -> str:
    if unicodedata.category(character) != "Lm":
        return character
    return unicodedata.normalize("NFKD", character)[:1]
