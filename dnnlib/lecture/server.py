"""The small process behind the sliders: it gives the page, and a frame for a GET, to this machine alone.

/               the deck
/frame/NAME?..  a frame as JSON; 503 while there is no worker, 504 where it dies of the question
/alive          whether one does
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from dnnlib.lecture.hotline import PATIENCE, Hotline, NotReady
from dnnlib.lecture.worker import end_with_parent

HOST = "127.0.0.1"


class Answers(BaseHTTPRequestHandler):
    """What is answered to a GET."""

    protocol_version = "HTTP/1.1"
    # a small answer goes at once, and does not wait for more to go with it
    disable_nagle_algorithm = True
    server: "Server"

    def do_GET(self):
        """A page, a frame or a sign of life."""
        asked = urlsplit(self.path)
        if not self._from_here():
            self._say(403, b"this machine alone is answered")
        elif asked.path == "/":
            page = self.server.page.read_bytes()
            self._say(200, page, "text/html; charset=utf-8")
        elif asked.path == "/alive":
            self._say(200 if self.server.hotline.ready else 503, b"")
        elif asked.path.startswith("/frame/"):
            self._frame(asked.path.removeprefix("/frame/"), dict(parse_qsl(asked.query, keep_blank_values=True)))  # fmt: skip
        else:
            self._say(404, b"")

    def _frame(self, name: str, query: dict) -> None:
        try:
            answer = self.server.hotline.ask(name, query)
        except NotReady:
            self._say(503, b"")
            return
        if answer is None:
            self._say(504, b"")
        elif "error" in answer:
            self._say(500, answer["error"].encode(), "text/plain; charset=utf-8")
        else:
            self._say(200, json.dumps(answer).encode(), "application/json")

    def _from_here(self) -> bool:
        """Whether the page that asks is ours: another site cannot name this host in its requests."""
        host = self.headers.get("Host", "").rpartition(":")[0]
        return host in (HOST, "localhost")

    def _say(self, status: int, body: bytes, kind: str = "text/plain") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            pass  # the page has gone on

    def log_message(self, format, *args):
        """Say nothing: a lecture has other things on the terminal."""


class Server(ThreadingHTTPServer):
    """A deck and its worker on a port of this machine; port 0 takes a free one."""

    daemon_threads = True

    def __init__(self, page: Path, port: int = 0, patience: float = PATIENCE):
        self.page = page
        super().__init__((HOST, port), Answers)
        self.hotline = Hotline(page.with_suffix(".live"), patience)


def _main(page: str, port: str) -> None:
    end_with_parent()
    server = Server(Path(page), int(port))
    print(server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == "__main__":
    _main(*sys.argv[1:])
