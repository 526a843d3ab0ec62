"""Published question sets that Galen is measured with: their questions, and their texts as sources.

None is bundled: each function is given the folder where somebody has put the files.
"""
