"""Rows that connect a seeker and an employer."""

from .acts import SeekerAct
from .applications import Application
from .consents import Consent
from .shown import DecisionRecord, Impression, PostingNote

__all__ = ["Application", "Consent", "DecisionRecord", "Impression", "PostingNote", "SeekerAct"]
