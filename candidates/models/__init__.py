from candidates.models.applications import (
    Application,
    ApplicationQuerySet,
    Candidate,
    CandidateQuerySet,
    ContactPoint,
    Source,
    Status,
)
from candidates.models.moves import EndReason, StageMove, TimeCorrection

__all__ = [
    "Application",
    "ApplicationQuerySet",
    "Candidate",
    "CandidateQuerySet",
    "ContactPoint",
    "EndReason",
    "Source",
    "StageMove",
    "Status",
    "TimeCorrection",
]
