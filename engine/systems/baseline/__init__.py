"""What is usual here, and what is not: baselines learned from signals, and the detector of one metric."""
