public import ImageLedger
import ImagePackages
public import ImageReading
public import ImageWriting

/// Shows why packages are in an image, and what removing them would free.
public struct WhyReport: Report {
    /// How each format is written; the first is the default.
    public static let writers: [ReportWriter<WhyReport>] = [
        ReportWriter(.table) { WhyTable($0).text($1) },
        ReportWriter(.json) { try JSONText.document(WhyDocument($0)) },
    ]

    let analysis: ImageAnalysis
    let graph: DependencyGraph
    /// What is used beside what packages need, by positions in the graph.
    private let used: Set<Int>
    let name: String
    let vulnerabilities: VulnerabilityFindings?
    /// The packages of the name in the graph.
    let positions: [Int]
    /// What could not be read of the packages' relations.
    public var diagnostics: [Diagnostic] { graph.diagnostics }

    /// Makes a report on all packages of a name.
    ///
    /// - Parameters:
    ///   - analysis: the image.
    ///   - name: the name.
    ///   - vulnerabilities: what advisories say of the image's packages, where they were asked.
    /// - Throws: ``/ImageReading/ImageError`` with `noSuchPackage`, naming near names, where none is installed.
    public init(_ analysis: ImageAnalysis, name: String, vulnerabilities: VulnerabilityFindings? = nil) throws {
        self.analysis = analysis
        self.vulnerabilities = vulnerabilities
        self.name = name
        graph = DependencyGraph(analysis)
        used = graph.used(by: ImageUses(analysis).packages)
        positions = graph.positions(named: name)
        guard positions.isEmpty else { return }
        if let gone = WhyReport.removal(of: name, in: analysis) { throw ImageError(.noSuchPackage, gone) }
        let near = graph.names(near: name)
        let hint = near.isEmpty ? "" : "; there is \(near.joined(separator: ", "))"
        throw ImageError(.noSuchPackage, "no package named '\(name)' is installed\(hint)")
    }

    /// Where a package came and went that a layer removed; nil where no layer did.
    private static func removal(of name: String, in analysis: ImageAnalysis) -> String? {
        func layers(_ isOne: (PackageChange) -> Bool) -> [Int] {
            analysis.layers.filter { $0.changes.contains { $0.name == name && isOne($0) } }.map(\.layer.index)
        }
        guard let end = layers({ $0.after == nil }).last else { return nil }
        let start = layers { $0.before == nil }.last.map { "layer \($0) brought it and " } ?? ""
        return "'\(name)' is not installed any more: \(start)layer \(end) removed it; "
            + "imagescan layers shows what each layer did"
    }

    /// Of what nobody needed before either, what nothing uses, and what only their package manager takes for unneeded.
    func alreadyUnneeded(_ set: RemovalSet) -> (unused: [Int], used: [Int]) {
        (set.alreadyUnneeded.filter { !used.contains($0) }, set.alreadyUnneeded.filter(used.contains))
    }

    /// The instruction that brought a package.
    func instruction(_ package: Package) -> String? { Words.instruction(package.layer, of: analysis) }

    /// The vulnerabilities that count of a package; nil where advisories were not asked.
    func vulnerabilities(of package: Package) -> [VulnerabilityFinding]? {
        vulnerabilities?.counted.filter { $0.packages.contains { $0.versionedSlot == package.versionedSlot } }
    }

    /// Those that go with what is removed.
    func vulnerabilities(takenBy set: RemovalSet) -> [VulnerabilityFinding]? {
        vulnerabilities?.takenAway(by: set.packages.map { graph.packages[$0] })
    }

    /// Those of what is removed that stay, since a package that stays was built from the same source.
    func vulnerabilities(leftBy set: RemovalSet) -> [VulnerabilityFinding] {
        let taken = Set(vulnerabilities(takenBy: set)?.map(\.identity) ?? [])
        return set.packages.flatMap { vulnerabilities(of: graph.packages[$0]) ?? [] }.uniqued
            .filter { !taken.contains($0.identity) }
    }

    /// Why a package has no known vulnerabilities though nobody looked; nil where the data covers its kind.
    func gap(of package: Package) -> String? {
        let subject = package.kind.ecosystem.advisorySubject(of: package, in: analysis.inventory.distribution)
        return vulnerabilities?.unknown.first { gap in
            gap.kind == package.kind && (gap.package == nil || gap.package == subject?.name)
        }?.reason
    }

    /// The files that no package owns and that would lack a library.
    func unownedUsers(of set: RemovalSet) -> [String] {
        let nodes = set.packages.flatMap { graph.unownedUsers[$0] ?? [] }.uniqued
        return nodes.map { analysis.tree.path(of: $0).description }.sorted()
    }
}

extension ImageError.Code {
    /// No package of the name asked for is installed.
    public static let noSuchPackage = ImageError.Code(rawValue: "noSuchPackage")
}
