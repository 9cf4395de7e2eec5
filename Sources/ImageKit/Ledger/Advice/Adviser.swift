public import ImagePackages
import ImageReading

/// Finds out what an image could do without, and how much that would save.
public struct Adviser: Sendable {
    /// The advice, what saves most bytes of the layers first.
    public let advice: [Advice]
    /// The packages that only serve to build or install others, with all that is there for them alone.
    public let buildTools: [Package]
    /// The image's books.
    public let ledger: Ledger
    /// The books as they would be if all advice were taken.
    public let remaining: Ledger

    /// Which layers are the base image's; advice for them is another base.
    public let baseLayers: BaseLayers

    /// What all advice together would save.
    public var saving: Amounts { ledger.total - remaining.total }

    /// Looks for advice.
    ///
    /// - Parameters:
    ///   - analysis: the image.
    ///   - ledger: its books; they need ``ScanOptions/booksBytes``.
    ///   - base: which layers are the base image's; nil takes what the history tells.
    public init(_ analysis: ImageAnalysis, ledger: Ledger, base: BaseLayers? = nil) {
        let rules = AdviceRules.all
        self.init(
            DependencyGraph(analysis), ledger: ledger, rules: rules, uses: ImageUses(analysis),
            baseLayers: base ?? BaseLayers(of: analysis.image))
    }

    init(
        _ graph: DependencyGraph, ledger: Ledger, rules: [any AdviceRule], uses: ImageUses = ImageUses(),
        baseLayers: BaseLayers? = nil
    ) {
        self.ledger = ledger
        self.baseLayers = baseLayers ?? .unknown
        buildTools = Adviser.buildTools(graph, uses)
        let needs = Adviser.needs(of: ledger, graph, buildTools: buildTools, uses: uses)
        let installed = Set(graph.packages.map(\.slot))
        // Behind those of the rules, what lies in layers that are not this image's own.
        var claims = Array(repeating: AdviceClaim(), count: rules.count + 1)
        var inUse = claims
        let base = self.baseLayers
        ledger.forEach { line in
            guard line.amounts.diffSize > 0 else { return }
            let owner = line.owner == OwnershipHistory.noOwner ? nil : Int(line.owner)
            var file = AdviceFile(
                line: line, path: ledger.path(of: line), need: owner.map { needs[$0] } ?? .needed,
                ownerKind: owner.map { ledger.packages[$0].kind },
                isOfRemovedPackage: owner.map { !installed.contains(ledger.packages[$0].slot) } ?? false,
                isInUse: uses.contain(line))
            for (position, rule) in rules.enumerated() {
                guard let layer = rule.blame(file) else { continue }
                let isOfBase = base.contains(layer) ?? false
                claims[isOfBase ? rules.count : position].add(
                    line, layer: layer, removesPackage: rule.removesPackages)
                return
            }
            // An installer's cache that environments link into is not to be cleaned as a whole.
            let isLinkedCache = file.isOwned && line.fate == .live && Adviser.caches.contains(line.cause)
            guard file.isInUse || isLinkedCache else { return }
            file.isInUse = false
            if isLinkedCache { file.ownerKind = nil }
            if let position = rules.firstIndex(where: { $0.blame(file) != nil }) {
                inUse[position].add(line, layer: 0, removesPackage: false)
            }
        }
        let used = zip(ledger.packages, needs).filter { $1 == .used }.map(\.0)
            .sorted { ($1.size, $0.name) < ($0.size, $1.name) }.map(\.name).uniqued
        let total = ledger.total
        advice = zip(rules + [BaseImageAdvice()], zip(claims, inUse)).compactMap { rule, found in
            let (claim, inUse) = found
            let staying = StayingBehind(
                fileCount: inUse.entries.count, packages: rule is UnneededPackagesAdvice ? used : [])
            guard !claim.entries.isEmpty else { return nil }
            let saving = total - ledger.without(claim.entries).total
            guard saving.diffSize >= Adviser.leastSaving else { return nil }
            return Advice(
                kind: rule.kind, title: rule.title(naming: claim.packages(ledger)),
                change: rule.change(with: claim.commands(ledger), staying),
                certainty: rule.certainty, saving: saving,
                evidence: claim.evidence(ledger), packages: claim.removedPackages(ledger), entries: claim.entries,
                inUseCount: inUse.entries.count, inUsePaths: inUse.evidence(ledger).flatMap(\.paths))
        }
        .sorted { ($1.saving.diffSize, $0.kind) < ($0.saving.diffSize, $1.kind) }
        remaining = ledger.without(advice.lazy.flatMap(\.entries))
    }

    /// The build tools that an image could go without.
    package static func buildTools(of analysis: ImageAnalysis) -> [Package] {
        buildTools(DependencyGraph(analysis), ImageUses(analysis))
    }

    /// What the image's own commands start, and what that needs, is no tool to build with.
    private static func buildTools(_ graph: DependencyGraph, _ uses: ImageUses) -> [Package] {
        let started = Set(needed(by: uses.packages, in: graph).map { graph.packages[$0].versionedSlot })
        return BuildTools.removable(graph).filter { !started.contains($0.versionedSlot) }
    }

    /// Packages and all that they can't work without.
    private static func needed(by packages: Set<Int>, in graph: DependencyGraph) -> Set<Int> {
        var needs: [Int: [Int]] = [:]
        for position in graph.packages.indices {
            for edge in graph.neededBy[position] where edge.kind.isHard {
                needs[edge.from, default: []].append(position)
            }
        }
        var found = packages
        var pending = Array(packages)
        while let next = pending.popLast() {
            for position in needs[next] ?? [] where found.insert(position).inserted { pending.append(position) }
        }
        return found
    }

    private static let caches = Set(["package caches", "pip cache"].map(Cause.init(rawValue:)))

    /// Bytes of the layers below which nothing is advised.
    static let leastSaving: Int64 = 10_000

    /// What each package of the books is there for.
    private static func needs(
        of ledger: Ledger, _ graph: DependencyGraph, buildTools: [Package], uses: ImageUses
    ) -> [PackageNeed] {
        var needs: [Package.VersionedSlot: PackageNeed] = [:]
        let used = graph.used(by: uses.packages)
        for package in buildTools { needs[package.versionedSlot] = .buildTool }
        // One option of apt leaves them out, also those that tools recommend.
        for position in graph.recommendedOnly { needs[graph.packages[position].versionedSlot] = .recommended }
        for position in graph.unneeded {
            needs[graph.packages[position].versionedSlot] = used.contains(position) ? .used : .unneeded
        }
        return ledger.packages.map { needs[$0.versionedSlot] ?? .needed }
    }
}
