"""The gates before the routes, in order: each request passes all of them, whichever page or interface it is for."""

from __future__ import annotations

from starlette.applications import Starlette

from assistant.service.access import Accessed
from assistant.service.bounds import Bounded
from assistant.service.headers import Headed
from assistant.service.keys import KeyChecker, Keyed
from assistant.service.metering import Meter
from assistant.service.origin import Origin
from assistant.service.rates import RateLimited, Rates
from assistant.terms import Terms


def guard(app: Starlette, terms: Terms, keys: KeyChecker, meter: Meter) -> None:
    """Put the gates before an application and whatever is mounted on it.

    Who asks is known first; then every response, a refusal too, gets its headers and its line in the log. A client that
    asks too often is declined before any of its body is read.
    """
    rates = Rates(terms)
    # What is added last comes first.
    app.add_middleware(Bounded, terms=terms, meter=meter)
    app.add_middleware(RateLimited, rates=rates, meter=meter)
    app.add_middleware(Keyed, keys=keys, rates=rates, required=terms.keys_required)
    app.add_middleware(Accessed, meter=meter)
    app.add_middleware(Headed)
    app.add_middleware(Origin, trusted=terms.trusted_proxies)
