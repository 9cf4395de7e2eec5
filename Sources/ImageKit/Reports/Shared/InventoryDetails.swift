import ImageLedger
import ImagePackages
import ImageReading

/// What the JSON of an inventory has beyond packages where a software bill is to be made from it.
struct InventoryDetails {
    /// One package needs another; both are positions in the list of packages.
    struct Dependency: Codable {
        let from: Int
        let to: Int
        let kind: DependencyGraph.EdgeKind
        let text: String

        init(_ edge: DependencyGraph.Edge) {
            from = edge.from
            to = edge.to
            kind = edge.kind
            text = edge.text
        }
    }

    /// A live regular file.
    struct File: Codable {
        let path: String
        let size: Int64
        /// Hashes in hexadecimal digits, by the algorithm's name.
        let hashes: [String: String]
        /// The position of the package that owns it.
        let package: Int?

        init(_ file: LiveFile) {
            path = file.path
            size = file.size
            hashes = ["sha1": file.sha1, "sha256": file.sha256]
            package = file.owner
        }
    }

    let dependencies: [Dependency]
    let licenseReferences: [LicenseReferenceFacts]
    /// By path; nil where digests were not computed.
    let files: [File]?

    init(_ analysis: ImageAnalysis) {
        dependencies = DependencyGraph(analysis).orderedNeeds.map(Dependency.init)
        licenseReferences = LicenseReference.all(of: analysis.inventory.packages).map(LicenseReferenceFacts.init)
        files = LiveFile.all(in: analysis)?.map(File.init)
    }
}

/// A live regular file and who owns it.
struct LiveFile {
    /// The path from the root, escaped for display.
    let path: String
    let size: Int64
    /// Hexadecimal digits.
    let sha1: String
    /// Hexadecimal digits.
    let sha256: String
    /// The position of the package that owns it.
    let owner: Int?

    /// The live regular files by path; nil where digests were not computed.
    static func all(in analysis: ImageAnalysis) -> [LiveFile]? {
        let tree = analysis.tree
        guard tree.layers.contains(where: { $0.fileHashes[.sha1] != nil }) else { return nil }
        let owners = analysis.inventory.owners
        var files: [LiveFile] = []
        for node in tree.liveNodes where tree.kind(of: node) == .file {
            guard let number = tree.fileNumber(of: node), let sha256 = tree.contentDigest(of: node),
                let sha1 = tree.digest(of: node, by: .sha1)
            else { continue }
            let owner = owners[number]
            files.append(
                LiveFile(
                    path: tree.path(of: node).description, size: tree.size(of: node), sha1: Digest.hex(sha1),
                    sha256: sha256.hex, owner: owner == Inventory.noOwner ? nil : Int(owner)))
        }
        return files.sorted { $0.path < $1.path }
    }
}

extension DependencyGraph {
    /// What needs what, ordered by positions and kind.
    var orderedNeeds: [Edge] { needs.flatMap { $0.sorted { ($0.to, $0.kind.rawValue) < ($1.to, $1.kind.rawValue) } } }
}
