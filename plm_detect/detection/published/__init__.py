"""Published detectors of leg movements, for comparison."""

from plm_detect.detection.published.registry import available, detect_published, reference_of

__all__ = ["available", "detect_published", "reference_of"]
