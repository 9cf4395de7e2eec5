import ImagePackages
public import ImageReading

/// What changed between two images: every byte of the difference in exactly one row.
public struct ImageComparison: Sendable {
    /// The first image.
    public let before: ImageAnalysis
    /// The second image.
    public let after: ImageAnalysis
    /// The changed rows: packages, causes, waste and overhead, each by how much it changed.
    public let rows: [ComparisonRow]
    /// Differences of the configurations.
    public let configuration: [ConfigurationChange]
    /// All bytes of the first image.
    public let totalBefore: Amounts
    /// All bytes of the second image.
    public let totalAfter: Amounts

    /// The difference of the images; the rows sum to it.
    public var delta: Amounts { totalAfter - totalBefore }

    /// Compares two images that were analyzed with ``ScanOptions/booksBytes``.
    public init(from before: ImageAnalysis, to after: ImageAnalysis) {
        self.before = before
        self.after = after
        let old = Books(before)
        let new = Books(after)
        totalBefore = old.total
        totalAfter = new.total
        rows = PackageMatching(from: old.packages, to: new.packages).rows + ImageComparison.rows(from: old, to: new)
        configuration = ConfigurationChange.changes(from: before, to: after)
    }

    /// Whether both are the same image.
    public var isSameImage: Bool {
        before.image.configurationDigest == after.image.configurationDigest
            && before.image.manifestDigest == after.image.manifestDigest
    }

    /// Diff IDs that both images have.
    public var sharedLayers: Set<Digest> {
        Set(before.image.layers.map(\.diffID)).intersection(after.image.layers.map(\.diffID))
    }

    /// The share of a measure that was saved, between 0 and 1; negative where it grew, nil where there was nothing.
    public func savedShare(_ measure: Measure) -> Double? {
        let size = measure.of(totalBefore)
        return size == 0 ? nil : -Double(measure.of(delta)) / Double(size)
    }

    /// The share of the first image's packages that are gone, net of new ones, twins counted once; nil where it has none.
    public var goneShare: Double? {
        let count = before.inventory.packageCount
        return count == 0 ? nil : Double(count - after.inventory.packageCount) / Double(count)
    }

    private static func rows(from old: Books, to new: Books) -> [ComparisonRow] {
        let parts: [(ComparisonRow.Kind, [String: Amounts], [String: Amounts])] = [
            (.cause, old.causes, new.causes), (.waste, old.waste, new.waste),
            (.overhead, ["archive overhead": old.overhead], ["archive overhead": new.overhead]),
        ]
        return parts.flatMap { kind, old, new in
            Set(old.keys).union(new.keys).compactMap { name -> ComparisonRow? in
                guard old[name] != new[name] else { return nil }
                let change: ComparisonRow.Change = old[name] == nil ? .added : new[name] == nil ? .removed : .changed
                return ComparisonRow(
                    kind: kind, name: name, change: change, packageBefore: nil, packageAfter: nil, before: old[name],
                    after: new[name])
            }.sorted(by: ComparisonRow.isLarger)
        }
    }
}

extension ComparisonRow {
    /// The larger change first, then by name.
    static func isLarger(_ left: ComparisonRow, _ right: ComparisonRow) -> Bool {
        (right.delta.diffSize.magnitude, right.delta.downloadSize.magnitude, left.name)
            < (left.delta.diffSize.magnitude, left.delta.downloadSize.magnitude, right.name)
    }
}

/// One image's bytes in the parts that a comparison sets against each other.
struct Books {
    /// The live bytes of each package, packages without bytes included.
    private(set) var packages: [(package: Package, amounts: Amounts)]
    /// Live bytes of no package by cause.
    private(set) var causes: [String: Amounts] = [:]
    /// Bytes that are not live by fate.
    private(set) var waste: [String: Amounts] = [:]
    private(set) var overhead = Amounts.zero
    private(set) var total = Amounts.zero

    init(_ analysis: ImageAnalysis) {
        let inventory = analysis.inventory.packages
        packages = inventory.map { ($0, .zero) }
        guard let ledger = analysis.ledger else { return }
        // A ledger knows each version of each package once; the inventory may have twins of one slot.
        var positions: [UInt32: Int] = [:]
        var keys: [Package.VersionedSlot: Int] = [:]
        for (position, package) in inventory.enumerated() where keys[package.versionedSlot] == nil {
            keys[package.versionedSlot] = position
        }
        for (owner, package) in ledger.packages.enumerated() {
            positions[UInt32(owner)] = keys[package.versionedSlot]
        }
        for layer in 0..<ledger.layerCount { overhead += ledger.overhead(ofLayer: layer) }
        total = overhead
        ledger.forEach { line in
            total += line.amounts
            if line.fate != .live {
                waste[line.fate.kind.rawValue, default: .zero] += line.amounts
            } else if let position = positions[line.owner] {
                packages[position].amounts += line.amounts
            } else {
                causes[line.cause.rawValue, default: .zero] += line.amounts
            }
        }
    }
}
