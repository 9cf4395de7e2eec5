import ImagePackages
import ImageReading

/// Who owned each entry of each layer when the layer was the topmost.
///
/// The package databases are read as they stood after every layer that changes them, so the bytes of a package that a later
/// layer upgrades or removes stay with the version that brought them.
struct OwnershipHistory: Sendable {
    static let noOwner = Inventory.noOwner

    /// Every version of every package that was ever installed.
    private(set) var packages: [Package] = []
    /// For each layer and entry the position in ``packages``; ``noOwner`` where nobody owned it.
    private(set) var owners: [[UInt32]] = []
    private var positions: [Package.VersionedSlot: UInt32] = [:]
    /// The owner of each node of the tree, by its index, as the last reading of the databases has it.
    private var nodeOwners: [UInt32] = []

    /// Notes who owns the entries of the layer applied last.
    ///
    /// - Parameters:
    ///   - tree: the tree after the layer.
    ///   - inventory: the inventory after the layer; nil where it changed no database.
    mutating func append(_ tree: FileTree, inventory: Inventory?) {
        if let inventory {
            let positions = inventory.packages.map { position(of: $0) }
            nodeOwners = tree.nodes.map { node in
                guard node.isLive, node.inode != FileTree.none, inventory.owners[Int(node.inode)] != Inventory.noOwner
                else { return OwnershipHistory.noOwner }
                return positions[Int(inventory.owners[Int(node.inode)])]
            }
        } else {
            let missing = tree.nodes.count - nodeOwners.count
            nodeOwners.append(contentsOf: repeatElement(OwnershipHistory.noOwner, count: max(0, missing)))
        }
        owners.append(
            tree.lastEntryNodes.map { $0 == FileTree.none ? OwnershipHistory.noOwner : nodeOwners[Int($0)] })
    }

    /// The position of a package in ``packages``, added where it is new.
    mutating func position(of package: Package) -> UInt32 {
        let key = package.versionedSlot
        if let known = positions[key] { return known }
        let position = UInt32(packages.count)
        packages.append(package)
        positions[key] = position
        return position
    }
}
