"""What the service remembers: people, feedback, hand-overs, call records, the log of questions, proposals and the audit log.

`model.py` has the values and `ports.py` what is asked of the stores; `opening.open_records` gives the real ones.
"""
