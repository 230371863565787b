"""HTML, tag by tag and without a tree: what it shows and what it hides."""
