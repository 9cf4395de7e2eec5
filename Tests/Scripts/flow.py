#!/usr/bin/env python3
"""Checks that data flows one way through the folders of each target: flow.py [ROOT]

`.flow` has a section a target, `[Reading]` for `Sources/ImageKit/Reading`, and in it the folders in the order of the data, one
level a line. A folder uses itself and the levels above it; folders on one line don't use each other. `(top)` stands for the
files that lie in the target's own folder. Folders listed and folders present must be equal. A file that is the list of what a
target has, and so knows all of it, stands on a line of its own as `list FILE.swift`; what it uses is not judged.

Reads Swift as text: the types that a file declares outside of others, what extensions add to types of other folders, and the
names that a file mentions outside of comments and text. A name that several folders declare is not judged; the compiler judges
what crosses targets. Prints every use that runs against the order and ends with status 1 where there is one.
"""
import collections
import pathlib
import re
import sys

TOP = "(top)"
TYPE = re.compile(r"\b(?:struct|class|enum|actor|protocol|typealias)\s+([A-Z]\w*)")
EXTENSION = re.compile(r"\bextension\s+([A-Z]\w*)")
MEMBER = re.compile(r"\b(?:func|var|let|case)\s+([a-z]\w*)")
# Members that the standard library has too: a use does not say whose it is.
SHARED = {"hasPrefix", "hasSuffix", "first", "last", "count", "index", "description"}
TOKEN = re.compile(r'//[^\n]*|/\*|#*"""|#*"|[{}()\n]|[^/#"{}()\n]+|.', re.DOTALL)


def code(text):
    """Swift without comments and without the text of string literals; what is interpolated stays, and every line its number."""
    kept = []
    # What is open: a brace or parenthesis of code, or the end of a literal and how an interpolation starts in it.
    interpolations = []
    position = 0
    depth = 0

    def literal(position, end, start):
        """Goes to the end of a literal, or to an interpolation in it; returns where code goes on."""
        nonlocal depth
        while position < len(text):
            if text.startswith(start, position):
                interpolations.append((depth, end, start))
                depth += 1
                kept.append(" (")
                return position + len(start)
            if text.startswith(end, position):
                kept.append('""')
                return position + len(end)
            if text[position] == "\n":
                kept.append("\n")
            elif text[position] == "\\" and start == "\\(":
                position += 1
            position += 1
        return position

    while position < len(text):
        token = TOKEN.match(text, position).group()
        position += len(token)
        if token.startswith("//"):
            continue
        if token == "/*":
            end = text.find("*/", position)
            end = len(text) if end < 0 else end
            kept.append("\n" * text.count("\n", position, end))
            position = end + 2
        elif token.endswith('"'):
            marks = "#" * token.count("#")
            position = literal(position, token.lstrip("#") + marks, "\\" + marks + "(")
        else:
            kept.append(token)
            if token == "(":
                depth += 1
            elif token == ")":
                depth -= 1
                if interpolations and interpolations[-1][0] == depth:
                    _, end, start = interpolations.pop()
                    position = literal(position, end, start)
    return "".join(kept)


def declarations(text):
    """The types a file declares outside of others, and the members it adds by extensions, with the types it adds them to."""
    types, members = set(), set()
    depth, extended = 0, None
    for line in text.split("\n"):
        if depth == 0:
            types.update(TYPE.findall(line))
            found = EXTENSION.search(line)
            extended = found.group(1) if found else extended
        elif depth == 1 and extended:
            members.update((extended, name) for name in MEMBER.findall(line))
        depth += line.count("{") - line.count("}")
        if depth == 0 and "}" in line:
            extended = None
    return types, members


def order(path):
    """The sections of an order file: for each target its levels, each a list of folders, and its lists, the names of files."""
    sections, levels, lists = {}, None, None
    for line in path.read_text(encoding="utf-8").splitlines():
        line = line.partition("#")[0].strip()
        if line.startswith("["):
            levels, lists = sections.setdefault(line.strip("[]"), ([], []))
        elif line and levels is None:
            sys.exit(f"{path.name}: {line} stands before the first [Target]")
        elif line.startswith("list "):
            lists += line.split()[1:]
        elif line:
            levels.append(line.split())
    return sections


def problems(root, base, levels, lists):
    """What is wrong with one target."""
    files = {path: code(path.read_text(encoding="utf-8")) for path in sorted(base.rglob("*.swift"))}
    parts = {path: path.relative_to(base).parts for path in files}
    folder = {path: parts[path][0] if len(parts[path]) > 1 else TOP for path in files}
    level = {name: number for number, names in enumerate(levels) for name in names}
    listed = [name for names in levels for name in names]
    for name in sorted(set(listed)):
        if name not in folder.values():
            yield f".flow: {base.name} has no folder {name} with Swift in it"
        elif listed.count(name) > 1:
            yield f".flow: {base.name} lists {name} twice"
    for name in sorted(set(folder.values()) - set(listed)):
        yield f".flow: the folder {name} of {base.name} is not listed; add it where it stands in the flow"

    for name in lists:
        if name not in {path.name for path in files}:
            yield f".flow: {base.name} has no file {name}"

    homes, anywhere, extensions = collections.defaultdict(set), collections.defaultdict(set), []
    own = collections.defaultdict(set)
    for path, text in files.items():
        own[folder[path]].update(TYPE.findall(text))
        types, added = declarations(text)
        for name in types:
            homes[name].add(folder[path])
        for name in MEMBER.findall(text):
            anywhere[name].add(folder[path])
        extensions += [(extended, name, folder[path]) for extended, name in added]
    # A type that this target declares elsewhere or not at all: of what a folder adds to its own, the type itself tells enough.
    for extended, name, place in extensions:
        if place not in homes.get(extended, set()) and anywhere[name] == {place} and name not in SHARED:
            homes["." + name].add(place)

    for path, text in files.items():
        if path.name in lists:
            continue
        here = folder[path]
        for number, line in enumerate(text.split("\n"), 1):
            for name in sorted(set(re.findall(r"\b[A-Z]\w*|\.[a-z]\w*", line))):
                home = homes.get(name, set())
                if len(home) != 1 or name in own[here]:
                    continue
                (there,) = home
                if there != here and level.get(there, -1) >= level.get(here, len(levels)):
                    yield f"{path.relative_to(root)}:{number}: {here} uses {name} of {there}"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    library = root / "Sources/ImageKit"
    sections = order(root / ".flow")
    found = []
    for folder in sorted(path for path in library.iterdir() if path.is_dir() and any(path.rglob("*.swift"))):
        if folder.name not in sections:
            found.append(f".flow: no section [{folder.name}]")
    for target, (levels, lists) in sections.items():
        found += problems(root, library / target, levels, lists)
    print("\n".join(found) or "Data flows one way through the folders of Sources/ImageKit.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
