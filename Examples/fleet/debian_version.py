"""The order of Debian's versions (deb-version(7)) as an order of strings, for engines that compare nothing else."""
import re

# The last match is empty, and the only one of an empty part, which is as good as 0.
PAIRS = re.compile("([^0-9]*)([0-9]*)")


def sort_key(version: str) -> str:
    """A string that is less than, equal to or greater than another's as `dpkg --compare-versions` says of the versions."""
    epoch, colon, rest = version.partition(":")
    if not colon:
        epoch, rest = "", version
    upstream, _, revision = rest.rpartition("-") if "-" in rest else (rest, "", "")
    return number_key(epoch) + part_key(upstream) + part_key(revision)


def part_key(part: str) -> str:
    """Texts and numbers in turn. `.` ends a text: it stands after the tilde's `!` and before letters."""
    key = ""
    for text, number in PAIRS.findall(part)[: -1 if part else None]:
        key += "".join(map(character_key, text)) + "." + number_key(number)
    return key + "."


def character_key(character: str) -> str:
    """A tilde before everything, letters before all else."""
    if character == "~":
        return "!"
    return character if character.isascii() and character.isalpha() else f"~{ord(character):06x}"


def number_key(digits: str) -> str:
    """The count of digits, nine at a time, then the digits, so that 9 stands before 10."""
    digits = digits.lstrip("0")
    return "9" * (len(digits) // 9) + str(len(digits) % 9) + digits
