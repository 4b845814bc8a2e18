"""Run a command that ends when its parent does, even by SIGKILL: `python leash.py PARENT_PID COMMAND...`

A launcher of its own, because asking the kernel for this between fork and exec is not safe in a program with threads.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1  # <linux/prctl.h>; kept across exec


def main() -> None:
    parent, command = int(sys.argv[1]), sys.argv[2:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            return  # it went before we could ask
    os.execv(command[0], command)  # noqa: S606 - our own commands


if __name__ == "__main__":
    main()
