"""The door for authors: a puzzle, an explorer or a chapter begun in every place that it needs.

Read `chapters` (the one table of chapters and the lists made from it), `places` (how a line gets into a file or a cell
into a notebook), then `puzzle`, `explorer` and `chapter`: the templates, one a file.
"""
