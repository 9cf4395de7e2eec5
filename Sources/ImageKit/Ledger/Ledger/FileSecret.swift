public import ImageReading

/// A secret in the contents of a file that a layer brought, and what became of the file.
public struct FileSecret: Sendable, Hashable {
    /// The layer that holds it, the lowest being 0; whoever has the image can read it there whatever its fate.
    public let layer: Int
    /// The position of the file in the layer.
    public let entry: Int
    /// The file.
    public let path: BytePath
    /// The secret, of which only the beginning is kept.
    public let match: SecretMatch
    /// What became of the file.
    public let fate: Fate

    /// The secrets of all layers, the lowest first, in the order of their tars.
    static func all(of tree: FileTree) -> [FileSecret] {
        tree.layers.enumerated().flatMap { number, layer in
            layer.secrets.sorted { $0.key < $1.key }.flatMap { entry, matches in
                let path = BytePath(normalized: Array(layer.changeset.path(of: entry)))
                let fate = Fate(tree.fates[number][entry])
                return matches.map { FileSecret(layer: number, entry: entry, path: path, match: $0, fate: fate) }
            }
        }
    }
}
