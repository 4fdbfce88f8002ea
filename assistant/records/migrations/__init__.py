"""The steps that make the tables; `migrating.py` takes them."""
