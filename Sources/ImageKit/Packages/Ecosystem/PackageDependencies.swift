public import ImageReading

/// What an ecosystem needs to know of an image to say what its packages need of each other.
///
/// Packages are named by their positions in ``packages``, which are the inventory's.
public struct DependencyContext: Sendable {
    /// All packages of the image.
    public let packages: [Package]
    /// The positions of the catalog's own packages, in the catalog's order.
    public let positions: [Int]
    /// The same positions in the order of the inventory, in which results are made the same way each time.
    public var ascending: [Int] { positions.sorted() }
    /// The squashed tree.
    public let tree: FileTree
    /// The image's configuration.
    public let configuration: ImageConfiguration
    /// The platform the image is for.
    public let platform: Platform?
    let inventory: Inventory

    /// The position of the package that owns a file; nil where no package does.
    public func owner(of node: FileTree.NodeID) -> Int? { inventory.owner(of: node, in: tree) }
}

/// What the packages of one ecosystem need, and which of them stay for a reason of their own.
public struct PackageDependencies: Sendable {
    /// One relation: for each alternative the packages that satisfy it.
    public struct Relation: Sendable {
        /// The kind of relation.
        public let kind: DependencyKind
        /// The relation as written.
        public let text: String
        /// For each alternative the positions of the packages that satisfy it.
        public var alternatives: [[Int]]

        /// Makes a relation.
        public init(kind: DependencyKind, text: String, alternatives: [[Int]]) {
            self.kind = kind
            self.text = text
            self.alternatives = alternatives
        }
    }

    /// Which of several packages that satisfy the same alternative are followed: those of the highest rank in each group.
    public struct Choice: Sendable, Hashable {
        /// What competes, for example the packages of one source; groups of different packages do not compete.
        public let group: Int
        /// The place in the group, for example the order of the source's version.
        public let rank: Int

        /// Makes a choice.
        public init(group: Int, rank: Int) {
            self.group = group
            self.rank = rank
        }
    }

    /// Whether the package manager itself keeps relations satisfied.
    ///
    /// With a package then goes what depends on it and what is there for it alone. Where it does not, as with pip, packages that miss something stay, but are broken.
    public var isEnforced = false
    /// Why each package stays though no other may need it, by position.
    public var roots: [Int: RootReason] = [:]
    /// The relations that the package manager follows, by position.
    public var relations: [Int: [Relation]] = [:]
    /// What a package was installed because of, by its position: it stays while all of these are satisfied and one of the
    /// packages that satisfy them stays, and goes with the last that satisfies one of them.
    public var conditions: [Int: [Relation]] = [:]
    /// Which of several packages that satisfy one alternative are followed; empty where all are.
    public var choices: [Int: Choice] = [:]
    /// What needs what beside the relations.
    public var edges: [Dependency] = []
    /// What could not be read.
    public var diagnostics: [Diagnostic] = []
    /// Whether there is more than was followed.
    public var isCut = false

    /// Makes dependencies of which nothing is known.
    public init() {}
}
