"""A word to a worker after the commit. Only a word that hurries things on: what is to be done stands in a row, and
beat finds it there."""

import logging
from functools import partial

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def hurry(task: str, row_id: int) -> None:
    """Robust: the commit stands whatever becomes of the word."""
    transaction.on_commit(partial(_publish, task, row_id), robust=True)


def _publish(task: str, row_id: int) -> None:
    try:
        current_app.send_task(task, args=[row_id], retry=False)
    except OperationalError as error:
        logger.warning("the broker does not answer (%s): beat will find it", type(error).__name__)
