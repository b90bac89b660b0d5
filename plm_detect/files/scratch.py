"""Room for more samples than memory should hold: a file without a name, gone with its last user."""

from __future__ import annotations

import tempfile
import weakref
from typing import TYPE_CHECKING, Any

import numpy as np

from plm_detect.errors import OutputError

if TYPE_CHECKING:
    from numpy.typing import DTypeLike, NDArray

    from plm_detect.model.signals import Writable

IN_MEMORY_BYTES = 2**26
"""So much of what belongs together stays in memory: the channels of an ordinary night, or one of
its legs."""


class Scratch:
    """Room for arrays that belong together: in memory, and in a temporary file beyond that.

    The file is gone when nothing uses it any longer, however the program ends.
    """

    def __init__(self) -> None:
        self._left = IN_MEMORY_BYTES
        self._file: _Unnamed | None = None
        self._end = 0

    def room(self, n_values: int, dtype: DTypeLike, /) -> Writable:
        """Return a one-dimensional array of any values, or what is used like one by slices.

        Parameters
        ----------
        n_values : int
        dtype : dtype

        Raises
        ------
        OutputError
            When the temporary file cannot be made.
        """
        n_bytes = n_values * np.dtype(dtype).itemsize
        if n_bytes <= self._left:
            self._left -= n_bytes
            return np.empty(n_values, dtype=dtype)
        if self._file is None:
            try:
                self._file = _Unnamed()
            except OSError as error:
                raise _no_room(error) from None
        begin, self._end = self._end, self._end + n_bytes
        return _FileArray(self._file, begin, n_values, np.dtype(dtype))


class _FileArray:
    """A one-dimensional array within a file, read and written by slices without steps."""

    def __init__(self, file: _Unnamed, begin: int, n_values: int, dtype: np.dtype[Any]) -> None:
        self._file = file
        self._begin = begin
        self._n_values = n_values
        self._dtype = dtype

    def __len__(self) -> int:
        """Return how many values there is room for."""
        return self._n_values

    def __getitem__(self, part: slice, /) -> NDArray[Any]:
        """Return the values of a slice, as an array of their own."""
        begin, stop, _ = part.indices(self._n_values)
        values = np.zeros(max(stop - begin, 0), dtype=self._dtype)
        left = values.view(np.uint8).data
        try:
            self._file.bytes.seek(self._begin + begin * self._dtype.itemsize)
            while left and (n_read := self._file.bytes.readinto(left)):
                left = left[n_read:]
        except OSError as error:
            raise _no_room(error) from None
        return values

    def __setitem__(self, part: slice, values: NDArray[Any], /) -> None:
        """Put values in the place of a slice."""
        begin, _, _ = part.indices(self._n_values)
        left = np.ascontiguousarray(values, dtype=self._dtype).view(np.uint8).data
        try:
            self._file.bytes.seek(self._begin + begin * self._dtype.itemsize)
            while left:
                left = left[self._file.bytes.write(left) :]
        except OSError as error:
            raise _no_room(error) from None


class _Unnamed:
    """An open file that no other program can open, removed with its last user."""

    def __init__(self) -> None:
        self.bytes = tempfile.TemporaryFile(prefix="plm-detect-", buffering=0)  # noqa: SIM115
        weakref.finalize(self, self.bytes.close)


def _no_room(error: OSError) -> OutputError:
    return OutputError(
        f"{tempfile.gettempdir()}: a long recording is kept here while it is scored, and that "
        f"failed ({error.strerror}); make room, or name another folder in TMPDIR."
    )
