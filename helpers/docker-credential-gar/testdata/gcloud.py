# A gcloud that names whom the real one would have a token for: it resolves its
# properties as googlecloudsdk/core/properties.py does, with Python's own configparser.
import configparser
import hashlib
import json
import os
import re
import socket
import sys


def report():
    """Let the test change something now."""
    host, port = "REPORT".split("//")[1].split(":")
    with socket.create_connection((host, int(port)), 5) as to:
        to.sendall(b"GET /gcloud HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
        while to.recv(1 << 10):
            pass


def fail(text):
    sys.stderr.write(text + "\n")
    sys.exit(1)


def read(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except OSError:
        return None


def main():
    report()
    config = os.environ.get("CLOUDSDK_CONFIG") or os.path.join(os.environ["HOME"], ".config", "gcloud")
    root = os.path.dirname(os.path.dirname(os.path.realpath(sys.argv[0])))
    name = os.environ.get("CLOUDSDK_ACTIVE_CONFIG_NAME") or (read(os.path.join(config, "active_config")) or "").strip() or "default"
    files = [os.path.join(root, "properties")]
    if name != "NONE":
        files.append(os.path.join(config, "configurations", "config_" + name))
    known = {}
    for path in files:
        parsed = configparser.ConfigParser()
        parsed.read(path, encoding="utf-8")
        for section in parsed.sections():
            known.setdefault(section, {}).update(dict(parsed.items(section)))

    def get(section, key):
        value = os.environ.get("CLOUDSDK_%s_%s" % (section.upper(), key.upper()))
        return value if value is not None else known.get(section, {}).get(key)

    account = get("core", "account")
    for argument in sys.argv[1:]:
        if argument.startswith("--account="):
            account = argument.split("=", 1)[1]
    override, token = get("auth", "credential_file_override"), get("auth", "access_token_file")
    if os.environ.get("CLOUDSDK_AUTH_ACCESS_TOKEN"):
        who = os.environ["CLOUDSDK_AUTH_ACCESS_TOKEN"]
    elif token:
        who = read(token)
        if who is None:
            fail("Unable to read file: No such file")
    elif override:
        who = read(override)
        if who is None:
            fail("Unable to read credential file override")
        try:
            who += read(json.loads(who)["credential_source"]["file"]) or ""
        except (ValueError, KeyError, TypeError):
            pass
    elif account:
        who = account
    else:
        fail("You do not currently have an active account selected.")
    who += " as %s in %s" % (get("auth", "impersonate_service_account"), get("core", "project"))
    report()
    plain = re.sub("[^A-Za-z0-9.-]", "_", who)[:120]
    token = "ya29.gcloud-%s.%s" % (plain, hashlib.sha256(who.encode()).hexdigest()[:16])
    print(json.dumps({"credential": {"access_token": token, "token_expiry": "2999-01-01T00:00:00Z"}}))


main()
