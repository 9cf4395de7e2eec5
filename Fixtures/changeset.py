#!/usr/bin/env python3
"""Write the layer that turns one directory tree into another, as the OCI image specification's layer.md describes it.

    changeset.py BEFORE AFTER LAYER.tar

BEFORE may be `-` for an empty tree. What is gone becomes a whiteout, what is new or different is stored whole.
Times later than SOURCE_DATE_EPOCH are set to it, so that equal trees give equal layers.
"""
import hashlib
import os
import stat
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

EPOCH = int(os.environ["SOURCE_DATE_EPOCH"])


@dataclass(frozen=True)
class Node:
    """What makes one path different from another; times are left out on purpose."""

    mode: int
    owner: tuple[int, int]
    content: str

    @property
    def is_directory(self) -> bool:
        return stat.S_ISDIR(self.mode)


def read_tree(root: Path) -> dict[str, Node]:
    """Every path below `root`, relative to it, parents before children."""
    nodes = {}
    for folder, folders, files in os.walk(root):
        folders.sort()
        for name in sorted(folders + files):
            path = Path(folder, name)
            status = path.lstat()
            if stat.S_ISREG(status.st_mode):
                content = hashlib.sha256(path.read_bytes()).hexdigest()
            elif stat.S_ISLNK(status.st_mode):
                content = os.readlink(path)
            else:
                content = ""
            nodes[str(path.relative_to(root))] = Node(status.st_mode, (status.st_uid, status.st_gid), content)
    return dict(sorted(nodes.items(), key=lambda item: item[0].split("/")))


def removed_paths(before: dict[str, Node], after: dict[str, Node]) -> list[str]:
    """The topmost paths of `before` that `after` lacks: what lies below them goes with them."""
    gone = {path for path in before if path not in after}
    return [path for path in gone if os.path.dirname(path) not in gone]


def entry(root: Path, path: str, links: dict[int, str]) -> tarfile.TarInfo:
    status = Path(root, path).lstat()
    info = tarfile.TarInfo(path)
    info.mode = stat.S_IMODE(status.st_mode)
    info.uid, info.gid = status.st_uid, status.st_gid
    info.mtime = min(int(status.st_mtime), EPOCH)
    if stat.S_ISDIR(status.st_mode):
        info.type = tarfile.DIRTYPE
        info.name += "/"
    elif stat.S_ISLNK(status.st_mode):
        info.type = tarfile.SYMTYPE
        info.linkname = os.readlink(Path(root, path))
    elif status.st_nlink > 1 and status.st_ino in links:
        info.type = tarfile.LNKTYPE
        info.linkname = links[status.st_ino]
    else:
        links[status.st_ino] = path
        info.size = status.st_size
    return info


def whiteout(path: str) -> tarfile.TarInfo:
    folder, name = os.path.split(path)
    info = tarfile.TarInfo(os.path.join(folder, ".wh." + name))
    info.mode = 0o600
    info.mtime = EPOCH
    return info


def write(before_root: Path | None, after_root: Path, output: Path) -> None:
    before = read_tree(before_root) if before_root else {}
    after = read_tree(after_root)
    gone = removed_paths(before, after)
    changed = {path for path, node in after.items() if before.get(path) != node}
    # A layer names the folders that lead to what it holds, as container engines do.
    for path in changed | set(gone):
        while path := os.path.dirname(path):
            changed.add(path)
    links: dict[int, str] = {}
    with tarfile.open(output, "w", format=tarfile.PAX_FORMAT) as tar:
        entries = [(path.split("/"), entry(after_root, path, links)) for path in after if path in changed]
        entries += [(os.path.join(os.path.dirname(path), ".wh." + os.path.basename(path)).split("/"), whiteout(path)) for path in gone]
        for _, info in sorted(entries, key=lambda pair: pair[0]):
            if info.isreg() and info.size:
                with open(after_root / info.name, "rb") as file:
                    tar.addfile(info, file)
            else:
                tar.addfile(info)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    write(None if sys.argv[1] == "-" else Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
