"""The exchange's kit for Python: grpcio, the messages of the contract, and nothing else. See ../README.md."""

from exchange.client import Client, connect
from exchange.contract import (
    BUY,
    FOK,
    GTC,
    GTD,
    IOC,
    SELL,
    CancelAllOrders,
    CancelOrder,
    ConditionalBid,
    EndowmentReport,
    InventoryReport,
    LimitOrder,
    MarketOrder,
    PeggedOrder,
    Point,
    ReplaceOrder,
    Schedule,
    SubmitBid,
)
from exchange.errors import ExchangeError, Refused, SessionFailed
from exchange.session import Session

__all__ = [
    "BUY", "FOK", "GTC", "GTD", "IOC", "SELL", "CancelAllOrders", "CancelOrder", "Client", "ConditionalBid",
    "EndowmentReport", "ExchangeError", "InventoryReport", "LimitOrder", "MarketOrder", "PeggedOrder", "Point", "Refused",
    "ReplaceOrder", "Schedule", "Session", "SessionFailed", "SubmitBid", "connect",
]
