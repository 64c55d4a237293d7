#!/usr/bin/env python3
"""A bidder in a call auction, a sequential double auction say: before every clearing it says with a demand schedule what it would
buy and sell at each price, less of it the more it holds."""

from decimal import Decimal

import command_line
from exchange import Point, Schedule


class AuctionBidder:
    def __init__(self, session, asked):
        self.session, self.asked = session, asked
        self.held, self.received = Decimal(0), Decimal(0)

    def bid(self):
        """Puts a new schedule in the place of the old one."""
        low, high = self.asked.value - self.asked.width, self.asked.value + self.asked.width
        self.session.cancel_all(self.asked.market)
        self.session.submit(self.asked.market, Schedule(points=[self.point(low), self.point(high)]))

    def point(self, price):
        """Nothing is wanted at the value while nothing is held."""
        wanted = self.asked.slope * (self.asked.value - price) - self.asked.aversion * self.held
        return Point(price=str(price), quantity=str(round(wanted)))

    def take_in(self, allocated):
        self.held += Decimal(allocated.quantity)
        self.received += Decimal(allocated.cash)
        print("bought", allocated.quantity, "for", -Decimal(allocated.cash), flush=True)


def main():
    parser = command_line.options(__doc__)
    parser.add_argument("--market", default="auction", help="the call auction")
    parser.add_argument("--value", type=Decimal, default=Decimal(100), help="what a unit is worth to the bidder")
    parser.add_argument("--slope", type=Decimal, default=Decimal(10), help="how many units more it wants for a price lower by 1")
    parser.add_argument("--aversion", type=Decimal, default=Decimal("0.5"), help="how many units fewer for each unit held")
    parser.add_argument("--width", type=Decimal, default=Decimal(10), help="how far from the value the schedule goes")
    asked = parser.parse_args()
    with command_line.connect(asked) as client, client.open_session() as session:
        bidder = AuctionBidder(session, asked)
        try:
            bidder.bid()
            print("bidding in", asked.market, "for", session.account, flush=True)
            for event in session:
                if event.HasField("allocated"):
                    bidder.take_in(event.allocated)
                    bidder.bid()
        except KeyboardInterrupt:
            for event in command_line.last_events(session, asked.market):
                if event.HasField("allocated"):
                    bidder.take_in(event.allocated)
        finally:
            print("position", bidder.held, "cash", bidder.received, flush=True)


if __name__ == "__main__":
    command_line.run(main)
