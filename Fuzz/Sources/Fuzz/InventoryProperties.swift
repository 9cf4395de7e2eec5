@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// What holds for the packages of any tree.
enum InventoryProperties {
    static func expect(of tree: FileTree, ecosystem: any Ecosystem) throws {
        let configuration = ImageConfiguration()
        let inventory = try Inventory(of: tree, configuration: configuration, ecosystems: [ecosystem])
        expect(inventory)
        let graph = DependencyGraph(
            inventory: inventory, tree: tree, configuration: configuration,
            platform: Platform(os: "linux", architecture: "amd64"))
        for position in graph.packages.indices.prefix(4) {
            Fuzz.expect(
                graph.removal(of: position).packages.contains(position), "a package does not go when it is removed")
        }
    }

    /// Every live byte is booked to one package or none; package URLs are valid; nothing told can steer a terminal.
    static func expect(_ inventory: Inventory) {
        let owned = inventory.packages.reduce(Int64(0)) { $0 + $1.size }
        Fuzz.expect(owned == inventory.ownedSize, "the packages do not sum to what is owned")
        Fuzz.expect(inventory.unownedSize >= 0, "more is owned than there is")
        for package in inventory.packages + inventory.removed {
            let text = package.purl.description
            Fuzz.expect((try? PackageURL(text)) == package.purl, "the package URL '\(text)' can't be read back")
        }
        for diagnostic in inventory.diagnostics { expectPrintable(diagnostic.message + (diagnostic.path ?? "")) }
    }
}
