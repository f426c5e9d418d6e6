"""Hostile code: what it does, and what it deserves. Each stands in the cell that answers `output_size` or `conv1d`."""

OPEN = "def output_size(size, filter, stride=1, pad=0):\n"
RIGHT = OPEN + "    return (size + 2 * pad - filter) // stride + 1\n"
CALM = "    return (size + 2 * pad - filter) // stride + 1\n"
WRONG = OPEN + "    return 7\n"
SLOW, ENDED, STUB = "took too long", "ended the program", "not written yet"

# name: (what it does, the cell, points it deserves of 2, what the grader must say)
OUTPUT_SIZE = {
    "endless loop": ("the answer never returns", OPEN + "    while True: pass\n", 0, SLOW),
    "endless cell": ("the cell itself never ends", "while True: pass\n" + RIGHT, 0, SLOW),
    "sleep": ("the answer sleeps for years", OPEN + "    import time; time.sleep(1e9)\n", 0, SLOW),
    "slow at each call": ("a second and a half for each case", OPEN + "    import time; time.sleep(1.5)\n" + CALM, 0, SLOW),
    "memory at once": ("asks for 64 GiB", OPEN + "    return len(bytearray(64 << 30))\n", 0, "MemoryError"),
    "memory by and by": (
        "a list that grows until there is no memory",
        OPEN + "    held = []\n    while True: held.append(bytearray(1 << 24))\n",
        0,
        "",
    ),
    "fork bomb": ("every process makes two", "import os\n" + OPEN + "    while True: os.fork()\n", 0, ""),
    "thread bomb": (
        "threads without end",
        "import threading, time\n" + OPEN + "    while True: threading.Thread(target=time.sleep, args=(99,)).start()\n",
        0,
        "",
    ),
    "file bomb": (
        "fills the disk with one file",
        OPEN + "    with open('/tmp/x', 'wb') as f:\n        while True: f.write(bytes(1 << 20))\n",
        0,
        "File too large",
    ),
    "many files": (
        "files until the disk is full",
        OPEN + "    for k in range(10**9): open(f'/tmp/{k}', 'wb').write(bytes(1 << 20))\n",
        0,
        "",
    ),
    "os._exit": ("ends Python without a word", "import os\n" + OPEN + "    os._exit(0)\n", 0, ENDED),
    "sys.exit": ("asks Python to end", "import sys\n" + OPEN + "    sys.exit(0)\n", 0, "SystemExit"),
    "quit in a cell": ("a cell ends Python", "import os\nos._exit(0)\n" + RIGHT, 0, ENDED),
    "kills its parent": (
        "SIGKILL to its parent, then a right answer",
        "import os\n" + OPEN + "    for who in (os.getppid(), 1):\n"
        "        try: os.kill(who, 9)\n        except OSError: pass\n" + CALM,
        1,  # right, but in more statements than the rule allows: half
        "at most 3 allowed",
    ),
    "kills everybody": (
        "SIGKILL to all that it can reach", "import os\ntry: os.kill(-1, 9)\nexcept OSError: pass\n" + RIGHT, 2, "right on",
    ),
    "deaf to signals": (
        "ignores every signal, then loops",
        "import signal\nfor s in range(1, 32):\n    try: signal.signal(s, signal.SIG_IGN)\n    except OSError: pass\n"
        + OPEN + "    while True: pass\n",
        0,
        SLOW,
    ),
    "segmentation fault": ("reads address 0", "import ctypes\n" + OPEN + "    ctypes.string_at(0)\n", 0, ENDED),
    "patched check": (
        "makes the judge say yes",
        "import dnnlib.puzzle.judge as j, dnnlib.puzzle.verdict as v\nj.check = j.judge = v.judge = lambda *a, **k: None\n" + WRONG,
        0,
        "wrong",
    ),
    "patched numpy": (
        "makes all arrays equal",
        "import numpy as np\nnp.array_equal = np.allclose = lambda *a, **k: True\n" + WRONG,
        0,
        "wrong",
    ),
    "patched assert": (
        "makes assertions pass",
        "import builtins\nbuiltins.AssertionError = type('E', (BaseException,), {})\nbuiltins.abs = lambda x: 0\n" + WRONG,
        0,
        "wrong",
    ),
    "patched attempt": (
        "replaces the code that calls it, and its other answers with it",
        "import dnnlib.puzzle.attempt as a\nfrom dnnlib.puzzle.attempt import Outcome\na.attempt = lambda *x: Outcome(True)\n"
        + WRONG,
        (0, 0, 0),
        "wrong",
    ),
    "reads the solution": (
        "looks for solutions/ on the whole disk",
        "import os\n" + OPEN + "    for folder, inner, files in os.walk('/'):\n"
        "        if 'solutions' in inner: return 1\n"
        "        inner[:] = [d for d in inner if d not in ('proc', 'usr', 'site-packages', '.pyenv')]\n"
        "    raise LookupError('no solutions here')\n",
        0,
        "no solutions here",
    ),
    "reads the secret": (
        "prints its environment and everybody's",
        "import os, glob\nprint(dict(os.environ))\n"
        "for f in glob.glob('/proc/*/environ') + [os.path.expanduser('~/.dnnlib/course_secret')]:\n"
        "    try: print(open(f).read())\n    except OSError as e: print(e)\n" + WRONG,
        0,
        "wrong",
    ),
    "reads frames": (
        "looks for what is wanted in its callers",
        "import sys\n" + OPEN + "    f = sys._getframe()\n    while f:\n        if 'wanted' in f.f_locals: return f.f_locals['wanted']\n"
        "        f = f.f_back\n    raise LookupError('nothing wanted here')\n",
        0,
        "nothing wanted here",
    ),
    "reads the heap": (
        "looks for the spec among all objects",
        "import gc, types\n" + OPEN + "    for f in gc.get_objects():\n"
        "        if isinstance(f, types.FunctionType) and f.__module__ == 'dnnlib.puzzles.ch02.sizes' and f.__name__ == 'output_size':\n"
        "            return f(size, filter, stride, pad)\n    raise LookupError('no spec here')\n",
        0,
        "no spec here",
    ),
    "calls the spec": (
        "asks the puzzle for its own answer",
        OPEN + "    return ch02.output_size.spec(size, filter, stride, pad)\n",
        0,
        "AttributeError",
    ),
    "forged result": (
        "writes a result of its own to every file it holds",
        "import os\nfrom dnnlib.sandbox import wire\n" + OPEN + "    frame = wire.pack(('done', '', '', True, ()))\n"
        "    for fd in range(3, 30):\n        try: os.write(fd, frame * 3)\n        except OSError: pass\n    return True\n",
        0,
        "",
    ),
    "forged points": (
        "sends points instead of a value",
        "import os, json\nfrom dnnlib.sandbox import wire\n" + OPEN + "    for fd in range(3, 30):\n"
        "        try: os.write(fd, wire.pack({'points': 100, 'passed': True}))\n        except OSError: pass\n",
        0,
        "no answer",
    ),
    "one word too many": (
        "at its last call it sends its right answer twice",
        "import gc\ncalls = []\nchannel = next(x for x in gc.get_objects() if type(x).__name__ == '_Channel')\ndef twice(n):\n"
        "    calls.append(n)\n    if len(calls) == 36: channel.send('done', '', '', n, ())\n    return n\n"
        + OPEN + "    return twice((size + 2 * pad - filter) // stride + 1)\n",
        2,
        "sent what is no answer",
    ),
    "noise": (
        "writes random bytes to every file it holds",
        "import os\n" + OPEN + "    for fd in range(3, 30):\n        try: os.write(fd, os.urandom(4096))\n        except OSError: pass\n",
        0,
        "",
    ),
    "endless frame": (
        "announces 4 GiB",
        "import os\n" + OPEN + "    for fd in range(3, 30):\n        try: os.write(fd, b'\\xff' * 8)\n        except OSError: pass\n",
        0,
        "more than may cross",
    ),
    "socket": (
        "calls the network; right if it finds none",
        "import socket\ntry:\n    socket.create_connection(('127.0.0.1', PORT), 1)\n"
        "    raise SystemExit('a way out')\nexcept OSError:\n    pass\n"
        + RIGHT,
        2,
        "right on",
    ),
    "environment": (
        "changes the environment, the folder, the path",
        "import os, sys\nos.environ.clear()\nos.chdir('/')\nsys.path.clear()\n" + RIGHT,
        2,
        "right on",
    ),
    "deletes everything": (
        "rm -rf / before a right answer",
        "import shutil\nimport json\nfor f in ('/etc', '/tmp', json.__path__[0]): shutil.rmtree(f, ignore_errors=True)\n" + RIGHT,
        2,
        "right on",
    ),
    "becomes root": (
        "asks for root's rights; right if it does not get them",
        "import os\ntry:\n    os.setresuid(0, 0, 0)\nexcept OSError:\n    pass\n"
        "try:\n    open('/usr/evil', 'w')\n    raise SystemExit('a way in')\n"
        "except OSError:\n    pass\n" + RIGHT,
        2,
        "right on",
    ),
    "flood": ("prints 2,000 lines at each call", OPEN + "    for k in range(2_000): print('x' * 99)\n" + CALM, 2, "right on"),
    "flood past Python": (
        "writes 100 MB to stdout and stderr themselves",
        "import os\nfor k in range(50): os.write(1, bytes(1 << 20)), os.write(2, bytes(1 << 20))\n" + RIGHT,
        2,
        "right on",
    ),
    "deep recursion": ("calls itself for ever", OPEN + "    return output_size(size, filter)\n", 0, "RecursionError"),
    "recursion without limit": (
        "raises Python's limit first",
        "import sys\nsys.setrecursionlimit(10**9)\nf = lambda x: [f((x, x))]\n" + OPEN + "    return repr(f(0))\n",
        0,
        "",
    ),
    "giant array": (
        "returns 80 MB",
        "import numpy as np\n" + OPEN + "    return np.zeros(10_000_000)\n",
        0,
        "at most",
    ),
    "giant view": (
        "returns 8 TB that take no memory",
        "import numpy as np\n" + OPEN + "    return np.broadcast_to(1.0, (10**6, 10**6))\n",
        0,
        "does not turn into an array",
    ),
    "giant integer": ("returns a number of 80 million bits", OPEN + "    return 1 << 80_000_000\n", 0, "at most"),
    "deep nest": (
        "returns a list in a list, a thousand deep",
        OPEN + "    x = []\n    for k in range(900): x = [x]\n    return x\n",
        0,
        "recursion",
    ),
    "wrong dtype": (
        "returns an array of objects",
        "import numpy as np\n" + OPEN + "    return np.array([object()])\n",
        0,
        "must be numbers",
    ),
    "float for integer": (
        "returns 3.0 where 3 is wanted",
        OPEN + "    return (size + 2 * pad - filter) / stride + 1\n",
        1,  # whole floats count, so it is right at stride 1: half
        "a float",
    ),
    "NaN": ("returns NaN", OPEN + "    return float('nan')\n", 0, "a float"),
    "lying ==": (
        "returns an object that equals everything",
        "class Yes:\n    __eq__ = lambda self, other: True\n    __hash__ = None\n" + OPEN + "    return Yes()\n",
        0,
        "a Yes came back",
    ),
    "lying integer": (
        "returns an int whose == is always true",
        "class Yes(int):\n    __eq__ = lambda self, other: True\n    __hash__ = int.__hash__\n" + OPEN + "    return Yes(7)\n",
        0,
        "a Yes came back",
    ),
    "pickle": (
        "returns an object that runs code when unpickled",
        "import os\nclass Bomb:\n    __reduce__ = lambda self: (os.system, ('touch /tmp/owned',))\n" + OPEN + "    return Bomb()\n",
        0,
        "a Bomb came back",
    ),
    "lazy": ("returns a promise, not a value", OPEN + "    return iter([1])\n", 0, "not its values"),
    "raises BaseException": (
        "raises what `except Exception` lets through", OPEN + "    raise BaseException('boo')\n", 0, "raised BaseException: boo",
    ),
    "talks in errors": (
        "raises an error of a million characters",
        OPEN + "    raise ValueError('x' * 10**6)\n",
        0,
        "ValueError",
    ),
    "a thread that outlives": (
        "leaves a thread spinning behind a right answer",
        "import threading\ndef spin():\n    while True: pass\nthreading.Thread(target=spin, daemon=True).start()\n" + RIGHT,
        2,
        "right on",
    ),
    "changes its mind": (
        "right at the first call, wrong later",
        "calls = []\n" + OPEN + "    calls.append(1)\n    return (size + 2 * pad - filter) // stride + (len(calls) < 2)\n",
        0,
        "wrong",
    ),
    "swapped code": (
        "one statement to count, another function to run",
        OPEN + "    return 7\n\ndef longer(size, filter, stride=1, pad=0):\n    n = 0\n    at = 0\n"
        "    while at + filter <= size + 2 * pad:\n        n += 1\n        at += stride\n    return n\n"
        "output_size.__code__ = longer.__code__\n",
        0,
        "wrong",
    ),
}  # fmt: skip

BUDGET = """def conv1d(I, F):
    M, R = {shape}
    P = len(I) - R + 1
    O = np.zeros((M, P))
    for m in range(M):
        for r in range(R):
            {read}
            for p in range(P):
                O[m, p] += {weight} * I[p + r]
    {last}
    return O
"""
_budget = (
    lambda read="weight = F[m, r]", weight="weight", last="pass", shape="F.shape": (
        BUDGET.format(read=read, weight=weight, last=last, shape=shape)
    )
)
HONEST = _budget()
# as above, of 4 points
CONV1D = {
    "counter turned back": ("reads too much, then sets the counter to 0", _budget("pass", "F[m, r]", "F.reads = 0"), 0, "reads of F"),
    "counter by-passed": ("takes the array from behind the counter", _budget("weight = F._array[m, r]"), 0, "wrong"),
    "heap by-passed": (
        "looks for F's words among all objects",
        "import gc\n" + _budget("weight = next(x for x in gc.get_objects() if type(x) is np.ndarray and x.shape == F.shape)[m, r]"),
        0,
        "",
    ),
    "spy unmasked": (
        "replaces the class that counts",
        "from dnnlib.sandbox import spy\nspy.RemoteSpy.__getitem__ = lambda self, key: np.asarray(self._array)[key]\n" + _budget(),
        0,
        "wrong",
    ),
    "index bomb": (
        "asks for 10 billion words in one read",
        _budget("weight = F[np.zeros((10**3, 1), int), np.zeros(10**3, int)]; F[np.zeros((10**5, 1), int), np.zeros(10**5, int)]"),
        0,
        "too large",
    ),
    "endless reads": ("reads one word for ever", "def conv1d(I, F):\n    while True: F[0, 0]\n", 0, SLOW),
}  # fmt: skip
