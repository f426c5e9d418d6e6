"""The worker as the server sees it: one question at a time, an answer within seconds or none, a new worker for a dead one."""

import json
import os
import queue
import subprocess
import sys
import threading
import time
from pathlib import Path

PATIENCE = 5.0  # seconds for a frame, then the worker is taken for hung


class NotReady(RuntimeError):
    """No worker is there yet: one has just died, and the next one is starting."""


class Hotline:
    """A worker behind a lock; `ask` gives its answer, or None. It starts again by itself, spawned and not forked.

    A forked worker would keep the server's socket open after the server's death, and a page would wait for it.
    """

    def __init__(self, live: Path, patience: float = PATIENCE):
        self.live, self.patience = live, patience
        self.ready = False
        self._turn = threading.Lock()
        self._ended = False
        self._fresh()

    def ask(self, name: str, query: dict) -> dict | None:
        """The worker's answer to a question; None where there is none in time, and then a new worker starts.

        Errors: NotReady while no worker is there to be asked.
        """
        with self._turn:
            if not self.ready:
                raise NotReady
            worker, lines = self.worker, self._lines
            try:
                _send(worker, {"name": name, "query": query})
                answer = lines.get(timeout=self.patience)
            except (OSError, queue.Empty):
                answer = None
            if answer is None:
                self.ready = False
                # its reader sees the end, and starts another
                worker.kill()
            return answer

    def end(self) -> None:
        """End the worker, and start no other."""
        self._ended = True
        self.worker.kill()
        self.worker.wait()

    def _fresh(self) -> None:
        """Start a worker, and a thread that reads what it says."""
        command = [sys.executable, "-m", "dnnlib.lecture.worker", str(self.live)]
        pipe = subprocess.PIPE
        self.worker = subprocess.Popen(
            command, stdin=pipe, stdout=pipe, text=True, env=environment()
        )
        self._lines: queue.Queue = queue.Queue()
        parts = (self.worker, self._lines)
        threading.Thread(target=self._read, args=parts, daemon=True).start()

    def _read(self, worker: subprocess.Popen, lines: queue.Queue) -> None:
        began = time.monotonic()
        for line in worker.stdout or ():
            answer = json.loads(line)
            if "ready" in answer:
                self.ready = True
            else:
                lines.put(answer)
        self.ready = False
        lines.put(None)
        worker.wait()
        if self._ended:
            return
        # one that dies at birth is no reason to start a hundred a second
        time.sleep(0 if time.monotonic() - began > 2 else 1)
        self._fresh()


def _send(worker: subprocess.Popen, question: dict) -> None:
    assert worker.stdin
    worker.stdin.write(json.dumps(question) + "\n")
    worker.stdin.flush()


def environment() -> dict[str, str]:
    """This process's environment, with the package's own folder on the path, one thread a library."""
    here = str(Path(__file__).parents[2])
    path = os.pathsep.join(filter(None, [here, os.environ.get("PYTHONPATH", "")]))
    threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    return {**os.environ, **threads, "PYTHONPATH": path, "MPLBACKEND": "agg"}
