"""Tools of inference: distributions, tests, relations between columns, outliers."""
