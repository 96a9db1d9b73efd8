"""The one entry of the web process: Django's WSGI pages in threads, as many as the pool has connections."""

from a2wsgi import WSGIMiddleware
from django.conf import settings

from recruiting.wsgi import application as pages

_pages = WSGIMiddleware(pages, workers=settings.WEB_THREADS)


async def application(scope, receive, send):
    if scope["type"] == "http":
        await _pages(scope, receive, send)
    elif scope["type"] == "lifespan":
        await _lifespan(receive, send)


async def _lifespan(receive, send):
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
