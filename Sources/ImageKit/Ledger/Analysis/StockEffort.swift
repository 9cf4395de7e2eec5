import ImagePackages
public import ImageReading

/// How much work it is to look at the package databases after every layer that changes them.
///
/// A layer of a few hundred bytes can make it necessary to read databases of megabytes anew, and an image may have ten
/// thousand of them, or one of them ten thousand times.
struct StockEffort {
    /// In steps of about ten nanoseconds: an image of 127 layers that each change the databases of a thousand packages takes
    /// about half of it.
    private static let limit = 2_500_000_000
    private static let stepsOfPackage = 1000
    private static let stepsOfNode = 3

    private var left = StockEffort.limit
    private var packageCount = 0
    /// The layers after which nobody looked, though they change databases.
    private var passedOver: ClosedRange<Int>?
    private var isPending = false

    /// Whether the packages should be listed after a layer: where it changes databases, and while there is work left.
    ///
    /// After the last layer they always are, if they are not known already.
    mutating func allowsStock(of tree: FileTree, isLast: Bool) -> Bool {
        guard tree.changedMetadata || (isLast && isPending) else { return false }
        guard left > 0 else { return isLast }
        left -=
            tree.capturedSize + packageCount * StockEffort.stepsOfPackage + tree.nodes.count * StockEffort.stepsOfNode
        return true
    }

    /// Notes what came of it.
    mutating func note(_ inventory: Inventory?, ofLayer layer: Int) {
        if let inventory {
            packageCount = inventory.packages.count + inventory.removed.count
            isPending = false
        } else if left <= 0 {
            passedOver = (passedOver?.lowerBound ?? layer)...layer
            isPending = true
        }
    }

    var diagnostics: [Diagnostic] {
        guard let passedOver else { return [] }
        return [
            Diagnostic(
                .tooManyStates,
                "the package databases are too large to be read after each of so many layers; what layers "
                    + "\(passedOver.lowerBound) to \(passedOver.upperBound) did to packages is shown as the last layer's"
            )
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
