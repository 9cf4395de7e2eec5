public import ImagePackages
public import ImageReading

/// Where every byte of an image goes: each file of each layer booked once, and what is left as archive overhead.
///
/// For every layer `diffSize` is the sum of its bookings' contents and of its overhead, `downloadSize` the sum of their shares
/// of the compressed stream and of what entries without contents took of it. Live bytes sum to the squashed tree's.
public struct Ledger: Sendable {
    /// One file of one layer.
    public struct Booking: Sendable {
        /// The layer that brought it.
        public let layer: Int
        /// Its position in the layer's tar.
        public let entry: Int
        /// Its path; of a live file that is only left under other names, one of these.
        public let path: BytePath
        /// The package that owned it when the layer was made; nil for none.
        public let owner: Package?
        /// What its paths say it is for.
        public let cause: Cause
        /// What became of it.
        public let fate: Fate
        /// Its bytes; a hard link has none, its file has them.
        public let amounts: Amounts
    }

    /// One layer's books.
    struct Page: Sendable {
        var owners: [UInt32]
        var causes: [UInt8]
        /// What no file takes: headers, padding and end of the tar, directories, links and whiteouts.
        var overhead: Amounts
        /// A name that live files have now, by their entries, where something else is at the path of the entry or nothing.
        var names: [Int: BytePath] = [:]
        /// Entries that are left out of the books, for a layer as it would be without them.
        var absent: Set<Int> = []
    }

    /// The layers as they were read.
    let layers: [Layer]
    let fates: [[EntryFate]]
    var pages: [Page]
    /// Every version of every package that owns a booking, by its position.
    public let packages: [Package]

    /// Books an image.
    ///
    /// - Parameters:
    ///   - tree: all layers applied.
    ///   - history: who owned what after each layer.
    ///   - inventory: who owns what in the end; decides for what is live.
    init(of tree: FileTree, history: OwnershipHistory, inventory: Inventory) {
        var history = history
        let final = inventory.packages.map { history.position(of: $0) }
        var liveOwners = history.owners
        for (number, inode) in tree.inodes.enumerated() where inode.links > 0 && inode.entry != FileTree.none {
            let owner = inventory.owners[number]
            liveOwners[Int(inode.layer)][Int(inode.entry)] =
                owner == Inventory.noOwner ? OwnershipHistory.noOwner : final[Int(owner)]
        }
        layers = tree.layers
        fates = tree.fates
        packages = history.packages
        pages = zip(tree.layers, liveOwners).map(Ledger.page)
        refine(by: tree)
    }

    /// Corrects causes and paths of live files by what the tree tells beyond the path of one entry: other names, and the
    /// sources of byte code.
    private mutating func refine(by tree: FileTree) {
        var causes: [UInt32: UInt8] = [:]
        // The first of the names of each file that is no longer at the path of its entry.
        var names: [UInt32: BytePath] = [:]
        var atOwnPath: Set<UInt32> = []
        for (number, node) in tree.nodes.enumerated() where node.isLive && node.inode != FileTree.none {
            let inode = tree.inodes[Int(node.inode)]
            guard inode.entry != FileTree.none else { continue }
            let id = FileTree.NodeID(index: UInt32(number))
            let isAtOwnPath = tree.entry(of: id) == Int(inode.entry) && tree.layer(of: id) == Int(inode.layer)
            let known = pages[Int(inode.layer)].causes[Int(inode.entry)]
            guard inode.links > 1 || !isAtOwnPath || known == CauseTable.byteCode else { continue }
            var cause = known
            if inode.links > 1 || !isAtOwnPath {
                let path = tree.path(of: id)
                cause = CauseTable.position(of: path.bytes[...])
                if isAtOwnPath { atOwnPath.insert(node.inode) }
                names[node.inode] = names[node.inode].map { min($0, path) } ?? path
            }
            if cause == CauseTable.byteCode, !CompiledModules.hasSource(id, in: tree) {
                cause = CauseTable.applicationFiles
            }
            causes[node.inode] = causes[node.inode].map { CauseTable.needed($0, cause) } ?? cause
        }
        for (number, cause) in causes {
            let inode = tree.inodes[Int(number)]
            pages[Int(inode.layer)].causes[Int(inode.entry)] = cause
            if !atOwnPath.contains(number), let name = names[number] {
                pages[Int(inode.layer)].names[Int(inode.entry)] = name
            }
        }
    }

    private static func page(_ layer: Layer, owners: [UInt32]) -> Page {
        let changeset = layer.changeset
        var causes = Array(repeating: UInt8(0), count: changeset.count)
        var overhead = Amounts(downloadSize: layer.downloadSize, diffSize: layer.diffSize, contentsSize: 0, liveSize: 0)
        for index in 0..<changeset.count where isFile(changeset.records[index]) {
            causes[index] = CauseTable.position(of: changeset.path(of: index))
            overhead.downloadSize -= download(of: index, in: layer)
            overhead.diffSize -= changeset.records[index].storedSize
        }
        return Page(owners: owners, causes: causes, overhead: overhead)
    }

    /// A whiteout is a file in the tar, but stands for none.
    package static func isFile(_ record: Changeset.Record) -> Bool {
        record.kind == .file && (record.whiteout == .none || record.storedSize > 0)
    }

    /// The compressed bytes that an entry consumed: from where it begins to where the next one does.
    private static func download(of index: Int, in layer: Layer) -> Int64 {
        let records = layer.changeset.records
        let end = index + 1 < records.count ? records[index + 1].downloadOffset : layer.entriesEnd
        return end - records[index].downloadOffset
    }

    /// The number of layers.
    public var layerCount: Int { pages.count }

    /// What no file of a layer takes: headers, padding and end of the tar, directories, links and whiteouts.
    public func overhead(ofLayer layer: Int) -> Amounts { pages[layer].overhead }

    /// All of the image.
    public var total: Amounts {
        var total = Amounts.zero
        for layer in pages.indices {
            total += pages[layer].overhead
            forEach(inLayer: layer) { total += $0.amounts }
        }
        return total
    }

    /// The bookings of a layer in the order of its tar.
    public func bookings(ofLayer layer: Int) -> [Booking] {
        var bookings: [Booking] = []
        forEach(inLayer: layer) { bookings.append(booking($0)) }
        return bookings
    }

    /// A booking by positions, without the values that cost memory.
    package struct Line {
        let layer: Int
        let entry: Int
        /// Position in ``Ledger/packages``; ``OwnershipHistory/noOwner`` for none.
        let owner: UInt32
        package let cause: Cause
        package let fate: Fate
        package let amounts: Amounts
    }

    /// Calls `body` for each file of a layer.
    package func forEach(inLayer number: Int, _ body: (Line) -> Void) {
        let layer = layers[number]
        let page = pages[number]
        for index in 0..<layer.changeset.count where Ledger.isFile(layer.changeset.records[index]) {
            guard page.absent.isEmpty || !page.absent.contains(index) else { continue }
            let record = layer.changeset.records[index]
            let fate = Fate(fates[number][index])
            body(
                Line(
                    layer: number, entry: index, owner: page.owners[index],
                    cause: CauseTable.rows[Int(page.causes[index])].cause, fate: fate,
                    amounts: Amounts(
                        downloadSize: Ledger.download(of: index, in: layer), diffSize: record.storedSize,
                        contentsSize: record.whiteout == .none
                            ? FileTree.contentsSize(record, fates[number][index], layer: number) : 0,
                        liveSize: fate == .live ? record.size : 0)))
        }
    }

    /// Calls `body` for each file of all layers.
    package func forEach(_ body: (Line) -> Void) {
        for layer in pages.indices { forEach(inLayer: layer, body) }
    }

    /// The path of a line; of a live file one at which it is.
    func path(of line: Line) -> ArraySlice<UInt8> {
        otherName(ofEntry: line.entry, inLayer: line.layer).map { $0.bytes[...] }
            ?? layers[line.layer].changeset.path(of: line.entry)
    }

    /// A name of a live file that is not at its entry's path any more; nil for all other files.
    func otherName(ofEntry entry: Int, inLayer layer: Int) -> BytePath? { pages[layer].names[entry] }

    /// The package of a line.
    package func owner(of line: Line) -> Package? {
        line.owner == OwnershipHistory.noOwner ? nil : packages[Int(line.owner)]
    }

    /// The package that owned an entry's file when its layer was the topmost, or owns it now; nil for none.
    package func owner(ofEntry entry: Int, inLayer layer: Int) -> Package? {
        let owner = pages[layer].owners[entry]
        return owner == OwnershipHistory.noOwner ? nil : packages[Int(owner)]
    }

    /// The cause of a live file; nil for the root's.
    func cause(of inode: FileTree.Inode) -> Cause? {
        guard inode.entry != FileTree.none else { return nil }
        return CauseTable.rows[Int(pages[Int(inode.layer)].causes[Int(inode.entry)])].cause
    }

    /// Lines as bookings, the largest first.
    func bookings(_ lines: [Line]) -> [Booking] {
        lines.sorted { left, right in
            let (one, other) = (left.amounts, right.amounts)
            if one.diffSize != other.diffSize { return one.diffSize > other.diffSize }
            return (left.layer, left.entry) < (right.layer, right.entry)
        }.map(booking)
    }

    private func booking(_ line: Line) -> Booking {
        Booking(
            layer: line.layer, entry: line.entry, path: BytePath(normalized: Array(path(of: line))),
            owner: owner(of: line), cause: line.cause, fate: line.fate, amounts: line.amounts)
    }
}
