"""The hotline console: looking a clause up while a caller speaks, saying it well, and keeping what was said."""
