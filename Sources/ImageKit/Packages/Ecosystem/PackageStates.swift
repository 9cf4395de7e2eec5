import ImageReading

/// What each layer did to packages, and since which layer each has its version.
package struct PackageStates {
    /// The packages after the layer before, in the order of their slots.
    private var packages: [Package] = []
    /// For each of them the layer since which it has its version.
    private var since: [Int] = []
    private var changes: [[PackageChange]] = []

    package init() {}

    /// Takes the packages after the next layer, in the order of their slots; nil where it changed none.
    package mutating func append(_ state: [Package]?) {
        guard let state else {
            changes.append([])
            return
        }
        var layerChanges: [PackageChange] = []
        var layers: [Int] = []
        layers.reserveCapacity(state.count)
        var old = 0
        var lastSlot: Package.Slot?
        for package in state {
            let slot = package.slot
            // Of several packages in one slot the first stands for all.
            guard slot != lastSlot else {
                layers.append(layers.last ?? changes.count)
                continue
            }
            lastSlot = slot
            while old < packages.count, packages[old].slot < slot {
                append(removalOf: old, to: &layerChanges)
                old += 1
            }
            let before = old < packages.count && packages[old].slot == slot ? old : nil
            if let change = PackageChange(from: before.map { packages[$0] }, to: package) {
                layerChanges.append(change)
                layers.append(changes.count)
            } else {
                layers.append(before.map { since[$0] } ?? changes.count)
            }
            while old < packages.count, packages[old].slot == slot { old += 1 }
        }
        while old < packages.count {
            append(removalOf: old, to: &layerChanges)
            old += 1
        }
        changes.append(layerChanges)
        packages = state
        since = layers
    }

    private func append(removalOf position: Int, to changes: inout [PackageChange]) {
        guard position == 0 || packages[position - 1].slot != packages[position].slot,
            let change = PackageChange(from: packages[position], to: nil)
        else { return }
        changes.append(change)
    }

    package func changes(ofLayer index: Int) -> [PackageChange] { changes[index] }

    /// The inventory taken last with the layer of each package filled in.
    package func placing(_ inventory: Inventory) -> Inventory {
        guard since.count == inventory.packages.count else { return inventory }
        var layers = since.makeIterator()
        return inventory.mappingPackages { package in
            var placed = package
            // Only what changes is copied.
            if let layer = layers.next(), layer != placed.layer { placed.layer = layer }
            return placed
        }
    }
}
