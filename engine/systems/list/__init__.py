"""Lists of values that placeholders in rules stand for."""
