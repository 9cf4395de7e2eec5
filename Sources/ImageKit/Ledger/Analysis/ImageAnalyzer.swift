import ImagePackages
public import ImageReading

/// Analyzes images: reads each distinct layer once, on all cores, and lists what is in them.
public struct ImageAnalyzer: Sendable {
    /// How images are read and what is looked for.
    public let options: ScanOptions

    /// Layers read so far; images that share some are analyzed faster with one analyzer.
    private let known = LayerCacheMemory()

    /// Makes an analyzer.
    public init(options: ScanOptions = ScanOptions()) { self.options = options }

    /// Analyzes an image.
    ///
    /// - Throws: ``/ImageReading/ImageError`` naming archive, layer and path; `CancellationError` where the task is
    ///   canceled.
    public func analyze(_ image: Image) async throws -> ImageAnalysis {
        do {
            let read = try await LayerLoader(options: options.readOptions, known: known).load(image)
            return try assemble(image, layers: read.layers, diagnostics: read.diagnostics)
        } catch let error as ImageError {
            throw error.located(archive: image.archive)
        }
    }

    func assemble(_ image: Image, layers: [Layer], diagnostics: [Diagnostic] = []) throws -> ImageAnalysis {
        try ExpansionBudget.check(layers, limits: options.limits)
        options.progress?.willCatalog(layers: layers.count)
        var tree = FileTree(limits: options.limits)
        var states = PackageStates()
        var history = OwnershipHistory()
        var inventory: Inventory?
        var budget = CatalogBudget(limits: options.limits)
        for (number, layer) in layers.enumerated() {
            try Task.checkCancellation()
            // What was found holds the tree, and a second reference would make the layer copy all of it.
            inventory = nil
            tree.apply(layer)
            let isLast = number == layers.count - 1
            if budget.allowsInventory(of: tree, afterLayer: number, isLast: isLast) {
                inventory = try takeInventory(of: tree, image, wantsFiles: isLast || options.booksBytes)
                inventory.map { budget.note($0) }
            }
            states.append(inventory?.packages)
            if options.booksBytes { history.append(tree, inventory: inventory) }
            options.progress?.didCatalogLayer()
        }
        var final = states.placing(try inventory ?? takeInventory(of: tree, image, wantsFiles: true))
        if options.readsLicenses { final = final.readingLicenses(of: tree) }
        let liveSizes = try tree.liveSizes()
        let contentsSizes = try tree.contentsSizes()
        let summaries = image.layers.map { layer in
            let contents = layers[layer.index]
            return LayerSummary(
                layer: layer, digest: contents.digest ?? layer.digest, compression: contents.compression,
                downloadSize: contents.downloadSize, diffSize: contents.diffSize,
                contentsSize: contentsSizes[layer.index], liveSize: liveSizes[layer.index],
                entryCount: contents.changeset.count, changes: states.changes(ofLayer: layer.index))
        }
        return ImageAnalysis(
            image: image, isVerified: options.verifiesLayers, tree: tree, layers: summaries,
            inventory: final,
            ledger: options.booksBytes ? Ledger(of: tree, history: history, inventory: final) : nil,
            secrets: options.scansSecrets ? FileSecret.all(of: tree) : nil,
            diagnostics: image.diagnostics + diagnostics + tree.diagnostics + final.diagnostics
                + budget.diagnostics + UnlistedPackages.remarks(on: tree, final, changes: summaries.map(\.changes)))
    }

    private func takeInventory(of tree: FileTree, _ image: Image, wantsFiles: Bool) throws -> Inventory {
        try Inventory(
            of: tree, configuration: image.configuration, ecosystems: options.ecosystems, wantsFiles: wantsFiles)
    }
}
