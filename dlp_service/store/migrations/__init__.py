"""How the tables came to be, one script a change; a released script is never edited."""
