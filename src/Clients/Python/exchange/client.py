"""A way to an exchange, with one token."""

import os
from urllib.parse import urlsplit

import grpc

from exchange import market_data
from exchange.contract import Service, accounts_pb2, market_data_pb2, markets_pb2, trading_pb2
from exchange.errors import ExchangeError
from exchange.session import Session

# A peer that vanished without a word is noticed, and one that comes back is found soon.
_CHANNEL_OPTIONS = (
    ("grpc.initial_reconnect_backoff_ms", 50),
    ("grpc.min_reconnect_backoff_ms", 5_000),
    ("grpc.max_reconnect_backoff_ms", 2_000),
    ("grpc.keepalive_time_ms", 20_000),
    ("grpc.keepalive_timeout_ms", 10_000),
    ("grpc.http2.max_pings_without_data", 0),
    ("grpc.max_receive_message_length", -1),
)


def connect(url=None, token=None, ca=None, cert=None, key=None):
    """A client of the exchange at an address, with a token; without them those of $EXCHANGE_URL and $EXCHANGE_TOKEN.

    With https, `ca` names a file of the authorities to trust (PEM; without it those of grpcio), and `cert` and `key` the files
    of a certificate that proves who calls. Closes with `close()` or at the end of a `with`.
    """
    url = url or os.environ.get("EXCHANGE_URL") or "http://127.0.0.1:5080"
    return Client(url, token or os.environ.get("EXCHANGE_TOKEN") or "", ca, cert, key)


class Client:
    """See `connect`. The services of the contract are attributes: `client.markets.List(...)`. Safe for threads."""

    def __init__(self, url, token, ca=None, cert=None, key=None):
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise ValueError(f"{url} is not an address like http://127.0.0.1:5080")
        if parts.scheme == "https":
            credentials = grpc.ssl_channel_credentials(_read(ca), _read(key or cert), _read(cert))
            self._channel = grpc.secure_channel(parts.netloc, credentials, _CHANNEL_OPTIONS)
        else:
            self._channel = grpc.insecure_channel(parts.netloc, _CHANNEL_OPTIONS)
        self.trading = Service(self._channel, trading_pb2, "Trading", token)
        self.accounts = Service(self._channel, accounts_pb2, "Accounts", token)
        self.markets = Service(self._channel, markets_pb2, "Markets", token)
        self.market_data = Service(self._channel, market_data_pb2, "MarketData", token)

    def open_session(self, **options):
        """Opens a trading session; see `Session` for the options. ExchangeError: it cannot be reached, or refuses."""
        return Session(self.trading, **options)

    def subscribe(self, *markets, detail="LEVELS", reconnect_for=30.0):
        """An iterator over public market data; see `market_data.subscribe`."""
        return market_data.subscribe(self.market_data, markets, detail, reconnect_for)

    def list_markets(self):
        """The markets there are, with their definitions."""
        return list(_call(self.markets.List, markets_pb2.ListMarketsRequest()).markets)

    def balances(self, account=""):
        """What an account holds; may stay empty with a trader's token."""
        return _call(self.accounts.GetBalances, accounts_pb2.GetBalancesRequest(account=account))

    def depth(self, market):
        """The book now, as far as this token's holder may see it."""
        return _call(self.market_data.GetDepth, market_data_pb2.GetDepthRequest(market=market))

    def close(self):
        """Ends all calls."""
        self._channel.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def _call(method, request):
    try:
        return method(request)
    except grpc.RpcError as error:
        raise ExchangeError.of(error) from error


def _read(path):
    if path is None:
        return None
    with open(path, "rb") as file:
        return file.read()
