"""Applications that lived through everything."""

from candidates.models import Application
from candidates.moves import actions
from recruiting.people.models import User
from tests.factories import a_posting, a_reason, an_application


def a_whole_life(by: User, **how) -> Application:
    """Every kind of move; undone ones among them; ends hired."""
    application = an_application(a_posting(by=by, openings=2), by=by, **how)
    withdrawn = a_reason("withdrawn").pk
    back = application.posting.stages.get(position=3).pk
    acts = [
        (actions.advance, {}),
        (actions.advance, {}),
        (actions.undo, {}),
        (actions.undo, {}),
        (actions.move, {"stage_id": back}),
        (actions.reject, {"reason_id": a_reason().pk}),
        (actions.reopen, {}),
        (actions.undo, {}),
        (actions.undo, {}),
        (actions.hire, {}),
        (actions.unhire, {"reason_id": withdrawn}),
        (actions.undo, {}),
        (actions.undo, {}),
        (actions.withdraw, {"reason_id": withdrawn}),
        (actions.reopen, {}),
        (actions.close, {"reason_id": a_reason("closed").pk}),
        (actions.reopen, {}),
        (actions.hire, {}),
    ]
    for version, (act, how) in enumerate(acts, start=1):
        act(application.pk, version=version, by=by, **how)
    return application
