"""Turns of phrase put plainly, before a text is cut into words: "can't", "preferred over".

What needs more than words for words, as the lists of the vocabulary are; `reading` calls it.
"""

from __future__ import annotations

import re

from assistant.support.counts import in_digits
from assistant.support.shorthand import in_full

_TIMES = r"(?:minute|hour|day|week|month|year|hr|wk|mo|yr)"
# No word of these stands before.
_NOT_AGED = "".join(
    rf"(?<!\b{word} )"
    for word in (
        "aged age ages adults people patients those women men children smokers for lasting lasts"
        " take takes took taking is"
        " are and or if"
    ).split()
)
_PLAINER = tuple(
    (re.compile(pattern, flags), plain)
    for pattern, plain, flags in (
        (r"(?<=\d)\.(?=\s|$)", " .", 0),
        # What denies or excludes nothing.
        (
            r"\bwhether or not (?:they|patients|people|the (?:patient|person|child))"
            r" (?:have|has|had|are|were|is)\b",
            "with or without",
            re.I,
        ),
        (r"\bwhether or not there (?:is|are|was|were)(?: any)?\b", "with or without", re.I),
        (r"\bnot only\b|(?<=whether) or not\b|\bor not\b(?= to\b| there\b|[,.;)]|$)", " ", re.I),
        (r"\bno doubt\b|\bif not\b(?= all\b)", " ", re.I),
        # What denies, in one way.
        (
            r"\b(heart|cardiac|kidney|renal|liver|hepatic|respiratory|organ|treatment) failure "
            r"(?=to\b)",
            r"\1-failure, ",
            re.I,
        ),
        (r"\bcan(?:['’]t|not)\b", "can not", re.I),
        (r"\bwon['’]t\b", "will not", re.I),
        (r"(?<=[a-z])n['’]t\b", " not", re.I),
        (r"\bexcluding\b", "except", re.I),
        (r"\bunlike\b", "whereas", re.I),
        (r"\bunder (?=the (?:19|20)\d\d\b)", "by ", re.I),
        (r"\bno[ -]?one (?:yet )?knows\b|\bnobody (?:yet )?knows\b", "not known", re.I),
        (
            r"\b(?:can|may|could|might) be (?:used|given|done|offered|tried|chosen)"
            r" (?:instead of|in place of)\b",
            "may be an alternative to",
            re.I,
        ),
        (
            r"\bin (?:their|his|her|your|one['’]s) (?:life|lives|lifetimes?)\b",
            "in a lifetime",
            re.I,
        ),
        (r"\bwithout (and|or) with\b", r"with \1 without", re.I),
        (
            r"\bnot ((?:\w+ ){1,2})(more|less|fewer|longer|later|earlier|higher|lower|greater)"
            r" than\b",
            r"\1no \2 than",
            re.I,
        ),
        (
            r"\b(tak\w+|kept|keep|given?|stor\w+|liv\w+|used?) apart from\b",
            r"\1 separately from",
            re.I,
        ),
        (r"\bwith ([\w-]+) or without (?:it|them)\b", r"with or without \1", re.I),
        (
            r"(?<!twice )(?<!half )(?<!times )(?<!not )\b(?:just )?as (?:long|often|common(?:ly)?"
            r"|frequent(?:ly)?|likely|high|low|severe)"
            r"(?= (?:\S+ ){1,3}?as (?:with|in|after|for|on)\b)",
            "similar",
            re.I,
        ),
        (r"\bno differently\b|\bnot (?:any )?differently\b", "in the same way", re.I),
        (r"\bthere (?:is|was|are|were) no\b", "no", re.I),
        (
            r"\bnon-?(?!inferior|invasive|etheless|sense|steroidal|hodgkin|small|union|e\b|fatal)(?=[a-z]{4})",
            "not ",
            re.I,
        ),
        # What is compared, and in which order.
        (
            r"\bprefer(?:s|red)? ((?!in|for|as|by|over|because|when|if|that)[\w']+"
            r"(?: [\w'-]+){0,3}?) to (?=[a-z])",
            r"prefer \1 rather than ",
            re.I,
        ),
        (r"\b(recommended|suggested|preferred|favou?red|chosen) over\b", r"\1 rather than", re.I),
        (r"\bfollowed by\b", "then", re.I),
        (r"(?<!\bthe )\bfollowing\b(?= [a-z])", "after", re.I),
        (r"\bpromptly\b", "immediately", re.I),
        (
            r"\b(is|are|be) ((?:usually |often |sometimes )?)possible\b(?! to)",
            r"\1 \2an option",
            re.I,
        ),
        (r"\b(?:as|so) long as\b|\bon condition that\b|\bproviding that\b", "provided", re.I),
        (r"\bwait(s|ing|ed)? until\b", r"wait\1 for", re.I),
        (
            r"\b(within \d+(?:\s?(?:-|\u2013|to)\s?\d+)? (?:minutes?|hours?|days?|weeks?|months?))"
            r" (?:of|from) (?=(?:hospital )?"
            r"(?:start(?:ing)?|discharge|admission|birth|delivery|injury|symptom|onset|exposure|arrival"
            r"|presentation|diagnosis)\b)",
            r"\1 after ",
            re.I,
        ),
        (
            r"\b(?:can|may) (?:safely |usually )?be (?:omitted|skipped|dispensed with|forgone)\b",
            "are not needed",
            re.I,
        ),
        (r"\bin preference to\b", "rather than", re.I),
        (r"\bon (?:his|her|their|your) own\b", "alone", re.I),
        (r"\bjust (?=(?:been|had|now|diagnosed|found|started)\b)", "newly ", re.I),
        (r"\bunder (?=(?:observation|surveillance|review)\b)", "in ", re.I),
        (
            r"\b(?:when(?:ever)?|wherever|where|if) (?:possible|feasible|practicable)\b",
            "if possible",
            re.I,
        ),
        (
            r"\b(?:if|when|as) (?:needed|required|necessary)\b(?! (?:to|for|by|because|in)\b)",
            "as needed",
            re.I,
        ),
        (r"(?<=\w)-only\b", " alone", re.I),
        # Counts: "screened once" is one, "once the test is negative" none.
        (r"\bone[- ]time\b|\bone[- ]off\b|\ba single time\b", "single", re.I),
        (
            r"\bonce\b(?! or twice)"
            r"(?=\s*(?:[.,;)]|$|(?:and|or|with|for|in|at|by|only|as|to|is|are|was)\b))",
            "single",
            re.I,
        ),
        (r"\bsingle[- ]dose\b", "1 dose", re.I),
        (
            r"\b((?:more|less|fewer|longer|shorter) than|at least|at most|over|under|within|up to"
            rf"|about|after|for) an? (?={_TIMES}\b)",
            r"\1 1 ",
            re.I,
        ),
        (
            r"\b(?:the|these) two\b(?=[,.;]|$| (?:directly|together|is|are|were|was)\b)",
            "both",
            re.I,
        ),
        # "Over 2 years" is how long, but of people and symptoms "over 65 years" is how old.
        (rf"^Over (?=[\w.]+ {_TIMES}s\b)", "During ", 0),
        (rf"(?<=[a-z\d%] ){_NOT_AGED}over (?=[\w.]+ {_TIMES}s?\b(?! of age| old))", "during ", 0),
        (r"\be\.g\.", "for example", re.I),
        (r"\bi\.e\.", "that is", re.I),
        # Words that have the stem of another.
        (r"\bUS\b|\bU\.S\.|\bUSA\b", "United States", 0),
        (r"\bhospitali[sz]ed\b", "admitted to hospital", re.I),
        (r"\bhospitali[sz]ations?\b", "hospital admission", re.I),
    )
)


def plainer(text: str) -> str:
    """The text with each of these turns in one wording."""
    text = in_digits(in_full(text))
    for pattern, plain in _PLAINER:
        text = pattern.sub(plain, text)
    return text
