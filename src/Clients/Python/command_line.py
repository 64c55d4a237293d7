"""What the examples have in common: where the exchange is, who calls, and how they end."""

import argparse
import os
import signal
import sys

import exchange


def options(description):
    """A parser that knows where the exchange is."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--url", help="where the exchange is; else $EXCHANGE_URL, else http://127.0.0.1:5080")
    parser.add_argument("--token", help="who calls; else $EXCHANGE_TOKEN")
    parser.add_argument("--ca", help="for https: a file of the authorities to trust, in PEM")
    parser.add_argument("--cert", help="for https: a file with a certificate that proves who calls, in PEM")
    parser.add_argument("--key", help="the certificate's key, unless it stands in the same file")
    return parser


def connect(asked):
    """The exchange that was asked for."""
    return exchange.connect(asked.url, asked.token, asked.ca, asked.cert, asked.key)


def last_events(session, market):
    """Cancels what there is in a market and closes the session; what had happened until then, and was not read."""
    session.cancel_all(market)
    session.close()
    return session


def run(main):
    """Runs until Ctrl-C or SIGTERM; what goes wrong is a line on stderr and exit code 1."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        main()
    except KeyboardInterrupt:
        pass
    except (exchange.ExchangeError, exchange.Refused, OSError, ValueError) as error:
        sys.exit(f"{os.path.basename(sys.argv[0])}: {error}")
