"""Scores the checks on sentences that are known to be right or wrong."""
