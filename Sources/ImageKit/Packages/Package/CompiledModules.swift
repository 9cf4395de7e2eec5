package import ImageReading

/// Finds the byte code that Python made of modules (PEP 3147, PEP 488), folder by folder.
package struct CompiledModules {
    private let tree: FileTree
    /// The folder asked of last: modules are asked for folder by folder.
    private var last: Folder?

    /// What is known of a folder of modules.
    private struct Folder {
        let node: FileTree.NodeID
        /// Its `__pycache__`.
        let cache: FileTree.NodeID?
        /// What names in `__pycache__` have behind the module's: `.cpython-311.pyc`, `.cpython-311.opt-1.pyc`.
        let tags: [[UInt8]]
        /// Whether compiled modules lie beside their sources.
        let hasOwn: Bool
    }

    init(_ tree: FileTree) { self.tree = tree }

    /// Adds the byte code of a module: beside it and in the folder's `__pycache__`.
    ///
    /// - Parameters:
    ///   - module: the name without `.py`.
    ///   - folder: the folder that the module is in, or was.
    ///   - files: gets the files.
    mutating func add(_ module: ArraySlice<UInt8>, in folder: FileTree.NodeID, to files: inout [FileTree.NodeID]) {
        if last?.node != folder { last = look(into: folder) }
        guard let last, last.hasOwn || last.cache != nil else { return }
        func addFile(_ suffix: some Collection<UInt8>, of folder: FileTree.NodeID) {
            if let node = tree.child((module + suffix)[...], of: folder), tree.kind(of: node) == .file {
                files.append(node)
            }
        }
        if last.hasOwn {
            for suffix in [".pyc", ".pyo"] { addFile(suffix.utf8, of: folder) }
        }
        if let cache = last.cache {
            for tag in last.tags { addFile(tag, of: cache) }
        }
    }

    private func look(into folder: FileTree.NodeID) -> Folder {
        let cache = tree.child("__pycache__".utf8, of: folder).flatMap { tree.kind(of: $0) == .directory ? $0 : nil }
        let hasOwn = tree.hasChild(of: folder) { name in
            name.count > 4 && name[name.endIndex - 4] == UInt8(ascii: ".")
                && name[name.endIndex - 3] == UInt8(ascii: "p")
        }
        var tags: [[UInt8]] = []
        if let cache {
            _ = tree.hasChild(of: cache) { name in
                guard let tag = CompiledModules.tag(name) else { return false }
                if !tags.contains(where: { $0.elementsEqual(tag) }) { tags.append(Array(tag)) }
                // Folders have modules of few interpreters.
                return tags.count == CompiledModules.tagLimit
            }
        }
        return Folder(node: folder, cache: cache, tags: tags, hasOwn: hasOwn)
    }

    private static let tagLimit = 64

    /// Whether a compiled module is no more than a cache, in `__pycache__` or beside its source.
    ///
    /// Python imports any other as the module itself.
    package static func hasSource(_ node: FileTree.NodeID, in tree: FileTree) -> Bool {
        guard let folder = tree.parent(of: node) else { return false }
        return isCache(folder, of: tree) || tree.child(tree.name(of: node).dropLast(), of: folder) != nil
    }

    /// Whether a folder is one in which Python keeps compiled modules.
    package static func isCache(_ folder: FileTree.NodeID, of tree: FileTree) -> Bool {
        tree.nameSlice(folder.index).elementsEqual("__pycache__".utf8)
    }

    /// `.cpython-311.pyc` of `a.b.cpython-311.pyc`, `.cpython-311.opt-1.pyc` of `a.b.cpython-311.opt-1.pyc`; nil for names of
    /// other kinds.
    private static func tag(_ fileName: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let dot = UInt8(ascii: ".")
        guard fileName.suffix(4).elementsEqual(".pyc".utf8) else { return nil }
        let stem = fileName.dropLast(4)
        guard var cut = stem.lastIndex(of: dot) else { return nil }
        if stem[stem.index(after: cut)...].starts(with: "opt-".utf8) {
            guard let before = stem[..<cut].lastIndex(of: dot) else { return nil }
            cut = before
        }
        return fileName[cut...]
    }
}
