"""Models of a dataset: regressions, trees, clusters, components, judged on rows they have not seen."""
