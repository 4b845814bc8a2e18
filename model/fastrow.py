"""One row through a booster by LightGBM's own single-row call, without the array handling around it.

`Booster.predict` spends most of its time on one row in checks and copies. The C API's "FastInit" call does them once; what it computes
is the same, bit for bit. One call at a time: the row and the results live in buffers that are used again.
"""

from __future__ import annotations

import ctypes
import struct
import threading
import weakref
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import lightgbm

_NORMAL, _FLOAT64, _ALL = 0, 1, -1  # C_API_PREDICT_NORMAL, C_API_DTYPE_FLOAT64, every tree


class FastRow:
    """Bound to boosters of the same columns, each with its number of outputs a row; safe to call from several threads."""

    def __init__(self, boosters: Sequence[tuple[lightgbm.Booster, int]]) -> None:
        columns = boosters[0][0].num_feature()
        if any(booster.num_feature() != columns for booster, _ in boosters):
            raise ValueError("the boosters differ in their columns")
        self._boosters = [booster for booster, _ in boosters]  # keeps the handles alive
        self._row = (ctypes.c_double * columns)()
        self._write = struct.Struct(f"{columns}d").pack_into
        self._lock = threading.Lock()
        self._calls = [self._bind(booster, outputs) for booster, outputs in boosters]

    def _bind(self, booster: lightgbm.Booster, outputs: int) -> tuple[Any, tuple[Any, ...], Any]:
        """(the C function, its arguments, where its result lies)"""
        import lightgbm.basic

        library: Any = vars(lightgbm.basic)["_LIB"]  # the C API, which the package keeps to itself
        out, config = (ctypes.c_double * outputs)(), ctypes.c_void_p()
        code = library.LGBM_BoosterPredictForMatSingleRowFastInit(
            booster._handle,
            *(ctypes.c_int(_NORMAL), ctypes.c_int(0), ctypes.c_int(_ALL), ctypes.c_int(_FLOAT64), ctypes.c_int32(len(self._row))),
            ctypes.c_char_p(b"num_threads=1"),
            ctypes.byref(config),
        )
        if code:
            raise RuntimeError("LightGBM refused the single-row predictor")
        weakref.finalize(self, library.LGBM_FastConfigFree, config)
        return library.LGBM_BoosterPredictForMatSingleRowFast, (config, self._row, ctypes.byref(ctypes.c_int64(0)), out), out

    def __call__(self, cells: Sequence[float], *, only: int | None = None) -> list[list[float]]:
        """What each booster (or the one at `only`) says of a row of `num_feature` numbers, NaN for what is not known."""
        with self._lock:
            self._write(self._row, 0, *cells)
            said = []
            for call, arguments, out in self._calls if only is None else self._calls[only : only + 1]:
                if call(*arguments):
                    raise RuntimeError("LightGBM could not predict a row")
                said.append(out[:])
            return said
