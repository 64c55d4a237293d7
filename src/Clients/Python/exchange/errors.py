"""What can go wrong."""


class ExchangeError(Exception):
    """What the exchange, or the way to it, says no to; `code` is gRPC's status, by name."""

    def __init__(self, code, detail):
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail

    @classmethod
    def of(cls, error):
        """Of a failed call."""
        return cls(error.code().name, error.details())


class SessionFailed(ExchangeError):
    """The session is over; whether what had no answer was carried out is unknown."""


class Refused(Exception):
    """An instruction that was refused and changed nothing; `reason` is one of the numbered list's, by name."""

    def __init__(self, reason, detail):
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail
