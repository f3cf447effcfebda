"""Scores what writes briefs, and what checks them: the measures behind ``core-insights evaluate``.

It is part of the package and not of ``bench/``, because those who run the service choose their model, prompt and
settings by it, on their own articles and where nothing of the repository lies.
"""
