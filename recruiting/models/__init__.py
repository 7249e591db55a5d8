"""Rows that connect a seeker and an employer."""

from .acts import SeekerAct
from .applications import Application
from .consents import Consent
from .pipeline import (
    ApplicationNote,
    ApplicationTag,
    DuplicateMerge,
    InterviewSlot,
    JobOffer,
    MoveReason,
    SlotOffer,
    Stage,
    StageMove,
    Tag,
)
from .shown import DecisionRecord, Impression, PostingNote

__all__ = [
    "Application",
    "ApplicationNote",
    "ApplicationTag",
    "Consent",
    "DecisionRecord",
    "DuplicateMerge",
    "Impression",
    "InterviewSlot",
    "JobOffer",
    "MoveReason",
    "PostingNote",
    "SeekerAct",
    "SlotOffer",
    "Stage",
    "StageMove",
    "Tag",
]
