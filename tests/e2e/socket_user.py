"""A user without a browser: speaks Streamlit's own protocol, to load nothing but the server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect


class SocketUser:
    """One session of the app, in which one question is asked."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._box = ""

    async def open(self) -> None:
        """Load the start page, and find its question box."""
        message = BackMsg()
        message.rerun_script.query_string = ""
        await self._connection.send(message.SerializeToString())
        async for element in self._elements():
            if element.HasField("chat_input"):
                self._box = element.chat_input.id

    async def ask(self, question: str) -> str:
        """The markup of the answer, as soon as the server has sent it."""
        message = BackMsg()
        state = message.rerun_script.widget_states.widgets.add()
        state.id = self._box
        state.chat_input_value.data = question
        await self._connection.send(message.SerializeToString())
        async for element in self._elements():
            if element.HasField("html") and "<article" in element.html.body:
                return str(element.html.body)
        raise AssertionError(f"no answer to {question!r}")

    async def _elements(self, runs: int = 1) -> AsyncIterator[Element]:
        """What the server draws until the script has ended so many times."""
        async for data in self._connection:
            message = ForwardMsg.FromString(data)  # type: ignore[arg-type]
            if message.HasField("delta") and message.delta.HasField("new_element"):
                yield message.delta.new_element
            if message.HasField("script_finished"):
                runs -= 1
                if not runs:
                    return


@asynccontextmanager
async def socket_user(address: str) -> AsyncIterator[SocketUser]:
    url = f"{address.replace('http', 'ws', 1)}/_stcore/stream"
    async with connect(
        url, origin=address, subprotocols=["streamlit"], max_size=None
    ) as connection:
        user = SocketUser(connection)
        await user.open()
        yield user
