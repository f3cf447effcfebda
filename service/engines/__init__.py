"""The ways of turning an article into a draft."""
