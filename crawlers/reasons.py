"""Why an address was not read, as a short code."""

from scrapy.exceptions import IgnoreRequest

from inventory import gate

_BY_NAME = {
    "TimeoutError": "timeout",
    "TCPTimedOutError": "timeout",
    "DNSLookupError": "unresolved",
    "ConnectionRefusedError": "no_connection",
    "ConnectError": "no_connection",
    "ResponseNeverReceived": "broken_answer",
    "ResponseFailed": "broken_answer",
    "CancelledError": "too_large",
    "DownloadCancelledError": "too_large",
    "ConnectionLost": "broken_answer",
    "ConnectionDone": "broken_answer",
    "DownloadTimeoutError": "timeout",
    "DownloadConnectionRefusedError": "no_connection",
    "CannotResolveHostError": "unresolved",
    "DownloadFailedError": "broken_answer",
    "ResponseDataLossError": "broken_answer",
    "UnsupportedURLSchemeError": "scheme",
}


def reason_of(error: BaseException) -> str:
    """A short code for why a page could not be fetched."""
    if isinstance(error, gate.Refused):
        return error.reason
    name = type(error).__name__
    if isinstance(error, IgnoreRequest):
        text = str(error)
        if text in ("nothing new", "given up"):
            return text.replace(" ", "_")
        return "robots" if "robots" in text else "redirect_loop" if "redirect" in text else "too_large" if "exceed" in text else "ignored"
    return _BY_NAME.get(name, name)
