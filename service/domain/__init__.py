"""News and trust: the words of the trade and the rules about them, on the standard library alone."""
