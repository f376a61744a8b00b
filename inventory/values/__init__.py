"""Frozen values that pass between the stages; no I/O here."""

from inventory.values.burden import AssessmentItem, Inspection, Lead, Notice, Return
from inventory.values.data import DataField, Dataset, Exchange, ShareRequest
from inventory.values.organisations import Organisation, Responsibility, Support
from inventory.values.record import Record
from inventory.values.systems import Algorithm, Channel, Cost, Service, System, Usage

__all__ = [
    "Algorithm",
    "AssessmentItem",
    "Channel",
    "Cost",
    "DataField",
    "Dataset",
    "Exchange",
    "Inspection",
    "Lead",
    "Notice",
    "Organisation",
    "Record",
    "Responsibility",
    "Return",
    "Service",
    "ShareRequest",
    "Support",
    "System",
    "Usage",
]
