"""The conversation itself, and what it costs."""
