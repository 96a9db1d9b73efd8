from celery import shared_task

from recruiting.reminders import actions

BATCHES_A_RUN = 20


@shared_task(name="reminders.claim_due")
def claim_due(**_) -> int:
    """At-most-once a reminder: claiming it and writing its message are one transaction, and the next run has what
    a killed one had not committed."""
    done = 0
    for _batch in range(BATCHES_A_RUN):
        claimed = actions.claim_due()
        done += claimed
        if claimed < actions.BATCH:
            break
    return done
