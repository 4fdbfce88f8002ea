"""A Simplified reading of a Traditional text: for showing beside the source, marked as a reading, never as a quote.

Only confirmed vocabulary pairs are applied, so 東協 becomes 东协 and not 东盟.
"""

from __future__ import annotations

from corpus.folding import mainland


def simplified_reading(text: str) -> str:
    """`text` in Simplified characters with the mainland's words where the pair is confirmed.

    >>> simplified_reading("最佳化跨境電商稅收政策")
    '优化跨境电商税收政策'
    """
    return mainland(text, confirmed_only=True)
