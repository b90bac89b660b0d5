"""The cluster of a batch is closed to others."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytest.importorskip("distributed")

from plm_detect.batches.engine import cluster

STRANGER = """
import sys
from distributed import Client
try:
    client = Client(sys.argv[1], timeout=2, set_as_default=False)
except (OSError, TypeError, ValueError):
    sys.exit(7)
print(client.submit(sum, [5, 6]).result())
"""
"""A process of its own, as another user's would be; without the keys of the run."""


def test_a_foreign_client_cannot_join() -> None:
    with cluster(1) as own:
        address = own.scheduler.address
        assert address.startswith("tls://")
        assert own.submit(sum, [1, 2]).result() == 3
        for stranger in (address, address.replace("tls://", "tcp://")):
            done = subprocess.run(
                [sys.executable, "-c", STRANGER, stranger],
                capture_output=True,
                text=True,
                check=False,
            )
            assert (done.returncode, done.stdout) == (7, ""), done.stderr
        assert own.submit(sum, [3, 4]).result() == 7
