"""Plan versus actual: what a later inventory says about a roadmap."""

from ghgcalc.tracking.split import SPLIT_METHODS, split_change
from ghgcalc.tracking.track import Tracking, track_roadmap

__all__ = ["SPLIT_METHODS", "Tracking", "split_change", "track_roadmap"]
