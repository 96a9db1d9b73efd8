from django_redis.cache import RedisCache


class Cache(RedisCache):
    """Redis or Valkey; one that is down costs time, never an answer."""

    def add(self, *args, **kwargs) -> bool:
        """None is an `add` that failed. allauth would take it for somebody else's lock, and refuse every sign-in."""
        return super().add(*args, **kwargs) is not False
