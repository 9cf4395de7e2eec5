#!/usr/bin/env python3
"""Opens the pages that imagescan writes in a real browser: run.py IMAGESCAN [SCREENSHOTS]

Ends with the line that swift test ends with, so that both are counted alike. Without Chromium it says so and passes.
"""
import io
import json
import os
import sys
import tarfile
import tempfile
import time
import subprocess

from browser import Browser

root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
tests = []


def test(function):
    tests.append(function)
    return function


def expect(condition, message):
    if not condition:
        raise AssertionError(message)


def hostile(path):
    """An archive of docker save whose every name tries to be markup."""
    evil = "</script><script>window.evil=1</script><img src=x onerror=window.evil=2>\"'`|"
    layer = io.BytesIO()
    with tarfile.open(fileobj=layer, mode="w", format=tarfile.PAX_FORMAT) as tar:
        def add(name, text):
            entry = tarfile.TarInfo(name)
            entry.size = len(text.encode())
            tar.addfile(entry, io.BytesIO(text.encode()))
        add(f"opt/{evil.replace('/', ':')}/file", "x" * 5000)
        add("opt/" + "deep/" * 40 + "file", "y" * 3000)
        folder = "usr/lib/python3/dist-packages/evil-1.dist-info"
        add(folder + "/METADATA", "Metadata-Version: 2.1\nName: <script>window.evil=3</script>\nVersion: 1\n\n")
        add(folder + "/RECORD", "evil-1.dist-info/METADATA,,\n")
    data = layer.getvalue()
    import hashlib
    configuration = json.dumps({
        "architecture": "amd64", "os": "linux", "config": {"User": evil, "Labels": {evil: evil}, "Cmd": [evil]},
        "rootfs": {"type": "layers", "diff_ids": ["sha256:" + hashlib.sha256(data).hexdigest()]},
        "history": [{"created_by": evil}]}).encode()
    manifest = json.dumps([{"Config": "config.json", "RepoTags": None, "Layers": ["layer.tar"]}]).encode()
    with tarfile.open(path, "w") as tar:
        for name, contents in (("config.json", configuration), ("layer.tar", data), ("manifest.json", manifest)):
            entry = tarfile.TarInfo(name)
            entry.size = len(contents)
            tar.addfile(entry, io.BytesIO(contents))


# The sums of a tree, and the areas its layout gives to every node that has children.
check_areas = """(() => {
  const problems = [];
  const visit = (node) => {
    const children = node[4];
    if (!children) return;
    const sum = children.reduce((total, child) => total + child[2], 0);
    if (sum !== node[2]) problems.push(node[0] + ": " + sum + " is not " + node[2]);
    if (node[2] > 0) {
      const rectangles = imagescan.layout(children, 0, 0, 800, 500);
      const area = rectangles.reduce((total, r) => total + r.width * r.height, 0);
      if (Math.abs(area - 400000) > 1) problems.push(node[0] + ": area " + area);
      for (const r of rectangles) {
        const share = (r.width * r.height) / 400000;
        if (Math.abs(share - r.node[2] / node[2]) > 1e-6) problems.push("area of " + r.node[0]);
        if (r.x < -1e-6 || r.y < -1e-6 || r.x + r.width > 800.001 || r.y + r.height > 500.001) problems.push("outside");
      }
    }
    children.forEach(visit);
  };
  for (const map of imagescan.maps) visit(map.tree.root);
  return problems;
})()"""


@test
def loads_without_complaints(browser, pages):
    for name, page in pages.items():
        for dark in (False, True):
            seconds = browser.open(page, dark=dark)
            expect(seconds < 5, f"{name} took {seconds:.1f} s")
            expect(browser.complaints() == [], f"{name}: {browser.complaints()}")
            expect(browser.run("document.querySelectorAll('.map .tile').length > 0"), f"{name} has no map")


@test
def areas_add_up(browser, pages):
    for name, page in pages.items():
        browser.open(page)
        problems = browser.run(check_areas)
        expect(problems == [], f"{name}: {problems[:5]}")
        drawn = browser.run("""imagescan.maps.map((map) => {
          const tiles = [...map.area.children].reduce((sum, tile) => {
            const box = tile.getBoundingClientRect(); return sum + box.width * box.height; }, 0);
          return tiles / (map.area.clientWidth * map.area.clientHeight); })""")
        expect(all(0.98 < share < 1.01 for share in drawn), f"{name}: tiles cover {drawn}")


@test
def searches_and_sorts(browser, pages):
    browser.open(pages["usage"])
    rows = "[...document.querySelectorAll('#usage tbody tr')].filter((row) => !row.hidden)"
    total = browser.run(rows + ".length")
    browser.run("document.querySelector('#usage input').focus()")
    browser.call("Input.insertText", text="jinja2 3.1.6")
    expect(browser.run(rows + ".length") == 1, "the search does not find one package")
    expect(browser.run("document.querySelector('#usage output').textContent") == f"1 of {total}", "no count")
    browser.run("(() => { const i = document.querySelector('#usage input'); i.value = '';"
                "i.dispatchEvent(new Event('input')); })()")
    expect(browser.run(rows + ".length") == total, "the search does not end")
    values = rows + ".map((row) => Number(row.cells[2].dataset.v))"
    button = "document.querySelectorAll('#usage thead button')[2]"
    browser.run(button + ".click()")
    found = browser.run(values)
    expect(found == sorted(found, reverse=True), "the first click does not sort down")
    browser.run(button + ".click()")
    found = browser.run(values)
    expect(found == sorted(found), "the second click does not sort up")
    expect(browser.run(button + ".closest('th').getAttribute('aria-sort')") == "ascending", "aria-sort is missing")
    browser.run("document.querySelectorAll('#usage thead button')[0].click()")
    names = browser.run(rows + ".map((row) => row.cells[0].textContent.toLowerCase())")
    expect(names[0] < names[-1], "names are not sorted")


@test
def works_by_keyboard(browser, pages):
    browser.open(pages["usage"])
    browser.press("Tab", 9)
    expect(browser.run("document.activeElement.className") == "skip", "the first stop is not the skip link")
    browser.press("Enter", 13, "\r")
    expect(browser.run("document.activeElement.id") == "content", "the skip link does not skip")
    browser.run("document.querySelector('.tile[tabindex=\"0\"]').focus()")
    label = "document.activeElement.getAttribute('aria-label')"
    first = browser.run(label)
    expect("Layer" in first and "bytes" in first, f"a tile says {first}")
    moved = set()
    for key, code in (("ArrowRight", 39), ("ArrowDown", 40), ("ArrowLeft", 37), ("ArrowUp", 38), ("End", 35)):
        browser.press(key, code)
        moved.add(browser.run(label))
    expect(len(moved) > 1, "the arrow keys do not move")
    browser.press("Home", 36)
    browser.press("Enter", 13, "\r")
    expect(browser.run("imagescan.maps[0].path.length") == 2, "Enter does not open an area")
    expect(browser.run("document.activeElement.classList.contains('tile')"), "the focus is lost")
    browser.press("Escape", 27)
    expect(browser.run("imagescan.maps[0].path.length") == 1, "Escape does not go back")
    expect(browser.run(label) == first, "the focus does not go back")
    browser.open(pages["comparison"])
    browser.run("document.querySelector('details.step > summary').focus()")
    browser.press("Enter", 13, "\r")
    expect(browser.run("document.querySelector('details.step').open"), "a group does not open")


@test
def opens_by_click(browser, pages):
    browser.open(pages["usage"])
    browser.run("document.querySelector('.tile').click()")
    expect(browser.run("imagescan.maps[0].path.length") == 2, "a click does not open an area")
    browser.run("document.querySelector('.trail button').click()")
    expect(browser.run("imagescan.maps[0].path.length") == 1, "the trail does not lead back")


@test
def fits_a_narrow_window(browser, pages):
    for name, page in pages.items():
        for width in (400, 1280):
            browser.open(page, width=width)
            found = browser.run("document.documentElement.scrollWidth")
            expect(found <= width, f"{name} is {found} wide in a window of {width}")


@test
def says_the_summary_without_scripts(browser, pages):
    for name, page in pages.items():
        browser.open(page, script=False)
        document = browser.call("DOM.getDocument", depth=0)["root"]["nodeId"]
        html = browser.call("DOM.querySelector", nodeId=document, selector="table.summary")
        text = browser.call("DOM.getOuterHTML", nodeId=html["nodeId"])["outerHTML"]
        expect("download" in text and "MB" in text or "kB" in text, f"{name} has no summary")


@test
def runs_nothing_from_an_image(browser, pages):
    for name in ("hostile", "hostile comparison"):
        browser.open(pages[name])
        expect(browser.run("window.evil") is None, f"{name} ran a script of the image")
        expect(browser.run("document.images.length") == 0, f"{name} has an image of the image")
        expect(browser.run("document.querySelector('main').textContent.includes('<script>window.evil=3</script>')"),
               f"{name} does not show the package's name")


def main():
    program = os.path.abspath(sys.argv[1])
    if not Browser.program():
        print("SKIPPED: there is no Chromium here, the pages are not opened in a browser", file=sys.stderr)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        full, slim, evil = (os.path.join(root, "Fixtures", name) for name in
                            ("demo.oci.tar", "demo-slim.docker.tar", os.path.join(folder, "evil.tar")))
        hostile(evil)
        commands = {
            "usage": ["usage", full, "--duplicates"], "comparison": ["compare", full, slim, "--files", "--stages"],
            "hostile": ["usage", evil], "hostile comparison": ["compare", evil, slim, "--files"],
            "the same": ["compare", slim, slim],
        }
        pages = {}
        for name, arguments in commands.items():
            pages[name] = os.path.join(folder, name.replace(" ", "-") + ".html")
            subprocess.run([program, *arguments, "-q", "-o", "html=" + pages[name]], check=True)
        failures = 0
        begin = time.monotonic()
        with Browser() as browser:
            for function in tests:
                start = time.monotonic()
                title = function.__name__.replace("_", " ")
                try:
                    function(browser, pages)
                    print(f'Test "{title}" passed after {time.monotonic() - start:.3f} seconds.')
                except AssertionError as error:
                    failures += 1
                    print(f'Test "{title}" failed after {time.monotonic() - start:.3f} seconds: {error}')
            if len(sys.argv) > 2:
                for name, page in pages.items():
                    for width in (1280, 400):
                        for dark in (False, True):
                            browser.open(page, width=width, dark=dark)
                            shade = "dark" if dark else "light"
                            browser.screenshot(os.path.join(sys.argv[2], f"{name}-{width}-{shade}.png"))
    result = "failed" if failures else "passed"
    print(f"Test run with {len(tests)} tests in 1 suite {result} after {time.monotonic() - begin:.3f} seconds.")
    return 1 if failures else 0


sys.exit(main())
