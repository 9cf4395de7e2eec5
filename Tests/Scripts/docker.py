#!/usr/bin/env python3
"""docker.py IMAGESCAN DOCKER: holds what the program says of archives of Docker and BuildKit against the engines' own words.

DOCKER has MANIFEST.json, which names for each archive the images, attestations and missing blobs in it, and
archives.tar.zst. Prints a line for each archive that falls short, then `N of M archives fall short`; exit status 1 if any
does.
"""
import argparse, json, pathlib, re, subprocess, sys, tempfile

ROOT_FILE_SYSTEMS = re.compile(r"^(export|out-tar|out-local)")


def run(program, *arguments, pipe=None):
    with open(pipe, "rb") if pipe else open("/dev/null", "rb") as source:
        done = subprocess.run([program, *arguments], stdin=source, capture_output=True, timeout=60)
    try:
        document = json.loads(done.stdout)
    except ValueError:
        document = None
    return done.returncode, document, done.stderr.decode(errors="replace").strip()


def layers(program, archive, image, pipe=False):
    """What is wrong with an image of an archive, or None."""
    selector = "#" + image["digest"]
    code, document, message = run(program, "layers", ("-" if pipe else str(archive)) + selector, "-o", "json",
                                  pipe=archive if pipe else None)
    name = "%s%s" % ("(pipe) " if pipe else "", image["digest"])
    if code != 0 or document is None:
        return "%s: exit %d, %s" % (name, code, message)
    found = document["image"]
    if not found["manifestDigest"].startswith(image["digest"]):
        return "%s: %s was read" % (name, found["manifestDigest"])
    if not found["configDigest"].startswith(image["config"]):
        return "%s: its configuration is not %s" % (name, found["configDigest"])
    if len(document["layers"]) != image["layers"]:
        return "%s: %d layers, not %d" % (name, len(document["layers"]), image["layers"])
    if document["totals"]["downloadSize"] != image["download"]:
        return "%s: download of %d, not %d" % (name, document["totals"]["downloadSize"], image["download"])
    return None


def sizes(about):
    """Docker's own sizes by the beginning of the configuration's digest; with containerd's store they count otherwise."""
    found = {}
    for numbers in about["docker"].values():
        for identifier, image in (numbers.get("inspect") or {}).items():
            found[identifier] = image["Size"]
    return found if "graph driver" in about["engine"] else {}


def judge(program, archive, holds, manifest_only, known):
    if not holds or not holds["images"]:
        code, _, message = run(program, "layers", str(archive), "-o", "json")
        if code == 0 and ROOT_FILE_SYSTEMS.match(archive.name):
            yield "a root file system was taken for an image"
        elif code not in (0, 1) or (code == 1 and not message):
            yield "exit %d without a message" % code
        return
    for image in holds["images"]:
        yield layers(program, archive, image)
        size = known.get(image["config"].removeprefix("sha256:"))
        _, document, _ = run(program, "layers", "%s#%s" % (archive, image["digest"]), "-o", "json")
        contents = document["totals"]["contentsSize"] if document else None
        # Docker adds the lengths of symbolic links in layers that it imported or built the old way.
        slack = 1000 if re.search("import|legacy", archive.name) else 0
        if size is not None and contents is not None and not 0 <= size - contents <= slack:
            yield "contents of %d, Docker says %d" % (contents, size)
        if archive.is_file():
            yield layers(program, archive, image, pipe=True)
        names = [name for name in image["names"] if name]
        for name in names:
            code, document, message = run(program, "layers", "%s#%s" % (archive, name), "--platform", image["plat"], "-o",
                                          "json")
            if code != 0 and "fit; choose" not in message:
                yield "#%s for %s: exit %d, %s" % (name, image["plat"], code, message)
            elif code == 0 and document["image"]["reference"] not in (name, name.removeprefix("docker.io/library/"), name.removeprefix("docker.io/")):
                yield "#%s: shown as %s" % (name, document["image"]["reference"])
    code, document, message = run(program, "validate", str(archive), "-o", "json")
    if code != 0:
        yield "validate: exit %d, %s" % (code, message)
    elif document:
        checked = {c["subject"] for c in document["checks"] if c["kind"] == "configuration"}
        wanted = {image["config"] for image in holds["images"]}
        lost = [w for w in wanted if not any(w in c for c in checked)]
        if lost:
            yield "validate did not look at %s" % ", ".join(lost)
        if manifest_only and len(checked) < manifest_only:
            yield "validate looked at %d images, manifest.json has %d" % (len(checked), manifest_only)
    if holds["att"]:
        found, failed = [], ""
        for image in holds["images"]:
            code, document, message = run(program, "attestations", "%s#%s" % (archive, image["digest"]), "-o", "json")
            failed = failed or ("attestations: exit %d, %s" % (code, message) if code != 0 else "")
            found += [a.get("predicateType") for a in (document or {}).get("attestations", [])]
        wanted = sorted(predicate for predicate, *_ in holds["att"])
        if failed:
            yield failed
        elif sorted(set(filter(None, found))) != sorted(set(wanted)) or len(found) < len(wanted):
            yield "attestations %s, not %s" % (found, wanted)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--only", default="", help="archives whose name has this text")
    options = parser.parse_args()
    stores = json.loads((options.folder / "MANIFEST.json").read_text())["stores"]
    short = total = 0
    with tempfile.TemporaryDirectory() as work:
        unpacked = subprocess.run(["tar", "--zstd", "-xf", options.folder / "archives.tar.zst", "-C", work])
        if unpacked.returncode != 0:
            sys.exit("archives.tar.zst could not be unpacked")
        for store, about in stores.items():
            known = sizes(about)
            for name, archive in about["archives"].items():
                path = pathlib.Path(work) / store / name
                if options.only not in "%s/%s" % (store, name):
                    continue
                total += 1
                if not path.exists():
                    faults = ["the archive is not there"]
                else:
                    holds = archive["holds"]
                    faults = [f for f in judge(
                        options.program, path, holds, len((holds or {}).get("manifestjson") or []), known) if f]
                if faults:
                    short += 1
                    print("%s/%s: %s" % (store, name, " | ".join(faults).replace(work + "/", "")))
    print("%d of %d archives fall short" % (short, total))
    sys.exit(1 if short or not total else 0)


if __name__ == "__main__":
    main()
