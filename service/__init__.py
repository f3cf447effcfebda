"""Checked, cited briefs of Chinese and English tech news over HTTP."""
