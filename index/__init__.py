"""Clause → Passage → ranked Hit: what is searched, and finding it."""
