"""The errors that a user can meet: one sentence, which file, what is wrong, what to do."""


class PlmDetectError(Exception):
    """Base of all errors that the program raises on purpose."""


class RecordingError(PlmDetectError):
    """The recording cannot be read or holds nothing that can be scored."""


class ChannelError(PlmDetectError):
    """No channel, or the wrong one, would be taken as a leg."""


class ScoringError(PlmDetectError):
    """A scoring file cannot be read or does not belong to the recording."""


class RuleSetError(PlmDetectError):
    """A rule set is unknown or a value in it is not valid."""


class SettingsError(PlmDetectError):
    """A setting has a value that cannot be used."""


class OutputError(PlmDetectError):
    """Results cannot be written where they were asked for."""


class ClusterError(PlmDetectError):
    """The cluster that scores a batch cannot be reached, or went away."""


class MissingExtraError(PlmDetectError):
    """Something that is not installed with the program itself is needed."""
