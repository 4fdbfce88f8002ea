"""Scoring of saved answers against questions with known answers. Takes rows; asks nobody anything."""
