"""Who is not let through at the console.

DeskError (an AssistantError)
├── NotSignedIn   nobody is signed in; the browser is led to the door
└── NotAllowed    somebody is signed in who may not do this, or a form does not come from the console's own page
"""

from __future__ import annotations

from assistant.errors import AssistantError


class DeskError(AssistantError):
    """Base of every error of the console; the message is for its user, in Simplified Chinese."""


class NotSignedIn(DeskError):
    """Nobody is signed in."""


class NotAllowed(DeskError):
    """It may not be done, or not so."""
