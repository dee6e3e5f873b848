"""Benchmarks: `make bench` prints what was reached beside what must be, with the rivals of the same run."""
