"""What is usual here, and what is not: baselines learned from signals, and the detector of one metric."""

from engine.systems.baseline.detector import Detector

__all__ = ["Detector"]
