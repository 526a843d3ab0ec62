"""The ways in which a chat server fails, each as a script, and what a person is told of it."""

from __future__ import annotations

from dataclasses import dataclass

from scripted_server import Connection, Request, Script

KEY = "sk-sesame-0123456789abcdef"
"""The key that every test sends, and that must never come out again."""
GOOD = '{"statements": []}'


def unauthorized(request: Request, to: Connection) -> None:
    """As some servers do, it repeats the key."""
    said = f"Incorrect API key provided: {request.headers.get('authorization')} {KEY}"
    to.json(401, {"error": {"message": said, "code": "invalid_api_key"}})


def forbidden(request: Request, to: Connection) -> None:
    to.json(403, {"error": {"message": f"{KEY} may not"}})


def unknown_model(request: Request, to: Connection) -> None:
    to.json(404, {"error": {"message": "model not found", "code": "model_not_found"}})


def busy_for_long(request: Request, to: Connection) -> None:
    to.json(429, {"error": {"message": "slow down"}}, Retry_After="3600")


def out_of_quota(request: Request, to: Connection) -> None:
    to.json(429, {"error": {"message": "x", "code": "insufficient_quota"}})


def broken(request: Request, to: Connection) -> None:
    to.json(500, {"error": {"message": f"trace with {KEY}"}}, Retry_After="0")


def hanging(request: Request, to: Connection) -> None:
    to.wait()


def hanging_in_the_middle(request: Request, to: Connection) -> None:
    to.head()
    to.say('{"statements": [')
    to.wait()


def dribbling(request: Request, to: Connection) -> None:
    """A byte now and then, never a whole event, for ever."""
    to.head()
    while not to.closing.wait(0.05):
        to.raw(b":")


def dribbling_headers(request: Request, to: Connection) -> None:
    to.raw(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not to.closing.wait(0.05):
        to.raw(b"a")


def dribbling_words(request: Request, to: Connection) -> None:
    """Whole events, one a moment, for ever."""
    to.head()
    while not to.closing.wait(0.05):
        to.say(" ")


def cut_stream(request: Request, to: Connection) -> None:
    to.head()
    to.say('{"statements": [{"section": "guide')


def cut_chunk(request: Request, to: Connection) -> None:
    """The connection breaks within a chunk of a chunked reply."""
    to.raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n")
    to.raw(b'\r\n40\r\ndata: {"choices": [')


def invalid_json(request: Request, to: Connection) -> None:
    to.head()
    to.raw(b'data: {"choices": [{"delta": \n\n')


def not_text(request: Request, to: Connection) -> None:
    to.head()
    to.raw(b"data: \xff\xfe\xfa\n\n")


def web_page(request: Request, to: Connection) -> None:
    to.head(kind="text/html")
    to.raw(b"<html><body>It works!</body></html>")


def odd_shapes(request: Request, to: Connection) -> None:
    """JSON, but of no shape that was agreed on."""
    to.head()
    for value in (5, [], "text", {"choices": 7}, {"choices": [3]}, {"choices": [{"delta": []}]}):
        to.event(value)
    to.raw(b"data: [DONE]\n\n")


def empty_body(request: Request, to: Connection) -> None:
    to.head()


def empty_reply(request: Request, to: Connection) -> None:
    to.head()
    to.say("", "stop")
    to.raw(b"data: [DONE]\n\n")


def endless(request: Request, to: Connection) -> None:
    to.head()
    while not to.closing.is_set():
        to.say("and so on " * 20)


def endless_line(request: Request, to: Connection) -> None:
    """One event that never ends."""
    to.head()
    to.raw(b"data: ")
    while not to.closing.is_set():
        to.raw(b"a" * 65_536)


def context_too_long(request: Request, to: Connection) -> None:
    said = "This model's maximum context length is 2048 tokens. Please reduce the length."
    to.json(400, {"error": {"message": said, "code": "context_length_exceeded"}})


def redirecting(request: Request, to: Connection) -> None:
    to.head(307, Location="http://127.0.0.1:9/elsewhere")


def error_event(request: Request, to: Connection) -> None:
    """A failure that is told within the stream, as vLLM does."""
    to.head()
    to.say('{"state')
    to.event({"error": {"message": f"engine died, {KEY}", "code": 500}})


def filtering(request: Request, to: Connection) -> None:
    to.head()
    to.say("", "content_filter")
    to.raw(b"data: [DONE]\n\n")


def thinking(request: Request, to: Connection) -> None:
    """All tokens go into thoughts, which are not the reply."""
    to.head()
    delta = {"reasoning_content": "Let me see. " * 9}
    to.event({"choices": [{"index": 0, "delta": delta, "finish_reason": None}]})
    to.say("", "length")
    to.raw(b"data: [DONE]\n\n")


@dataclass(frozen=True, slots=True)
class Fault:
    """A way to fail, and words of the line that a person reads. `slow`: only time ends it."""

    script: Script
    told: str
    slow: bool = False

    @property
    def timeout_s(self) -> float:
        """Little where it is waited for in vain, much where a busy machine must not be in time."""
        return 0.5 if self.slow else 20.0


FAULTS = {
    "401": Fault(unauthorized, "key is not accepted (401): set GALEN_LLM_API_KEY"),
    "403": Fault(forbidden, "does not let this key use tiny (403)"),
    "404": Fault(unknown_model, "knows no model 'tiny' at this address (404): check"),
    "429 with a long Retry-After": Fault(busy_for_long, "more requests than it takes (429)"),
    "429 for want of quota": Fault(out_of_quota, "quota is used up (429)"),
    "500": Fault(broken, "failed (500): ask again"),
    "hang": Fault(hanging, "did not finish within 0.5 s", slow=True),
    "hang in the middle": Fault(hanging_in_the_middle, "did not finish within 0.5 s", slow=True),
    "dribble": Fault(dribbling, "did not finish within 0.5 s", slow=True),
    "dribble of headers": Fault(dribbling_headers, "did not finish within 0.5 s", slow=True),
    "dribble of words": Fault(dribbling_words, "did not finish within 0.5 s", slow=True),
    "cut stream": Fault(cut_stream, "broke off in the middle of its reply"),
    "cut chunk": Fault(cut_chunk, "broke off in the middle of its reply"),
    "invalid JSON": Fault(invalid_json, "a form that is none of a chat server's"),
    "not text": Fault(not_text, "a form that is none of a chat server's"),
    "web page": Fault(web_page, "a form that is none of a chat server's"),
    "odd shapes": Fault(odd_shapes, "broke off in the middle of its reply"),
    "empty body": Fault(empty_body, "sent an empty reply"),
    "empty reply": Fault(empty_reply, "sent an empty reply"),
    "nothing but thoughts": Fault(thinking, "raise GALEN_LLM_MAX_TOKENS"),
    "endless": Fault(endless, "a reply without end"),
    "endless line": Fault(endless_line, "a reply without end"),
    "context too long": Fault(context_too_long, "lower GALEN_LLM_CONTEXT_TOKENS"),
    "redirect": Fault(redirecting, "sends the question on to another address (307)"),
    "error within the stream": Fault(error_event, "failed (500): ask again"),
    "filter": Fault(filtering, "held its reply back by its own filter"),
}
