"""Starting the server: the port is looked at first, so that a taken one is one clear sentence."""

from __future__ import annotations

import os
import socket
import threading
import time
import webbrowser

from assistant.allocation import give_back_what_is_freed
from assistant.errors import SettingsError
from assistant.service.journal import configure
from assistant.settings import Settings

APPLICATION = "ui:application"
"""Where uvicorn finds the page and the API together; named, not imported: the page stands above this package."""


def serve_app(settings: Settings, *, open_page: bool) -> None:
    """Serve until stopped.

    Raises:
        SettingsError: the port is taken or the address is not one of this machine.
    """
    check_port(settings.host, settings.port)
    configure(settings.log_form)
    give_back_what_is_freed()
    import uvicorn

    # The application is made in this process by its own reading of the environment.
    os.environ["YUCE_HOST"], os.environ["YUCE_PORT"] = settings.host, str(settings.port)
    address = f"http://{_written(settings.host)}:{settings.port}/"
    announcer = threading.Thread(target=_announce, args=(settings, address, open_page), daemon=True)
    announcer.start()
    uvicorn.run(
        APPLICATION,
        factory=True,
        host=settings.host,
        port=settings.port,
        log_level="warning",
        log_config=None,  # the journal has it
        access_log=False,
        server_header=False,
        # Proxies are believed as YUCE_TRUSTED_PROXIES says; uvicorn would believe whoever is on this machine.
        proxy_headers=False,
        timeout_graceful_shutdown=10,
    )


def check_port(host: str, port: int) -> None:
    """See that a server can listen there.

    Raises:
        SettingsError: it cannot; says what would be right.
    """
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        what = f"{_written(host)}:{port} cannot be listened on ({error.strerror or error})"
        other = port + 1 if port < 65535 else 7860
        raise SettingsError(f"{what}; set another PORT or HOST, such as PORT={other}") from error


def _written(host: str) -> str:
    """A host as an address has it: IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


def _announce(settings: Settings, address: str, open_page: bool) -> None:
    """Tell the address, and open it, once the server answers."""
    for _ in range(1200):
        try:
            socket.create_connection((settings.host, settings.port), timeout=1).close()
            break
        except OSError:
            time.sleep(0.05)
    else:
        return
    print(f"ready: {address}   (stop with Ctrl+C)", flush=True)
    if open_page:
        webbrowser.open(address)
