package import ImageReading

/// Finds the byte code that Python made of modules (PEP 3147, PEP 488), folder by folder.
package struct CompiledModules {
    private let tree: FileTree
    /// The compiled modules of `__pycache__` folders by the module's name.
    private var known: [FileTree.NodeID: [[UInt8]: [FileTree.NodeID]]] = [:]
    /// The folder asked of last: modules are asked for folder by folder.
    private var last: (folder: FileTree.NodeID, cache: FileTree.NodeID?, hasOwn: Bool)?

    init(_ tree: FileTree) { self.tree = tree }

    /// The byte code of a module: beside it and in the folder's `__pycache__`.
    ///
    /// - Parameters:
    ///   - module: the name without `.py`.
    ///   - folder: the folder that the module is in, or was.
    mutating func files(of module: ArraySlice<UInt8>, in folder: FileTree.NodeID) -> [FileTree.NodeID] {
        if last?.folder != folder { last = look(into: folder) }
        guard let last else { return [] }
        var files: [FileTree.NodeID] = []
        if last.hasOwn {
            for suffix in [".pyc", ".pyo"] {
                if let node = tree.child(Array(module) + Array(suffix.utf8), of: folder), tree.kind(of: node) == .file {
                    files.append(node)
                }
            }
        }
        return files + (last.cache.flatMap { modules(in: $0)[Array(module)] } ?? [])
    }

    private func look(into folder: FileTree.NodeID) -> (folder: FileTree.NodeID, cache: FileTree.NodeID?, hasOwn: Bool)
    {
        let cache = tree.child("__pycache__".utf8, of: folder).flatMap { tree.kind(of: $0) == .directory ? $0 : nil }
        let hasOwn = tree.hasChild(of: folder) { name in
            name.count > 4 && name[name.endIndex - 4] == UInt8(ascii: ".")
                && name[name.endIndex - 3] == UInt8(ascii: "p")
        }
        return (folder, cache, hasOwn)
    }

    private mutating func modules(in cache: FileTree.NodeID) -> [[UInt8]: [FileTree.NodeID]] {
        if let known = known[cache] { return known }
        var modules: [[UInt8]: [FileTree.NodeID]] = [:]
        for node in tree.children(of: cache) where tree.kind(of: node) == .file {
            guard let module = CompiledModules.module(tree.name(of: node)) else { continue }
            modules[module, default: []].append(node)
        }
        known[cache] = modules
        return modules
    }

    /// Whether a compiled module is no more than a cache, in `__pycache__` or beside its source.
    ///
    /// Python imports any other as the module itself.
    package static func hasSource(_ node: FileTree.NodeID, in tree: FileTree) -> Bool {
        guard let folder = tree.parent(of: node) else { return false }
        if tree.name(of: folder).elementsEqual("__pycache__".utf8) { return true }
        return tree.child(tree.name(of: node).dropLast(), of: folder) != nil
    }

    /// `a.b` of `a.b.cpython-311.pyc` and of `a.b.cpython-311.opt-1.pyc`.
    static func module(_ fileName: [UInt8]) -> [UInt8]? {
        guard fileName.hasSuffix(".pyc") else { return nil }
        var parts = fileName.dropLast(4).split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        if let last = parts.last, last.starts(with: "opt-".utf8) { parts.removeLast() }
        guard parts.count > 1 else { return nil }
        return Array(parts.dropLast().joined(separator: [UInt8(ascii: ".")]))
    }
}
