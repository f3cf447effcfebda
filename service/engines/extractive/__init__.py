"""The engine that needs no model: its insights are the article's own sentences."""

from service.engines.extractive.engine import ExtractiveEngine

__all__ = ["ExtractiveEngine"]
