"""S12: python s12_progress.py WIDTH TOTAL DONE…"""
import sys


def progress(percent, width):
    if percent >= 1:
        percent = 1
    show = ("[%%-%ds]" % width) % (int(width * percent) * "#")
    print("\r%s %d%%" % (show, int(100 * percent)), end="", flush=True)


for done in sys.argv[3:]:
    progress(int(done) / int(sys.argv[2]), int(sys.argv[1]))
