"""The edges a person touches: the command line and how an answer is written out."""
