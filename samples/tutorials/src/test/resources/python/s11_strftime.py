"""The oracle of strftime: a line "EPOCH FORMAT" in, the formatted time out, each as a JSON string."""
import json
import sys
import time

for line in sys.stdin:
    epoch, fmt = json.loads(line)
    print(json.dumps(time.strftime(fmt, time.localtime(epoch))))
