"""The engine for articles that do not fit a model's window: an Engine around an Engine."""

from service.engines.longform.engine import NOTES_THREADS, LongformEngine
from service.engines.longform.gathering import Crew

__all__ = ["NOTES_THREADS", "Crew", "LongformEngine"]
