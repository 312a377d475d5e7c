"""python again.py COUNT SCRIPT ARGUMENT…: runs a script, as it is, COUNT times in this process. {} in an argument is the run's number."""
import os
import runpy
import sys

count, script, arguments = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
path = os.path.join(os.path.dirname(__file__), script + ".py")
for run in range(count):
    sys.argv = [path] + [argument.replace("{}", "%04d" % run) for argument in arguments]
    try:
        runpy.run_path(path, run_name="__main__")
    except Exception as e:
        print("run", run, "failed:", repr(e), flush=True)
