#!/usr/bin/env python3
"""A market maker in a book: it keeps a bid and an ask up, and moves both against what it holds."""

from decimal import Decimal

import command_line
from exchange import BUY, SELL, LimitOrder


class MarketMaker:
    def __init__(self, session, asked):
        self.session, self.asked = session, asked
        self.position, self.cash = Decimal(0), Decimal(0)

    def quote(self):
        """Puts new quotes in the place of the old ones."""
        middle = self.asked.price - self.asked.skew * self.position
        self.session.cancel_all(self.asked.market)
        for side, price in ((BUY, middle - self.asked.spread / 2), (SELL, middle + self.asked.spread / 2)):
            order = LimitOrder(side=side, quantity=str(self.asked.size), price=str(price))
            self.session.submit(self.asked.market, order)

    def take_in(self, fill):
        bought = Decimal(fill.quantity) * (1 if fill.side == BUY else -1)
        self.position += bought
        self.cash -= bought * Decimal(fill.price)
        print("bought" if fill.side == BUY else "sold", fill.quantity, "at", fill.price, flush=True)


def main():
    parser = command_line.options(__doc__)
    parser.add_argument("--market", default="lit", help="the book")
    parser.add_argument("--price", type=Decimal, default=Decimal(100), help="the middle of the quotes, holding nothing")
    parser.add_argument("--spread", type=Decimal, default=Decimal(2), help="between bid and ask")
    parser.add_argument("--size", type=Decimal, default=Decimal(1), help="of each quote")
    parser.add_argument("--skew", type=Decimal, default=Decimal("0.01"), help="how far the quotes move for a unit held")
    asked = parser.parse_args()
    with command_line.connect(asked) as client, client.open_session() as session:
        maker = MarketMaker(session, asked)
        try:
            maker.quote()
            print("quoting in", asked.market, "for", session.account, flush=True)
            for event in session:
                if event.HasField("filled"):
                    maker.take_in(event.filled)
                    maker.quote()
        except KeyboardInterrupt:
            for event in command_line.last_events(session, asked.market):
                if event.HasField("filled"):
                    maker.take_in(event.filled)
        finally:
            print("position", maker.position, "cash", maker.cash, flush=True)


if __name__ == "__main__":
    command_line.run(main)
