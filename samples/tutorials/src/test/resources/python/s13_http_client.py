"""S13: python s13_http_client.py PORT PATH"""
import http.client
import sys

c = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=30)
c.request("GET", sys.argv[2], headers={"X-Padding": "x" * 3000})
answer = c.getresponse()
print(answer.status, answer.reason)
print(answer.read().decode("utf-8"), end="")
