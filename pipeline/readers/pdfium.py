"""Calls into PDFium that are made thousands of times a page."""

from __future__ import annotations

import ctypes
from typing import Any


def native(function: Any, result: Any) -> Any:
    """A function of ``pypdfium2.raw`` without ctypes' checks of its arguments, which cost more than the call itself.

    Arguments are to be given as PDFium takes them: handles as ``ctypes.c_void_p``, whole numbers as int, places to
    write to by ``ctypes.byref``. ``result`` is the ctypes type of what it returns.
    """
    return ctypes.CFUNCTYPE(result)(ctypes.cast(function, ctypes.c_void_p).value or 0)
