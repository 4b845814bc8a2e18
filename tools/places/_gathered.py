"""Points that lie close together: in squares, or by DBSCAN."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from tools.draw._geo import outlines, world
from tools.places._located import EARTH_METRES

if TYPE_CHECKING:
    from numpy.typing import NDArray


def steps(points: NDArray[Any], cell_m: int) -> tuple[float, float, float, float]:
    """South-west corner and the sides of a square in degrees, at the middle latitude."""
    south, west = float(points[:, 0].min()), float(points[:, 1].min())
    degree = math.pi * EARTH_METRES / 180
    middle = math.radians(float(points[:, 0].mean()))
    return south, west, cell_m / degree, cell_m / (degree * math.cos(middle))


def grid(points: NDArray[Any], cell_m: int) -> tuple[NDArray[Any], dict[str, Any], str]:
    """For each point the number of its square."""
    import numpy as np

    south, west, high, wide = steps(points, cell_m)
    rows = np.floor((points[:, 0] - south) / high).astype(np.int64)
    columns = np.floor((points[:, 1] - west) / wide).astype(np.int64)
    definition = "squares of cell_m from the south-west corner of the points, in degrees at their mean latitude; every square with a point is listed, the fullest first"
    return rows * (int(columns.max()) + 1) + columns, {"cell_m": cell_m}, definition


def dbscan(points: NDArray[Any], radius_m: int, min_points: int) -> tuple[NDArray[Any], dict[str, Any], str]:
    import numpy as np
    from sklearn.cluster import DBSCAN

    places, inverse, counts = np.unique(points, axis=0, return_inverse=True, return_counts=True)
    model = DBSCAN(eps=radius_m / EARTH_METRES, min_samples=min_points, metric="haversine", algorithm="ball_tree")
    labels = model.fit(np.radians(places), sample_weight=counts).labels_[inverse.reshape(-1)]
    return (
        labels,
        {"radius_m": radius_m, "min_points": min_points},
        "DBSCAN (scikit-learn), haversine, eps = radius_m, min_samples = min_points (the point itself counts)",
    )


def spots_of(points: NDArray[Any], labels: NDArray[Any]) -> list[dict[str, Any]]:
    """Groups of points, the largest first: number, middle, and the 법정동 of the middle."""
    import numpy as np

    kept = labels >= 0
    if not kept.any():
        return []
    codes, inverse = np.unique(labels[kept], return_inverse=True)
    counts = np.bincount(inverse)
    middle = np.column_stack([np.bincount(inverse, weights=points[kept][:, axis]) / counts for axis in (0, 1)])
    order = np.argsort(-counts, kind="stable")[:500]
    layer = outlines("emd")
    areas = layer.of_points(*world(middle[order, 0], middle[order, 1]))
    return [
        {
            "n": int(counts[i]), "latitude": float(middle[i, 0]), "longitude": float(middle[i, 1]), "label": int(codes[i]),
            "name": " ".join((layer.areas[int(a)]["sigungu"], layer.areas[int(a)]["emd"])) if a >= 0 else "–",
        }
        for i, a in zip(order, areas, strict=True)
    ]  # fmt: skip
