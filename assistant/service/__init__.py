"""The service around the assistant: what stands between a client and an answer, and the other forms to ask in.

A request passes `headers`, `access`, `origin`, `keys`, `rates` and `bounds`, in this order (`gates.py`), before a route sees it.
"""
