import Foundation
import ImageKit
import Testing

/// Every command in every format over an image whose texts try to steer terminals and to break formats.
@Suite(.enabled(if: Python.isThere, "python3 is missing"))
struct HostileTextTests {
    /// A command that reads some of the images.
    struct Run: Sendable, CustomTestStringConvertible {
        var arguments: [String]
        var images = 1
        var formats: [String]

        var testDescription: String { (arguments + ["\(images)"]).joined(separator: " ") }

        init(_ arguments: [String], images: Int = 1, _ formats: String...) {
            self.arguments = arguments
            self.images = images
            self.formats = formats
        }

        /// The arguments of a run, the images first as most commands want them.
        func command(_ images: [String], _ format: String, to file: String? = nil) -> [String] {
            [arguments[0]] + images.prefix(self.images) + arguments.dropFirst()
                + ["-v", "-o", file.map { "\(format)=\($0)" } ?? format]
        }
    }

    private static let runs = [
        Run(["inventory", "--removed"], "table", "json", "jsonl", "csv"),
        Run(["layers"], "table", "json", "jsonl", "csv"),
        Run(["usage", "--all"], "table", "markdown", "html", "json", "csv"),
        Run(["usage", "--by", "package", "--all", "--duplicates"], "table", "markdown", "html", "json", "csv"),
        Run(["usage", "--by", "directory", "--all"], "table", "markdown", "json", "csv"),
        Run(["usage", "--by", "layer"], "table", "markdown", "json", "csv"),
        Run(["usage", "--removable"], "table", "json", "csv"),
        Run(["why", "deb13<script>alert(1)</script>"], "table", "json"),
        Run(["why", "x</td>"], "table", "json"),
        Run(["advise"], "table", "json", "markdown"),
        Run(["compare"], images: 2, "table", "markdown", "html", "json", "csv"),
        Run(["compare", "--files", "--stages"], images: 2, "table", "markdown", "html", "json", "csv"),
        Run(["compare"], images: 3, "table", "json", "csv"),
        Run(["validate"], "table", "json"),
        Run(["inventory", "--sbom", "--files"], "json"),
        Run(["sbom", "--files"], "spdx-json", "cyclonedx-json", "cyclonedx-json@1.7", "jsonl"),
    ]

    /// The packages of dpkg, and of pip, in the image.
    private static let textCount = 29

    private static let scratch = Result { () -> Scratch in
        let scratch = try Scratch()
        let made = try Python.run("hostile-text.py", scratch.folder.path)
        guard made.status == 0 else { throw Program.Failure(description: made.text) }
        return scratch
    }

    private static func images() throws -> [String] {
        try ["hostile.tar", "other.tar", "harmless.tar", "harmless-other.tar"].map { try scratch.get().path($0) }
    }

    @Test(arguments: runs)
    func survives(_ run: Run) async throws {
        for format in run.formats {
            let arguments = run.command(try HostileTextTests.images(), format)
            let outcome = try await Program().run(arguments)
            // A package that no image has is an error that names others.
            #expect(outcome.status == (arguments.contains("x</td>") ? 1 : 0), "\(arguments): \(outcome.message)")
            expectHarmless(outcome.output, "\(arguments)")
            expectHarmless(outcome.errors, "\(arguments)")
            if outcome.status == 0 { try expectSound(outcome.text, format, "\(arguments)") }
        }
    }

    /// A name that is not there is shown too, and near ones with it.
    @Test func showsWhatItWasAskedForHarmlessly() async throws {
        let image = try HostileTextTests.images()[0]
        let outcome = try await Program().run("why", image, "deb\u{1B}[31m\u{202E}5")
        #expect(outcome.status == 1)
        expectHarmless(outcome.errors, "why")
        let reference = try await Program().run("inventory", image + "#\u{1B}[31m\n\u{9B}")
        #expect(reference.status == 1)
        expectHarmless(reference.errors, "reference")
    }

    @Test func keepsEveryPackage() async throws {
        let images = try HostileTextTests.images()
        var counts: [Int] = []
        for image in [images[0], images[2]] {
            let outcome = try await Program().run("inventory", image, "-q", "-o", "jsonl")
            counts.append(outcome.text.split(separator: "\n").count)
        }
        // dpkg's names with control characters or spaces are refused with a warning each; the rest is there.
        #expect(counts == [2 * HostileTextTests.textCount - 10, 2 * HostileTextTests.textCount])
    }

    @Test(arguments: runs.filter { $0.formats.contains("html") })
    func writesPagesWithoutElementsOfTheImage(_ run: Run) async throws {
        let scratch = try Scratch()
        let images = try HostileTextTests.images()
        for (name, images) in [("harmless", Array(images.suffix(2))), ("hostile", Array(images.prefix(2)))] {
            let command = run.command(images, "html", to: scratch.path("\(name).html"))
            #expect(try await Program().run(command).status == 0)
        }
        let check = try Python.run("check-html.py", scratch.path("harmless.html"), scratch.path("hostile.html"))
        #expect(check.status == 0, "\(check.text)")
    }

    /// No character that moves a cursor, changes colours or reorders a line.
    private func expectHarmless(_ bytes: [UInt8], _ comment: String) {
        let text = String(validating: bytes, as: UTF8.self)
        #expect(text != nil, "\(comment)")
        let lines = (text ?? "").split(separator: "\n", omittingEmptySubsequences: false)
        #expect(!lines.contains { DisplayText.escaped(String($0)) != $0 }, "\(comment)")
    }

    private func expectSound(_ text: String, _ format: String, _ comment: String) throws {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
        switch format {
        case "json": _ = try JSONSerialization.jsonObject(with: Data(text.utf8))
        case "jsonl": for line in lines { _ = try JSONSerialization.jsonObject(with: Data(line.utf8)) }
        case "csv":
            let rows = lines.map { CommaSeparatedLine.fields($0) }
            #expect(rows.allSatisfy { $0?.count == rows[0]?.count && $0 != nil }, "\(comment)")
            let formulas = rows.compactMap(\.self).joined().filter {
                "=+@".unicodeScalars.contains($0.unicodeScalars.first ?? " ")
            }
            #expect(formulas.isEmpty, "\(comment): \(formulas)")
        case "markdown": expectTables(lines, comment)
        default: break
        }
    }

    /// All rows of a table have as many cells as its first.
    private func expectTables(_ lines: [String], _ comment: String) {
        var cells: Int?
        var tables = 0
        for line in lines {
            guard line.utf8.first == UInt8(ascii: "|") else {
                cells = nil
                continue
            }
            let count = MarkdownRow.cells(line)
            if cells == nil { tables += 1 }
            #expect(cells == nil || cells == count, "\(comment): \(line)")
            cells = cells ?? count
        }
        #expect(tables > 0, "\(comment)")
    }
}
