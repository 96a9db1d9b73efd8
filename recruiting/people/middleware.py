import zoneinfo

from django.utils import timezone


def own_time_zone(get_response):
    """Every page shows its times in the reader's zone."""

    def middleware(request):
        if request.user.is_authenticated:
            timezone.activate(zoneinfo.ZoneInfo(request.user.time_zone))
        else:
            timezone.deactivate()
        return get_response(request)

    return middleware
