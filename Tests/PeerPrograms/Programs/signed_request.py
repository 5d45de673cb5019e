"""Signs one request from the interface's description with nothing but the standard library, and prints the answer.

Usage: signed_request.py HOST:PORT ACCESS_KEY SECRET_KEY BODY [break]
"""

import datetime
import hashlib
import hmac
import http.client
import sys
import urllib.parse

address, access_key, secret_key, body = sys.argv[1:5]
path = "/rest/cmsapp/v1/openapi/vdn/queryaccesscodecallinfo"


def code(key, text):
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
prefix = f"auth-v2/{access_key}/{now}/host"
host = "host:" + urllib.parse.quote(address, safe="-._~")
canonical = "\n".join(["POST", path, "host", host, urllib.parse.quote(body, safe="-._~")])
signature = code(code(secret_key, prefix), canonical)
if sys.argv[5:] == ["break"]:
    signature = ("0" if signature[0] != "0" else "1") + signature[1:]

connection = http.client.HTTPConnection(address, timeout=20)
connection.request(
    "POST",
    path,
    body,
    {"Content-Type": "application/json; charset=UTF-8", "Authorization": f"{prefix}/{signature}"},
)
answer = connection.getresponse()
print(answer.status, answer.read().decode())
