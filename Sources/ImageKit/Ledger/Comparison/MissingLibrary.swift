import ImagePackages
public import ImageReading

/// A library that a copied file is linked to, that the builder has and the final image lacks.
public struct MissingLibrary: Sendable, Hashable {
    /// The copied file, by its path in the final image.
    public let file: BytePath
    /// The library's name as the file says it (DT_NEEDED).
    public let name: String
    /// Where the builder has it.
    public let library: BytePath
    /// The builder's package that owns it; nil where none does.
    public let package: String?

    /// The missing libraries of all copied files, by path and name.
    ///
    /// A library that the final image has in any folder is none of them, since files outside of what is read here
    /// (ld.so.conf, LD_LIBRARY_PATH) may lead to it.
    static func all(
        of copies: [StageComparison.Copy], from builder: ImageAnalysis, to final: ImageAnalysis
    ) -> [MissingLibrary] {
        let linked = copies.compactMap { copy -> (copy: StageComparison.Copy, linkage: ELFDynamic)? in
            guard let node = final.tree.lookup(copy.to, followingLast: false),
                let linkage = final.tree.linkage(of: node), !linkage.needed.isEmpty
            else { return nil }
            return (copy, linkage)
        }
        let names = Set(linked.flatMap(\.linkage.needed).filter { !$0.contains("/") })
        guard !names.isEmpty else { return [] }
        let present = final.tree.files(named: names)
        let known = builder.tree.files(named: names)
        var libraries = SharedLibraries(builder.tree)
        var found: [MissingLibrary] = []
        for (copy, linkage) in linked {
            for name in linkage.needed.uniqued where present[name] == nil {
                let node = builder.tree.lookup(copy.from, followingLast: false)
                guard let library = node.flatMap({ libraries.find(name, for: $0, linkage) }) ?? known[name]
                else { continue }
                let owner = builder.inventory.owner(of: library, in: builder.tree)
                found.append(
                    MissingLibrary(
                        file: copy.to, name: name, library: builder.tree.path(of: library),
                        package: owner.map { builder.inventory.packages[$0].name }))
            }
        }
        return found
    }
}

extension FileTree {
    /// The first live file of each name in any folder, links followed.
    fileprivate func files(named names: Set<String>) -> [String: NodeID] {
        var found: [String: NodeID] = [:]
        let wanted = Set(names.map { Array($0.utf8)[...] })
        for node in liveNodes where wanted.contains(nameSlice(node.index)) {
            guard let file = resolvingLinks(node), kind(of: file) == .file else { continue }
            let name = String(decoding: nameSlice(node.index), as: UTF8.self)
            if found[name] == nil { found[name] = file }
        }
        return found
    }
}
