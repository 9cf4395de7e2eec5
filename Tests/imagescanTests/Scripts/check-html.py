"""Compares the markup of pages: check-html.py HARMLESS HOSTILE

The second page may have no element with attributes that the first lacks, must close what it opens, and end with </html>.
"""
import html.parser
import sys

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "rect"}


class Page(html.parser.HTMLParser):
    def __init__(self, path):
        super().__init__()
        self.elements, self.open, self.problems = set(), [], []
        with open(path, encoding="utf-8", newline="") as file:
            text = file.read()
        self.feed(text)
        self.close()
        if self.open:
            self.problems.append(f"not closed: {self.open}")
        if not text.rstrip().endswith("</html>"):
            self.problems.append("does not end with </html>")

    def handle_starttag(self, tag, attributes):
        self.elements.add((tag, tuple(sorted(name for name, _ in attributes))))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.elements.add((tag, tuple(sorted(name for name, _ in attributes))))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"</{tag}> closes nothing at {self.getpos()}")


harmless, hostile = map(Page, sys.argv[1:])
problems = harmless.problems + hostile.problems
problems += [f"new element {tag} with {names}" for tag, names in hostile.elements - harmless.elements]
sys.exit("\n".join(problems[:10]) or 0)
