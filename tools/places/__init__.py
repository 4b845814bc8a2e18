"""A dataset in space: districts, counts and means by area, nearest facilities, hot spots."""
