"""How a lost connection is had again."""

import random
import threading
import time

import grpc

# What a moment later may be otherwise. Another connection that has taken a session over, say, is not of that kind.
_MAY_PASS = {
    grpc.StatusCode.CANCELLED,
    grpc.StatusCode.DEADLINE_EXCEEDED,
    grpc.StatusCode.INTERNAL,
    grpc.StatusCode.RESOURCE_EXHAUSTED,
    grpc.StatusCode.UNAVAILABLE,
    grpc.StatusCode.UNKNOWN,
}

_FIRST_PAUSE_S = 0.02
_LONGEST_PAUSE_S = 2.0
_CONNECTING_S = 1.0


class Patience:
    """How long, and how often, a lost connection is tried to be had again."""

    def __init__(self, channel, lasts_s, given_up=None):
        self._channel = channel
        self._lasts_s = lasts_s
        self._given_up = given_up or threading.Event()
        self.found()

    def found(self):
        """There is a connection."""
        self._since = None
        self._pause_s = _FIRST_PAUSE_S

    def wait(self, lost):
        """Waits before the next try; False when there shall be none after that error."""
        now = time.monotonic()
        self._since = self._since or now
        if lost.code() not in _MAY_PASS or now - self._since >= self._lasts_s or self._given_up.is_set():
            return False
        # A channel gets on with connecting only while somebody waits for that.
        ready = grpc.channel_ready_future(self._channel)
        # Not all at once, where many have lost theirs.
        self._given_up.wait(self._pause_s * random.uniform(0.5, 1.5))
        self._pause_s = min(2 * self._pause_s, _LONGEST_PAUSE_S)
        try:
            ready.result(_CONNECTING_S)
        except grpc.FutureTimeoutError:
            ready.cancel()
        return True
