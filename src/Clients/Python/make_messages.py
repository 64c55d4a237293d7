#!/usr/bin/env python3
"""Makes the Python messages of the contract, once: `python3 make_messages.py [FOLDER]` compiles the .proto files of FOLDER,
without it those of the checkout, into exchange/v1. The build of the exchange has brought a compiler along; grpcio-tools and
protoc do too."""

import glob
import importlib.util
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
CHECKOUT = os.path.join(HERE, "..", "..", "..", "proto")


def compilers():
    """Commands that may be a compiler for this machine, the one that suits this Python best first."""
    if importlib.util.find_spec("grpc_tools"):
        yield [sys.executable, "-m", "grpc_tools.protoc"]
    packages = os.environ.get("NUGET_PACKAGES") or os.path.join(os.path.expanduser("~"), ".nuget", "packages")
    for path in sorted(glob.glob(os.path.join(packages, "grpc.tools", "*", "tools", "*", "protoc*"))):
        yield [path]
    if shutil.which("protoc"):
        yield ["protoc"]


def main():
    protos = sys.argv[1] if len(sys.argv) > 1 else CHECKOUT
    files = sorted(glob.glob(os.path.join(protos, "exchange", "v1", "*.proto")))
    if not files:
        sys.exit(f"there are no .proto files in {protos}: name the folder that holds exchange/v1")
    said = ""
    for compiler in compilers():
        try:
            made = subprocess.run(
                [*compiler, f"--proto_path={protos}", f"--python_out={HERE}", *files],
                stderr=subprocess.PIPE, text=True, check=False)
        except OSError:
            continue  # another machine's
        if made.returncode == 0:
            return
        said = made.stderr
    sys.exit(said or "there is no compiler of protocol buffers: build the exchange once, or pip install grpcio-tools")


if __name__ == "__main__":
    main()
