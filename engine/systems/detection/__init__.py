"""Detections: Sigma rules over single signals, each hit of which emits one signal."""
