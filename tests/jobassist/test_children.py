"""A child process ends with its parent, even one killed with -9."""

import subprocess
import sys
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent.parent
# The child is started by a thread that ends at once, as pools do.
PARENT = """
import subprocess, sys, threading, time
child = []
def start():
    words = [sys.executable, "-c",
        "from jobassist.children import exit_with_parent; exit_with_parent();"
        "print('watching', flush=True);"
        "import time; time.sleep(600)"]
    child.append(subprocess.Popen(words, stdout=subprocess.PIPE))
thread = threading.Thread(target=start); thread.start(); thread.join()
child[0].stdout.readline()
print(child[0].pid, flush=True)
time.sleep(600)
"""


def has_ended(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_child_ends_with_a_killed_parent_and_not_before():
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    time.sleep(1.5)
    assert not has_ended(child)
    parent.kill()
    parent.communicate(timeout=10)
    deadline = time.monotonic() + 10
    while not has_ended(child):
        assert time.monotonic() < deadline, "the child outlived its parent"
        time.sleep(0.05)
