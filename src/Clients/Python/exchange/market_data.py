"""Public market data."""

import grpc

from exchange.contract import market_data_pb2
from exchange.errors import ExchangeError
from exchange.patience import Patience

SubscribeRequest = market_data_pb2.SubscribeRequest


def subscribe(service, markets, detail, reconnect_for):
    """A snapshot of each market (none named: of all there are), then every public change without a gap.

    `detail` is TOP, LEVELS or ORDERS. Where something is missing, or the connection was lost, snapshots come again. Yields the
    contract's MarketUpdate; ends with ExchangeError.
    """
    request = SubscribeRequest(markets=markets, detail=SubscribeRequest.Detail.Value(detail))
    patience = Patience(service.channel, reconnect_for)
    while True:
        call = service.Subscribe(request)
        try:
            sequences = {}
            for update in (update for response in call for update in response.updates):
                if not _follows(update, sequences, detail):
                    break
                patience.found()
                yield update
        except grpc.RpcError as lost:
            if not patience.wait(lost):
                raise ExchangeError.of(lost) from lost
        finally:
            call.cancel()


def _follows(update, sequences, detail):
    last = sequences.get(update.market)
    if update.HasField("snapshot"):
        part = update.snapshot.part if update.snapshot.HasField("part") else None
        if part is not None and part.HasField("since") and part.since.sequence != last:
            return False
        if part is not None and not part.is_last:
            return True
    # Best prices between two messages are not told one by one.
    elif last is None or not (update.sequence >= last if detail == "TOP" else update.sequence == last + 1):
        return False
    sequences[update.market] = update.sequence
    return True
