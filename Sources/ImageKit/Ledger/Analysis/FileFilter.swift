public import ImagePackages
public import ImageReading

/// Which files of an image are wanted; what is nil or empty does not matter.
public struct FileFilter: Sendable {
    /// The layer that brought them.
    public var layer: Int?
    /// A pattern of their paths: `*` stands for anything within and between folders, `**/` for any folders, `?` for one byte;
    /// without a slash it is compared with the name alone.
    public var path: String?
    /// The name of the package that owns them, or a cause.
    public var owner: String?
    /// The least bytes that they have.
    public var leastSize: Int64 = 0
    /// What became of them.
    public var fates: Set<Fate.Kind> = []

    /// Wants every file.
    public init() {}

    /// Makes a test of lines, so that patterns are read once.
    func test(_ ledger: Ledger) -> (Ledger.Line) -> Bool {
        let pattern = path.map { text in
            let relative = text.drop { $0 == "/" }
            return GlobPattern(bytes: (text.contains("/") ? "" : "**/").utf8 + Array(relative.utf8), .folders)
        }
        return { line in
            guard layer == nil || line.layer == layer, fates.isEmpty || fates.contains(line.fate.kind),
                Swift.max(line.amounts.contentsSize, line.amounts.diffSize) >= leastSize
            else { return false }
            if let owner {
                let package = ledger.owner(of: line)
                guard
                    (package.map { $0.name == owner || $0.normalizedName == owner } ?? false)
                        || line.cause.rawValue == owner
                else { return false }
            }
            return pattern?.matches(ledger.path(of: line)) ?? true
        }
    }
}

extension ImageAnalysis {
    /// The files of all layers that a filter lets through, the largest first; each is booked once, so that they sum exactly.
    ///
    /// - Returns: nil where bytes were not counted: ``ScanOptions/booksBytes``.
    public func files(where filter: FileFilter = FileFilter()) -> [Ledger.Booking]? {
        guard let ledger else { return nil }
        let isWanted = filter.test(ledger)
        var lines: [Ledger.Line] = []
        ledger.forEach { if isWanted($0) { lines.append($0) } }
        return ledger.bookings(lines)
    }

    /// The package that a path in the image belongs to, links in its folders followed; nil where nothing is there or no
    /// package owns it.
    public func owner(of path: BytePath) -> Package? {
        tree.lookup(path, followingLast: false).flatMap { inventory.owner(of: $0, in: tree) }.map {
            inventory.packages[$0]
        }
    }
}
