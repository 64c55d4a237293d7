"""A bot of grpcio and the contract alone: `peer.py PORT MESSAGES TOKEN_A TOKEN_B` trades in the market "lit" for the
accounts A and B and prints a line for each scenario. MESSAGES is where protoc put the Python messages."""

import queue
import sys

import grpc

PORT, MESSAGES, TOKEN_A, TOKEN_B = sys.argv[1:5]
sys.path.insert(0, MESSAGES)
grpc.__path__.append(f"{MESSAGES}/grpc")  # the messages of gRPC's own services stand beside the library

from exchange.v1 import accounts_pb2, bids_pb2, events_pb2, market_data_pb2, markets_pb2, trading_pb2  # noqa: E402
from google.protobuf import descriptor_pb2, descriptor_pool  # noqa: E402
from grpc.health.v1 import health_pb2  # noqa: E402
from grpc.reflection.v1 import reflection_pb2  # noqa: E402
from grpc.reflection.v1alpha import reflection_pb2 as reflection_alpha_pb2  # noqa: E402

PATIENCE = 60


class Client:
    """The methods by hand, as a language without generated services has them."""

    def __init__(self, channel, token):
        def method(shape, path, response):
            call = shape(
                f"/exchange.v1.{path}",
                request_serializer=lambda message: message.SerializeToString(),
                response_deserializer=response.FromString,
            )
            metadata = (("authorization", f"Bearer {token}"),) if token else ()
            return lambda request: call(request, metadata=metadata, timeout=PATIENCE)

        self.list = method(channel.unary_unary, "Markets/List", markets_pb2.ListMarketsResponse)
        self.balances = method(channel.unary_unary, "Accounts/GetBalances", events_pb2.Balances)
        self.submit = method(channel.unary_unary, "Trading/Submit", trading_pb2.SubmitResponse)
        self.session = method(channel.stream_stream, "Trading/Session", trading_pb2.SessionResponse)
        self.subscribe = method(channel.unary_stream, "MarketData/Subscribe", market_data_pb2.SubscribeResponse)


def limit(number, order, side, quantity, price):
    bid = bids_pb2.LimitOrder(side=side, quantity=quantity, price=price)
    return trading_pb2.Instruction(number=number, submit=trading_pb2.SubmitBid(market="lit", id=order, limit=bid))


def equal(actual, expected):
    assert actual == expected, f"{actual!r} is not {expected!r}"


def stranger(channel):
    try:
        Client(channel, None).list(markets_pb2.ListMarketsRequest())
        raise AssertionError("let in without a token")
    except grpc.RpcError as error:
        equal(error.code(), grpc.StatusCode.UNAUTHENTICATED)


def markets(channel):
    listed = Client(channel, TOKEN_A).list(markets_pb2.ListMarketsRequest()).markets
    equal([(m.definition.id, m.definition.tick_size, m.phase) for m in listed], [("lit", "0.01", markets_pb2.OPEN)])


def session(channel):
    requests = queue.Queue()
    responses = Client(channel, TOKEN_A).session(iter(requests.get, None))
    requests.put(trading_pb2.SessionRequest(open=trading_pb2.OpenSession(session=1)))
    opened = next(responses).opened
    equal((opened.account, opened.session, opened.last_number), ("A", 1, 0))

    requests.put(trading_pb2.SessionRequest(instructions=[
        limit(1, 11, bids_pb2.BUY, "5", "9.99"), limit(2, 12, bids_pb2.BUY, "5", "9.995"), limit(3, 13, bids_pb2.SELL, "1", "10.5"),
    ]))
    answers, events = [], []
    while len(answers) < 3:
        response = next(responses)
        answers += response.answers
        events += response.events
    equal([(a.number, a.reason) for a in answers], [(1, ""), (2, "OFF_GRID"), (3, "")])
    equal([e.accepted.id for e in events], [11, 13])

    sold = Client(channel, TOKEN_B).submit(
        trading_pb2.SubmitRequest(instruction=limit(0, 1, bids_pb2.SELL, "2", "9.99")))
    equal([e.WhichOneof("event") for e in sold.events], ["accepted", "filled"])
    fill = next(responses).events[0].filled
    equal((fill.id, fill.quantity, fill.price, fill.remaining), (11, "2", "9.99", "3"))

    cancel = trading_pb2.Instruction(number=4, cancel_all=trading_pb2.CancelAllOrders())
    requests.put(trading_pb2.SessionRequest(instructions=[cancel]))
    requests.put(None)
    rest = list(responses)
    equal([a.number for r in rest for a in r.answers], [4])
    equal([e.cancelled.id for r in rest for e in r.events], [11, 13])
    equal(responses.code(), grpc.StatusCode.OK)


def balances(channel):
    held = Client(channel, TOKEN_A).balances(accounts_pb2.GetBalancesRequest())
    equal((held.cash, held.units["XYZ"]), ("999980.02", "1002"))


def market_data(channel):
    updates = Client(channel, TOKEN_B).subscribe(market_data_pb2.SubscribeRequest(markets=["lit"]))
    snapshot = next(updates).updates[0]
    equal((len(snapshot.snapshot.depth.bids), snapshot.snapshot.phase), (0, markets_pb2.OPEN))

    for instruction in (limit(0, 21, bids_pb2.BUY, "3", "8"), limit(0, 22, bids_pb2.SELL, "1", "8")):
        Client(channel, TOKEN_A).submit(trading_pb2.SubmitRequest(instruction=instruction))
    heard = []
    while len(heard) < 3:
        heard += next(updates).updates
    equal([u.sequence - snapshot.sequence for u in heard], [1, 2, 3])
    equal(heard[0].level.quantity, "3")
    equal(sorted(u.WhichOneof("update") for u in heard[1:]), ["event", "level"])
    prints = [u.event.print for u in heard if u.HasField("event")]
    equal([(p.price, p.quantity) for p in prints], [("8", "1")])
    updates.cancel()


def gzip(channel):
    with grpc.insecure_channel(f"127.0.0.1:{PORT}", compression=grpc.Compression.Gzip) as packing:
        client = Client(packing, TOKEN_B)
        equal([m.definition.id for m in client.list(markets_pb2.ListMarketsRequest()).markets], ["lit"])
        first = 1000
        for order in range(first, first + 60):
            client.submit(trading_pb2.SubmitRequest(instruction=limit(0, order, bids_pb2.SELL, "1", f"{order}")))
        # Long enough a book to come packed.
        updates = client.subscribe(market_data_pb2.SubscribeRequest(markets=["lit"]))
        equal(len(next(updates).updates[0].snapshot.depth.asks), 60)
        updates.cancel()
        cancel = trading_pb2.Instruction(cancel_all=trading_pb2.CancelAllOrders())
        cancelled = client.submit(trading_pb2.SubmitRequest(instruction=cancel)).events
        assert len(cancelled) >= 60, cancelled


def health(channel):
    check = channel.unary_unary(
        "/grpc.health.v1.Health/Check",
        request_serializer=lambda message: message.SerializeToString(),
        response_deserializer=health_pb2.HealthCheckResponse.FromString,
    )
    for service in ("", "exchange.v1.Trading"):
        equal(check(health_pb2.HealthCheckRequest(service=service), timeout=PATIENCE).status, 1)
    try:
        check(health_pb2.HealthCheckRequest(service="exchange.v1.Nothing"), timeout=PATIENCE)
        raise AssertionError("there is no such service")
    except grpc.RpcError as error:
        equal(error.code(), grpc.StatusCode.NOT_FOUND)


def reflection(channel):
    for version, messages in (("v1", reflection_pb2), ("v1alpha", reflection_alpha_pb2)):
        call = channel.stream_stream(
            f"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo",
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=messages.ServerReflectionResponse.FromString,
        )
        request = messages.ServerReflectionRequest
        listed, found, missing = call(
            iter([request(list_services=""), request(file_containing_symbol="exchange.v1.Trading"), request(file_by_filename="x.proto")]),
            timeout=PATIENCE,
        )
        services = [service.name for service in listed.list_services_response.service]
        assert {"exchange.v1.Trading", f"grpc.reflection.{version}.ServerReflection"} <= set(services), services
        equal(missing.error_response.error_code, grpc.StatusCode.NOT_FOUND.value[0])

        # From what the server says alone, as tools do it that know no file.
        files = [descriptor_pb2.FileDescriptorProto.FromString(f) for f in found.file_descriptor_response.file_descriptor_proto]
        pool = descriptor_pool.DescriptorPool()
        added = set()
        while len(added) < len(files):
            for file in files:
                if file.name not in added and added.issuperset(file.dependency):
                    pool.Add(file)
                    added.add(file.name)
        methods = pool.FindServiceByName("exchange.v1.Trading").methods_by_name
        equal(sorted(methods), ["Events", "Session", "Submit"])


with grpc.insecure_channel(f"127.0.0.1:{PORT}") as open_channel:
    for scenario in (stranger, markets, session, balances, market_data, gzip, health, reflection):
        try:
            scenario(open_channel)
            print("ok", scenario.__name__)
        except Exception as error:  # every scenario is reported
            print(f"FAILED {scenario.__name__}: {error!r}".replace("\n", " "))
