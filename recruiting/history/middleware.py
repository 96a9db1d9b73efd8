from pghistory.middleware import HistoryMiddleware as PgHistoryMiddleware


class HistoryMiddleware(PgHistoryMiddleware):
    """Every change made while a request is answered carries who and through which door; never personal text."""

    def get_context(self, request):
        door = "admin" if request.path.startswith("/admin/") else "page"
        return {**super().get_context(request), "door": door}
