"""Runs the stranger's tests, a few classes at once, each in a process of its own.

    SHARE_CLOUD_BIN=target/debug/share-cloud python3 crates/it/stranger/run.py [--jobs 3] [Class or module.Class …]

Each class has a home of its own, so classes do not see each other. Prints one line for a class and all that failed; exits 1 if
something did.
"""

import argparse
import concurrent.futures
import os
import re
import subprocess
import sys
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))


def classes(suite):
    """The names of all test classes, module first."""
    found = set()
    for item in suite:
        if isinstance(item, unittest.TestSuite):
            found |= classes(item)
        else:
            found.add("%s.%s" % (type(item).__module__, type(item).__name__))
    return found


def run(name):
    began = time.time()
    done = subprocess.run([sys.executable, "-m", "unittest", name], cwd=HERE,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
    return name, time.time() - began, done.returncode, done.stdout.decode("utf-8", "replace")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--jobs", type=int, default=(os.cpu_count() or 1) + 1)
    parser.add_argument("only", nargs="*")
    asked = parser.parse_args()
    program = os.environ.get("SHARE_CLOUD_BIN", "")
    if not os.access(program, os.X_OK):
        sys.exit("SHARE_CLOUD_BIN names no program: %r" % program)
    os.environ["SHARE_CLOUD_BIN"] = os.path.abspath(program)
    os.chdir(HERE)
    sys.path.insert(0, HERE)
    loader = unittest.TestLoader()
    names = classes(loader.discover(HERE))
    if loader.errors:
        sys.exit("\n".join(loader.errors))
    names = [n for n in sorted(names) if not asked.only or n in asked.only or n.split(".")[1] in asked.only]
    if not names:
        sys.exit("no test class is called so")
    began, failed, tests = time.time(), [], 0
    with concurrent.futures.ThreadPoolExecutor(asked.jobs) as pool:
        for name, seconds, code, output in (f.result() for f in concurrent.futures.as_completed(
                [pool.submit(run, n) for n in names])):
            count = re.search(r"^Ran (\d+) tests?", output, re.M)
            tests += int(count.group(1)) if count else 0
            skipped = re.search(r"skipped=(\d+)", output)
            print("%-28s %6.1f s  %s%s" % (name, seconds, "ok" if code == 0 else "FAILED",
                                          ", %s skipped" % skipped.group(1) if skipped else ""), flush=True)
            # A class whose tests never ran shows nothing.
            if code or not count:
                failed.append(name)
                print(output, flush=True)
    print("%d tests of %d classes in %.0f s, %s" % (
        tests, len(names), time.time() - began, "failed: " + " ".join(failed) if failed else "all ok"))
    sys.exit(1 if failed else 0)


main()
