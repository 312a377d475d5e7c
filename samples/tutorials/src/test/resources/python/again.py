"""python again.py COUNT SCRIPT ARGUMENT…: runs a script, as it is, COUNT times. {} in an argument is the run's number.
With COUNT/N, N of them at once, each in a copy of this process: an interpreter takes longer to start than to run one."""
import os
import runpy
import sys

# What the scripts import, imported once for all copies of this process.
import hmac, json, socket, struct, time  # noqa

count, _, at_once = sys.argv[1].partition("/")
script, arguments = sys.argv[2], sys.argv[3:]
path = os.path.join(os.path.dirname(__file__), script + ".py")


def one(run):
    sys.argv = [path] + [argument.replace("{}", "%04d" % run) for argument in arguments]
    try:
        runpy.run_path(path, run_name="__main__")
    except Exception as e:
        print("run", run, "failed:", repr(e), flush=True)


running = 0
for run in range(int(count)):
    if not at_once:
        one(run)
        continue
    if running == int(at_once):
        os.wait()
        running -= 1
    running += 1
    if os.fork() == 0:
        one(run)
        sys.stdout.flush()
        os._exit(0)
while running:
    os.wait()
    running -= 1
