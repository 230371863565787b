"""
Everything a person could read or uncover in a PDF.

Pages are read by pdfium, which knows fonts and layout; it sees only what a viewer shows.  Everything else (properties,
annotations, forms, scripts, attached files, layers, earlier revisions) is read from the file's objects by a scan of
our own, which needs no cross-reference table, follows no pointer more than once, and so finds what no page refers to.
"""
