"""Which words of a statement have a rendering in a text of the other language."""
