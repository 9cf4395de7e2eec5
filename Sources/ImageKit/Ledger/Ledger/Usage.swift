import ImagePackages
import ImageReading

/// The bookings of an image summed by something: every booking is in exactly one row.
public struct Usage: Sendable {
    /// What bookings are summed by.
    public enum Grouping: String, Sendable, CaseIterable {
        /// The package that owns them, or the cause of what nobody owns.
        case owner
        /// The layer that brought them.
        case layer
        /// The package that owns them; what nobody owns is one row.
        case package
        /// The cause their paths tell, whoever owns them.
        case cause
        /// The directory, to a depth.
        case directory
    }

    /// What rows are ordered by, the largest first.
    public enum Order: String, Sendable, CaseIterable {
        /// Uncompressed bytes in the layers.
        case diff
        /// Compressed bytes.
        case download
        /// Bytes that a container sees.
        case live
        /// Bytes that a later layer replaced or deleted.
        case wasted
        /// The number of files.
        case files
        /// The name, by its letters.
        case name
    }

    /// One sum.
    public struct Row: Sendable {
        /// What is summed: a package with its version, a cause, a directory or a layer's number.
        public let name: String
        /// What kind of thing ``name`` is: the package's kind, `cause`, `directory`, `layer` or `unowned`.
        public let kind: String
        /// All bytes of the row.
        public var amounts = Amounts.zero
        /// Bytes in tars that are not live any more.
        public var wastedSize: Int64 = 0
        /// The number of files.
        public var fileCount = 0
    }

    /// What was summed by.
    public let grouping: Grouping
    /// The fates that were counted; nil for all.
    public let fates: Set<Fate.Kind>?
    /// The sums, the largest in the tars first; layers in their order.
    public let rows: [Row]
    /// What no file takes; nothing where only some fates were counted, and by layer, whose rows are whole tars.
    public let overhead: Amounts

    /// Whether the overhead stands beside the rows.
    package var hasOverhead: Bool { fates == nil && grouping != .layer }

    /// The sum of all rows and the overhead.
    public var total: Amounts { rows.reduce(overhead) { $0 + $1.amounts } }
    /// Bytes in tars that are not live any more.
    public var wastedSize: Int64 { rows.reduce(0) { $0 + $1.wastedSize } }

    /// Sums a ledger.
    ///
    /// - Parameters:
    ///   - ledger: the books.
    ///   - grouping: what to sum by.
    ///   - fates: which fates to count; nil counts all.
    ///   - depth: how many levels of directories are told apart.
    ///   - order: what the rows are ordered by; nil takes the order of layers, and uncompressed bytes for all else.
    public init(
        _ ledger: Ledger, by grouping: Grouping, fates: Set<Fate.Kind>? = nil, depth: Int = 2, order: Order? = nil
    ) {
        self.grouping = grouping
        self.fates = fates
        var rows: [Key: Row] = [:]
        ledger.forEach { line in
            guard fates?.contains(line.fate.kind) ?? true else { return }
            let key = Key(line, grouping, ledger, depth)
            rows[key, default: key.row(ledger)].add(line)
        }
        // A layer is as large as its tar.
        let isWhole = grouping == .layer && fates == nil
        if isWhole {
            for layer in 0..<ledger.layerCount {
                let key = Key.layer(layer)
                rows[key, default: key.row(ledger)].amounts += ledger.overhead(ofLayer: layer)
            }
        }
        self.rows = Usage.tellingApart(rows, ledger).sorted { left, right in
            // Layers stand in their own order, all else by its size.
            if grouping == .layer, order == nil || order == .name {
                return (Int(left.name) ?? 0) < (Int(right.name) ?? 0)
            }
            let (one, other) = (left.value(order ?? .diff), right.value(order ?? .diff))
            return one == other ? (left.kind, left.name) < (right.kind, right.name) : one > other
        }
        overhead =
            fates == nil && !isWhole
            ? (0..<ledger.layerCount).reduce(.zero) { $0 + ledger.overhead(ofLayer: $1) } : .zero
    }

    /// The rows; those that would look the same carry what tells their packages apart.
    private static func tellingApart(_ rows: [Key: Row], _ ledger: Ledger) -> [Row] {
        let counts = Dictionary(grouping: rows.values, by: { "\($0.kind) \($0.name)" }).mapValues(\.count)
        return rows.map { key, row in
            guard counts["\(row.kind) \(row.name)"] ?? 1 > 1, case .package(let owner) = key,
                let distinction = ledger.packages[Int(owner)].distinction
            else { return row }
            return Row(
                name: "\(row.name) (\(distinction))", kind: row.kind, amounts: row.amounts, wastedSize: row.wastedSize,
                fileCount: row.fileCount)
        }
    }

    private enum Key: Hashable {
        case package(UInt32)
        case cause(Cause)
        case layer(Int)
        case directory(String)
        case unowned

        init(_ line: Ledger.Line, _ grouping: Grouping, _ ledger: Ledger, _ depth: Int) {
            let isOwned = line.owner != OwnershipHistory.noOwner
            switch grouping {
            case .owner: self = isOwned ? .package(line.owner) : .cause(line.cause)
            case .package: self = isOwned ? .package(line.owner) : .unowned
            case .cause: self = .cause(line.cause)
            case .layer: self = .layer(line.layer)
            case .directory: self = .directory(Key.directory(ledger.path(of: line), depth))
            }
        }

        private static func directory(_ path: ArraySlice<UInt8>, _ depth: Int) -> String {
            let parts = path.split(separator: UInt8(ascii: "/"), maxSplits: depth)
            let folders = parts.count > 1 ? parts.dropLast().prefix(depth) : []
            return "/" + folders.map { DisplayText.decoded($0) }.joined(separator: "/")
        }

        func row(_ ledger: Ledger) -> Row {
            switch self {
            case .package(let owner):
                let package = ledger.packages[Int(owner)]
                return Row(name: "\(package.name) \(package.version)", kind: package.kind.rawValue)
            case .cause(let cause): return Row(name: cause.rawValue, kind: "cause")
            case .layer(let layer): return Row(name: String(layer), kind: "layer")
            case .directory(let path): return Row(name: path, kind: "directory")
            case .unowned: return Row(name: "no package", kind: "unowned")
            }
        }
    }
}

extension Usage.Row {
    fileprivate func value(_ order: Usage.Order) -> Int64 {
        switch order {
        case .diff: amounts.diffSize
        case .download: amounts.downloadSize
        case .live: amounts.liveSize
        case .wasted: wastedSize
        case .files: Int64(fileCount)
        case .name: 0
        }
    }

    fileprivate mutating func add(_ line: Ledger.Line) {
        amounts += line.amounts
        if line.fate != .live { wastedSize += line.amounts.diffSize }
        fileCount += 1
    }
}
