public import ImageLedger
import ImagePackages
public import ImageReading

/// Writes why packages are in an image, and what removing them would free.
public struct WhyReport: Sendable {
    /// The forms this report can take.
    public static let formats: [ReportFormat] = [.table, .json]

    private let analysis: ImageAnalysis
    private let graph: DependencyGraph
    private let name: String
    private let positions: [Int]
    /// What could not be read of the packages' relations.
    public var diagnostics: [Diagnostic] { graph.diagnostics }

    /// Makes a report on all packages of a name.
    ///
    /// - Throws: ``/ImageReading/ImageError`` with `noSuchPackage`, naming near names, where none is installed.
    public init(_ analysis: ImageAnalysis, name: String) throws {
        self.analysis = analysis
        self.name = name
        graph = DependencyGraph(analysis)
        positions = graph.positions(named: name)
        guard positions.isEmpty else { return }
        let near = graph.names(near: name)
        let hint = near.isEmpty ? "" : "; there is \(near.joined(separator: ", "))"
        throw ImageError(.noSuchPackage, "no package named '\(name)' is installed\(hint)")
    }

    /// The report as text, the same for the same image.
    ///
    /// - Throws: ``/ImageReading/ImageError`` for a format this report does not have.
    public func text(as format: ReportFormat, style: TableStyle = TableStyle()) throws -> String {
        switch format {
        case .table: return positions.map { section($0, style) }.joined(separator: "\n")
        case .json:
            return try JSONText.document(
                WhyDocument(
                    verified: analysis.isVerified, image: ImageFacts(analysis), name: name,
                    packages: positions.map(facts), diagnostics: analysis.diagnostics + graph.diagnostics))
        default: throw ImageError.unknownFormat(format, known: WhyReport.formats)
        }
    }

    private func facts(_ position: Int) -> WhyDocument.Reason {
        let set = graph.removal(of: position)
        let package = graph.packages[position]
        return WhyDocument.Reason(
            package: PackageFacts(package), instruction: instruction(package),
            root: graph.roots[position]?.rawValue,
            neededBy: graph.neededBy[position].map { link($0, end: $0.from) },
            chains: graph.chains(to: position).map { chain in
                WhyDocument.Chain(
                    root: WhyDocument.Name(graph.packages[chain[0].from]),
                    reason: graph.roots[chain[0].from]?.rawValue ?? "", links: chain.map { link($0, end: $0.to) })
            },
            removal: WhyDocument.Removal(
                freedSize: set.size, targets: names(set.targets), dependents: names(set.dependents),
                unneeded: names(set.unneeded), twins: names(set.twins), broken: names(set.broken),
                unownedUsers: unownedUsers(of: set),
                alreadyUnneeded: names(set.alreadyUnneeded)))
    }

    private func link(_ edge: DependencyGraph.Edge, end: Int) -> WhyDocument.Link {
        WhyDocument.Link(package: WhyDocument.Name(graph.packages[end]), kind: edge.kind.rawValue, text: edge.text)
    }

    private func names(_ positions: [Int]) -> [WhyDocument.Name] {
        positions.map { WhyDocument.Name(graph.packages[$0]) }
    }

    private func instruction(_ package: Package) -> String? {
        guard analysis.layers.indices.contains(package.layer) else { return nil }
        return analysis.layers[package.layer].layer.history?.createdBy.map(LayersReport.instruction)
    }

    /// The files that no package owns and that would miss a library.
    private func unownedUsers(of set: RemovalSet) -> [String] {
        let nodes = set.packages.flatMap { graph.unownedUsers[$0] ?? [] }.uniqued
        return nodes.map { analysis.tree.path(of: $0).description }.sorted()
    }

    // MARK: Table

    /// How many chains a table shows.
    private static let shownChains = 5

    private func section(_ position: Int, _ style: TableStyle) -> String {
        let package = graph.packages[position]
        var lines: [(String, String)] = []
        if let summary = package.summary { lines.append(("What", summary)) }
        let shared = package.sharedSize > 0 ? ", shares \(ByteCount.text(package.sharedSize))" : ""
        lines.append(("Size", ByteCount.text(package.size) + " live" + shared))
        lines.append(("Layer", "\(package.layer)" + (instruction(package).map { ": " + $0 } ?? "")))
        if let environment = package.details?.place { lines.append(("Place", environment)) }
        if let provider = package.providedBy { lines.append(("Brought by", provider.description)) }
        lines.append(("Stays", graph.roots[position].map(\.words) ?? "only while it is needed"))
        var text = heading(DependencyGraph.label(package), style)
        for (title, value) in lines { text += line(title, value, style) }
        text += chains(position, style)
        return text + removal(position, style)
    }

    private func heading(_ title: String, _ style: TableStyle) -> String {
        let title = DisplayText.escaped(title)
        return style.usesColor ? "\u{1B}[1m\(title)\u{1B}[0m\n" : title + "\n"
    }

    private func line(_ title: String, _ value: String, _ style: TableStyle) -> String {
        let label = "  " + title + String(repeating: " ", count: max(1, 12 - title.count))
        return fitting(label + DisplayText.escaped(value), style) + "\n"
    }

    private func fitting(_ line: String, _ style: TableStyle) -> String {
        guard let width = style.width, line.count > width else { return line }
        return line.prefix(max(12, width - 1)) + "…"
    }

    private func chains(_ position: Int, _ style: TableStyle) -> String {
        let chains = graph.chains(to: position)
        guard !chains.isEmpty else { return line("Needed by", "nothing else", style) }
        var text = line(
            "Needed by", "\(graph.neededBy[position].count) directly, \(chains.count) that stay anyway:", style)
        for chain in chains.prefix(WhyReport.shownChains) {
            var parts = ["    " + DependencyGraph.shortLabel(graph.packages[chain[0].from])]
            for edge in chain {
                parts.append("\(edge.kind.words) \(DependencyGraph.shortLabel(graph.packages[edge.to]))")
            }
            text += fitting(DisplayText.escaped(parts.joined(separator: " ")), style) + "\n"
        }
        let more = chains.count - WhyReport.shownChains
        return text + (more > 0 ? "    and \(more) more (all of them with -o json)\n" : "")
    }

    private func removal(_ position: Int, _ style: TableStyle) -> String {
        let set = graph.removal(of: position)
        let packages = Plural.text(set.packages.count, "package")
        let title = "Removing it frees \(ByteCount.text(set.size)) live in \(packages):"
        var table = TextTable([
            .init(title: "NAME", shrinks: true), .init(title: "VERSION", shrinks: true), .init(title: "TYPE"),
            .init(title: "SIZE", alignment: .right), .init(title: "GOES BECAUSE"),
        ])
        let reasons: [([Int], String)] = [
            (set.targets, "asked for"), (set.dependents, "needs what goes"), (set.unneeded, "there for it alone"),
            (set.twins, "the same files"),
        ]
        for (positions, reason) in reasons {
            for package in positions.map({ graph.packages[$0] }).sorted(by: { ($1.size, $0.name) < ($0.size, $1.name) })
            {
                table.append([
                    DependencyGraph.shortLabel(package), package.version, package.kind.rawValue,
                    ByteCount.text(package.size), reason,
                ])
            }
        }
        var text = "\n" + title + "\n" + table.render(style)
        for (positions, words) in [
            (set.broken, "Stays, but would miss something"), (set.alreadyUnneeded, "Needed by nothing already"),
        ] where !positions.isEmpty {
            let names = positions.map { DependencyGraph.shortLabel(graph.packages[$0]) }
            text += "\(words): \(DisplayText.escaped(names.joined(separator: ", ")))\n"
        }
        let users = unownedUsers(of: set)
        guard !users.isEmpty else { return text }
        let shown = users.prefix(WhyReport.shownChains).joined(separator: ", ")
        let more = users.count - WhyReport.shownChains
        text += "Files of no package that are linked to what goes: \(shown)" + (more > 0 ? " and \(more) more\n" : "\n")
        return text
    }
}

extension DependencyGraph {
    /// A package with its version and what tells it from others of its name.
    static func label(_ package: Package) -> String {
        let architecture = package.architecture.map { ", \($0)" } ?? ""
        return "\(package.name) \(package.version) (\(package.kind.rawValue)\(architecture))"
    }

    /// A package's name, with its kind where it is not one of the system's own.
    static func shortLabel(_ package: Package) -> String {
        package.kind.ecosystem.isSystem ? package.name : "\(package.name) (\(package.kind.rawValue))"
    }
}

extension ImageError.Code {
    /// No package of the name asked for is installed.
    public static let noSuchPackage = ImageError.Code(rawValue: "noSuchPackage")
}
