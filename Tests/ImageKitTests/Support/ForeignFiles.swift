import Foundation
import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Files of other projects' test suites with what is expected of them or what other tools made of them.
enum ForeignFiles {
    struct File: Sendable, CustomTestStringConvertible {
        let name: String
        let kind: String
        /// `ok`, `error` or something less plain.
        let expected: String?
        let expectedNames: [String]
        /// Which tools read the file without complaint, and how many entries each saw.
        let observed: [String: (isFine: Bool, entries: Int)]

        var testDescription: String { name }
        var bytes: [UInt8] {
            get throws { Array(try Data(contentsOf: try ForeignFiles.root().url.appendingPathComponent(name))) }
        }

        /// How many entries more than half of the tools that read it without complaint agree on.
        var majority: Int? {
            let fine = observed.values.filter(\.isFine).map(\.entries)
            guard fine.count * 2 > observed.count else { return nil }
            let counts = Dictionary(grouping: fine) { $0 }
            return counts.max { $0.value.count < $1.value.count }?.key
        }
    }

    private struct Record: Decodable {
        struct Expectation: Decodable {
            var outcome: String
            var names: [String]?
        }
        struct Observation: Decodable {
            var rc: Int
            var entries: Int?
        }
        var file: String
        var kind: String
        var expected: Expectation?
        var observed: [String: Observation]?
    }

    static let all: [File] = {
        guard SharedData.isAvailable, let data = try? SharedData.data("foreign/files.MANIFEST.json"),
            let records = try? JSONDecoder().decode([Record].self, from: data)
        else { return [] }
        let originals = Dictionary(records.map { ($0.file, $0) }, uniquingKeysWith: { first, _ in first })
        return records.map { record in
            var expected = record.expected
            if let name = expected?.outcome, name.hasPrefix("as "), let slash = record.file.firstIndex(of: "/") {
                expected = originals[String(name.dropFirst(3)) + String(record.file[slash...])]?.expected
            }
            return File(
                name: record.file, kind: record.kind, expected: expected?.outcome, expectedNames: expected?.names ?? [],
                observed: (record.observed ?? [:]).mapValues { ($0.rc == 0, $0.entries ?? 0) })
        }
    }()

    static func ofKind(_ kinds: String...) -> [File] { all.filter { kinds.contains($0.kind) } }

    private static let unpacked = Result {
        let folder = try TemporaryFolder()
        try Tool.run("tar", "--zstd", "-xf", SharedData.url("foreign/files.tar.zst").path, "-C", folder.url.path)
        return folder
    }

    private static func root() throws -> TemporaryFolder { try unpacked.get() }
}
