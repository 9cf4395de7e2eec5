#!/usr/bin/env python3
"""Ask the apt of an image what it would remove, for every manual package: the truth for removal sets.

usage: apt-removals.py IMAGE.docker.tar OUTPUT.tsv      (as root: it unpacks the image and runs apt in a chroot)

Each line of OUTPUT: the package asked for, a tab, and what `apt-get -s autoremove --purge` removes, as NAME:ARCH,
separated by spaces. The first line has no package: it is what apt would remove unasked.
"""
import concurrent.futures
import gzip
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile


def unpack(archive, root):
    """Applies the layers in order, whiteouts first, as the image specification says."""
    with tarfile.open(archive) as outer:
        manifest = json.load(outer.extractfile("manifest.json"))[0]
        for name in manifest["Layers"]:
            member = outer.getmember(name)
            while member.issym():
                member = outer.getmember(os.path.normpath(os.path.join(os.path.dirname(member.name), member.linkname)))
            with outer.extractfile(member) as blob, tempfile.NamedTemporaryFile(dir=os.path.dirname(root)) as plain:
                head = blob.read(2)
                blob.seek(0)
                shutil.copyfileobj(gzip.open(blob) if head == b"\x1f\x8b" else blob, plain)
                plain.flush()
                for line in subprocess.run(
                    ["tar", "-tf", plain.name], check=True, capture_output=True, text=True, errors="surrogateescape"
                ).stdout.splitlines():
                    folder, base = os.path.split(line)
                    if base == ".wh..wh..opq":
                        for child in os.listdir(os.path.join(root, folder)):
                            remove(os.path.join(root, folder, child))
                    elif base.startswith(".wh."):
                        remove(os.path.join(root, folder, base[4:]))
                subprocess.run(
                    ["tar", "-C", root, "--exclude=.wh.*", "--exclude=dev/*", "-xpf", plain.name, "--overwrite",
                     "--keep-directory-symlink"], check=True)


def remove(path):
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    elif os.path.lexists(path):
        os.unlink(path)


def run(root, *command):
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(["chroot", root, *command], capture_output=True, text=True, env=environment)


def removed(root, native, name=None):
    result = run(root, "apt-get", "-s", "autoremove", "--purge", *([name] if name else []))
    if result.returncode != 0:
        return ["!", result.stderr.strip().splitlines()[-1] if result.stderr.strip() else "failed"]
    found = set(re.findall(r"^Purg (\S+) ", result.stdout, re.M))
    installs = re.findall(r"^Inst (\S+) ", result.stdout, re.M)
    return sorted(found) + ["+" + name for name in sorted(installs)]


def main():
    archive, output = sys.argv[1:]
    folder = tempfile.mkdtemp(prefix="apt-removals.")
    root = os.path.join(folder, "root")
    os.mkdir(root)
    try:
        unpack(archive, root)
        native = run(root, "dpkg", "--print-architecture").stdout.strip()
        manual = run(root, "apt-mark", "showmanual").stdout.split()
        # apt writes its caches; one run first makes them, so that the others may run at once.
        lines = ["\t" + " ".join(removed(root, native))]
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for name, found in zip(manual, pool.map(lambda name: removed(root, native, name), manual)):
                lines.append(name + "\t" + " ".join(found))
        with open(output, "w") as file:
            file.write("\n".join(lines) + "\n")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
