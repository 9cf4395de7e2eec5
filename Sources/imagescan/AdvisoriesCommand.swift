import ArgumentParser
import ImageAdvisories
import ImageKit

/// Shows what advisory data holds.
struct AdvisoriesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "advisories",
        abstract: "Show what is in advisory data, or look something up in it.",
        discussion: """
            EXAMPLES
              imagescan advisories show osv/ tracker.json
              imagescan advisories search CVE-2024-35195 osv/
              imagescan advisories search requests osv/
            """,
        subcommands: [Show.self, Search.self])

    /// Says what the data is made of.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say what data is made of: its files, their dates, how many records, for which releases.")

        @Argument(help: "Files and folders of advisories.", completion: .file())
        var paths: [String]

        func run() async throws {
            let source = try AdvisoryFiles(paths: paths, wanted: [])
            var text = ""
            for data in source.provenance {
                text +=
                    DisplayText.escaped(
                        "\(data.kind)  \(data.date ?? "no date")  \(data.records) records  \(data.file)") + "\n"
            }
            text += "Covers: \(source.coverage.isEmpty ? "nothing" : source.coverage.joined(separator: ", "))\n"
            for diagnostic in source.diagnostics {
                Terminal.note("warning: \(diagnostic.path.map { "\($0): " } ?? "")\(diagnostic.message)")
            }
            try Terminal.write(text)
        }
    }

    /// Finds records by identifier or package.
    struct Search: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Find advisories by an identifier or the name of a package.")

        @Argument(help: "An identifier such as CVE-2024-35195, or the name of a package.")
        var text: String
        @Argument(help: "Files and folders of advisories.", completion: .file())
        var paths: [String]

        func run() async throws {
            let wanted = text.lowercased()
            let found = try AdvisoryFiles(paths: paths, wanted: nil).all.filter { advisory in
                advisory.identifiers.contains { $0.lowercased() == wanted }
                    || advisory.affected.contains { $0.name.lowercased() == wanted }
            }
            guard !found.isEmpty else {
                Terminal.note("imagescan: nothing is known of \(text) in this data")
                throw ExitCode(1)
            }
            var lines: [String] = []
            for advisory in found {
                lines.append(
                    advisory.identifiers.joined(separator: ", ") + (advisory.isWithdrawn ? " (withdrawn)" : ""))
                if let summary = advisory.summary { lines.append("  \(summary)") }
                for vector in advisory.vectors {
                    lines.append("  \(vector)" + (CVSS(vector).map { ", score \($0.score)" } ?? ""))
                }
                for affected in advisory.affected {
                    let place = [affected.ecosystem, affected.release].compactMap(\.self).joined(separator: ":")
                    let ranges = affected.ranges.map { range in
                        "from \(range.introduced)"
                            + (range.fixed.map { ", fixed in \($0)" } ?? range.lastAffected.map { " to \($0)" }
                                ?? ", not fixed")
                    }
                    lines.append(
                        "  \(place) \(affected.name): "
                            + (ranges.isEmpty ? "\(affected.versions.count) versions" : ranges.joined(separator: "; ")))
                }
            }
            try Terminal.write(lines.map { DisplayText.escaped($0) + "\n" }.joined())
        }
    }
}
