"""Adversarial random nights and random variations of rule values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.reference import Epoch, Event, Lm, Recording, Values

if TYPE_CHECKING:
    import random

STAGES = ("W", "N1", "N2", "N3", "R", "")  # "" = unscored, no epoch
RESPIRATORY_KINDS = ("apnea", "hypopnea", "rera", "resp", "resp_other")
EPOCH = 30_000

Hypnogram = list[tuple[int, str]]  # onset and stage of epochs of 30 s


class _Night:
    """One night while it is made."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.tick = rng.choice((10, 100))
        self.total = rng.randrange(600, 1501, 10) * 1000
        self.first_epoch = rng.choice((0, 0, 0, 10_000, self.grid(0, EPOCH)))
        self.movements: list[Lm] = []
        self.wake_bridges: list[tuple[int, int]] = []  # onset and end of epochs that become W
        self.main_side = rng.choice(("left", "right", ""))
        self.size = rng.randint(20, 40)
        # Calm nights hold long series; the others change all the time.
        self.calm = rng.random() < 0.5

    def grid(self, low: int, high: int) -> int:
        """Return a random time on the grid."""
        return low + self.rng.randrange(0, max(1, (high - low) // self.tick)) * self.tick

    def near(self, time: int) -> int:
        """Return the time itself, or one step of the grid away."""
        return time + self.rng.choice((-1, 0, 0, 0, 1)) * self.tick

    def side(self) -> str:
        """Return a leg."""
        if self.main_side and self.rng.random() < 0.6:
            return self.main_side
        return self.rng.choice(("left", "right"))

    def duration(self) -> int:
        """Return a duration, often at a limit."""
        if self.rng.random() < (0.7 if self.calm else 0.4):
            return self.grid(500, 3000)
        exact = self.rng.choice((500, 500, 1000, 4000, 5000, 10_000, 10_010, 10_100, 15_000))
        return max(self.tick, self.near(exact))

    def short_duration(self) -> int:
        """Return a duration for movements that stand in groups."""
        return self.rng.choice((500, 500, 600, 1000, 2000, 4000, self.grid(500, 6000)))

    def add(self, side: str, onset: int, duration: int) -> Lm:
        """Add a movement."""
        lm = Lm(side, max(0, onset), max(0, onset) + max(self.tick, duration))
        self.movements.append(lm)
        return lm

    def interval(self) -> int:
        """Return the distance to the next pattern, often at a limit."""
        if self.rng.random() < (0.6 if self.calm else 0.35):
            return self.grid(5000, 40_000)
        usual = (4000, 4990, 5000, 5000, 7000, 9900, 9990, 10_000, 10_000, 12_000, 20_000)
        rare = (500, 1000, 2500, 60_000, 89_990, 90_000, 90_000, 90_010, 90_100, 100_000)
        exact = self.rng.choice(usual if self.rng.random() < 0.75 else rare)
        return max(self.tick, self.near(exact) if self.rng.random() < 0.4 else exact)


def _other(side: str) -> str:
    return "right" if side == "left" else "left"


def _single(night: _Night, time: int) -> list[Lm]:
    return [night.add(night.side(), time, night.duration())]


def _both_at_once(night: _Night, time: int) -> list[Lm]:
    same = night.rng.random() < 0.5
    first = night.add("left", time, night.short_duration())
    duration = first.end - first.onset if same else night.short_duration()
    return [first, night.add("right", time, duration)]


def _pair(night: _Night, time: int) -> list[Lm]:
    side = night.side()
    offset = night.rng.choice((10, 100, 480, 500, 2500, 3990, 4000, 4800, 4900, 4990, 5000, 5010))
    return [
        night.add(side, time, night.short_duration()),
        night.add(_other(side), time + offset, night.short_duration()),
    ]


def _same_leg(night: _Night, time: int) -> list[Lm]:
    side = night.side()
    lms = [night.add(side, time, night.short_duration())]
    for _ in range(night.rng.randint(1, 2)):
        gap = night.rng.choice((500, 500, 490, 400, 510, 600, 0, 20))
        lms.append(night.add(side, lms[-1].end + gap, night.short_duration()))
    if night.rng.random() < 0.3:
        lms.append(night.add(_other(side), lms[-1].onset, night.short_duration()))
    return lms


def _chain(night: _Night, time: int) -> list[Lm]:
    rng = night.rng
    side = night.side()
    lms = [night.add(side, time, night.short_duration())]
    by_onsets = rng.random() < 0.5
    for _ in range(rng.randint(2, 5)):
        side = _other(side) if rng.random() < 0.8 else side
        if by_onsets:
            base, step = lms[-1].onset, rng.choice((0, 1000, 2500, 3000, 4800, 4900, 4990, 5000))
        else:
            base, step = lms[-1].end, rng.choice((-400, 0, 100, 400, 490, 500, 510))
        lms.append(night.add(side, base + step, night.short_duration()))
        if rng.random() < 0.15:
            lms.append(night.add(_other(side), lms[-1].onset, night.short_duration()))
    return lms


def _joined_at_limit(night: _Night, time: int) -> list[Lm]:
    """Make a movement of both legs that is as long as the limits of a joined candidate."""
    side = night.side()
    total = night.near(night.rng.choice((10_000, 15_000)))
    half = night.grid(total // 2, total // 2 + 2000)
    return [
        night.add(side, time, half),
        night.add(_other(side), time + half, total - half),
    ]


def _at_epoch_border(night: _Night, time: int) -> list[Lm]:
    border = time - (time - night.first_epoch) % EPOCH + EPOCH
    duration = night.rng.choice((500, 1000, 2000))
    onset = night.rng.choice(
        (border, border - night.tick, border + night.tick, border - duration, border - 500)
    )
    lms = [night.add(night.side(), onset, duration)]
    if night.rng.random() < 0.4:  # the legs on both sides of the border
        onset += night.rng.choice((duration + 400, 500, 1000, 4900))
        lms.append(night.add(_other(lms[0].side), onset, night.short_duration()))
    return lms


def _wake_bridge(night: _Night, time: int) -> list[Lm]:
    """Put movements around 30 to 90 s of wakefulness, from onset to onset or end to onset."""
    border = time - (time - night.first_epoch) % EPOCH + EPOCH
    length = night.rng.choice((1, 2, 3, 3)) * EPOCH
    night.wake_bridges.append((border, border + length))
    duration = night.short_duration()
    before = night.rng.choice((0, 0, night.tick, duration, duration - night.tick, 500))
    after = night.rng.choice((0, 0, 0, -night.tick, night.tick))
    return [
        night.add(night.side(), border - before, duration),
        night.add(night.side(), border + length + after, night.short_duration()),
    ]


PATTERNS = (
    (_single, 10),
    (_both_at_once, 2),
    (_pair, 3),
    (_same_leg, 2),
    (_chain, 1.5),
    (_joined_at_limit, 0.7),
    (_at_epoch_border, 1.5),
    (_wake_bridge, 1),
)


def _fill(night: _Night) -> None:
    rng = night.rng
    time = night.grid(1000, 25_000)
    while len(night.movements) < night.size and time < night.total - 16_000:
        patterns, weights = zip(*PATTERNS, strict=True)
        lms = rng.choices(patterns, weights)[0](night, time)
        latest = max(lm.end for lm in lms)
        from_time = rng.choice((lms[0].onset,) * 4 + (lms[-1].onset, latest, lms[0].end))
        time = max(from_time + night.interval(), time + night.tick)


def _hypnogram(night: _Night) -> Hypnogram:
    rng = night.rng
    onsets = list(range(night.first_epoch, night.total, EPOCH))
    way = rng.choice(("none", "n2", "n2", "calm", "calm", "calm", "restless", "restless", "wake"))
    if way == "none":
        return []
    stages = []
    change = {"n2": 0.0, "calm": 0.12, "restless": 0.45, "wake": 0.15}[way]
    stage = "W" if way == "wake" else rng.choice(("N2", "N2", "N2", "W"))
    stage = "N2" if way == "n2" else stage
    for _ in onsets:
        if rng.random() < change:
            stage = rng.choices(STAGES, (4, 2, 4, 1, 2, 1))[0]
        stages.append(stage)
    for wake_onset, wake_end in night.wake_bridges:
        around = rng.choice((0, 1, 3)) * EPOCH  # of sleep
        for number, onset in enumerate(onsets):
            if wake_onset <= onset < wake_end:
                stages[number] = "W"
            elif wake_onset - around <= onset < wake_end + around:
                stages[number] = "N2"
    hypnogram = list(zip(onsets, stages, strict=True))
    if rng.random() < 0.15:  # scoring begins late or ends early
        hypnogram = hypnogram[rng.randint(0, 3) : len(hypnogram) - rng.randint(0, 3)]
    return hypnogram


def _cut_at_gap(lms: list[Lm], gap_onset: int, gap_end: int) -> list[Lm]:
    """Cut movements that lie over a gap of the recording; both parts stay."""
    parts = []
    for lm in lms:
        if lm.onset >= gap_end or lm.end <= gap_onset:
            parts.append(lm)
            continue
        if lm.onset < gap_onset:
            parts.append(Lm(lm.side, lm.onset, gap_onset))
        if lm.end > gap_end:
            parts.append(Lm(lm.side, gap_end, lm.end))
    return parts


def _breaks(night: _Night) -> list[int]:
    rng = night.rng
    breaks: list[int] = []
    for _ in range(rng.choice((0, 0, 0, 1, 1, 2))):
        lm = rng.choice(night.movements)
        length = rng.choice((night.tick, night.tick, 400, 1000, 20_000))
        at = rng.choice((lm.onset, lm.end + length, lm.onset + 500, night.grid(0, night.total)))
        gap_onset = max(night.tick, at - length)
        gap_end = gap_onset + length
        if any(abs(gap_end - other) < 25_000 for other in breaks):
            continue
        breaks.append(gap_end)
        night.movements = _cut_at_gap(night.movements, gap_onset, gap_end)
    return sorted(breaks)


def _arousals(night: _Night) -> list[Event]:
    rng = night.rng
    share = rng.choice((0.0, 0.3, 0.6, 0.9))
    events = []
    for lm in night.movements:
        if rng.random() >= share:
            continue
        length = rng.choice((0, 3000, 3000, 5000, 10_000))
        distance = rng.choice((500, 500, 490, 510, 0, 400, 600))
        onset = rng.choice(
            (lm.end + distance, lm.onset - distance - length, lm.onset, lm.onset + 500, lm.end)
        )
        onset = max(0, onset)
        events.append(Event(onset, onset + length))
    return sorted(events, key=lambda event: (event.onset, event.end))


def _respiratory(night: _Night) -> list[Event]:
    rng = night.rng
    events = []
    for _ in range(rng.choice((0, 0, 1, 2, 4, 7))):
        lm = rng.choice(night.movements)
        length = rng.choice((10_000, 10_000, 14_000, night.grid(10_000, 40_000)))
        end = rng.choice(
            (
                lm.onset - 500,  # touches the end of -0.5..+0.5 s
                lm.onset - 10_250,  # touches the end of -2..+10.25 s
                lm.end + 2000,  # touches the onset of -2..+10.25 s
                lm.end + 500,  # touches the onset of -0.5..+0.5 s around the end
                lm.end + 500 + length,  # touches the onset of -0.5..+0.5 s around the event
                lm.onset,
                lm.onset + length,
                night.grid(0, night.total),
            )
        )
        end += rng.choice((-night.tick, 0, 0, 0, night.tick))
        if end - length >= 0:
            events.append(Event(end - length, end, rng.choice(RESPIRATORY_KINDS)))
    return sorted(events, key=lambda event: (event.onset, event.end))


def _window(night: _Night) -> tuple[int, int]:
    rng = night.rng
    early = [lm for lm in night.movements if lm.onset < night.total // 4]
    late = [lm for lm in night.movements if lm.onset > 3 * night.total // 4]
    start, end = 0, night.total
    if rng.random() < 0.5:
        choices = [night.first_epoch, night.first_epoch + EPOCH, night.grid(0, 90_000)]
        for lm in early[:4]:
            choices += [lm.onset, lm.onset + night.tick, lm.end, lm.end + night.tick]
            choices.append(night.grid(lm.onset, lm.end))
        start = rng.choice(choices)
    if rng.random() < 0.5:
        border = night.total - (night.total - night.first_epoch) % EPOCH
        choices = [border, border - EPOCH, night.grid(night.total - 90_000, night.total)]
        for lm in late[-4:]:
            choices += [lm.onset, lm.onset - night.tick, lm.end, lm.end - night.tick]
            choices.append(night.grid(lm.onset, lm.end))
        end = rng.choice(choices)
    return start, end


def random_recording(rng: random.Random) -> Recording:
    """Return a night with many movements and events exactly at the limits of the rules."""
    night = _Night(rng)
    _fill(night)
    hypnogram = _hypnogram(night)
    breaks = _breaks(night)
    night.movements = sorted(set(night.movements), key=lambda lm: (lm.onset, lm.side, lm.end))
    start, end = _window(night)
    return Recording(
        movements=tuple(night.movements),
        epochs=tuple(Epoch(onset, onset + EPOCH, stage) for onset, stage in hypnogram if stage),
        arousals=tuple(_arousals(night)),
        respiratory=tuple(_respiratory(night)),
        start=start,
        end=end,
        breaks=tuple(breaks),
    )


ALLOWED: dict[str, tuple[object, ...]] = {
    "movement.end_quiet_s": (0.3, 0.5, 1.0),
    "movement.shortest_s": (0.3, 0.5, 0.6, 1.0),
    "movement.longest_s": (None, 4.0, 5.0, 10.0, 15.0),
    "legs.join_by": ("gap", "onsets"),
    "legs.join_within_s": (0.5, 1.0, 4.0, 4.8, 5.0),
    "legs.chained": (False, True),
    "candidate.longest_monolateral_s": (None, 4.0, 5.0, 10.0),
    "candidate.longest_joined_s": (None, 5.0, 10.0, 15.0),
    "candidate.most_joined": (None, 1, 2, 3, 4),
    "series.fewest_movements": (2, 3, 4, 5),
    "series.shortest_interval_s": (0.0, 4.0, 5.0, 10.0),
    "series.longest_interval_s": (20.0, 60.0, 90.0, 100.0),
    "series.interval_from": ("onset", "end"),
    "series.short_interval": ("ends_series", "passed_over"),
    "series.non_clm_ends_series": (False, True),
    "series.gap_ends_series": (False, True),
    "series.stages": ("any", "sleep", "apart"),
    "series.sleep_by": ("onset", "any_part"),
    "series.wake_leaves": ("before_joining", "after_joining"),
    "series.longest_wake_s": (None, 30.0, 60.0, 90.0),
    "respiratory.events": ("any", "apnea_hypopnea_rera", "apnea_hypopnea"),
    "respiratory.anchor": ("end", "event"),
    "respiratory.from_s": (-2.0, -0.5, 0.0),
    "respiratory.to_s": (0.0, 0.5, 10.25),
    "respiratory.effect": ("reported_twice", "not_scored"),
    "respiratory.tested": ("before_joining", "after_joining"),
    "arousal.within_s": (0.0, 0.5, 1.0),
    "arousal.within_included": (False, True),
    "arousal.shortest_spacing_s": (None, 5.0, 10.0, 15.0),
    "arousal.spacing_from": ("last_counted", "last_with_arousal"),
}


def varied_values(rng: random.Random, values: Values) -> Values:
    """Change one to three values to others that are allowed.

    ``legs.chained`` stays (or becomes) True where legs are joined by gap: there is no gap
    rule that is not chained. That is not counted as one of the changes.
    """
    varied = dict(values)
    for name in rng.sample(sorted(ALLOWED), rng.randint(1, 3)):
        varied[name] = rng.choice([value for value in ALLOWED[name] if value != values[name]])
    if varied["legs.join_by"] == "gap":
        varied["legs.chained"] = True
    if varied == values:  # only legs.chained was drawn, and taken back
        return varied_values(rng, values)
    return varied
