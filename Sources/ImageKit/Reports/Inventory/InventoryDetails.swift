import ImageLedger
import ImagePackages
import ImageReading

/// What the JSON of an inventory has beyond packages where a software bill is to be made of it.
struct InventoryDetails {
    /// One package needs another; both are positions in the list of packages.
    struct Dependency: Codable {
        let from: Int
        let to: Int
        let kind: DependencyGraph.EdgeKind
        let text: String
    }

    /// A live regular file.
    struct File: Codable {
        let path: String
        let size: Int64
        /// Hashes in hexadecimal digits, by the algorithm's name.
        let hashes: [String: String]
        /// The position of the package that owns it.
        let package: Int?
    }

    let dependencies: [Dependency]
    let licenseReferences: [LicenseReferenceFacts]
    /// By path; nil where digests were not computed.
    let files: [File]?

    init(_ analysis: ImageAnalysis) {
        dependencies = DependencyGraph(analysis).needs.flatMap { edges in
            edges.sorted { ($0.to, $0.kind.rawValue) < ($1.to, $1.kind.rawValue) }.map {
                Dependency(from: $0.from, to: $0.to, kind: $0.kind, text: $0.text)
            }
        }
        licenseReferences = LicenseReferenceFacts.all(of: analysis.inventory.packages)
        files = InventoryDetails.files(analysis)
    }

    private static func files(_ analysis: ImageAnalysis) -> [File]? {
        let tree = analysis.tree
        guard tree.layers.contains(where: { $0.fileHashes[.sha1] != nil }) else { return nil }
        let owners = analysis.inventory.owners
        var files: [File] = []
        for node in tree.liveNodes where tree.kind(of: node) == .file {
            guard let number = tree.fileNumber(of: node), let sha256 = tree.contentDigest(of: node),
                let sha1 = tree.digest(of: node, by: .sha1)
            else { continue }
            let owner = owners[number]
            files.append(
                File(
                    path: tree.path(of: node).description, size: tree.size(of: node),
                    hashes: ["sha1": Digest.hex(sha1), "sha256": sha256.hex],
                    package: owner == Inventory.noOwner ? nil : Int(owner)))
        }
        return files.sorted { $0.path < $1.path }
    }
}
