import Foundation
import Testing

/// `imagescan compare` on the committed images.
@Suite struct CompareCommandTests {
    struct Report: Decodable {
        typealias Amounts = UsageCommandTests.Amounts

        struct Totals: Decodable {
            var before: Amounts
            var after: Amounts
            var delta: Amounts
            var sharedLayers: Int
        }

        struct Row: Decodable {
            var kind: String
            var name: String
            var change: String
            var delta: Amounts
        }

        struct Files: Decodable {
            struct File: Decodable {
                var path: String
                var sizeBefore: Int64?
            }

            var added: [File]
            var removed: [File]
            var changed: [File]
        }

        struct Stages: Decodable {
            struct Copy: Decodable {
                var from: String
                var to: String
                var size: Int64
            }

            struct Package: Decodable { var name: String }

            var copiedSize: Int64
            var copies: [Copy]
            var leftBehind: [Package]
        }

        var sameImage: Bool
        var totals: Totals
        var rows: [Row]
        var files: Files?
        var stages: Stages?

        var sum: Amounts {
            rows.reduce(into: Amounts(downloadSize: 0, diffSize: 0, liveSize: 0)) { sum, row in
                sum.downloadSize += row.delta.downloadSize
                sum.diffSize += row.delta.diffSize
                sum.liveSize += row.delta.liveSize
            }
        }
    }

    private func report(_ arguments: String...) async throws -> Report {
        let outcome = try await Program().run(["compare"] + arguments + ["-q", "-o", "json"])
        #expect(outcome.status == 0, "\(outcome.message)")
        return try JSONDecoder().decode(Report.self, from: Data(outcome.output))
    }

    @Test(arguments: [(Fixtures.full, Fixtures.slim), (Fixtures.slim, Fixtures.full)])
    func sumsToTheDifference(_ before: String, _ after: String) async throws {
        let report = try await report(before, after)
        #expect(!report.sameImage)
        #expect(report.totals.sharedLayers == 1)
        #expect(report.sum == report.totals.delta)
        #expect(report.totals.before.diffSize + report.totals.delta.diffSize == report.totals.after.diffSize)
        #expect(report.files == nil && report.stages == nil)
    }

    @Test func saysThatBothAreTheSame() async throws {
        let report = try await report(Fixtures.full, Fixtures.full)
        #expect(report.sameImage)
        #expect(report.rows.isEmpty)
        let table = try await Program().run("compare", Fixtures.full, Fixtures.full)
        #expect(table.status == 0)
        #expect(table.text.contains("Both are the same image."))
    }

    @Test func listsFiles() async throws {
        let files = try #require(try await report(Fixtures.full, Fixtures.slim, "--files").files)
        #expect(files.removed.contains { $0.path == "/usr/sbin/update-passwd" })
        #expect(files.changed.contains { $0.path == "/var/lib/dpkg/status" })
        let sizes = files.removed.map { $0.sizeBefore ?? 0 }
        #expect(sizes == sizes.sorted(by: >))
        let back = try #require(try await report(Fixtures.slim, Fixtures.full, "--files").files)
        #expect(back.added.map(\.path) == files.removed.map(\.path))
    }

    @Test func tellsStages() async throws {
        let stages = try #require(try await report(Fixtures.full, Fixtures.slim, "--stages").stages)
        // The slim image installs the same files itself: nothing was copied but what COPY brought.
        #expect(stages.copies.allSatisfy { $0.to.hasPrefix("/srv/app/") && $0.from == $0.to })
        #expect(stages.copiedSize == stages.copies.reduce(0) { $0 + $1.size })
        #expect(stages.leftBehind.first?.name == "libpython3.11-minimal")
    }

    @Test func makesAHistoryOfThree() async throws {
        let outcome = try await Program().run("compare", Fixtures.full, Fixtures.slim, Fixtures.full, "-o", "csv")
        #expect(outcome.status == 0)
        let lines = outcome.text.split(separator: "\n")
        #expect(lines.count == 4)
        #expect(lines[1] == lines[3])
    }

    @Test(.enabled(if: Fixtures.hasShapes, "generated/shapes is missing"))
    func comparesOtherPlatforms() async throws {
        let several = Fixtures.shapes.appendingPathComponent("platforms.layout").path
        let outcome = try await Program().run("compare", several, several, "--platform", "linux/arm64", "-q")
        #expect(outcome.status == 0, "\(outcome.message)")
        #expect(outcome.text.contains("Both are the same image."))
        let archive = Fixtures.shapes.appendingPathComponent("platform.oci.tar").path
        guard FileManager.default.fileExists(atPath: archive) else { return }
        let across = try await Program().run("compare", Fixtures.slim, archive, "-q")
        #expect(across.status == 0, "\(across.message)")
        #expect(across.text.contains("linux/arm64"))
    }

    @Test(arguments: [[Fixtures.full], ["-", "-"], [Fixtures.full, Fixtures.slim, "-o", "jsonl"]])
    func endsWith64ForWrongUsage(_ arguments: [String]) async throws {
        #expect(try await Program().run(["compare"] + arguments).status == 64)
    }
}
