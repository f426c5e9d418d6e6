"""Keeps a lecture's server alive: one that dies is started again, on the port that the page knows."""

import subprocess
import sys
import threading
import time
from pathlib import Path

from dnnlib.lecture.hotline import environment


class Keeper:
    """A server of a deck that comes back by itself; `address` is the page's, `end()` ends it all."""

    def __init__(self, page: Path):
        self.page, self.port, self._ended = page, 0, False
        self._start()
        threading.Thread(target=self._watch, daemon=True).start()

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"http://127.0.0.1:{self.port}/"

    def end(self) -> None:
        """End the server, and start no other."""
        self._ended = True
        self.server.terminate()
        self.server.wait()

    def _start(self) -> None:
        """Start the server. Errors: RuntimeError with its words where it cannot."""
        command = [sys.executable, "-m", "dnnlib.lecture.server"]
        self.server = subprocess.Popen(
            [*command, str(self.page), str(self.port)],
            stdout=subprocess.PIPE,
            text=True,
            env=environment(),
        )
        said = self.server.stdout.readline() if self.server.stdout else ""
        if not said.strip():
            raise RuntimeError(f"no server could be started for {self.page.name}")
        self.port = int(said)

    def _watch(self) -> None:
        while not self._ended:
            self.server.wait()
            if self._ended:
                return
            try:
                self._start()
            except RuntimeError:
                time.sleep(0.5)  # the port is not free yet
