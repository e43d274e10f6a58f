"""Print what gcloud makes of files of properties, as JSON.

Usage: properties.py SEED RANDOM

gcloud reads its files in turn with configparser.ConfigParser() and takes the items of
every section (googlecloudsdk/core/configurations/properties_file.py), so this does the
same with Python's own module: first for the texts below, then for RANDOM more that are
put together of their pieces.
"""
import configparser
import json
import os
import random
import sys
import tempfile

TEXTS = [
    "", "\n\n", "[core]\naccount = a@b.c\n", "[core]\naccount=a@b.c", "[core]\r\naccount = a@b.c\r\n", "[core]\raccount = a@b.c\r",
    "[core]\naccount: a@b.c\n", "[core]\naccount:a=b\n", "[core]\naccount=a:b\n", "[core]\naccount = = x\n", "[core]\nAccount = A@B.C\n",
    "[core] \naccount = a\n", "[core] trailing\naccount = a\n", "[core] ; c\naccount = a\n", "[core]]\naccount = a\n", "[core] x]\naccount = a\n",
    " [core]\naccount = a\n", "[ core ]\naccount = a\n", "[Core]\naccount = a\n", "[]\naccount = a\n", "[core\naccount = a\n", "core]\naccount = a\n",
    "[core]\naccount = a\n  b\n", "[core]\naccount = a\n\n  b\n\n", "[core]\naccount =\n  a\n", "[core]\n  account = a\n  region = b\n", "[core]\n  account = a\nregion = b\n",
    "[core]\naccount = a\n [auth]\nx = y\n", "[core]\naccount = a\n # c\n b\n", "[core]\n\taccount = a\n\t\tb\n",
    "# c\n; c\n[core]\n# account = x\n;account = y\naccount = a # b ; c\n", "[core]\naccount = a\n#b\nregion = c\n",
    "account = a\n", "account = a\n[core]\n", "[core]\naccount\n", "[core]\naccount = a\nnothing\nregion = b\n", "[core]\n= a\n", "[core]\n: a\n", "[core]\naccount =\n",
    "[core]\naccount = a\naccount = b\n", "[core]\naccount = a\nACCOUNT = b\n", "[core]\naccount = a\n[core]\nregion = b\n", "[core]\na = 1\n[auth]\na = 2\n",
    "[DEFAULT]\naccount = d\n", "[DEFAULT]\naccount = d\n[core]\nregion = r\n", "[core]\naccount = a\n[DEFAULT]\naccount = d\n[auth]\nx = y\n", "[DEFAULT]\na = 1\n[DEFAULT]\nb = 2\n[core]\n", "[DEFAULT]\na = 1\n[DEFAULT]\na = 2\n[core]\n", "[default]\na = 1\n[core]\n",
    "[core]\naccount = 100%\n", "[core]\naccount = 100%%\n", "[core]\naccount = %(who)s@b\nwho = a\n", "[core]\naccount = %(WHO)s\nwho = a%%b\n", "[core]\naccount = %(who)s\n", "[core]\naccount = %(who)d\nwho = a\n", "[core]\naccount = %(who\nwho = a\n", "[core]\naccount = %()s\n", "[core]\na = %(b)s\nb = %(a)s\n", "[DEFAULT]\na = 5%\n", "[DEFAULT]\nwho = d\n[core]\naccount = %(who)s\n",
    "[core]\na = %(b)s\nb = %(c)s\nc = %(d)s\nd = %(e)s\ne = %(f)s\nf = %(g)s\ng = %(h)s\nh = %(i)s\ni = %(j)s\nj = %(k)s\nk = end\n", "[core]\na = %(b)s\nb = %(c)s\nc = %(d)s\nd = %(e)s\ne = %(f)s\nf = %(g)s\ng = %(h)s\nh = %(i)s\ni = %(j)s\nj = %(k)s\nk = %(l)s\nl = end\n",
    "\ufeff[core]\naccount = a\n", "[core]\naccount =\u00a0a\u00a0\n", "[core]\naccount = a\u2028b\n", "[core]\n\u3000account = a\n", "[core]\naccount = a\n\u2003b\n", "[core]\naccount = a\x1cb\x1c\n", "[core]\naccount = a\x0cb\x0bc\n", "[core]\naccount = a\x85\n", "[k\u00f6rper]\nk\u00d6rper = \u00e9\n", "[core]\nac\x00count = a\x00\n",
    "[core]\naccount = \"a@b.c\"\n", "[core]\naccount = 'a'\n", "[core]\nmy account = a\n", "[core]\naccount   :   a\n", "[core]\naccount := a\n", "[core] = x\naccount = a\n", "[core]=x]\naccount = a\n",
]

PIECES = [
    "[core]", "[core] ", "[auth]", "[DEFAULT]", "[core]x", " [core]", "[a] b]", "account = a@b.c", "Account: b@b.c", "account=", "account", "region = r", "  more", "\tmore = x", " # c", "# c", ";c",
    "", " ", "x = %(account)s", "x = %%", "y = 5%", "region : r=s", "= v", "\u00a0z = 1", "z = 1\r", "credential_file_override = /k", " access_token_file = /t", "access_token_file : /t ; x", "[auth] ; c",
]


def properties(texts):
    """What gcloud has after it has read these files, or None where that ends it."""
    known = {}
    with tempfile.TemporaryDirectory() as top:
        path = os.path.join(top, "properties")
        for text in texts:
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write(text)
            parsed = configparser.ConfigParser()
            try:
                parsed.read(path, encoding="utf-8")
                for section in parsed.sections():
                    known.setdefault(section, {}).update(dict(parsed.items(section)))
            except configparser.Error:
                return None
    return known


def main():
    source = random.Random(int(sys.argv[1]))
    files = [[text] for text in TEXTS]
    files.append(["[core]\naccount = all\nregion = r\n", "[core]\naccount = mine\n[auth]\nx = y\n"])
    files.append(["[DEFAULT]\naccount = all\n[core]\n", "[auth]\nx = y\n[core]\nregion = r\n"])
    files.append(["[core]\naccount = all\n", "[DEFAULT]\naccount = mine\n[core]\n"])
    for _ in range(int(sys.argv[2])):
        files.append(["\n".join(source.sample(PIECES, k=source.randint(1, 6))) for _ in range(source.randint(1, 2))])
        if source.random() < 0.8:
            files[-1][0] = "[core]\n" + files[-1][0]
    vectors = [{"files": texts, "properties": properties(texts)} for texts in files]
    print("[\n" + ",\n".join(json.dumps(v, sort_keys=True) for v in vectors) + "\n]")


main()
