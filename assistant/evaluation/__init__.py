"""Scoring of saved answers against questions whose right answers are known."""
