"""Faults in values that were parsed: results and states that were changed by hand."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random

ODD_VALUES: tuple[Any, ...] = (
    None, True, False, -1, 0, 1, 1.5, 10**20, 10**400, 1e308, -1e308, float("nan"), float("inf"),
    "", "x", "nan", "a" * 5000, "\x00", "\ud800", "2024-03-07", [], {}, [None], [1, "x"], {"a": 1},
    [[[[[[1]]]]]], "../x", -1e-9,
)  # fmt: skip


def changed(tree: Any, rng: random.Random) -> Any:
    """Return plain values of which one or two were changed, taken away or added."""
    tree = deepcopy(tree)
    for _ in range(rng.choice((1, 1, 1, 2))):
        places = list(_places(tree))
        if not places:
            return rng.choice(ODD_VALUES)
        holder, key = rng.choice(places)
        change = rng.randrange(10)
        if change == 0:
            del holder[key]
        elif change == 1 and isinstance(holder, dict):
            holder[f"{key}x"] = holder.pop(key)
        elif change == 1 or (change == 2 and isinstance(holder, list)):
            holder.insert(key, deepcopy(holder[key]))
        elif change == 2:
            holder["more"] = rng.choice(ODD_VALUES)
        else:
            holder[key] = deepcopy(rng.choice(ODD_VALUES))
    return tree


def _places(tree: Any) -> Any:
    """Yield every place in a tree: its holder and its name or number."""
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for key, each in list(inner):
        yield tree, key
        if isinstance(each, dict | list):
            yield from _places(each)
