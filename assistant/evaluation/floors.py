"""Floors: the least shares that a run has to reach."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.errors import EvaluationError
from assistant.evaluation.metrics import Metrics, Share


def check_floors(metrics: Metrics, floors: Mapping[str, float]) -> list[str]:
    """A message for each share that is below its floor; [] when none is.

    Names are "overall", the kinds and the scripts (their share of right answers), and
    "first_clause", "units", "evidence" (that part's share over all questions).

    Raises:
        EvaluationError: a name is unknown, or a floor is not from 0 to 1; names all such.
    """
    shares = _shares(metrics)
    faults = [f"{n!r} is unknown; known are {', '.join(shares)}" for n in floors if n not in shares]
    faults += [
        f"{n} is {f}; it should be from 0 to 1" for n, f in floors.items() if not 0 <= f <= 1
    ]
    if faults:
        raise EvaluationError("floors: " + "; ".join(faults))
    return [
        _message(name, shares[name], floor)
        for name, floor in floors.items()
        if not shares[name].value >= floor  # so that no question at all is below every floor
    ]


def _shares(metrics: Metrics) -> dict[str, Share]:
    overall = metrics.overall
    by_name = {name: group.right for name, group in metrics.by_kind.items()}
    by_name |= {name: group.right for name, group in metrics.by_script.items()}
    return by_name | {
        "overall": overall.right,
        "first_clause": overall.first_clause,
        "units": overall.units,
        "evidence": overall.evidence,
    }


def _message(name: str, share: Share, floor: float) -> str:
    return f"{name}: {share.value:.3f} ({share.hits} of {share.n}) is below the floor {floor:.3f}"
