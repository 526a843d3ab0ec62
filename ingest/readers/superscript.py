"""Raised characters as Unicode has them, so that 10<sup>9</sup> is 10⁹ and never 109.

For readers of formats with markup.
"""

from __future__ import annotations

_RAISED = str.maketrans("0123456789+-−–()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁽⁾")
# Letters that mark a note, apart from the words that they mark. There is none for q.
_LETTERS = str.maketrans("abcdefghijklmnoprstuvwxyz", "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ")


def raised(text: str) -> str:
    """The text with its digits, signs and brackets raised, and a letter that stands alone.

    Words ("2nd") and other marks stay as they are.
    """
    letter = text.strip()
    if len(letter) == 1 and letter.isalpha():
        return f" {letter.translate(_LETTERS)} "
    return text.translate(_RAISED)
