import Foundation
import ImageKit
import Synchronization
import Testing

/// Reads damaged and malicious images, each in a process of its own that must neither crash, hang nor grow.
@Suite(.enabled(if: Fixtures.shared != nil, "IMAGESCAN_SHARED is not set"))
struct HostileImageTests {
    struct Case: Decodable, CustomTestStringConvertible {
        struct Expectation: Decodable {
            var outcome: String
            var packages: [String]?
            var warn: Bool?
            var tree: [String: Node]?
        }

        /// What is at a path: a file of a size, or a word.
        enum Node: Decodable {
            case size(Int64)
            case word(String)

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let size = try? container.decode(Int64.self) {
                    self = .size(size)
                } else {
                    self = .word(try container.decode(String.self))
                }
            }
        }

        var name: String
        var image: String
        /// The same as a docker-save archive.
        var docker: String?
        var expect: Expectation
        var why: String

        var testDescription: String { name }
        var images: [String] { [image] + [docker].compactMap(\.self) }
    }

    /// What a report says of packages and remarks.
    struct Report: Decodable {
        struct Package: Decodable {
            var name: String
            var version: String
            var type: String
            var size: Int64
        }

        struct Totals: Decodable {
            var liveSize: Int64
            var unownedSize: Int64
        }

        struct Diagnostic: Decodable { var message: String }

        var packages: [Package]
        var totals: Totals
        var diagnostics: [Diagnostic]
    }

    private static let unpacked: Result<Scratch, any Error> = Result {
        let scratch = try Scratch()
        let shared = try #require(Fixtures.shared)
        let tar = Process()
        tar.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        tar.arguments = [
            "tar", "--zstd", "-C", scratch.folder.path, "-xf",
            shared.appendingPathComponent("hostile/cases.tar.zst").path,
        ]
        try tar.run()
        tar.waitUntilExit()
        #expect(tar.terminationStatus == 0)
        let folder = scratch.folder.path
        folders.withLock { $0.append(folder) }
        atexit { HostileImageTests.folders.withLock { $0.forEach { try? FileManager.default.removeItem(atPath: $0) } } }
        return scratch
    }

    private static let folders = Mutex<[String]>([])

    private static let cases: [Case] = {
        guard Fixtures.shared != nil else {
            Fixtures.note("SKIPPED: IMAGESCAN_SHARED is not set, hostile images are not read")
            return []
        }
        guard let data = try? Data(contentsOf: unpacked.get().url("MANIFEST.json")) else { return [] }
        return (try? JSONDecoder().decode([Case].self, from: data)) ?? []
    }()

    /// Whether the program runs under a sanitizer, which takes memory and time of its own.
    private static let isSanitized = ProcessInfo.processInfo.environment["IMAGESCAN_SANITIZED"] != nil

    /// The most memory a run may take, in bytes.
    private static let memoryLimit = isSanitized ? 4 << 30 : 256 << 20

    /// Seconds a run may take; expanding a gigabyte without optimization takes longer than anything does with it.
    private static let timeLimit: Double = {
        #if DEBUG
        isSanitized ? 1200 : 240
        #else
        60
        #endif
    }()

    @Test func findsTheCases() { #expect(HostileImageTests.cases.count >= 197) }

    @Test(arguments: cases)
    func survives(_ hostile: Case) async throws {
        for image in hostile.images {
            let path = try HostileImageTests.unpacked.get().path(image)
            var program = Program()
            program.timeLimit = HostileImageTests.timeLimit
            let outcome = try await program.run("inventory", path, "-o", "json", "-v")
            #expect(!outcome.isTimeout, "\(image)")
            #expect(outcome.peakMemory < HostileImageTests.memoryLimit, "\(image) took \(outcome.peakMemory >> 20) MiB")
            #expect(!hasControlBytes(outcome.output) && !hasControlBytes(outcome.errors), "\(image)")
            switch outcome.status {
            case 0:
                #expect(hostile.expect.outcome != "error", "\(image) must be refused: \(hostile.why)")
                try compare(outcome, with: hostile, image)
            case 1:
                #expect(hostile.expect.outcome != "tolerated", "\(image): \(outcome.message)")
                #expect(outcome.output.isEmpty, "\(image)")
                #expect(outcome.message.contains("imagescan: "), "\(image)")
            default: Issue.record("\(image) ends with \(outcome.status): \(hostile.why)")
            }
        }
    }

    private func compare(_ outcome: Program.Outcome, with hostile: Case, _ image: String) throws {
        let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output))
        let owned = report.packages.reduce(Int64(0)) { $0 + $1.size }
        #expect(owned + report.totals.unownedSize == report.totals.liveSize, "\(image)")
        if let packages = hostile.expect.packages {
            let ours = report.packages.map { "\($0.type):\($0.name)@\($0.version)" }
            if hostile.expect.outcome == "tolerated" {
                #expect(ours.sorted() == packages.sorted(), "\(image)")
            } else {
                // A damaged record may be left out or completed from its folder's name; the sound ones must be there.
                #expect(Set(packages).isSubset(of: ours), "\(image)")
            }
        }
        if hostile.expect.warn == true { #expect(!report.diagnostics.isEmpty, "\(image) deserves a remark") }
        #expect(outcome.message.split(separator: "\n").count == report.diagnostics.count, "\(image)")
    }

    @Test(arguments: cases.filter { $0.expect.tree != nil })
    func buildsTheTree(_ hostile: Case) async throws {
        let expected = try #require(hostile.expect.tree)
        for image in hostile.images {
            let path = try HostileImageTests.unpacked.get().path(image)
            let tree: FileTree
            do {
                tree = try await ImageAnalyzer().analyze(ImageArchive(path: path).image()).tree
            } catch let error as ImageError {
                #expect(hostile.expect.outcome != "tolerated", "\(error)")
                continue
            }
            for (name, node) in expected {
                let found = tree.lookup(try #require(BytePath(Array(name.utf8))), followingLast: false)
                switch node {
                case .size(let size):
                    #expect(tree.size(of: try #require(found, "\(image) \(name)")) == size, "\(image) \(name)")
                case .word("absent"):
                    // Overlayfs' whiteouts are no whiteouts of an image: what was below the device is gone all the same.
                    #expect(found == nil, "\(image) \(name)")
                case .word("symlink"): #expect(found.map { tree.kind(of: $0) } == .symbolicLink, "\(image) \(name)")
                case .word("dir"): #expect(found.map { tree.kind(of: $0) } == .directory, "\(image) \(name)")
                case .word(let word): Issue.record("\(word) is not known")
                }
            }
        }
    }

    @Test(arguments: ["table", "csv", "jsonl"], ["inventory", "layers"])
    func showsNoControlCharacter(_ format: String, _ command: String) async throws {
        for hostile in HostileImageTests.cases where hostile.name.contains("ansi") || hostile.name.contains("control") {
            let path = try HostileImageTests.unpacked.get().path(hostile.image)
            let outcome = try await Program().run(command, path, "-o", format, "-v")
            #expect(!hasControlBytes(outcome.output) && !hasControlBytes(outcome.errors), "\(hostile.name)")
        }
    }

    private func hasControlBytes(_ bytes: [UInt8]) -> Bool {
        bytes.contains { ($0 < 0x20 && $0 != UInt8(ascii: "\n")) || $0 == 0x7F }
            || String(decoding: bytes, as: UTF8.self).unicodeScalars.contains { (0x80...0x9F).contains($0.value) }
    }
}
