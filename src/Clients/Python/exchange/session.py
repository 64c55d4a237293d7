"""A bot's connection: instructions out, answers and the account's events in."""

import itertools
import queue
import random
import threading
from concurrent.futures import Future

import grpc

from exchange.contract import (
    CancelAllOrders, CancelOrder, Instruction, OpenSession, ReplaceOrder, SessionRequest, SubmitBid, place)
from exchange.errors import ExchangeError, Refused, SessionFailed
from exchange.patience import Patience

_MOST_INSTRUCTIONS = 1000
_MISSED_HEARTBEATS = 3
_REPEAT_PAUSE_S = 0.1

# The exchange is told which of this process's openings came last, for one that was given up may still arrive.
_CLIENT = random.getrandbits(64) | 1
_OPENINGS = itertools.count(1)


class Session:
    """Numbered instructions, each answered once; events in order; a lost connection is had again.

    Iterating over the session yields the account's events (the contract's Event, oldest first) until it is closed. An
    instruction's own events can be read when its answer is there. After a reconnection the events go on where they were, and
    what had no answer is sent again under its number, so that it is carried out once. Safe for threads.

    account: may stay empty with a trader's token. session: the caller's own number for this stream of instructions;
    connections of one account side by side need different ones. resume_after: the `sequence` of the last event known; None:
    events from now on. reconnect_for: for how many seconds a lost connection is tried to be had again. heartbeat: how often, in
    seconds, the exchange says that it is there; when silent for three times as long the connection is taken for lost.
    cancel_after_disconnect: all the account's bids are cancelled if the session is away for so many seconds; None: they stay.
    max_unanswered: how many instructions may wait for an answer before the next waits to be sent.
    """

    def __init__(
            self, trading, *, account="", session=1, resume_after=None, reconnect_for=30.0, heartbeat=5.0,
            cancel_after_disconnect=None, max_unanswered=8192):
        self._trading = trading
        self._opening = OpenSession(
            account=account, session=session, heartbeat=_seconds(heartbeat),
            cancel_on_disconnect=cancel_after_disconnect is not None, grace=_seconds(cancel_after_disconnect))
        self._silence_s = heartbeat * _MISSED_HEARTBEATS
        self._lock = threading.Lock()
        self._room = threading.Semaphore(max_unanswered)
        self._unanswered = {}  # by number, in the order of numbers: what was sent, and whom to tell
        self._events = queue.Queue()
        self._is_closing = False
        self._given_up = threading.Event()
        self._patience = Patience(trading.channel, reconnect_for, self._given_up)
        self._failure = None
        try:
            self._connection = self._connect(resume_after)
        except grpc.RpcError as error:
            raise ExchangeError.of(error) from error
        opened = self._connection.opened
        self.account = opened.account
        self.opened_at = opened.at
        self.sequence = opened.sequence if resume_after is None else resume_after  # of the event handed out last
        self._last_read = self.sequence
        # Client sessions side by side draw ids from ranges of their own; an id is its instruction's number there.
        self._first_id = (session - 1) << 40
        self._numbers = itertools.count(opened.last_number + 1)
        self._reader = threading.Thread(target=self._run, args=(self._connection,), daemon=True)
        self._reader.start()

    def submit(self, market, bid, id=0, standing=False):
        """Brings a bid (LimitOrder, Schedule, ...) to a market and waits for the answer. Returns the bid's id, an own one if none
        is given. Refused: with the reason. standing: in session markets, stays through clearings until cancelled."""
        return self.send(place(SubmitBid(market=market, id=id, standing=standing), "bid", bid)).result()

    def replace(self, market, id, **changes):
        """Changes a live order (quantity="5", price="9.99") or the bid of a session market (schedule=Schedule(...)) in one step."""
        return self.send(ReplaceOrder(market=market, id=id, **changes)).result()

    def cancel(self, market, id):
        """Cancels an order."""
        return self.send(CancelOrder(market=market, id=id)).result()

    def cancel_all(self, market=""):
        """Cancels the account's orders in a market, or in all."""
        self.send(CancelAllOrders(market=market)).result()

    def send(self, action):
        """Sends a SubmitBid, ReplaceOrder, CancelOrder or CancelAllOrders without waiting for its answer. The Future's result is
        the id of the order it is about (0: all), its exception Refused or SessionFailed."""
        instruction = place(Instruction(), "action", action)
        answer = Future()
        answer.set_running_or_notify_cancel()
        self._room.acquire()
        with self._lock:
            if self._failure is not None or self._is_closing:
                self._room.release()
                raise self._failure or SessionFailed("CLOSED", "the session takes no more instructions")
            instruction.number = next(self._numbers)
            if instruction.HasField("submit") and instruction.submit.id == 0:
                instruction.submit.id = self._first_id + instruction.number
            self._unanswered[instruction.number] = (instruction, answer)
            if self._connection is not None:
                self._connection.write([instruction])
        return answer

    def next_event(self, timeout=None):
        """The next event; None when there was none for `timeout` seconds, or will be none because the session was closed."""
        try:
            sequence, event = self._events.get(timeout=timeout)
        except queue.Empty:
            return None
        if event is None:
            self._events.put((sequence, None))  # for whoever asks next
            if self._failure is not None:
                raise self._failure
            return None
        self.sequence = sequence
        return event

    def __iter__(self):
        return iter(self.next_event, None)

    def close(self, timeout=5.0):
        """Waits, for at most so many seconds, until all is answered, and ends the connection. SessionFailed: not all was."""
        with self._lock:
            self._is_closing = True
            if self._connection is not None:
                self._connection.half_close()
        self._reader.join(timeout)
        self._given_up.set()
        with self._lock:
            if self._connection is not None:
                self._connection.cut()
        self._reader.join()
        if self._failure is not None:
            raise self._failure

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        try:
            self.close()
        except SessionFailed:
            if kind is None:
                raise

    def _connect(self, resume_after):
        opening = OpenSession(client=_CLIENT, opening=next(_OPENINGS))
        opening.MergeFrom(self._opening)
        if resume_after is not None:
            opening.resume_after = resume_after
        return _Connection(self._trading, opening, self._silence_s)

    def _run(self, connection):
        """Reads what comes, over one connection after the other."""
        failure = None
        try:
            while connection is not None:
                connection = self._read(connection)
        except grpc.RpcError as lost:
            failure = SessionFailed.of(lost)
        except Exception as error:
            failure = error if isinstance(error, SessionFailed) else SessionFailed("BROKEN", repr(error))
        with self._lock:
            self._failure = failure
            self._is_closing = True
            self._connection = None
            left, self._unanswered = self._unanswered, {}
        for _, answer in left.values():
            self._room.release()
            answer.set_exception(failure or SessionFailed("CLOSED", "the session was closed before the answer came"))
        self._events.put((0, None))

    def _read(self, connection):
        """Reads a connection to its end. Returns the one that follows; None after the last."""
        try:
            for response in connection:
                self._deliver(response, connection)
        except grpc.RpcError as lost:
            return self._reconnect(lost)
        finally:
            connection.cut()
        if not self._is_closing:
            raise SessionFailed("ENDED", "the exchange ended the session")
        # After the half-close nothing could be repeated on it any more.
        return self._reconnect() if self._unanswered and not self._given_up.wait(_REPEAT_PAUSE_S) else None

    def _deliver(self, response, connection):
        if response.events:
            if response.first_sequence != self._last_read + 1:
                raise SessionFailed("GAP", f"event {response.first_sequence} came after {self._last_read}")
            for event in response.events:
                self._last_read += 1
                self._events.put((self._last_read, event))
        again = []
        for answer in response.answers:
            if answer.reason == "BUSY" and answer.number <= connection.opened.last_number:
                # A repeat, of what may have been carried out: that it found no room says nothing of the first time.
                again.append(answer.number)
                continue
            with self._lock:
                instruction, waiting = self._unanswered.pop(answer.number, (None, None))
            if waiting is None:
                continue  # sent by other means under this session's number
            self._room.release()
            if answer.reason:
                waiting.set_exception(Refused(answer.reason, answer.detail))
            else:
                waiting.set_result(getattr(getattr(instruction, instruction.WhichOneof("action")), "id", 0))
        if again:
            timer = threading.Timer(_REPEAT_PAUSE_S, self._repeat, (again, connection))
            timer.daemon = True
            timer.start()

    def _repeat(self, numbers, connection):
        with self._lock:
            if self._connection is connection and not self._is_closing:
                connection.write([self._unanswered[number][0] for number in numbers])

    def _reconnect(self, lost=None):
        """Another connection, which goes on where the lost one ended."""
        with self._lock:
            self._connection = None
        self._patience.found()
        while lost is None or self._patience.wait(lost):
            try:
                connection = self._connect(self._last_read)
            except grpc.RpcError as again:
                lost = again
                continue
            with self._lock:
                connection.write([instruction for instruction, _ in self._unanswered.values()])
                if self._is_closing:
                    connection.half_close()
                self._connection = connection
            return connection
        raise lost


class _Connection:
    """One stream of a session, opened, and a watch on whether the exchange is still there."""

    def __init__(self, trading, opening, silence_s):
        self._requests = queue.SimpleQueue()
        self._requests.put(SessionRequest(open=opening))
        self._responses = trading.Session(iter(self._requests.get, None))
        self._count = 0
        self._is_over = threading.Event()
        threading.Thread(target=self._watch, args=(silence_s,), daemon=True).start()
        try:
            self.opened = next(iter(self)).opened
        except BaseException:
            self.cut()
            raise

    def __iter__(self):
        for response in self._responses:
            self._count += 1
            yield response

    def write(self, instructions):
        """Queues instructions, in order."""
        for first in range(0, len(instructions), _MOST_INSTRUCTIONS):
            self._requests.put(SessionRequest(instructions=instructions[first:first + _MOST_INSTRUCTIONS]))

    def half_close(self):
        """Says that no more will be written: the exchange answers all and ends the stream."""
        self._requests.put(None)

    def cut(self):
        """Ends it whatever is under way."""
        self._is_over.set()
        self._requests.put(None)
        self._responses.cancel()

    def _watch(self, silence_s):
        seen = -1
        while not self._is_over.wait(silence_s):
            if self._count == seen:
                self._responses.cancel()
            seen = self._count


def _seconds(value):
    return "" if value is None else f"{value:.9f}"
