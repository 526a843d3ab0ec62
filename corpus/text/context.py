"""Whether a sentence can stand alone: dangling references, lead-ins, other people's views.

A quote that is true in its place can mislead outside it. Used by evidence (not to offer such a
sentence) and by verification (not to show it).
"""

from __future__ import annotations

import re

# A pronoun or demonstrative that opens the sentence and points at one before it. "It is recommended
# that" and "There is" point nowhere and are fine.
_DANGLING = re.compile(
    r"""^(?:however|therefore|thus|hence|moreover|furthermore|in\ addition|also|conversely|instead|
        otherwise|similarly|likewise|by\ contrast|in\ contrast|nevertheless|nonetheless|
        consequently|
        accordingly|subsequently|afterwards|thereafter|then|next|as\ a\ result|as\ such|
        in\ (?:this|that|these|those|such)\ (?:cases?|settings?|situations?|circumstances|context)|
        for\ (?:this|that|these)\ reasons?|
        as\ (?:noted|described|discussed|mentioned)\ (?:above|below|previously))\b
      | ^(?:they|he|she|them|its|their|those|these|such|this|that|the\ (?:latter|former|same))\b
        (?!\s+(?:with|without|who|whose|having|aged?|taking|receiving|at|of\ us))
      | ^(?:both|neither|either|others?|another)\s+
        (?:is|are|was|were|has|have|had|do|does|did|may|can|should|must|will|showed|gave)\b
      | ^it\b(?!\s+(?:is|was|remains|seems|may\ be|should\ be)\s+(?:not\s+|also\s+|strongly\s+)?
        (?:recommended|suggested|advised|reasonable|appropriate|possible|important|essential|
        unclear|unknown|uncertain|likely|unlikely|necessary|unnecessary|preferable|acceptable|
        advisable|safe|unsafe|proposed|considered|estimated|known|useful)\b
        (?=[^.]{0,80}\b(?:that|to|whether|how|which|what)\b
        |(?<=known|clear)\ (?:if|when)\b|(?<=uncertain)\ (?:if|when)\b))
    """,
    re.I | re.X,
)
# "This guideline", "This 2023 statement", "These recommendations" name the source itself, which the
# citation shows; "This drug" does not, nor does "This was shown in trials".
_NAMES_SOURCE = re.compile(
    r"""^(?:this|these|the\ present|both)\s+
        (?:(?!(?:is|are|was|were|has|have|had|do|does|did|may|can|could|should|must|will|would|in|of
            |for|by|from|with|to|at|on|and|or|that|which)\b)[\w-]{1,40},?\s+){0,4}?
        (?:guidelines?|statements?|recommendations?|reviews?|trials?|stud(?:y|ies)|analys[ie]s|
        meta-analys[ie]s|series|report|update|document|cohort|criteria|survey|consensus|topic|
        advice|guidance|schedule|bod(?:y|ies)|panel|digest|systematic)\b""",
    re.I | re.X,
)
# "that group", "these patients": a group that another sentence introduced.
_POINTS_AT_GROUP = re.compile(
    r"\b(?:that|these|this|those|such|the same)\s+"
    r"(?:groups?|patients|people|women|men|children|adults|individuals|persons|cases)\b"
    r"(?!\s+(?:who|with|whose|having|aged?|taking|at|in|under|over))",
    re.I,
)
# A sentence about the document instead of about patients.
_ABOUT_ITSELF = re.compile(
    r"\b(?:guidelines?|statements?|recommendations?|reports?|update|criteria|document|panel|review)"
    r"\b[^.]{0,60}?\b(?:(?:is|was|are|were)\s+(?:the\s+)?(?:first|published|issued|released|developed"
    r"|based|updated|endorsed|reaffirmed|planned)|replac\w+|retir\w+|updat(?:es|ed)|supersed\w+"
    r"|holds?|contains?|covers?|reinstat\w+|appeared|comprises?)\b",
    re.I,
)
_POINTS_ELSEWHERE = re.compile(
    r"\b(?:see (?:table|figure|section|appendix|above|below)|(?:listed|shown|described|mentioned|"
    r"stated|outlined) (?:above|below)|the following\s*[.;]?$|as follows\s*[.;]?$)",
    re.I,
)
# A view held by somebody else than the source, or one that the source turns down.
_OTHERS_VIEW = re.compile(
    r"""\b(?:(?:some|other|older|earlier|previous|prior|many|certain)\s+(?:\w+\s+)?
        (?:authors?|experts?|clinicians?|guidelines?|guidance|advice|societies|organi[sz]ations|groups|
        reviewers|
        authorities|practitioners|investigators|physicians|surgeons)\s+
        (?:\w+\s+)?(?:recommend|suggest|advocate|advise|argue|believe|propose|prefer|favou?r|state|
        claim|consider|maintain)\w*
      | another\s+(?:author|expert|group|reviewer|investigator)\b[^.;]{0,140}?\b
        (?:recommend|suggest|advocate|advise|argue|believe|propose|prefer|favou?r|claim)[sd]?\b
      | it\s+(?:has\s+been|was|is\s+(?:often|sometimes|commonly|widely))\s+
        (?:argued|claimed|believed|thought|suggested|proposed|assumed)
      | (?:was|were|has\s+been|have\s+been)\s+
        (?:formerly|previously|once|traditionally|historically)\s+
        (?:recommended|advised|used|suggested|thought)
      | (?:formerly|previously|historically|traditionally)\s+
        (?:recommended|advised|suggested|thought|believed|considered))""",
    re.I | re.X,
)
_UNFINISHED = re.compile(r"[:,;]\s*$|\b(?:and|or|the|of|with|for|to|than|in|a|an|by)\s*$", re.I)


def dangles(text: str) -> bool:
    """Whether the sentence needs the one before it: an opening pronoun, "that group"."""
    opens = bool(_DANGLING.match(text)) and not _NAMES_SOURCE.match(text)
    return opens or _POINTS_AT_GROUP.search(text) is not None


def points_elsewhere(text: str) -> bool:
    """Whether the sentence sends the reader to another place of the document."""
    return _POINTS_ELSEWHERE.search(text) is not None


def reports_other_view(text: str) -> bool:
    """Whether the sentence only reports what others hold, or what was once held."""
    return _OTHERS_VIEW.search(text) is not None


def about_itself(text: str) -> bool:
    """Whether the sentence tells of the document ("replaces the 2018 guideline"), not of care."""
    return _ABOUT_ITSELF.search(text) is not None


def unfinished(text: str) -> bool:
    """Whether the sentence breaks off: a lead-in without its list, a cut clause."""
    return _UNFINISHED.search(text) is not None


def stands_alone(text: str) -> bool:
    return not (dangles(text) or points_elsewhere(text) or unfinished(text))
