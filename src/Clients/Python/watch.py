#!/usr/bin/env python3
"""Prints what the public hears of markets."""

import command_line


def main():
    parser = command_line.options(__doc__)
    parser.add_argument("markets", nargs="*", help="none: all there are")
    asked = parser.parse_args()
    with command_line.connect(asked) as client:
        for update in client.subscribe(*asked.markets, detail="TOP"):
            event = update.event
            if event.HasField("print"):
                print(update.market, "trade", event.print.quantity, "at", event.print.price, flush=True)
            elif event.HasField("cleared"):
                print(update.market, "cleared", event.cleared.volume, "at", event.cleared.price, flush=True)
            elif update.HasField("top"):
                print(update.market, "bid", update.top.bid.price, "ask", update.top.ask.price, flush=True)


if __name__ == "__main__":
    command_line.run(main)
