"""Benchmarks: `make bench` prints what was reached beside what must be, each as a ratio to a rival in the same run."""
