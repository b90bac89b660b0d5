"""Files and folders, on this machine or behind an fsspec URL."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from plm_detect.errors import PlmDetectError, RecordingError
from plm_detect.files.extras import OF_SCHEMES, how_to_install
from plm_detect.files.outside import is_folder, is_there, is_usable_name, open_regular

if TYPE_CHECKING:
    from collections.abc import Iterator

MARKS = ("ETag", "etag", "md5Hash", "crc32c", "LastModified", "updated", "mtime", "created")
"""What stores say of a file that changes with it; the first that is given is taken."""

CONNECT_S, SILENT_S = 15.0, 30.0
"""A server that does not take a connection, or sends nothing, for longer is given up."""


def is_url(text: str) -> bool:
    """Tell whether a text is an URL; a drive letter makes none."""
    return "://" in text


def reason_of(error: Exception) -> str:
    """Return in words why a file or a URL cannot be read."""
    reason = " ".join((getattr(error, "strerror", None) or str(error)).split())[:200]
    return reason or ("no answer in time" if isinstance(error, TimeoutError) else "no reason given")


def _patience() -> dict[str, Any]:
    """Return how long a web server is waited for; fsspec itself waits for minutes."""
    from aiohttp import ClientTimeout

    times = ClientTimeout(total=None, sock_connect=CONNECT_S, sock_read=SILENT_S)
    return {"client_kwargs": {"timeout": times}}


@dataclass(frozen=True)
class Place:
    """A file or a folder.

    Attributes
    ----------
    text : str
        Absolute path, or URL.
    """

    text: str

    @property
    def is_remote(self) -> bool:
        """Whether it is an URL."""
        return is_url(self.text)

    @property
    def name(self) -> str:
        """Last part of it."""
        return self.text.rstrip("/").rpartition("/")[2] if self.is_remote else Path(self.text).name

    def parent(self) -> Place:
        """Return the folder it lies in."""
        if self.is_remote:
            return Place(self.text.rstrip("/").rpartition("/")[0])
        return Place(str(Path(self.text).parent))

    def child(self, name: str) -> Place:
        """Return a file or folder in it."""
        if self.is_remote:
            return Place(f"{self.text.rstrip('/')}/{name}")
        return Place(os.path.normpath(Path(self.text) / name))

    def store(self) -> tuple[Any, str]:
        """Return the fsspec file system of an URL, and the path in it.

        Raises
        ------
        RecordingError
            When what reads such URLs is not installed, or the URL is not understood.
        """
        scheme = self.text.partition("://")[0]
        extra = OF_SCHEMES.get(scheme)
        hint = "see the documentation of fsspec" if extra is None else how_to_install(extra)
        try:
            import fsspec

            with self._answers():
                options = _patience() if scheme in ("http", "https") else {}
                store, path = fsspec.core.url_to_fs(self.text, **options)
        except ImportError as error:
            missing = error.name or "what reads such URLs"
            raise RecordingError(f"{self.text}: {missing} is needed; {hint}.") from None
        return store, path

    @contextmanager
    def _answers(self, *, is_looked_up: bool = False) -> Iterator[None]:
        """Turn what a store raises into one sentence; each store has errors of its own.

        Parameters
        ----------
        is_looked_up : bool
            Whether errors of the system, such as a missing file, go to the caller.
        """
        try:
            yield
        except (ImportError, PlmDetectError):
            raise
        except Exception as error:  # a store is a program of others with its own kinds of errors
            if is_looked_up and isinstance(error, OSError):
                raise
            raise RecordingError(
                f"{self.text}: the URL is not understood or cannot be read ({reason_of(error)}); "
                "check the URL."
            ) from error

    def exists(self) -> bool:
        """Tell whether there is such a file or folder."""
        if not self.is_remote:
            return is_there(Path(self.text))
        store, path = self.store()
        with self._answers():
            return bool(store.exists(path))

    def is_folder(self) -> bool:
        """Tell whether it is a folder."""
        if not self.is_remote:
            return is_folder(Path(self.text))
        store, path = self.store()
        with self._answers():
            return bool(store.isdir(path))

    def names(self) -> list[str]:
        """Return the names of the files in the folder, sorted."""
        if not self.is_remote:
            try:
                return sorted(each.name for each in os.scandir(self.text) if each.is_file())
            except (FileNotFoundError, NotADirectoryError):
                return []
        store, path = self.store()
        with self._answers():
            found = store.ls(path, detail=True)
        return sorted(
            str(each["name"]).rpartition("/")[2] for each in found if each["type"] == "file"
        )

    def walk(self) -> Iterator[tuple[Place, list[str]]]:
        """Yield the folder and all folders in it with the names of their files; hidden ones not."""
        if not self.is_remote:
            for folder, inner, names in os.walk(self.text):
                inner[:] = sorted(each for each in inner if not each.startswith("."))
                yield Place(folder), sorted(each for each in names if not each.startswith("."))
            return
        store, path = self.store()
        with self._answers():
            found = list(store.walk(path))
        for folder, _, names in found:
            yield Place(str(store.unstrip_protocol(folder))), sorted(names)

    def matching(self) -> list[str]:
        """Return the URLs that match it as a pattern."""
        store, path = self.store()
        with self._answers():
            return sorted(str(store.unstrip_protocol(each)) for each in store.glob(path))

    def read_bytes(self) -> bytes:
        """Return the whole content of a file."""
        if not self.is_remote:
            with open_regular(Path(self.text)) as file:
                return file.read()
        store, path = self.store()
        with self._answers(is_looked_up=True):
            content: bytes = store.cat_file(path)
        return content

    def fingerprint(self) -> tuple[str, int, str]:
        """Return name, size and what changes when the file does: its time, or the store's mark.

        Raises
        ------
        OSError
            When it cannot be looked at.
        """
        if not self.is_remote:
            found = Path(self.text).stat()
            return self.name, found.st_size, str(found.st_mtime_ns)
        store, path = self.store()
        with self._answers(is_looked_up=True):
            found = store.info(path)
        mark = next((str(found[name]) for name in MARKS if found.get(name)), "")
        return self.name, int(found["size"] or 0), mark


def place_of(text: str) -> Place:
    """Return a path, made absolute, or an URL as a place; ``file://`` is a path.

    Raises
    ------
    RecordingError
        When it is not a name that a file can have.
    """
    if not is_usable_name(text):
        raise RecordingError(
            f"{text[:100]!r}: this is not a name that a file can have; check the name."
        )
    if text.startswith("file://"):
        try:
            text = url2pathname(urlsplit(text).path)
        except ValueError as error:
            raise RecordingError(f"{text}: the URL is not understood ({error}).") from None
    return Place(text if is_url(text) else str(Path(text).absolute()))
