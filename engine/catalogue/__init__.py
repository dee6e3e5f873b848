"""Every signal type with its fields: what rules are typed by, and sensors are tested against."""

from engine.catalogue.catalogue import Catalogue, Field, Group, SignalKind

__all__ = ["Catalogue", "Field", "Group", "SignalKind"]
