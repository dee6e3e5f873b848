"""Every signal type with its fields: what rules are typed by, and sensors are tested against."""

from engine.catalogue.catalogue import CORE, Catalogue, Field, Group, SignalKind, shipped

__all__ = ["CORE", "Catalogue", "Field", "Group", "SignalKind", "shipped"]
