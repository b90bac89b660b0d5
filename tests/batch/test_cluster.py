"""The cluster of a batch is closed to others."""

from __future__ import annotations

import pytest

pytest.importorskip("distributed")

from distributed import Client

from plm_detect.batches.engine import cluster


def test_a_foreign_client_cannot_join() -> None:
    with cluster(1) as own:
        address = own.scheduler.address
        assert address.startswith("tls://")
        assert own.submit(sum, [1, 2]).result() == 3
        for stranger in (address, address.replace("tls://", "tcp://")):
            with pytest.raises((OSError, TypeError, ValueError)):
                Client(stranger, timeout=2, set_as_default=False)
        assert own.submit(sum, [3, 4]).result() == 7
