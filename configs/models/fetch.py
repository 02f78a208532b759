#!/usr/bin/env python3
"""Fetches a model from the hub into the cache that Hugging Face's programs read, and carries on where it was cut off.

    fetch.py owner/name [pattern of files to leave out ...]

`hf download` of huggingface_hub 1.x keeps whole files only: cut off, it begins a shard of gigabytes anew. Here what has
come of a file stays in `blobs/<name>.part`, and only the rest is asked for. Nothing but the standard library is needed.
HF_TOKEN, HF_ENDPOINT, HF_HOME and HF_HUB_CACHE mean what they mean to `hf`.
"""

import concurrent.futures
import errno
import fcntl
import fnmatch
import hashlib
import http.client
import json
import os
import signal
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

ENDPOINT = (os.environ.get("HF_ENDPOINT") or "https://huggingface.co").rstrip("/")
TOKEN = os.environ.get("HF_TOKEN") or ""
FILES_AT_ONCE = 4
CHUNK = 1 << 20
# attempts in a row that bring nothing; the pauses between them double from a second
PATIENCE = 5


class Refused(Exception):
    """Asking again will not help."""


def ask(url, start=0):
    request = urllib.request.Request(url, headers={"User-Agent": "stack-fetch"})
    if start > 0:
        request.add_header("Range", f"bytes={start}-")
    if TOKEN:
        # not sent on to where the hub redirects: storage with signed addresses refuses a second authority
        request.add_unredirected_header("Authorization", f"Bearer {TOKEN}")
    return urllib.request.urlopen(request, timeout=60)


def patiently(work, patience=PATIENCE):
    """Does `work`, which says whether it is done, again while what fails is the network; what brings something counts."""
    idle = 0
    while True:
        moved = [False]
        try:
            return work(moved)
        except urllib.error.HTTPError as error:
            if error.code < 500 and error.code not in (408, 429):
                raise Refused(answer(error)) from error
            problem = answer(error)
        except (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError) as error:
            problem = f"{ENDPOINT} cannot be reached: {getattr(error, 'reason', error)}"
        idle = 0 if moved[0] else idle + 1
        if idle >= patience:
            raise ConnectionError(problem)
        time.sleep(2**idle / 2)


def answer(error):
    code = error.headers.get("X-Error-Code") or error.reason
    return f"the hub answers {error.code} ({code}) for {error.url.split('?')[0]}"


def listing(model):
    def work(_moved):
        url = f"{ENDPOINT}/api/models/{urllib.parse.quote(model)}?blobs=true"
        with ask(url) as response:
            return json.load(response)

    return patiently(work, patience=3)


def append(url, part, size, moved):
    have = part.seek(0, os.SEEK_END)
    if have > size:
        have = 0
    if have < size:
        with ask(url, have) as response:
            # a server without ranges sends all of it again
            have = have if response.status == 206 else 0
            part.seek(have)
            part.truncate()
            # what is there: waiting for a whole chunk would lose what has come of it when the run is cut off
            while part.tell() < size and (chunk := response.read1(CHUNK)):
                part.write(chunk)
                moved[0] = True
        if part.tell() < size:
            raise ConnectionError("the connection ended early")
    part.truncate(size)
    part.flush()
    os.fsync(part.fileno())


def digest(path, file):
    """The hub names large files by their SHA-256, and small ones as git does."""
    summed = hashlib.sha256() if file["large"] else hashlib.sha1(b"blob %d\0" % file["size"])
    with open(path, "rb") as content:
        while chunk := content.read(CHUNK):
            summed.update(chunk)
    return summed.hexdigest()


def fetch(file, blob):
    path = blob + ".part"
    for _attempt in (1, 2):
        with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o644), "rb+") as part:
            fcntl.flock(part, fcntl.LOCK_EX | fcntl.LOCK_NB)
            patiently(lambda moved, part=part: append(file["url"], part, file["size"], moved))
        if digest(path, file) == file["blob"]:
            os.replace(path, blob)
            return
        os.unlink(path)
    raise Refused(f"{file['name']} is not what the hub says it is: its checksum differs, twice")


def files_of(model, found, left_out):
    for entry in found["siblings"]:
        name = entry["rfilename"]
        if any(fnmatch.fnmatchcase(name, pattern) for pattern in left_out):
            continue
        if name.startswith("/") or ".." in name.split("/"):
            raise Refused(f"{model} has a file with the name {name}, which would be outside of its folder")
        large = entry.get("lfs")
        yield {
            "name": name,
            "large": bool(large),
            "size": large["size"] if large else entry["size"],
            "blob": large["sha256"] if large else entry["blobId"],
            "url": f"{ENDPOINT}/{model}/resolve/{found['sha']}/{urllib.parse.quote(name)}",
        }


def link(blob, path):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if not os.path.lexists(path):
        os.symlink(os.path.relpath(blob, os.path.dirname(path)), path)


def is_whole(folder):
    """Whether all is here that was ever listed: the reference is written last, and then there is no part."""
    try:
        with open(os.path.join(folder, "refs", "main"), encoding="ascii") as reference:
            snapshot = os.path.join(folder, "snapshots", reference.read().strip())
        blobs = os.listdir(os.path.join(folder, "blobs"))
    except OSError:
        return False
    links = [os.path.join(at, name) for at, _folders, names in os.walk(snapshot) for name in names]
    return bool(links) and all(map(os.path.exists, links)) and not any(b.endswith((".part", ".incomplete")) for b in blobs)


def cache_folder(model):
    home = os.environ.get("HF_HOME") or os.path.join(os.path.expanduser("~"), ".cache", "huggingface")
    cache = os.environ.get("HF_HUB_CACHE") or os.path.join(home, "hub")
    return os.path.join(cache, "models--" + model.replace("/", "--"))


def run(model, left_out):
    folder = cache_folder(model)
    try:
        found = listing(model)
    except ConnectionError as error:
        if is_whole(folder):
            print(f"{error}; {model} is here from an earlier time")
            return
        raise
    files = list(files_of(model, found, left_out))
    os.makedirs(os.path.join(folder, "blobs"), exist_ok=True)

    def bring(file):
        blob = os.path.join(folder, "blobs", file["blob"])
        if not os.path.exists(blob):
            fetch(file, blob)
        link(blob, os.path.join(folder, "snapshots", found["sha"], file["name"]))

    print(f"{model}: {len(files)} files, {sum(file['size'] for file in files)} bytes", flush=True)
    pool = concurrent.futures.ThreadPoolExecutor(FILES_AT_ONCE)
    for done in concurrent.futures.as_completed([pool.submit(bring, file) for file in files]):
        done.result()
    os.makedirs(os.path.join(folder, "refs"), exist_ok=True)
    reference = os.path.join(folder, "refs", "main")
    with open(reference + ".new", "w", encoding="ascii") as new:
        new.write(found["sha"])
    os.replace(reference + ".new", reference)


def main():
    if len(sys.argv) < 2:
        print("usage: fetch.py owner/name [pattern ...]", file=sys.stderr)
        return 64
    # the first process of a container ignores what it has no handler for
    signal.signal(signal.SIGTERM, lambda *_: os._exit(143))
    try:
        run(sys.argv[1], sys.argv[2:])
        return 0
    except BlockingIOError:
        problem = "another program is fetching the same file"
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        problem = f"no space left on device: {error.filename or ''}" if full else str(error)
    except Refused as error:
        problem = str(error)
    print(f"fetch: {problem}", file=sys.stderr, flush=True)
    # threads that are still at work would keep the program from ending
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
