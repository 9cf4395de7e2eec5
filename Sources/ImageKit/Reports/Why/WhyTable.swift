import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// Why packages are there, as a table.
struct WhyTable {
    private let report: WhyReport
    private var graph: DependencyGraph { report.graph }

    init(_ report: WhyReport) { self.report = report }

    func text(_ style: TableStyle) -> String {
        report.positions.map { section($0, style) }.joined(separator: "\n")
            + (report.analysis.isVerified ? "" : "\n\(Words.notVerified)\n")
    }

    /// How many chains a table shows.
    private static let shownChains = 5

    private func section(_ position: Int, _ style: TableStyle) -> String {
        let package = graph.packages[position]
        var lines: [(String, String)] = []
        if let summary = package.summary { lines.append(("What", summary)) }
        let shared = package.sharedSize > 0 ? ", shares \(ByteCount.text(package.sharedSize))" : ""
        lines.append(("Size", ByteCount.text(package.size) + shared))
        lines.append(("Layer", "\(package.layer)" + (report.instruction(package).map { ": " + $0 } ?? "")))
        if let environment = package.details?.place { lines.append(("Place", environment)) }
        if let provider = package.providedBy {
            lines.append(("Provided by", "\(provider.name) \(provider.version ?? "") (\(provider.type))"))
        }
        let isKnown = package.kind.ecosystem.recordsRelations
        let reason = isKnown ? "only while it is needed" : "not known: what its kind of package needs is not read"
        lines.append(("Stays", graph.roots[position].map(\.words) ?? reason))
        if let found = report.vulnerabilities(of: package) {
            let names = found.prefix(3).map(\.id) + (found.count > 3 ? ["…"] : [])
            let list = found.isEmpty ? "" : ": \(names.joined(separator: ", "))"
            lines.append(
                (
                    "Known CVEs",
                    report.gap(of: package).map { "no data: \($0)" } ?? VulnerabilityName.text(found) + list
                ))
        }
        var text = heading(DependencyGraph.fullLabel(package), style)
        for (title, value) in lines { text += line(title, value, style) }
        if let found = report.vulnerabilities {
            text += ([found.dataSentence] + found.dateRemarks).map { wrapped("", $0, style) }.joined()
        }
        text += chains(position, style)
        return text + removal(position, style)
    }

    private func label(_ position: Int) -> String { label(graph.packages[position]) }

    /// A package's name, with what tells it from another one of that name.
    private func label(_ package: Package) -> String {
        let label = DependencyGraph.shortLabel(package)
        let isAlone =
            graph.positions(named: package.normalizedName).count { graph.packages[$0].kind == package.kind } <= 1
        return isAlone ? label : package.distinction.map { "\(label) in \($0)" } ?? label
    }

    private func heading(_ title: String, _ style: TableStyle) -> String {
        let title = DisplayText.escaped(title)
        return style.usesColor ? "\u{1B}[1m\(title)\u{1B}[0m\n" : title + "\n"
    }

    private func line(_ title: String, _ value: String, _ style: TableStyle) -> String {
        let label = "  " + title + String(repeating: " ", count: max(1, 12 - title.count))
        return fitting(label + DisplayText.escaped(value), style) + "\n"
    }

    /// A line that goes on below itself where it is too long.
    private func wrapped(_ title: String, _ value: String, _ style: TableStyle) -> String {
        let label = "  " + title + String(repeating: " ", count: max(1, 12 - title.count))
        let indent = String(repeating: " ", count: label.count)
        return Words.wrapped(label + DisplayText.escaped(value), indent: indent, style)
    }

    private func fitting(_ line: String, _ style: TableStyle) -> String {
        guard let width = style.width, line.count > width else { return line }
        return line.prefix(max(12, width - 1)) + "…"
    }

    private func chains(_ position: Int, _ style: TableStyle) -> String {
        let chains = graph.chains(to: position)
        guard !chains.isEmpty else {
            let dependents = graph.removal(of: position).dependents.count
            let words =
                dependents == 0
                ? "nothing else"
                : Plural.text(dependents, "package") + ", but by nothing that was installed on purpose"
            return wrapped("Needed by", words, style)
        }
        var text = wrapped(
            "Needed by",
            needs(position) + "; "
                + Plural.text(chains.count, "chain starts", "chains start") + " at something installed on purpose:",
            style)
        for chain in chains.prefix(WhyTable.shownChains) {
            var parts = ["    " + label(chain[0].from)]
            for edge in chain {
                parts.append("\(edge.kind.words) \(label(edge.to))")
            }
            text += fitting(DisplayText.escaped(parts.joined(separator: " ")), style) + "\n"
        }
        let more = chains.count - WhyTable.shownChains
        return text + (more > 0 ? "    and \(more) more (all of them with -o json)\n" : "")
    }

    /// Who needs a package, and who would only like to have it.
    private func needs(_ position: Int) -> String {
        let edges = graph.neededBy[position]
        let hard = Set(edges.filter(\.kind.isHard).map(\.from))
        let soft = Set(edges.map(\.from)).subtracting(hard).count
        let words = hard.isEmpty ? "nothing" : Plural.text(hard.count, "package")
        let wishes = soft == 1 ? "recommends or suggests" : "recommend or suggest"
        return soft == 0 ? words : words + ", \(soft)\(hard.isEmpty ? "" : " more") \(wishes) it"
    }

    private func removal(_ position: Int, _ style: TableStyle) -> String {
        let set = graph.removal(of: position)
        let packages = Plural.text(set.packages.count, "package")
        let title = "Removing it frees \(ByteCount.text(set.size)) in \(packages):"
        var table = TextTable([
            .init(title: "NAME", shrinks: true), .init(title: "VERSION", shrinks: true), .init(title: "TYPE"),
            .init(title: "SIZE", alignment: .right), .init(title: "REASON"),
        ])
        let reasons: [([Int], String)] = [
            (set.targets, "named by you"), (set.dependents, "depends on it"),
            (set.unneeded, "only it needed this"),
            (set.twins, "has the same files"),
        ]
        for (positions, reason) in reasons {
            for package in positions.map({ graph.packages[$0] }).sorted(by: { ($1.size, $0.name) < ($0.size, $1.name) })
            {
                table.append([
                    label(package), package.version, package.kind.rawValue,
                    ByteCount.text(package.size), reason,
                ])
            }
        }
        var text = "\n" + title + "\n" + table.render(style)
        for (positions, words) in [
            (set.broken, "Would break"), (report.alreadyUnneeded(set).unused, "Already unneeded"),
            (report.alreadyUnneeded(set).used, "In use, though their package manager would remove them"),
        ] where !positions.isEmpty {
            let names = positions.map(label)
            text += Words.wrapped(
                "\(words): \(DisplayText.escaped(names.joined(separator: ", ")))", indent: "  ", style)
        }
        if let taken = report.vulnerabilities(takenBy: set) {
            let left = report.vulnerabilities(leftBy: set)
            let rest = left.isEmpty ? "" : " \(left.count) more stay, in other packages of the same source."
            let gap = taken.isEmpty ? set.packages.lazy.compactMap { report.gap(of: graph.packages[$0]) }.first : nil
            text += Words.wrapped(
                gap.map { "Whether it takes away vulnerabilities is not known: \($0).\(rest)" }
                    ?? "It takes away \(VulnerabilityName.text(taken)).\(rest)", indent: "  ", style)
        }
        let users = report.unownedUsers(of: set)
        guard !users.isEmpty else { return text }
        let shown = users.prefix(WhyTable.shownChains).joined(separator: ", ")
        let more = users.count - WhyTable.shownChains
        text +=
            "Files outside packages that link to what is removed: \(shown)" + (more > 0 ? " and \(more) more\n" : "\n")
        return text
    }
}

extension DependencyGraph {
    /// A package with its version and what distinguishes it from others of its name.
    static func fullLabel(_ package: Package) -> String {
        let architecture = package.architecture.map { ", \($0)" } ?? ""
        return "\(package.name) \(package.version) (\(package.kind.rawValue)\(architecture))"
    }

    /// A package's name, with its kind where it is not one of the system's own.
    static func shortLabel(_ package: Package) -> String {
        package.kind.ecosystem.isSystem ? package.name : "\(package.name) (\(package.kind.rawValue))"
    }
}
