#!/usr/bin/env python3
"""Complete commands, files, formats, policies and rules in real shells: completions.py PROGRAM

Each shell runs on a terminal of its own and gets what somebody would type, then a tab. Shells that are not installed are
named and left out.
"""
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

try:
    import pexpect
except ImportError:
    print("SKIPPED: python3-pexpect is not installed, completions are not tried in real shells", file=sys.stderr)
    sys.exit(0)

FIXTURES = Path(__file__).resolve().parent.parent / "Fixtures"
# What is typed before the tab, and what has to appear behind it.
CASES = [
    ("imagescan inv", ["imagescan inventory"]),
    ("imagescan inventory demo.o", ["demo.oci.tar"]),
    ("imagescan inventory demo.oci.tar -o ", ["csv", "jsonl", "table"]),
    ("imagescan check demo.oci.tar --policy ", ["cis", "dockle", "scout"]),
    ("imagescan policy show no-la", ["no-latest-tag"]),
    ("imagescan usage demo.oci.tar --by ", ["cause", "directory", "layer"]),
    ("imagescan cache pr", ["imagescan cache prune"]),
]
SHELLS = {
    "bash": (
        "bash --norc --noprofile -i",
        "PS1='ready> '; source /usr/share/bash-completion/bash_completion; source imagescan.bash"),
    "zsh": ("zsh -f -i", "PROMPT='ready> '; fpath=($PWD $fpath); autoload -U compinit; compinit -u -D"),
    "fish": ("fish --no-config --interactive", "function fish_prompt; echo 'ready> '; end; source imagescan.fish"),
}


def plain(text: str) -> str:
    """The text without what steers a terminal."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()>=][A-Z0-9]?|\x1b\][^\x07]*\x07|[\r\x00\x08]", "", text)


def completes(shell: str, folder: str, line: str, expected: list[str]) -> tuple[bool, str]:
    command, prepare = SHELLS[shell]
    environment = os.environ | {"TERM": "xterm", "PATH": f"{folder}:{os.environ['PATH']}", "HOME": folder}
    terminal = pexpect.spawn(command, cwd=folder, env=environment, encoding="utf-8", dimensions=(50, 160), timeout=30)
    try:
        terminal.sendline(prepare + "; echo pre''pared")
        terminal.expect("prepared")
        terminal.expect("ready>")
        terminal.send(line + "\t")
        seen = ""
        for _ in range(40):
            try:
                seen += terminal.read_nonblocking(100_000, 0.25)
            except pexpect.TIMEOUT:
                # A list may want a second tab.
                terminal.send("\t")
            found = plain(seen)
            if all(text in found for text in expected):
                return True, found
        return False, found
    finally:
        terminal.close(force=True)


def main() -> None:
    program = Path(sys.argv[1]).resolve()
    failures = 0
    with tempfile.TemporaryDirectory(prefix="completions-") as folder:
        os.symlink(program, f"{folder}/imagescan")
        shutil.copy(FIXTURES / "demo.oci.tar", folder)
        for shell, file in (("bash", "imagescan.bash"), ("zsh", "_imagescan"), ("fish", "imagescan.fish")):
            os.system(f"{folder}/imagescan --generate-completion-script {shell} > {folder}/{file}")
        for shell in SHELLS:
            if not shutil.which(shell):
                print(f"SKIPPED: {shell} is not installed", file=sys.stderr)
                continue
            for line, expected in CASES:
                isRight, seen = completes(shell, folder, line, expected)
                failures += not isRight
                if not isRight:
                    print(f"{shell}: '{line}' and a tab lack {expected}:\n{seen}", file=sys.stderr)
            print(f"{shell}: {len(CASES)} completions tried")
    if failures:
        sys.exit(f"{failures} completions are wrong")


if __name__ == "__main__":
    main()
