public import ImageReading

/// Packages that are in an image but in no list, because nothing here reads their manager's database.
///
/// One remark for each such manager says what was found where, so that nobody takes the list for all there is. What a
/// listed package owns counts as listed.
package struct UnlistedPackages {
    /// A database or record that a package manager leaves.
    private struct Trace {
        /// The package URL type of its packages; one of the image's ecosystems that has it reads them.
        let kind: String
        /// What the packages are, in the plural.
        let packages: String
        /// Paths of which one file is the database, or a record of one package.
        let patterns: [GlobPattern]

        init(_ kind: String, _ packages: String, _ patterns: String...) {
            self.kind = kind
            self.packages = packages
            self.patterns = patterns.map { GlobPattern(bytes: $0.utf8, .folders) }
        }
    }

    /// The last components that make a path worth a look; most files have none of them.
    private static let names: Set<[UInt8]> = Set(
        [
            "Packages", "Packages.db", "rpmdb.sqlite", "desc", "CONTENTS", "status", "db.sqlite", "manifest.wall",
            "package.json", "installed.json", ".crates.toml", "go.sum", "DESCRIPTION", "history", "PEX-INFO",
        ].map { Array($0.utf8) })
    private static let endings = [".gemspec", ".jar", ".war", ".deps.json", ".json", ".pex", ".pyz", ".pyzw"].map {
        Array($0.utf8)
    }

    private static let traces: [Trace] = [
        Trace(
            "rpm", "packages of rpm", "var/lib/rpm/Packages", "var/lib/rpm/Packages.db", "var/lib/rpm/rpmdb.sqlite",
            "usr/lib/sysimage/rpm/Packages", "usr/lib/sysimage/rpm/Packages.db", "usr/lib/sysimage/rpm/rpmdb.sqlite",
            "usr/share/rpm/rpmdb.sqlite"),
        Trace("chisel", "slices of chisel", "var/lib/chisel/manifest.wall"),
        Trace("alpm", "packages of pacman", "var/lib/pacman/local/*"),
        Trace("ebuild", "packages of Portage", "var/db/pkg/*"),
        Trace("opkg", "packages of opkg", "usr/lib/opkg/status", "var/lib/opkg/status"),
        Trace("nix", "packages of Nix", "nix/var/nix/db/db.sqlite"),
        Trace("conda", "packages of conda", "**/conda-meta/*"),
        Trace("npm", "packages of npm", "**/node_modules/**/package.json"),
        Trace("golang", "modules of Go", "**/go.sum"),
        Trace("gem", "gems of Ruby", "**/specifications/*.gemspec"),
        Trace("composer", "packages of Composer", "**/vendor/composer/installed.json"),
        Trace("cargo", "crates of Cargo", "**/.cargo/.crates.toml"),
        Trace("maven", "Java archives", "*.jar", "*.war"),
        Trace(
            "zipapp", "Python packages in pex, shiv and zipapp files", "*.pex", "*.pyz", "*.pyzw",
            "**/PEX-INFO"),
        Trace("nuget", "packages of NuGet", "*.deps.json"),
        Trace("cran", "packages of R", "**/site-library/**/DESCRIPTION"),
    ]

    /// One remark for each package manager whose packages are not listed.
    ///
    /// - Parameters:
    ///   - tree: the image's files.
    ///   - inventory: what is listed of them.
    ///   - changes: what each layer did to the lists.
    package static func remarks(
        on tree: FileTree, _ inventory: Inventory, changes: [[PackageChange]]
    ) -> [Diagnostic] {
        let unread = unreadRemarks(on: tree, inventory)
        let lost = inventory.emptySystemEcosystems.compactMap { remark(onLossOf: $0, changes) }
        guard unread.isEmpty, lost.isEmpty, !inventory.hasSystemPackages else { return lost + unread }
        return [inventory.distribution.flatMap { remark(on: $0, inventory) }].compactMap(\.self)
    }

    /// The remark on a list of packages that a layer took away.
    private static func remark(onLossOf ecosystem: any Ecosystem, _ changes: [[PackageChange]]) -> Diagnostic? {
        let counts = changes.map { $0.count { $0.kind == ecosystem.kind && $0.after == nil } }
        guard let layer = counts.lastIndex(where: { $0 > 0 }) else { return nil }
        let packages = Plural.text(counts[layer], "package")
        return Diagnostic(
            .unlistedPackages,
            "the layer deleted or emptied the database of \(ecosystem.name): the \(packages) that it named until then can't be "
                + "listed, whatever is left of their files", layer: layer)
    }

    /// The remark on a distribution whose list of packages no layer has.
    private static func remark(on distribution: Distribution, _ inventory: Inventory) -> Diagnostic? {
        let ecosystem = inventory.catalogs.lazy.map(\.ecosystem).first { $0.distributions.contains(distribution.id) }
        return ecosystem.map {
            Diagnostic(
                .unlistedPackages,
                "the image is of \(distribution.id), but the database of \($0.name) is missing or empty: its packages can't be listed"
            )
        }
    }

    private static func unreadRemarks(on tree: FileTree, _ inventory: Inventory) -> [Diagnostic] {
        var found: [String: (count: Int, first: FileTree.NodeID)] = [:]
        for (trace, node) in unread(in: tree, inventory) {
            found[trace.kind, default: (0, node)].count += 1
        }
        return traces.compactMap { trace in
            guard let (count, first) = found[trace.kind] else { return nil }
            let records = count > 1 ? "\(count) records name them" : "1 record names them"
            return Diagnostic(
                .unlistedPackages,
                "the \(trace.packages) in the image are not listed, since they are not read; \(records)",
                layer: tree.layer(of: first), path: tree.path(of: first).description)
        }
    }

    /// A record of a package that is not listed and whose path has a name.
    ///
    /// - Parameters:
    ///   - tree: the image's files.
    ///   - inventory: what is listed of them.
    ///   - isWanted: whether a name is looked for; asked for a record's folder, and for its own name without a version.
    /// - Returns: the manager's packages in words, and the path of the record; nil if no record has the name.
    package static func record(
        in tree: FileTree, _ inventory: Inventory, isWanted: (String) -> Bool
    ) -> (packages: String, path: BytePath)? {
        for (trace, node) in unread(in: tree, inventory) {
            let path = tree.path(of: node)
            let stem = withoutHash(DisplayText.decoded(path.name))
            let name = stem.indices.dropFirst().first { index in
                stem[index] == "-" && stem[stem.index(after: index)...].first?.isNumber == true
            }.map { stem[..<$0] }
            let names = [DisplayText.decoded(path.parent.name)] + [name.map(String.init)].compactMap(\.self)
            if names.contains(where: isWanted) { return (trace.packages, path) }
        }
        return nil
    }

    /// Every database and record of a manager that is not read, and that no listed package owns.
    private static func unread(in tree: FileTree, _ inventory: Inventory) -> [(trace: Trace, node: FileTree.NodeID)] {
        let read = Set(inventory.catalogs.map(\.ecosystem.kind.rawValue))
        let traces = UnlistedPackages.traces.filter { !read.contains($0.kind) }
        let applications = traces.first { $0.kind == "zipapp" }.map { trace in
            tree.capturedNodes.filter { node in
                inventory.owner(of: node, in: tree) == nil && !isWorthALook(tree.nameSlice(node.index))
                    && tree.contents(of: node).map(UnlistedPackages.isZipApplication) ?? false
            }.map { (trace, $0) }
        }
        return (applications ?? []) + store(in: tree, traces)
            + tree.liveNodes.compactMap { node in
                guard isWorthALook(tree.nameSlice(node.index)), tree.kind(of: node) == .file,
                    inventory.owner(of: node, in: tree) == nil
                else { return nil }
                let path = tree.path(of: node).bytes[...]
                guard let trace = traces.first(where: { $0.patterns.contains { $0.matches(path) } }) else { return nil }
                // An environment that pex made has its packages where every environment has them.
                if trace.kind == "zipapp", let folder = tree.parent(of: node),
                    tree.child("pyvenv.cfg".utf8, of: folder) != nil
                {
                    return nil
                }
                return (trace, node)
            }
    }

    /// The folders of Nix's store, each of which is of a package, where its database is not in the image.
    private static func store(in tree: FileTree, _ traces: [Trace]) -> [(trace: Trace, node: FileTree.NodeID)] {
        guard let trace = traces.first(where: { $0.kind == "nix" }), tree.lookup("nix/var/nix/db/db.sqlite") == nil,
            let store = tree.lookup("nix/store")
        else { return [] }
        return tree.children(of: store).filter { tree.kind(of: $0) == .directory }.map { (trace, $0) }
    }

    /// The name of a folder of Nix's store without the 32 characters in front of it; any other name as it is.
    private static func withoutHash(_ name: String) -> String {
        let parts = name.split(separator: "-", maxSplits: 1)
        return parts.count == 2 && parts[0].count == 32 ? String(parts[1]) : name
    }

    /// Whether a file's beginning is that of a zip archive behind a line that names an interpreter, as zipapp, shiv and pex write
    /// applications, whatever their names.
    static func isZipApplication(_ head: [UInt8]) -> Bool {
        guard head.starts(with: "#!".utf8), let end = head.firstIndex(of: UInt8(ascii: "\n")) else { return false }
        return head[(end + 1)...].starts(with: "PK\u{3}\u{4}".utf8)
    }

    private static func isWorthALook(_ name: ArraySlice<UInt8>) -> Bool {
        switch name.last {
        case UInt8(ascii: "c"), UInt8(ascii: "r"), UInt8(ascii: "n"), UInt8(ascii: "x"), UInt8(ascii: "z"),
            UInt8(ascii: "w"):
            endings.contains { name.count > $0.count && name.suffix($0.count).elementsEqual($0) }
                || names.contains(Array(name))
        default: name.count <= 16 && names.contains(Array(name))
        }
    }
}

extension Diagnostic.Code {
    /// Packages of a package manager that is not read are in the image and not listed.
    public static let unlistedPackages = Diagnostic.Code(rawValue: "unlistedPackages")
}
