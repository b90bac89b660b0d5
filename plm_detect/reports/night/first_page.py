"""The first page of the report of a night: what a physician reads and signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plm_detect.indices.sleep_events import sleep_events
from plm_detect.model.quality import TOO_LITTLE, Grade
from plm_detect.plot.style import clock
from plm_detect.reports.sections import Figure, FirstPage
from plm_detect.wording.sentences import hours_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plm_detect.indices.sleep import SleepStatistics
    from plm_detect.model.quality import QualityNote
    from plm_detect.reports.night.lab import Lab
    from plm_detect.results.night import Night
    from plm_detect.wording.language import Words

MOST_TO_KNOW = 4
"""More warnings than these stand in the appendix alone."""
STAGES = ("n1", "n2", "n3", "rem")


def first_page(night: Night, lab: Lab, say: Words) -> FirstPage:
    """Return what the first page says.

    Parameters
    ----------
    night : Night
    lab : Lab
    say : Words
    """
    return FirstPage(
        fields=_fields(night, lab, say),
        main=_main(night, say),
        verdicts=tuple(_verdicts(night, say)),
        figures=tuple(_figures(night, say)),
        sleep=() if night.sleep is None else _sleep(night.sleep, say),
        quality=tuple(_quality(night, say)),
        to_know=tuple(_to_know(night, say)),
        reading=(say("reading_short"), say("healthy_adults"))
        if night.immobilization is None
        else (say("reading_sit"),),
        comment=lab.patient.comment,
    )


def _fields(night: Night, lab: Lab, say: Words) -> tuple[tuple[tuple[str, str], ...], ...]:
    patient, start = lab.patient, night.start
    begin, end = night.window.start_s, night.window.end_s
    analysed = say("unknown")
    if night.headline.tib_h is not None:
        analysed = say(
            "analysed_from",
            begin=clock(start, begin),
            end=clock(start, end),
            hours=hours_text((end - begin) / 3600),
        )
    return (
        (
            (say("patient"), patient.name or lab.patient_line),
            (say("patient_id"), patient.id),
            (say("birth_date"), patient.birth_date),
            (say("sex_and_age"), ", ".join(x for x in (patient.sex, patient.age) if x)),
        ),
        (
            (say("recording"), night.name),
            (say("start"), start.strftime("%Y-%m-%d %H:%M") if start else say("unknown")),
            (say("analysed"), analysed),
            (say("rules"), night.rules.title + (f", {say('changed')}" * bool(night.rules.changes))),
        ),
        (
            (say("referred_by"), patient.referred_by),
            (say("scorer"), patient.scorer),
            (say("ferritin"), patient.ferritin),
        ),
        ((say("medication"), patient.medication),),
    )


def _main(night: Night, say: Words) -> Figure:
    head = night.headline
    if night.immobilization is not None:
        return Figure(say("sit_index"), say.number(head.plmw_per_hour), say("per_hour_wake"))
    if head.tst_h is None and head.plm_per_hour is None:
        return Figure(say("n_plm"), say.number(head.n_plm, 0))
    if head.tst_h is None:
        return Figure(say("plm_index_recorded"), say.number(head.plm_per_hour), say("per_hour"))
    return Figure(say("plms_index"), say.number(head.plms_per_hour), say("per_hour_sleep"))


def _verdicts(night: Night, say: Words) -> Iterator[str]:
    if night.immobilization is not None:
        return
    found = night.index_class
    if night.is_too_little:
        yield say("no_class_sentence")
    elif found.is_above is None:
        yield say("class_unknown" if night.sleep is None else "class_no_sleep")
    else:
        key = "class_above" if found.is_above else "class_below"
        yield say(key, cut=found.cut_per_hour, group=say(found.group))
    if night.is_too_little:
        head = night.headline
        hours = head.tib_h if head.tst_h is None else head.tst_h
        what = say("of_recording" if head.tst_h is None else "of_sleep")
        yield say("too_little", hours=hours_text(hours or 0.0), what=what)
    elif night.legs and night.grade is not None and night.grade >= Grade.POOR:
        yield say("class_of_poor_signal")
    robust = night.robustness
    if robust is not None and robust.lowest_per_hour is not None:
        yield say(
            "robustness_range" if night.is_too_little else "robustness_line",
            grade=say(robust.grade),
            meaning=say(f"mean_{robust.grade}"),
            low=robust.lowest_per_hour,
            high=robust.highest_per_hour,
        )


def _figures(night: Night, say: Words) -> Iterator[Figure]:
    head = night.headline
    sleep, wake = say("per_hour_sleep"), say("per_hour_wake")
    if (test := night.immobilization) is not None:
        yield Figure(say("sit_movements"), say.number(test.whole.n_plmw, 0))
        yield Figure(say("sit_wake"), say.number(test.whole.wake_min), "min")
        yield Figure(say("plms_index"), say.number(head.plms_per_hour), sleep)
        return
    yield Figure(say("n_plms"), say.number(head.n_plms, 0))
    yield Figure(say("plms_index_nr_short"), say.number(head.plms_nr_per_hour), sleep)
    yield Figure(say("plms_arousal_index"), say.number(head.plms_arousal_per_hour), sleep)
    yield Figure(say("plmw_index"), say.number(head.plmw_per_hour), wake)
    yield Figure(say("periodicity"), say.number(head.periodicity_index, 2))
    events = sleep_events(night.scoring, night.window)
    if events.ahi_per_hour is not None:
        yield Figure(say("ahi"), say.number(events.ahi_per_hour), sleep)
    elif events.respiratory_per_hour is not None:
        yield Figure(say("respiratory_index"), say.number(events.respiratory_per_hour), sleep)
    if events.arousals_per_hour is not None:
        yield Figure(say("arousal_index"), say.number(events.arousals_per_hour), sleep)


def _sleep(sleep: SleepStatistics, say: Words) -> tuple[Figure, ...]:
    def time(minutes: float | None) -> str:
        return say.number(None) if minutes is None else hours_text(minutes / 60)

    def share(percent: float | None) -> str:
        return "" if percent is None else f"{say.number(percent, 0)} %"

    stages = (
        Figure(say(f"{stage}_name"), time(getattr(sleep, f"{stage}_min")),
               share(getattr(sleep, f"{stage}_percent")))
        for stage in STAGES
    )  # fmt: skip
    return (
        Figure(say("tst"), time(sleep.tst_min)),
        Figure(say("efficiency"), share(sleep.sleep_efficiency_percent) or say.number(None)),
        Figure(say("latency"), time(sleep.sol_min)),
        Figure(say("waso"), time(sleep.waso_aasm_min)),
        *stages,
    )


def _quality(night: Night, say: Words) -> Iterator[str]:
    if not night.quality:
        yield say("as_scored")
    for leg in night.quality:
        reasons = ", ".join(say(f"quality.{name}") for name in leg.reasons())
        yield say(
            "leg_quality" if reasons else "leg_quality_good",
            side=say(leg.side.label),
            label=leg.label,
            grade=say(leg.grade.label),
            reasons=reasons,
        )


def _to_know(night: Night, say: Words) -> Iterator[str]:
    # What there is too little of stands in the verdicts; a test needs no sleep.
    warnings = [note for note in night.notes if note.level == "warning" and note.code != TOO_LITTLE]
    if not warnings and night.is_too_little:
        yield say("no_further_warnings")
    for note in warnings[:MOST_TO_KNOW]:
        yield note_text(note, say)
    if len(warnings) > MOST_TO_KNOW:
        yield say("more_warnings", n=len(warnings) - MOST_TO_KNOW)


def note_text(note: QualityNote, say: Words, *, is_whole: bool = False) -> str:
    """Return a note in a language: its name in words.

    Parameters
    ----------
    note : QualityNote
    say : Words
    is_whole : bool, default False
        Whether the sentence with its numbers, which is English, follows in parentheses. In English
        it always stands alone.
    """
    key = f"note.{note.code}"
    if say.language == "en" or key not in say.texts:
        return str(note)
    subject = say.texts.get(f"subject.{note.subject}", note.subject)
    return f"{subject}{say('colon')} {say(key)}" + (f" ({note.text})" if is_whole else "")
