"""Tells a worker after the commit that there is mail. Only a hint: the sweeper would find it within two seconds."""

import logging

from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def wake_sender() -> None:
    """Once a transaction, however much mail it writes. Robust: the commit stands whatever becomes of the hint."""
    waiting = transaction.get_connection().run_on_commit
    if not any(hook is _publish for _savepoints, hook, _robust in waiting):
        transaction.on_commit(_publish, robust=True)


def _publish() -> None:
    from recruiting.outbox.tasks import sweep  # the tasks import what writes the mail

    try:
        sweep.apply_async(retry=False, expires=10)
    except OperationalError as error:
        logger.warning("the broker does not answer (%s): the sweeper will send it", type(error).__name__)
