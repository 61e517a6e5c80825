"""Settings for all tests: the same examples every time in the gate, and nothing kept in the user's cache folder."""

from __future__ import annotations

import os

from hypothesis import settings

os.environ["GHGCALC_CACHE"] = ""
settings.register_profile("default", deadline=None)
settings.register_profile("gate", deadline=None, derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
