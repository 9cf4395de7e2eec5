"""Writes images whose every text tries to be something else: hostile-text.py FOLDER

FOLDER gets hostile.tar, other.tar with one text less, and harmless.tar and harmless-other.tar, which differ from these in nothing
but that their texts are plain.
"""
import hashlib
import io
import json
import os
import sys
import tarfile

texts = [
    "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x9b31m", "\x01\x08\r\t\x0b\x0c\x0e\x1f\x7f", "\x80\x85\x90\x9d\x9f",
    "\u202aa\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c", "\u2028a\u2029b\u200b\u200f\ufeff\U000e0041",
    '"quoted"', "a,b,,\"c", "'single'", "a|b\\|c\\", "`tick``tick`", "\"\u0301,x\u0301|\u0301`\u0301<\u0338/td>",
    "<script>alert(1)</script>", "</code></td></tr></table><img src=x onerror=alert(2)>", "]]>--><!--", "{{secret}}{{{secret}}}",
    "=1+1", "+1+1", "-1+cmd|' /C calc'!A0", "@SUM(1)", "=\u0301HYPERLINK()", "&lt;b&amp;", "[link](javascript:x)",
    "@team #1 https://example.com **bold** ~~x~~ $x$", "</script ><style>*{}</style>", "%s%n%x\\u001b[0m\\n", "| --- |",
    "line\nfeed",
]


def harmless(text):
    """Plain letters in place of a text, different for different ones."""
    return "x" + hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:12]


def image(path, change, packages):
    layers = []

    def layer(files):
        blob = io.BytesIO()
        with tarfile.open(fileobj=blob, mode="w", format=tarfile.PAX_FORMAT, errors="surrogateescape") as tar:
            for name, contents in files:
                member = tarfile.TarInfo(name)
                if isinstance(contents, str):
                    contents = contents.encode("utf-8", "surrogateescape")
                    member.size = len(contents)
                    tar.addfile(member, io.BytesIO(contents))
                else:
                    member.type, member.linkname = tarfile.SYMTYPE, contents[0]
                    tar.addfile(member)
        layers.append(blob.getvalue())

    def one(text):
        """For formats whose lines end a value."""
        return change(text).replace("\r", "").replace("\n", "")

    status, files = "", []
    for number, text in enumerate(packages):
        status += f"""Package: deb{number}{one(text)}
Status: install ok installed
Maintainer: {one(text)} <{one(text)}>
Architecture: {one(text)}
Version: 1{one(text)}
Section: {one(text)}
Priority: {one(text)}
Source: {one(text)} ({one(text)})
Depends: {one(text)}, deb0
Homepage: {one(text)}
Description: {one(text)}
 {one(text)}

"""
        safe = change(text).replace("/", ":")
        site = "usr/lib/python3/dist-packages"
        folder = f"{site}/py{number}-1.dist-info"
        files += [
            (f"{folder}/METADATA", f"Metadata-Version: 2.1\nName: {one(text)}\nVersion: 1{one(text)}\n"
                                   f"Summary: {one(text)}\nLicense: {one(text)}\nAuthor: {one(text)}\n"
                                   f"Requires-Dist: {one(text)}\n\n"),
            (f"{folder}/RECORD", f'py{number}-1.dist-info/METADATA,,\n"{one(text)}.py",,\n'),
            (f"{folder}/INSTALLER", one(text)),
            (f"{folder}/direct_url.json", json.dumps({"url": change(text), "vcs_info": {"vcs": change(text)}})),
            (f"opt/{safe}/{safe}\n", "x" * (number + 1)), (f"opt/link{number}", [change(text)]), (f"usr/share/doc/{safe}", "x" * 3000),
        ]
    files += [("opt/bytes-\udc80\udcff\udcfe", "bytes"), ("opt/same-\udc80", "bytes")]
    everything = change("".join(packages))
    layer([("var/lib/dpkg/status", status), ("etc/os-release", f'PRETTY_NAME="{one("".join(packages[:6]))}"\nID=debian\n')])
    layer(files)
    layer([(name, contents) for name, contents in files if name.startswith("usr/share/doc/")])
    layer([("opt/bytes-\udc80\udcff\udcfe", "changed")])
    configuration = json.dumps({
        "architecture": "amd64", "os": "linux", "created": everything, "author": everything,
        "config": {
            "User": everything, "WorkingDir": everything, "Entrypoint": [everything], "Cmd": list(map(change, packages)),
            "Env": [f"PATH={everything}"], "Labels": {change(text): change(text) for text in packages},
            "ExposedPorts": {everything: {}}, "Volumes": {everything: {}}, "StopSignal": everything,
        },
        "rootfs": {"type": "layers", "diff_ids": ["sha256:" + hashlib.sha256(data).hexdigest() for data in layers]},
        "history": [{"created_by": everything, "comment": everything, "author": everything} for data in layers],
    }).encode()
    names = [f"layer{number}.tar" for number in range(len(layers))]
    manifest = json.dumps([{"Config": "config.json", "RepoTags": [everything], "Layers": names}]).encode()
    with tarfile.open(path, "w") as tar:
        for name, contents in [("config.json", configuration), ("manifest.json", manifest), *zip(names, layers)]:
            member = tarfile.TarInfo(name)
            member.size = len(contents)
            tar.addfile(member, io.BytesIO(contents))


folder = sys.argv[1]
image(os.path.join(folder, "hostile.tar"), lambda text: text, texts)
image(os.path.join(folder, "other.tar"), lambda text: text, texts[1:])
image(os.path.join(folder, "harmless.tar"), harmless, texts)
image(os.path.join(folder, "harmless-other.tar"), harmless, texts[1:])
