"""Checks the auth-v2 signature of a request as it came over the wire, independently of the client's own code.

Arguments: the secret key, the method, the path, the value of Authorization, then `name:value` for each header.
The body is read from standard input. Prints `valid`, or what differs, and ends with 0 or 1.
"""

import hashlib
import hmac
import sys
from urllib.parse import quote


def encoded(data):
    return quote(data, safe="-._~")


def keyed_hash(key, message):
    return hmac.new(key.encode(), message.encode(), hashlib.sha256).hexdigest()


secret, method, path, authorization, *lines = sys.argv[1:]
headers = {name.lower(): value.strip() for name, value in (line.split(":", 1) for line in lines)}
scheme, access_key, timestamp, names, signature = authorization.split("/")
prefix = "/".join([scheme, access_key, timestamp, names])
canonical = "\n".join(
    [method, path, names]
    + sorted(encoded(name) + ":" + encoded(headers[name]) for name in names.split(";"))
    + [encoded(sys.stdin.buffer.read())]
)
expected = keyed_hash(keyed_hash(secret, prefix), canonical)
print("valid" if scheme == "auth-v2" and signature == expected else f"{signature} is not {expected} of\n{canonical}")
sys.exit(signature != expected)
