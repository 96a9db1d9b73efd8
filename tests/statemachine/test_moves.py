"""Any verb by anybody in any order: the product does what a model in plain Python says, and nothing ever breaks.

The suite's few examples are the same every time, so that a change is to blame when they fail. The thorough run draws
new ones every time; a failure prints the steps that lead to it.
"""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.statemachine.machine import Recruiting, told

pytestmark = pytest.mark.django_db
PHASES = (Phase.generate, Phase.shrink)


def run(**how) -> None:
    always = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck), "phases": PHASES}
    told.clear()
    run_state_machine_as_test(Recruiting, settings=settings(**always, **how))
    print(f"\n{sum(told.values())} verbs: {dict(told.most_common())}")


def test_a_few_lives_of_a_few_applications():
    run(max_examples=12, stateful_step_count=40, derandomize=True)


@pytest.mark.deep
def test_many_lives_of_many_applications():
    run(max_examples=60, stateful_step_count=50)
