"""A dataset along time: parts of a date, trend, seasons, moving averages, years side by side, unusual days."""
