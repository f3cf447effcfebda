"""Names in text: which words are names, in which forms a well-known name is written, and what an article mentions."""
