import ImagePackages
import ImageReading

/// The files one rule has claimed.
struct AdviceClaim {
    struct Part {
        var amounts = Amounts.zero
        var fileCount = 0
        var largest: [Ledger.Line] = []
        var owners: [UInt32: Int64] = [:]
    }

    private static let shownPaths = 5

    private(set) var entries: [Ledger.Entry] = []
    private var parts: [Int: Part] = [:]
    private var removed: Set<UInt32> = []

    mutating func add(_ line: Ledger.Line, layer: Int, removesPackage: Bool) {
        if removesPackage { removed.insert(line.owner) }
        entries.append(Ledger.Entry(layer: line.layer, entry: line.entry))
        parts[layer, default: Part()].add(line, limit: AdviceClaim.shownPaths)
    }

    /// The packages that own the files, those with most bytes first.
    func packages(_ ledger: Ledger) -> [String] {
        var owners: [UInt32: Int64] = [:]
        for part in parts.values { owners.merge(part.owners) { $0 + $1 } }
        return owners.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ledger.packages[Int($0.key)].name }
            .uniqued
    }

    /// What people type for packages of the kind that owns most of the files.
    func commands(_ ledger: Ledger) -> PackageCommands? {
        var sizes: [Package.Kind: Int64] = [:]
        for part in parts.values {
            for (owner, size) in part.owners { sizes[ledger.packages[Int(owner)].kind, default: 0] += size }
        }
        return sizes.max { ($0.value, $1.key.rawValue) < ($1.value, $0.key.rawValue) }?.key.ecosystem.commands
    }

    /// The packages that go with the files.
    func removedPackages(_ ledger: Ledger) -> [Package] { removed.sorted().map { ledger.packages[Int($0)] } }

    func evidence(_ ledger: Ledger) -> [Advice.Evidence] {
        parts.map { layer, part in
            let owners = part.owners.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            return Advice.Evidence(
                layer: layer, amounts: part.amounts, fileCount: part.fileCount,
                paths: part.largest.map { BytePath(normalized: Array(ledger.path(of: $0))) },
                packages: owners.map { ledger.packages[Int($0.key)].name }.uniqued)
        }
        .sorted { ($1.amounts.diffSize, $0.layer) < ($0.amounts.diffSize, $1.layer) }
    }
}

extension AdviceClaim.Part {
    mutating func add(_ line: Ledger.Line, limit: Int) {
        amounts += line.amounts
        fileCount += 1
        if line.owner != OwnershipHistory.noOwner { owners[line.owner, default: 0] += line.amounts.diffSize }
        guard largest.count < limit || largest.last.map({ $0.amounts.diffSize < line.amounts.diffSize }) ?? true else {
            return
        }
        let place = largest.firstIndex { $0.amounts.diffSize < line.amounts.diffSize } ?? largest.count
        largest.insert(line, at: place)
        if largest.count > limit { largest.removeLast() }
    }
}
