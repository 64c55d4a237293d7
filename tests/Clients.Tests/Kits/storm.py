"""Orders as fast as they are answered until SIGTERM, over whatever becomes of the connection; then every event there was."""

import signal
import threading
import time

import command_line
from exchange import BUY, LimitOrder, SubmitBid


def main():
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    with command_line.connect(command_line.options(__doc__).parse_args()) as client:
        session = client.open_session(max_unanswered=50, reconnect_for=600)
        print("open")
        answers = []
        while not stop.is_set():
            order = LimitOrder(side=BUY, quantity="2", price="5")
            answers.append(session.send(SubmitBid(market="lit", limit=order)))
            time.sleep(0.001)
        session.close(timeout=60)
        refused = [answer.exception().reason for answer in answers if answer.exception() is not None]
        carried_out = {answer.result() for answer in answers if answer.exception() is None}
        print("carried out", len(carried_out), "refused", len(refused), "of", len(answers), *sorted(set(refused)))
        for event in session:
            kind = event.WhichOneof("event")
            print(kind, getattr(event, kind).id)


if __name__ == "__main__":
    main()
    print("done")
