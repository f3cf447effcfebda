"""Faults of all kinds, one every few seconds, under load; and a checker that reads what happened from a history."""
