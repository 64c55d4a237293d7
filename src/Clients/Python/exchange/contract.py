"""The contract: its messages, as protoc makes them, and its services. The comments in proto/exchange/v1 are the reference."""

import functools

from google.protobuf.descriptor_pb2 import ServiceDescriptorProto

try:
    from exchange.v1 import accounts_pb2, bids_pb2, events_pb2, market_data_pb2, markets_pb2, trading_pb2
except ImportError as missing:
    raise ImportError(f"{missing}: make the messages of the contract first, with python3 make_messages.py") from missing

from exchange.v1.bids_pb2 import (  # noqa: F401
    BUY, FOK, GTC, GTD, IOC, SELL, ConditionalBid, EndowmentReport, InventoryReport, LimitOrder, MarketOrder, PeggedOrder,
    Point, Schedule)
from exchange.v1.trading_pb2 import (  # noqa: F401
    CancelAllOrders, CancelOrder, Instruction, OpenSession, ReplaceOrder, SessionRequest, SubmitBid)

MODULES = (accounts_pb2, bids_pb2, events_pb2, market_data_pb2, markets_pb2, trading_pb2)


class Service:
    """A service of the contract: a callable by the name of each of its methods."""

    def __init__(self, channel, module, name, token):
        self.channel = channel
        service = module.DESCRIPTOR.services_by_name[name]
        description = ServiceDescriptorProto()
        service.CopyToProto(description)
        for method in description.method:
            found = service.methods_by_name[method.name]
            shape = f"{_shape(method.client_streaming)}_{_shape(method.server_streaming)}"
            call = getattr(channel, shape)(
                f"/{service.full_name}/{method.name}",
                request_serializer=lambda message: message.SerializeToString(),
                response_deserializer=found.output_type._concrete_class.FromString)
            setattr(self, method.name, functools.partial(call, metadata=(("authorization", f"Bearer {token}"),)))


def place(into, oneof, message):
    """Puts a message where a oneof has a field of its kind."""
    for field in into.DESCRIPTOR.oneofs_by_name[oneof].fields:
        if field.message_type is message.DESCRIPTOR:
            getattr(into, field.name).CopyFrom(message)
            return into
    raise TypeError(f"{message.DESCRIPTOR.name} is none of a {into.DESCRIPTOR.name}'s {oneof}s")


def _shape(is_stream):
    return "stream" if is_stream else "unary"
