"""The files that the pages load."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Response

from assistant.web.pages import ASSETS, asset


def assets_router() -> APIRouter:
    """`/web/…`: the style and the script; their addresses change with their content, so they may be kept."""
    router = APIRouter(include_in_schema=False)

    @router.get("/web/{name}")
    def packaged(name: str) -> Response:
        if name not in ASSETS:
            raise HTTPException(404, f"there is no file {name!r}; there are {', '.join(ASSETS)}")
        kept = {"Cache-Control": "public, max-age=31536000, immutable"}
        return Response(asset(name), media_type=ASSETS[name], headers=kept)

    return router
