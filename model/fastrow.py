"""One row through a booster by LightGBM's own single-row call, without the array handling around it.

`Booster.predict` spends most of its time on one row in checks and copies. The C API's "FastInit" call does them once; what it computes
is the same, bit for bit. One call at a time: the row and the result live in buffers that are used again.
"""

from __future__ import annotations

import ctypes
import threading
import weakref
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import lightgbm

_NORMAL, _FLOAT64, _ALL = 0, 1, -1  # C_API_PREDICT_NORMAL, C_API_DTYPE_FLOAT64, every tree


class FastRow:
    """Bound to a booster with `outputs` numbers a row; safe to call from several threads."""

    def __init__(self, booster: lightgbm.Booster, outputs: int = 1) -> None:
        import lightgbm.basic

        library: Any = vars(lightgbm.basic)["_LIB"]  # the C API, which the package keeps to itself

        columns = booster.num_feature()
        self._booster = booster  # keeps the handle alive
        self._row = (ctypes.c_double * columns)()
        self._out = (ctypes.c_double * outputs)()
        self._length = ctypes.c_int64(0)
        self._config = ctypes.c_void_p()
        self._lock = threading.Lock()
        code = library.LGBM_BoosterPredictForMatSingleRowFastInit(
            booster._handle,
            *(ctypes.c_int(_NORMAL), ctypes.c_int(0), ctypes.c_int(_ALL), ctypes.c_int(_FLOAT64), ctypes.c_int32(columns)),
            ctypes.c_char_p(b"num_threads=1"),
            ctypes.byref(self._config),
        )
        if code:
            raise RuntimeError("LightGBM refused the single-row predictor")
        self._call = library.LGBM_BoosterPredictForMatSingleRowFast
        self._arguments = (self._config, self._row, ctypes.byref(self._length), self._out)
        weakref.finalize(self, library.LGBM_FastConfigFree, self._config)

    def __call__(self, cells: list[float]) -> list[float]:
        """The prediction for one row of `num_feature` numbers, NaN for what is not known."""
        with self._lock:
            self._row[:] = cells  # type: ignore[assignment]
            if self._call(*self._arguments):
                raise RuntimeError("LightGBM could not predict a row")
            return self._out[:]
