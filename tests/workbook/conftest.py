"""A time limit for every test that reads damaged files: a hang is a failure, not a wait."""

import signal

import pytest

LIMIT_SECONDS = 60


@pytest.fixture(autouse=True)
def time_limit(request):
    if not hasattr(signal, "setitimer") or not any(word in request.path.name for word in ("fuzz", "safety")):
        yield
        return

    def stop(*_):
        raise TimeoutError(f"longer than {LIMIT_SECONDS} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, LIMIT_SECONDS)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)
