import ImageReading

/// Finds the nodes that records of apk's database name.
struct ApkOwnership {
    private let tree: FileTree
    /// The last package that each node was given to, by the node's index.
    private var marks: [UInt32]
    private var mark: UInt32 = 0
    /// What links lead to: a chain of them is walked once, whoever names it.
    private var targets: [FileTree.NodeID: FileTree.NodeID?] = [:]

    init(tree: FileTree) {
        self.tree = tree
        marks = Array(repeating: 0, count: tree.nodes.count)
    }

    /// The live nodes that a package's record names, each once and without the root; links themselves, not followed.
    ///
    /// A folder that is a link in the tree stands for what the link leads to: it is somebody else's doing, usr-merge or
    /// an administrator's.
    mutating func files(of record: ApkRecord) -> [FileTree.NodeID] {
        var files: [FileTree.NodeID] = []
        var folders: [FileTree.NodeID] = []
        mark += 1
        for line in ApkLines(record.bytes, in: record.range) {
            let value = record.bytes[line.value]
            switch line.field {
            case UInt8(ascii: "F"):
                folders = self.folders(value)
                if let folder = folders.first { take(folder, in: &files) }
            case UInt8(ascii: "R"):
                for folder in folders {
                    guard let node = child(value, of: folder) else { continue }
                    take(node, in: &files)
                    break
                }
            default: break
            }
        }
        return files
    }

    private mutating func take(_ node: FileTree.NodeID, in files: inout [FileTree.NodeID]) {
        guard node != tree.root, marks[Int(node.index)] != mark else { return }
        marks[Int(node.index)] = mark
        files.append(node)
    }

    /// A file of a folder; a name with a slash is the name of none.
    private func child(_ name: ArraySlice<UInt8>, of folder: FileTree.NodeID) -> FileTree.NodeID? {
        name.isEmpty ? nil : tree.child(name, of: folder)
    }

    /// The folder at a path, and the one on the other side of the usr-merge, for a tree that lost its links.
    private mutating func folders(_ path: ArraySlice<UInt8>) -> [FileTree.NodeID] {
        let components = path.split(separator: UInt8(ascii: "/"))
        var folders = [folder(components)].compactMap(\.self)
        if let other = ApkOwnership.merged(components), let folder = folder(other), !folders.contains(folder) {
            folders.append(folder)
        }
        return folders
    }

    private mutating func folder(_ components: [ArraySlice<UInt8>]) -> FileTree.NodeID? {
        var folder = tree.root
        for component in components where !component.elementsEqual([UInt8(ascii: ".")]) {
            // No child has the name `..`, so such a path names nothing.
            guard let child = tree.child(component, of: folder), let target = target(of: child),
                tree.kind(of: target) == .directory
            else { return nil }
            folder = target
        }
        return folder
    }

    private mutating func target(of node: FileTree.NodeID) -> FileTree.NodeID? {
        guard tree.kind(of: node) == .symbolicLink else { return node }
        if let known = targets[node] { return known }
        let target = tree.resolvingLinks(node)
        targets[node] = .some(target)
        return target
    }

    private static func merged(_ components: [ArraySlice<UInt8>]) -> [ArraySlice<UInt8>]? {
        let user = Array("usr".utf8)[...]
        let isUser = components.first == user
        guard let top = components.dropFirst(isUser ? 1 : 0).first,
            ["bin", "sbin", "lib"].contains(where: { top.elementsEqual($0.utf8) })
        else { return nil }
        return isUser ? Array(components.dropFirst()) : [user] + components
    }
}
