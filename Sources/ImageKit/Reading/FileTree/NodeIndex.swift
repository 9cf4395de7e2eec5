/// An open-addressing table from (parent, name) to a node, at most half full.
///
/// It holds indices only; the names stay in the changesets, so a table costs 8 to 16 bytes a node.
struct NodeIndex: Sendable {
    private(set) var slots: [UInt32] = Array(repeating: FileTree.none, count: 64)
    private(set) var count = 0

    static func hash(parent: UInt32, name: ArraySlice<UInt8>) -> UInt64 {
        // FNV-1a, finished with a multiplication so that the low bits of the table index depend on all bytes. A seed of
        // this process keeps an image from being made to collide.
        var hash = seed ^ UInt64(parent) &* 0x9E37_79B9_7F4A_7C15
        for byte in name { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        hash ^= hash >> 32
        return hash &* 0xD6E8_FEB8_6659_FD93
    }

    private static let seed = UInt64.random(in: .min ... .max)

    /// The node that `matches`, walking the slots that `hash` leads to.
    func find(_ hash: UInt64, matches: (UInt32) -> Bool) -> UInt32? {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash >> 16) & mask
        while slots[slot] != FileTree.none {
            if matches(slots[slot]) { return slots[slot] }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// Adds a node that is not in the table yet; `rehash` gives the hash of any node in it.
    mutating func insert(_ node: UInt32, hash: UInt64, rehash: (UInt32) -> UInt64) {
        if (count + 1) * 2 > slots.count {
            let old = slots
            slots = Array(repeating: FileTree.none, count: old.count * 2)
            for other in old where other != FileTree.none { place(other, hash: rehash(other)) }
        }
        place(node, hash: hash)
        count += 1
    }

    private mutating func place(_ node: UInt32, hash: UInt64) {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash >> 16) & mask
        while slots[slot] != FileTree.none { slot = (slot + 1) & mask }
        slots[slot] = node
    }
}

extension FileTree {
    /// The node of a (parent, name), made where there is none; a new node is not live yet.
    mutating func node(_ name: ArraySlice<UInt8>, parent: UInt32, nameLayer: UInt16) -> UInt32 {
        let hash = NodeIndex.hash(parent: parent, name: name)
        if let existing = slot(name, parent: parent) { return existing }
        let number = UInt32(nodes.count)
        nodes.append(
            Node(
                parent: parent, name: name, nameLayer: nameLayer, nextSibling: nodes[Int(parent)].firstChild,
                isLive: false))
        nodes[Int(parent)].firstChild = number
        let nodes = nodes
        let layers = layers
        index.insert(number, hash: hash) { other in
            let node = nodes[Int(other)]
            let start = Int(node.nameOffset)
            return NodeIndex.hash(
                parent: node.parent,
                name: layers[Int(node.nameLayer)].changeset.text[start..<start + Int(node.nameLength)])
        }
        return number
    }
}
