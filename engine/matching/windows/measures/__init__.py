"""What windows measure, one measure a file."""
