"""One attack: the constraint that has to refuse it, and its statements."""

import pytest


def refused(by: str, *statements: str, id: str):
    return pytest.param(by, statements, id=id)
