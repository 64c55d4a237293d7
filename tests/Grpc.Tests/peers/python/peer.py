"""The Python peer: `peer.py client PORT` runs its scenarios against a server and prints a line for each,
`peer.py server` serves the same wishes and prints its port."""

import sys
import threading
from concurrent import futures

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

SERVICE = "grpc.tests.Echo"
LIMITS = [("grpc.max_receive_message_length", 16 << 20), ("grpc.max_send_message_length", 16 << 20)]


def make_ping():
    """The message of echo.proto, described here so that nothing has to be generated."""
    field = descriptor_pb2.FieldDescriptorProto
    file = descriptor_pb2.FileDescriptorProto(name="echo.proto", package="grpc.tests", syntax="proto3")
    message = file.message_type.add(name="Ping")
    for number, (name, kind) in enumerate(
        [("number", field.TYPE_INT32), ("payload", field.TYPE_BYTES), ("wish", field.TYPE_STRING)], start=1
    ):
        message.field.add(name=name, number=number, type=kind, label=field.LABEL_OPTIONAL)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.MessageFactory(pool).GetPrototype(pool.FindMessageTypeByName("grpc.tests.Ping"))


Ping = make_ping()


# ---- client


class Client:
    def __init__(self, channel):
        codec = {"request_serializer": Ping.SerializeToString, "response_deserializer": Ping.FromString}
        self.unary = channel.unary_unary(f"/{SERVICE}/Unary", **codec)
        self.collect = channel.stream_unary(f"/{SERVICE}/Collect", **codec)
        self.expand = channel.unary_stream(f"/{SERVICE}/Expand", **codec)
        self.chat = channel.stream_stream(f"/{SERVICE}/Chat", **codec)
        self.nothing = channel.unary_unary(f"/{SERVICE}/Nothing", **codec)


def failure_of(call):
    try:
        call()
    except grpc.RpcError as error:
        return error
    raise AssertionError("no failure")


def equal(actual, expected):
    assert actual == expected, f"{actual!r} is not {expected!r}"


def unary(client):
    response = client.unary(Ping(number=7, payload=b"seven"))
    equal((response.number, response.payload), (7, b"seven"))


def collect(client):
    equal(client.collect(Ping(number=i) for i in range(1, 101)).number, 5050)


def expand(client):
    equal([r.number for r in client.expand(Ping(number=100))], list(range(100)))


def chat(client):
    equal([r.number for r in client.chat(Ping(number=i) for i in range(100))], list(range(100)))


def metadata(client):
    sent = (("x-text", "text"), ("x-data-bin", bytes([0, 1, 254, 255])))
    _, call = client.unary.with_call(Ping(wish="metadata"), metadata=sent)
    equal(dict(call.initial_metadata())["x-text"], "text")
    equal(dict(call.trailing_metadata())["x-data-bin"], bytes([0, 1, 254, 255]))


def status(client):
    for code in range(1, 17):
        error = failure_of(lambda: client.unary(Ping(wish="status", number=code)))
        equal(error.code().value[0], code)
        equal(error.details(), "wünsch 100 %")
        trailers = dict(error.trailing_metadata())
        equal((trailers["why"], trailers["why-bin"]), ("because", bytes([0, 255])))


def deadline(client):
    error = failure_of(lambda: client.unary(Ping(wish="wait"), timeout=0.2))
    equal(error.code(), grpc.StatusCode.DEADLINE_EXCEEDED)


def cancel(client):
    call = client.expand(Ping(wish="wait"))
    next(call)
    call.cancel()
    equal(failure_of(lambda: next(call)).code(), grpc.StatusCode.CANCELLED)


def stop(client):
    release = threading.Event()

    def requests():
        yield Ping(wish="stop")
        release.wait()

    error = failure_of(lambda: list(client.chat(requests())))
    release.set()
    equal(error.code(), grpc.StatusCode.FAILED_PRECONDITION)


def big(client):
    equal(len(client.unary(Ping(payload=bytes(3 << 20))).payload), 3 << 20)


def too_big(client):
    error = failure_of(lambda: client.unary(Ping(payload=bytes(5 << 20))))
    equal(error.code(), grpc.StatusCode.RESOURCE_EXHAUSTED)


def unknown(client):
    equal(failure_of(lambda: client.nothing(Ping())).code(), grpc.StatusCode.UNIMPLEMENTED)


def gzip(client):
    for number in range(3):
        request = Ping(number=number, payload=bytes(100_000), wish="encoding")
        response = client.unary(request, compression=grpc.Compression.Gzip)
        equal((response.payload, response.wish), (request.payload, "gzip"))
    sent = (Ping(number=i, payload=bytes(2_000)) for i in range(20))
    equal(len(list(client.chat(sent, compression=grpc.Compression.Gzip))), 20)
    equal(client.unary(Ping(wish="encoding")).wish, "identity")
    error = failure_of(lambda: client.unary(Ping(wish="encoding"), compression=grpc.Compression.Deflate))
    equal(error.code(), grpc.StatusCode.UNIMPLEMENTED)


SCENARIOS = [unary, collect, expand, chat, metadata, status, deadline, cancel, stop, big, too_big, unknown, gzip]


def run_client(port):
    with grpc.insecure_channel(f"127.0.0.1:{port}", options=LIMITS) as channel:
        client = Client(channel)
        for scenario in SCENARIOS:
            try:
                scenario(client)
                print("ok", scenario.__name__)
            except Exception as error:  # every scenario is reported
                print(f"FAILED {scenario.__name__}: {error!r}".replace("\n", " "))


# ---- server


def fail(context, number):
    code = next(c for c in grpc.StatusCode if c.value[0] == number)
    context.set_trailing_metadata((("why", "because"), ("why-bin", bytes([0, 255]))))
    context.abort(code, "wünsch 100 %")


def wait(context):
    ended = threading.Event()
    if context.add_callback(ended.set):
        ended.wait()


def serve_unary(request, context):
    if request.wish == "status":
        fail(context, request.number)
    elif request.wish == "wait":
        wait(context)
    elif request.wish == "metadata":
        received = dict(context.invocation_metadata())
        context.send_initial_metadata((("x-text", received["x-text"]),))
        context.set_trailing_metadata((("x-data-bin", received["x-data-bin"]),))
    return request


def serve_collect(requests, context):
    return Ping(number=sum(r.number for r in requests))


def serve_expand(request, context):
    if request.wish == "wait":
        yield request
        wait(context)
    else:
        for i in range(request.number):
            yield Ping(number=i)


def serve_chat(requests, context):
    for request in requests:
        if request.wish == "stop":
            fail(context, grpc.StatusCode.FAILED_PRECONDITION.value[0])
        yield request


def run_server():
    codec = {"request_deserializer": Ping.FromString, "response_serializer": Ping.SerializeToString}
    handlers = {
        "Unary": grpc.unary_unary_rpc_method_handler(serve_unary, **codec),
        "Collect": grpc.stream_unary_rpc_method_handler(serve_collect, **codec),
        "Expand": grpc.unary_stream_rpc_method_handler(serve_expand, **codec),
        "Chat": grpc.stream_stream_rpc_method_handler(serve_chat, **codec),
    }
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=8), options=LIMITS, compression=grpc.Compression.Gzip)
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(SERVICE, handlers),))
    print(server.add_insecure_port("127.0.0.1:0"), flush=True)
    server.start()
    server.wait_for_termination()


if sys.argv[1] == "client":
    run_client(sys.argv[2])
else:
    run_server()
