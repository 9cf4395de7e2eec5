#!/usr/bin/env python3
"""Tests flow.py with small trees of sources: test_flow.py"""
import pathlib
import subprocess
import sys
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).with_name("flow.py")
SOURCES = {
    "Base/BytePath.swift": "struct BytePath {}",
    "Tar/TarReader.swift": "struct TarReader { let path: BytePath }",
    "Layers/LayerReader.swift": "struct LayerReader { let reader: TarReader }",
}
ORDER = "# A comment\n[Reading]\nBase\nTar # and why\nLayers\n"


class FlowTests(unittest.TestCase):
    def run_on(self, sources=None, order=ORDER):
        """The status and the lines of a run over the sources, with changes to them."""
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / ".flow").write_text(order)
            for name, text in {**SOURCES, **(sources or {})}.items():
                file = root / "Sources/ImageKit/Reading" / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text)
            done = subprocess.run([sys.executable, SCRIPT, folder], capture_output=True, text=True, check=False)
            return done.returncode, done.stdout.splitlines() + done.stderr.splitlines()

    def expect(self, problem, sources=None, order=ORDER):
        status, lines = self.run_on(sources, order)
        self.assertEqual((status, lines), (1, [problem]))

    def expect_none(self, sources=None, order=ORDER):
        status, lines = self.run_on(sources, order)
        self.assertEqual((status, lines), (0, ["Data flows one way through the folders of Sources/ImageKit."]))

    def test_passes_where_folders_use_earlier_ones(self):
        self.expect_none()

    def test_fails_where_a_folder_uses_a_later_one(self):
        self.expect(
            "Sources/ImageKit/Reading/Base/Limits.swift:2: Base uses TarReader of Tar",
            {"Base/Limits.swift": "\nlet reader: TarReader? = nil"})

    def test_fails_where_folders_on_one_line_use_each_other(self):
        self.expect(
            "Sources/ImageKit/Reading/Layers/LayerReader.swift:1: Layers uses TarReader of Tar",
            order="[Reading]\nBase\nTar Layers\n")

    def test_fails_where_a_member_comes_from_a_later_folder(self):
        self.expect(
            "Sources/ImageKit/Reading/Base/Limits.swift:1: Base uses .isHidden of Layers",
            {
                "Layers/BytePath+Hidden.swift": "extension BytePath {\n    var isHidden: Bool { true }\n}",
                "Base/Limits.swift": "func hides(_ path: BytePath) -> Bool { path.isHidden }",
            })

    def test_looks_into_interpolations_but_not_into_text_or_comments(self):
        self.expect_none({
            "Base/Limits.swift": '''
                // TarReader
                /* LayerReader
                   LayerReader */
                let a = "TarReader \\"LayerReader\\""
                let b = #"TarReader " \\(LayerReader)"#
                let c = """
                    TarReader \\(a.map { "{" + "LayerReader" }) LayerReader
                    """
                '''})
        self.expect(
            "Sources/ImageKit/Reading/Base/Limits.swift:1: Base uses TarReader of Tar",
            {"Base/Limits.swift": 'let a = "\\(b ? "(" : "\\(TarReader.self)")"'})

    def test_judges_no_type_inside_another_and_no_name_of_two_folders(self):
        self.expect_none({
            "Layers/Row.swift": "struct LayerRow {\n    struct Kind {}\n}\nstruct Name {}",
            "Tar/Name.swift": "struct Name {}\nstruct Part {}",
            "Base/Limits.swift": "let kind: Kind, name: Name\nstruct Limit { struct Part {}\n let part: Part }",
        })

    def test_fails_where_folders_and_order_differ(self):
        self.expect(
            ".flow: the folder OCI of Reading is not listed; add it where it stands in the flow",
            {"OCI/Digest.swift": "struct Digest {}"})
        self.expect(
            ".flow: the folder (top) of Reading is not listed; add it where it stands in the flow",
            {"Digest.swift": "struct Digest {}"})
        self.expect(".flow: Reading has no folder OCI with Swift in it", order=ORDER + "OCI\n")
        self.expect(".flow: Reading lists Base twice", order="[Reading]\nBase Base\nTar\nLayers\n")
        self.expect(".flow: no section [Reading]", order="")

    def test_lets_the_list_of_a_target_use_all_of_it(self):
        sources = {"Base/AllReaders.swift": "let readers = [LayerReader.self, TarReader.self]"}
        self.expect_none(sources, ORDER + "list AllReaders.swift\n")
        self.expect(".flow: Reading has no file AllReaders.swift", order=ORDER + "list AllReaders.swift\n")


if __name__ == "__main__":
    unittest.main()
