"""Rows that connect a seeker and an employer."""

from .acts import SeekerAct
from .applications import Application
from .candidates import CandidateMark, CandidatePosting, PostingWeights
from .consents import Consent
from .fairness import GroupAnswer, GroupCollection, ScoreContest
from .looked_after import PostingRecruiter
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
from .threads import Block, Greeting, Report, Side, Thread, ThreadFile, ThreadPost

__all__ = [
    "Application",
    "ApplicationNote",
    "ApplicationTag",
    "Block",
    "CandidateMark",
    "CandidatePosting",
    "Consent",
    "DecisionRecord",
    "DuplicateMerge",
    "Greeting",
    "GroupAnswer",
    "GroupCollection",
    "Impression",
    "InterviewSlot",
    "JobOffer",
    "MoveReason",
    "PostingNote",
    "PostingRecruiter",
    "PostingWeights",
    "Report",
    "ScoreContest",
    "SeekerAct",
    "Side",
    "SlotOffer",
    "Stage",
    "StageMove",
    "Tag",
    "Thread",
    "ThreadFile",
    "ThreadPost",
]
