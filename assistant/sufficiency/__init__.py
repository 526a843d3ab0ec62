"""Whether the library answers a question: the parts asked, what is mentioned, demanded, lacking.

`judging.py` decides; the assistant asks it about what would be shown.
"""

from assistant.sufficiency.judging import Sufficiency, judge
from assistant.sufficiency.lacking import Frequencies

__all__ = ["Frequencies", "Sufficiency", "judge"]
