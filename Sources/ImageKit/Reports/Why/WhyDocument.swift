import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// The JSON form of why packages are there; described by the schema `why.schema.json`.
struct WhyDocument: Encodable {
    let schemaVersion = "1.0"
    let verified: Bool
    let image: ImageFacts
    let name: String
    let packages: [Reason]
    let diagnostics: [Diagnostic]

    /// One package of the name.
    struct Reason: Encodable {
        let package: PackageFacts
        let instruction: String?
        let root: String?
        let neededBy: [Link]
        let chains: [Chain]
        let removal: Removal
        /// Of the package itself; absent where advisories were not asked or do not cover it.
        let vulnerabilities: [VulnerabilityName]?
    }

    /// A step of a chain, or a package that needs the one asked for.
    struct Link: Encodable {
        let package: PackageName
        let kind: String
        let text: String
    }

    /// From a package that stays in any case to the one asked for, which is the last link's.
    struct Chain: Encodable {
        let root: PackageName
        let reason: String
        let links: [Link]
    }

    /// What removing it takes along.
    struct Removal: Encodable {
        let freedSize: Int64
        let targets: [PackageName]
        let dependents: [PackageName]
        let unneeded: [PackageName]
        let twins: [PackageName]
        let broken: [PackageName]
        let unownedUsers: [String]
        let alreadyUnneeded: [PackageName]
        let unneededInUse: [PackageName]
        /// What goes with it; absent where advisories were not asked.
        let vulnerabilities: [VulnerabilityName]?
    }
}

extension WhyDocument {
    init(_ report: WhyReport) {
        verified = report.analysis.isVerified
        image = ImageFacts(report.analysis)
        name = report.name
        packages = report.positions.map { Reason($0, report) }
        diagnostics = report.analysis.diagnostics + report.diagnostics
    }
}

extension WhyDocument.Reason {
    init(_ position: Int, _ report: WhyReport) {
        let graph = report.graph
        let set = graph.removal(of: position)
        func link(_ edge: DependencyGraph.Edge, end: Int) -> WhyDocument.Link {
            WhyDocument.Link(package: PackageName(graph.packages[end]), kind: edge.kind.rawValue, text: edge.text)
        }
        func names(_ positions: [Int]) -> [PackageName] { positions.map { PackageName(graph.packages[$0]) } }
        package = PackageFacts(graph.packages[position])
        instruction = report.instruction(graph.packages[position])
        root = graph.roots[position]?.rawValue
        neededBy = graph.neededBy[position].map { link($0, end: $0.from) }
        chains = graph.chains(to: position).map { chain in
            WhyDocument.Chain(
                root: PackageName(graph.packages[chain[0].from]), reason: graph.roots[chain[0].from]?.rawValue ?? "",
                links: chain.map { link($0, end: $0.to) })
        }
        removal = WhyDocument.Removal(
            freedSize: set.size, targets: names(set.targets), dependents: names(set.dependents),
            unneeded: names(set.unneeded), twins: names(set.twins), broken: names(set.broken),
            unownedUsers: report.unownedUsers(of: set), alreadyUnneeded: names(report.alreadyUnneeded(set).unused),
            unneededInUse: names(report.alreadyUnneeded(set).used),
            vulnerabilities: report.vulnerabilities(takenBy: set)?.map(VulnerabilityName.init))
        let asked = graph.packages[position]
        vulnerabilities =
            report.gap(of: asked) == nil ? report.vulnerabilities(of: asked)?.map(VulnerabilityName.init) : nil
    }
}
