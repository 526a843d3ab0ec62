"""Whether the library answers a question: the parts asked, what is mentioned, demanded, lacking.

`judging.py` decides, `verdict.py` tells; the assistant asks it about what would be shown.
"""

from assistant.sufficiency.judging import judge
from assistant.sufficiency.lacking import Frequencies
from assistant.sufficiency.verdict import Sufficiency

__all__ = ["Frequencies", "Sufficiency", "judge"]
