"""The use case: articles in, checked briefs out, whole or told while they are made."""

from service.domain.orders import Freshness, Order, chosen_language
from service.summarizer.accounts import Accounts
from service.summarizer.keys import cache_key
from service.summarizer.labelling import labelled, model_of
from service.summarizer.served import BEGINNING, Hearing, Outcome, Place, Policy, Served, Streamed
from service.summarizer.speaking import Speech, Voice, spoken, voice_of
from service.summarizer.storing import BriefStore
from service.summarizer.streaming import told_of_kept
from service.summarizer.use_case import UNNAMED, Summarizer

__all__ = [
    "BEGINNING",
    "UNNAMED",
    "Accounts",
    "BriefStore",
    "Freshness",
    "Hearing",
    "Order",
    "Outcome",
    "Place",
    "Policy",
    "Served",
    "Speech",
    "Streamed",
    "Summarizer",
    "Voice",
    "cache_key",
    "chosen_language",
    "labelled",
    "model_of",
    "spoken",
    "told_of_kept",
    "voice_of",
]
