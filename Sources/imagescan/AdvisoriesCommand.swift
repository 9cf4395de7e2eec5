import ArgumentParser
import ImageAdvisories
import ImageKit
import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Shows what advisory data holds.
struct AdvisoriesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "advisories",
        abstract: "Build a database of advisories, show what is in it, or look something up.",
        discussion: """
            EXAMPLES
              imagescan advisories build osv/ tracker.json kev.json -o advisories.db
              imagescan vulnerabilities app.tar --advisories advisories.db
              imagescan advisories show osv/ tracker.json
              imagescan advisories search CVE-2024-35195 osv/
              imagescan advisories search requests osv/
            """,
        subcommands: [Build.self, Show.self, Search.self])

    /// Makes one file of all data.
    struct Build: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make one file of advisory data, to carry anywhere and search without reading it whole.")

        @Argument(help: "Files and folders of advisories.", completion: .file())
        var paths: [String]
        @Option(
            name: [.customShort("o"), .customLong("output")],
            help: ArgumentHelp("The file to make; it may not be there yet.", valueName: "file"), completion: .file())
        var output: String

        func run() async throws {
            let source = try AdvisoryFiles(paths: paths, wanted: nil, hashesFiles: true)
            for diagnostic in source.diagnostics {
                Terminal.note("warning: \(diagnostic.path.map { "\($0): " } ?? "")\(diagnostic.message)")
            }
            try DatabaseFile.write(to: output) { try AdvisoryDatabase.write(source, to: $0) }
            Terminal.note("imagescan: \(output): \(source.all.count) advisories of \(source.provenance.count) sources")
        }
    }

    /// Says what the data is made of.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say what data is made of: its files, their dates, how many records, for which releases.")

        @Argument(help: "Files and folders of advisories.", completion: .file())
        var paths: [String]

        func run() async throws {
            let source = try AdvisoryFiles(paths: paths, wanted: [], hashesFiles: true)
            var text = ""
            for data in source.provenance {
                text +=
                    DisplayText.escaped(
                        "\(data.kind)  \(data.date ?? "no date")  \(Plural.text(data.records, "record"))  \(data.file)")
                    + "\n"
                if let digest = data.digest { text += "  \(digest)\n" }
            }
            text += "\n"
            if source.recordCounts.isEmpty { text += "Covers no package.\n" }
            for (name, count) in source.recordCounts.sorted(by: { $0.key < $1.key }) {
                text += DisplayText.escaped("\(name)  \(Plural.text(count, "record"))") + "\n"
            }
            if source.unmatchedRanges > 0 {
                text +=
                    "\(Plural.text(source.unmatchedRanges, "range")) of commits (GIT), which can't be matched offline\n"
            }
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

/// Writes a database whole or not at all.
enum DatabaseFile {
    /// Makes a file that is not there yet: under a name of its own, then under the one it is to have.
    static func write(to path: String, _ make: (String) throws -> Void) throws {
        // Unsafe, here and below: C strings live as long as the call.
        guard unsafe access(path, F_OK) != 0 else { throw ImageError(.unwritable, "\(path) already exists") }
        let partial = "\(path).\(String(UInt64.random(in: .min ... .max), radix: 36)).partial"
        do {
            try make(partial)
            guard unsafe rename(partial, path) == 0 else {
                throw ImageError(.unwritable, "\(path) can't be written: \(Errno(rawValue: errno))")
            }
        } catch {
            _ = unsafe unlink(partial)
            throw error
        }
    }
}
