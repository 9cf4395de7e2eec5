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
        let read = Set(inventory.catalogs.map(\.ecosystem.kind.rawValue))
        let traces = UnlistedPackages.traces.filter { !read.contains($0.kind) }
        var found = Array(repeating: (count: 0, first: FileTree.NodeID?.none), count: traces.count)
        for node in tree.liveNodes where isWorthALook(tree.nameSlice(node.index)) {
            guard tree.kind(of: node) == .file, inventory.owner(of: node, in: tree) == nil else { continue }
            let path = tree.path(of: node).bytes[...]
            guard let index = traces.firstIndex(where: { $0.patterns.contains { $0.matches(path) } }) else { continue }
            // An environment that pex made has its packages where every environment has them.
            if traces[index].kind == "zipapp", let folder = tree.parent(of: node),
                tree.child("pyvenv.cfg".utf8, of: folder) != nil
            {
                continue
            }
            found[index].count += 1
            if found[index].first == nil { found[index].first = node }
        }
        return zip(traces, found).compactMap { trace, found in
            guard let first = found.first else { return nil }
            let place = found.count > 1 ? "\(found.count) files such as this one record them" : "this file records them"
            return Diagnostic(
                .unlistedPackages,
                "the \(trace.packages) in the image are not listed, since they are not read; \(place)",
                layer: tree.layer(of: first), path: tree.path(of: first).description)
        }
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
