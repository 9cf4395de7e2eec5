import ImagePackages
public import ImageReading

/// How much of ``/ImageReading/Limits/catalogedTotal`` is left to look at the package databases after every layer that
/// changes them.
///
/// A layer of a few hundred bytes can make it necessary to read databases of megabytes again, and an image may have ten
/// thousand of them, or one of them ten thousand times. With the default, an image of 127 layers that each change the databases
/// of a thousand packages takes about half of it.
struct CatalogBudget {
    private static let costOfPackage: Int64 = 1000
    private static let costOfNode: Int64 = 3

    private let limits: Limits
    private var spent: Int64 = 0
    private var packageCount = 0
    /// The layers after which nobody looked, though they change databases.
    private var passedOver: ClosedRange<Int>?
    private var isPending = false

    init(limits: Limits) { self.limits = limits }

    /// Whether the packages should be listed after a layer: where it changes databases, and while the limit allows it.
    ///
    /// After the last layer they always are, if they are not known already.
    mutating func allowsInventory(of tree: FileTree, afterLayer layer: Int, isLast: Bool) -> Bool {
        guard tree.changedMetadata || (isLast && isPending) else { return false }
        let cost =
            Int64(tree.capturedSize) + Int64(packageCount) * CatalogBudget.costOfPackage + Int64(tree.nodes.count)
            * CatalogBudget.costOfNode
        let (total, overflow) = spent.addingReportingOverflow(cost)
        if !overflow, total <= limits.catalogedTotal {
            spent = total
            return true
        }
        // From the first layer that is passed over all are but the last, so that the remark can name a range.
        spent = .max
        guard !isLast else { return true }
        passedOver = (passedOver?.lowerBound ?? layer)...layer
        isPending = true
        return false
    }

    /// Notes what was found after a layer.
    mutating func note(_ inventory: Inventory) {
        packageCount = inventory.packages.count + inventory.removed.count
        isPending = false
    }

    var diagnostics: [Diagnostic] {
        guard let passedOver else { return [] }
        return [
            Diagnostic(
                .tooManyStates,
                "the package databases are too large to be read after each of so many layers; what layers "
                    + "\(passedOver.lowerBound) to \(passedOver.upperBound) did to packages is shown as the last layer's "
                    + "(\(limits.named(.catalogedTotal)))")
        ]
    }
}

extension FileTree {
    /// Bytes of all live files whose contents were kept.
    var capturedSize: Int {
        inodes.reduce(0) { sum, inode in
            guard inode.links > 0, inode.entry != FileTree.none,
                layers[Int(inode.layer)].changeset.records[Int(inode.entry)].isCaptured
            else { return sum }
            return sum + (layers[Int(inode.layer)].captured[Int(inode.entry)]?.count ?? 0)
        }
    }
}

extension Diagnostic.Code {
    /// The package databases were not read after every layer.
    public static let tooManyStates = Diagnostic.Code(rawValue: "tooManyStates")
}
