"""Rows that connect a seeker and an employer."""

from .acts import SeekerAct
from .applications import Application
from .candidates import CandidateMark, PostingWeights
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
    "CandidateMark",
    "Consent",
    "DecisionRecord",
    "DuplicateMerge",
    "Impression",
    "InterviewSlot",
    "JobOffer",
    "MoveReason",
    "PostingNote",
    "PostingWeights",
    "SeekerAct",
    "SlotOffer",
    "Stage",
    "StageMove",
    "Tag",
]
