import Foundation
import Testing

/// `imagescan usage` on the committed images: every sum is exact.
@Suite struct UsageCommandTests {
    struct Amounts: Decodable, Equatable {
        var downloadSize: Int64
        var diffSize: Int64
        var liveSize: Int64
    }

    struct Report: Decodable {
        struct Row: Decodable {
            var name: String
            var kind: String
            var downloadSize: Int64
            var diffSize: Int64
            var liveSize: Int64
            var wastedSize: Int64
        }

        struct Duplicates: Decodable {
            struct Group: Decodable {
                var size: Int64
                var paths: [String]
            }

            var repeatedSize: Int64
            var groups: [Group]
        }

        var fates: [String]?
        var rows: [Row]
        var overhead: Amounts
        var total: Amounts
        var wastedSize: Int64
        var duplicates: Duplicates?

        var sum: Amounts {
            rows.reduce(into: overhead) { sum, row in
                sum.downloadSize += row.downloadSize
                sum.diffSize += row.diffSize
                sum.liveSize += row.liveSize
            }
        }
    }

    private func report(_ arguments: [String]) async throws -> Report {
        let outcome = try await Program().run(["usage"] + arguments + ["-o", "json"])
        #expect(outcome.status == 0)
        return try JSONDecoder().decode(Report.self, from: Data(outcome.output))
    }

    @Test(arguments: ["owner", "layer", "package", "cause", "directory"], [Fixtures.full, Fixtures.slim])
    func sumsToTheLayers(_ grouping: String, _ image: String) async throws {
        let report = try await report([image, "--by", grouping])
        #expect(report.sum == report.total)
        #expect(report.rows.reduce(0) { $0 + $1.wastedSize } == report.wastedSize)
        let kinds = Set(report.rows.map(\.kind))
        switch grouping {
        case "owner": #expect(kinds == ["deb", "pypi", "cause"])
        case "package": #expect(kinds == ["deb", "pypi", "unowned"])
        default: #expect(kinds == [grouping])
        }
        let owner = try await self.report([image])
        #expect(report.total == owner.total)
    }

    @Test func splitsTheFilesByFate() async throws {
        let whole = try await report([Fixtures.full])
        var sum = whole.overhead
        for fate in ["live", "overwritten", "copied", "deleted"] {
            let part = try await report([Fixtures.full, "--fate", fate])
            #expect(part.fates == [fate])
            #expect(fate == "live" || part.total.liveSize == 0)
            sum.downloadSize += part.total.downloadSize
            sum.diffSize += part.total.diffSize
            sum.liveSize += part.total.liveSize
        }
        #expect(sum == whole.total)
        let both = try await report([Fixtures.full, "--fate", "overwritten", "--fate", "deleted"])
        #expect(both.fates == ["deleted", "overwritten"])
    }

    @Test func findsDuplicates() async throws {
        let found = try #require(try await report([Fixtures.full, "--duplicates"]).duplicates)
        #expect(found.groups.allSatisfy { $0.paths.count > 1 })
        #expect(found.repeatedSize == found.groups.reduce(0) { $0 + $1.size * Int64($1.paths.count - 1) })
        #expect(found.groups.contains { $0.paths.contains("/usr/lib/python3/dist-packages/idna/intranges.py") })
        #expect(try await report([Fixtures.full]).duplicates == nil)
    }

    @Test func ranksWhatCouldBeRemoved() async throws {
        let outcome = try await Program().run("usage", Fixtures.full, "--removable", "-o", "csv")
        #expect(outcome.status == 0)
        let lines = outcome.text.split(separator: "\n")
        #expect(lines.first == "name,version,type,freedSize,packages,buildTool,broken,base,verified")
        #expect(lines.dropFirst().first?.hasPrefix("Jinja2,3.1.6,pypi,") == true)
        let freed = lines.dropFirst().compactMap { Int64($0.split(separator: ",")[3]) }
        #expect(freed == freed.sorted(by: >))
    }

    @Test(arguments: [
        ["--removable", "--by", "cause"], ["--removable", "--duplicates"], ["--removable", "--fate", "live"],
        ["--removable", "--sort", "name"],
        ["--by", "colour"], ["--fate", "lost"], ["-o", "jsonl"],
    ])
    func refusesWhatDoesNotGoTogether(_ arguments: [String]) async throws {
        let outcome = try await Program().run(["usage", Fixtures.slim] + arguments)
        #expect(outcome.status == 64)
        #expect(outcome.output.isEmpty)
    }

    @Test func showsATableAndCommaSeparatedValues() async throws {
        let table = try await Program().run("usage", Fixtures.full, "--by", "cause")
        #expect(table.text.contains("\nCAUSE "))
        #expect(table.text.contains("\narchive overhead "))
        #expect(table.text.contains("\ntotal "))
        let lines = try await Program().run("usage", Fixtures.full, "-o", "csv").text.split(separator: "\n")
        #expect(lines.first == "name,kind,downloadSize,diffSize,contentsSize,liveSize,wastedSize,files,verified")
        #expect(lines.last?.hasPrefix("archive overhead,overhead,") == true)
    }
}
