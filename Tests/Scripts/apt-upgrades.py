#!/usr/bin/env python3
"""Ask apt what it would upgrade, given a dpkg status file and the lists of apt-get update: the truth for outstanding upgrades.

usage: apt-upgrades.py STATUS LISTS SOURCES [dist-upgrade|upgrade [NAME=VALUE ...]]

LISTS is a folder as /var/lib/apt/lists, SOURCES the sources.list it was filled by, NAME=VALUE another setting, for
example APT::Architectures=amd64,i386. Writes NAME:ARCH, a tab and the version
apt would install, one line for each package that is installed already; packages kept back come last, behind a minus.
"""
import re
import subprocess
import sys
import tempfile


def main():
    status, lists, sources = sys.argv[1:4]
    action = sys.argv[4] if len(sys.argv) > 4 else "dist-upgrade"
    with tempfile.TemporaryDirectory(prefix="apt-upgrades.") as folder:
        settings = {
            "Dir::State": folder, "Dir::State::status": status, "Dir::State::lists": lists,
            "Dir::State::extended_states": folder + "/extended_states", "Dir::Cache": folder,
            "Dir::Etc::sourcelist": sources, "Dir::Etc::sourceparts": "/dev/null", "Dir::Etc::preferences": "/dev/null",
            "Dir::Etc::preferencesparts": "/dev/null", "Debug::NoLocking": "1", "APT::Architecture": "amd64",
        }
        settings.update(word.split("=", 1) for word in sys.argv[5:])
        options = [word for name, value in settings.items() for word in ("-o", f"{name}={value}")]
        result = subprocess.run(["apt-get", *options, "-s", "-y", action], capture_output=True, text=True,
                                env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"})
    if result.returncode != 0:
        sys.exit(result.stdout[-2000:] + result.stderr)
    found = re.findall(r"^Inst (\S+?)(?::\S+)? \[[^\]]*\] \((\S+) .*?\[(\S+)\]\)", result.stdout, re.M)
    for name, version, architecture in sorted(found):
        print(f"{name}:{architecture}\t{version}")
    kept = re.search(r"have been kept back:\n((?:  .*\n)+)", result.stdout)
    for name in sorted(kept.group(1).split()) if kept else []:
        print("-" + name)


if __name__ == "__main__":
    main()
