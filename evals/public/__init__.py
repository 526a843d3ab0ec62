"""Galen on published test sets, beside plain retrievers over the same passages.

One file a data set (acr, bioasq, pubmedqa, cpgqa, expertqa, liveqa); `galen eval benchmark` runs
them. The data are never bundled: each is given the folder where somebody has put the files.
"""
