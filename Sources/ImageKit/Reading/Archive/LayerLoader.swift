import FoundationEssentials

/// Reads the layers of an image, each distinct one once, several at a time, and compares their digests.
package struct LayerLoader: Sendable {
    let options: ReadOptions
    /// Layers of images that were loaded before with the same options.
    let known: LayerCacheMemory

    package init(options: ReadOptions, known: LayerCacheMemory = LayerCacheMemory()) {
        self.options = options
        self.known = known
    }

    /// Reads all layers.
    ///
    /// - Returns: one layer for each of the image's, and remarks on them.
    /// - Throws: the ``ImageError`` of the lowest layer that can't be read.
    package func load(_ image: Image) async throws -> (layers: [Layer], diagnostics: [Diagnostic]) {
        for layer in image.layers { try refuseUnreadable(layer) }
        let layers = try zip(await results(image), image.layers).map { result, described in
            var layer = try result.get()
            if described.announcesTrailer { layer.diagnostics.removeAll { $0.code == .trailingData } }
            return layer
        }
        return (layers, zip(layers, image.layers).flatMap(remarks))
    }

    /// Reads all layers and says of each what came of it.
    ///
    /// - Throws: `CancellationError` where the task is canceled.
    package func results(_ image: Image) async throws -> [Result<Layer, any Error>] {
        var positions: [String: [Int]] = [:]
        var sizes: [String: Int64] = [:]
        for layer in image.layers {
            // What is wrong with a name comes to light where the layer is read.
            let identity = (try? image.store.identity(of: layer.file)) ?? layer.file
            positions[identity, default: []].append(layer.index)
            sizes[identity] = (try? image.store.size(of: layer.file)) ?? 0
        }
        options.progress?.expect(bytes: sizes.values.reduce(0, +), layers: sizes.count)
        // The largest first, so that no core waits for a large one at the end.
        let order = positions.keys.sorted { (sizes[$0] ?? 0, $1) > (sizes[$1] ?? 0, $0) }
        var found: [String: Result<Layer, any Error>] = [:]
        let budget = ExpansionBudget(limits: options.limits)
        var reader = options.layerReader
        // Fewer layers than cores: the rest of the cores hash.
        reader.hashesBeside = order.count < ProcessInfo.processInfo.activeProcessorCount
        await withTaskGroup(of: (String, Result<Layer, any Error>).self) { group in
            for identity in order {
                guard let first = positions[identity]?.first else { continue }
                let layer = image.layers[first]
                group.addTask { [reader] in
                    (identity, Result { try read(layer, of: image, with: reader, budget: budget) })
                }
            }
            for await (identity, result) in group { found[identity] = result }
        }
        try Task.checkCancellation()
        var results: [Result<Layer, any Error>] = []
        for (identity, places) in positions {
            guard let result = found[identity] else { continue }
            for place in places {
                while results.count <= place { results.append(result) }
                results[place] = Result {
                    let layer = try result.get()
                    try verify(layer, as: image.layers[place])
                    return layer
                }
            }
        }
        return results
    }

    package func refuseUnreadable(_ layer: ImageLayer) throws {
        switch layer.mediaType?.layerKind {
        case .encrypted:
            throw ImageError(
                .unsupportedMediaType, "the layer is encrypted; decrypt the image first", layer: layer.label)
        case .unknown:
            throw ImageError(
                .unsupportedMediaType,
                "the media type \(layer.mediaType?.rawValue ?? "") is not a layer that can be read",
                layer: layer.label)
        default: break
        }
    }

    private func read(
        _ layer: ImageLayer, of image: Image, with reader: LayerReader, budget: ExpansionBudget
    ) throws -> Layer {
        do {
            guard let source = try image.store.layer(layer.file) else {
                if case .foreign = layer.mediaType?.layerKind {
                    throw ImageError(
                        .missingBlob, "this is a foreign layer, kept elsewhere, and is not in the archive")
                }
                throw ImageError(.missingBlob, "the layer is not in the archive; save the image again")
            }
            switch source {
            case .read(let contents, let asked):
                try check(contents, readFor: asked)
                return contents
            case .stream(let stream):
                let available = try image.store.size(of: layer.file) ?? 0
                if let size = layer.size, size != available { throw sizeMismatch(size, available) }
                let key = key(of: layer, in: image, size: available)
                if let known = try kept(key, of: layer, budget: budget) {
                    options.progress?.didRead(Int(clamping: available))
                    options.progress?.didFinishLayer()
                    return known
                }
                let contents = try reader.read(
                    stream, algorithm: layer.digest?.algorithm ?? .sha256,
                    diffAlgorithms: [layer.diffID.algorithm], budget: budget, progress: options.progress)
                options.progress?.didFinishLayer()
                // What does not have its digests must not stand for another image's layer.
                if (try? verify(contents, as: layer)) != nil {
                    known.keep(contents, for: key)
                    if options.verifiesLayers { options.layerCache?.keep(contents, for: key) }
                }
                return contents
            }
        } catch let error as ImageError {
            throw error.located(archive: image.archive, layer: layer.label)
        }
    }

    /// What a layer is kept under: its verified digests, or without them its place in an archive.
    func key(of layer: ImageLayer, in image: Image, size: Int64) -> LayerKey {
        if options.verifiesLayers {
            return layer.digest.map { LayerKey(digest: $0, options: options) }
                ?? LayerKey(diffID: layer.diffID, size: size, options: options)
        }
        let file = (try? image.store.identity(of: layer.file)) ?? layer.file
        return LayerKey(place: "\(file) of \(image.store.place), \(layer.diffID)", options: options)
    }

    /// A layer that was read before, counted as if it were read now; nil where its diff ID is of another kind.
    private func kept(_ key: LayerKey, of described: ImageLayer, budget: ExpansionBudget) throws -> Layer? {
        func fits(_ layer: Layer) -> Bool { layer.diffID.map { $0.algorithm == described.diffID.algorithm } ?? true }
        if let layer = known.layer(for: key), fits(layer) { return layer }
        guard options.verifiesLayers, let layer = options.layerCache?.layer(for: key), fits(layer) else { return nil }
        try budget.spend(layer)
        known.keep(layer, for: key)
        return layer
    }

    /// Refuses a layer that was read when it came, and for less than is wanted now.
    private func check(_ layer: Layer, readFor asked: ReadOptions) throws {
        var missing = asked.missing(for: options)
        if missing.isEmpty, let path = asked.missingFile(for: options, in: layer) { missing = ["\(path) (captures)"] }
        guard missing.isEmpty else { throw ImageError.notAsked(missing) }
    }

    private func verify(_ layer: Layer, as described: ImageLayer) throws {
        do {
            if let size = described.size, size != layer.downloadSize { throw sizeMismatch(size, layer.downloadSize) }
            guard options.verifiesLayers else { return }
            if let expected = described.digest, let found = layer.digest, found != expected {
                throw ImageError(.digestMismatch, "the blob has the digest \(found)")
            }
            let all = [layer.diffID].compactMap(\.self) + layer.otherDiffIDs
            let same = all.first { $0.algorithm == described.diffID.algorithm }
            if same == nil, !all.isEmpty {
                throw ImageError(
                    .unsupportedMediaType,
                    "the archive came through a pipe or is compressed, and the diff ID \(described.diffID) was not computed; "
                        + "give the file, not compressed")
            }
            if let found = same, found != described.diffID {
                throw ImageError(
                    .diffIDMismatch,
                    "uncompressed the layer has the digest \(found), the configuration says \(described.diffID)")
            }
        } catch let error as ImageError {
            throw error.located(layer: described.label)
        }
    }

    private func sizeMismatch(_ expected: Int64, _ found: Int64) -> ImageError {
        ImageError(.sizeMismatch, "the blob has \(found) bytes, its descriptor says \(expected)")
    }

    /// The remark on a layer whose media type says another compression than its blob has.
    package func remarks(on layer: Layer, as described: ImageLayer) -> [Diagnostic] {
        let named: MediaType.CompressionName?
        switch described.mediaType?.layerKind {
        case .tar(let name), .foreign(let name): named = name
        default: return []
        }
        guard named?.rawValue != layer.compression.rawValue else { return [] }
        return [
            Diagnostic(
                .mediaTypeMismatch,
                "the media type \(described.mediaType?.rawValue ?? "") says \(named?.rawValue ?? "nothing"), "
                    + "the blob is \(layer.compression == .none ? "not compressed" : layer.compression.rawValue)",
                layer: described.index)
        ]
    }
}
