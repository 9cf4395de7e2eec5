/// Checks every image of an archive: documents, blobs, sizes, digests and diff IDs.
public struct ImageValidator: Sendable {
    /// How images are read; layers are always verified.
    public let options: ScanOptions

    /// Makes a validator.
    public init(options: ScanOptions = ScanOptions()) {
        var options = options
        options.verifiesLayers = true
        options.catalogers = []
        self.options = options
    }

    /// Checks images.
    ///
    /// - Parameters:
    ///   - archive: the archive.
    ///   - reference: which image; nil checks all.
    ///   - platform: which platform; nil checks all.
    /// - Returns: what was checked and with which result; damage is a failed check and no error.
    /// - Throws: ``ImageError`` where no image fits, `CancellationError` where the task is cancelled.
    public func validate(
        _ archive: ImageArchive, reference: String? = nil, platform: Platform? = nil
    ) async throws -> ImageValidation {
        var checks: [ImageValidation.Check] = []
        for listing in try archive.listings(reference: reference, platform: platform) {
            do {
                let image = try archive.image(listing)
                checks += documentChecks(of: image, name: listing.label)
                checks += try await layerChecks(of: image, name: listing.label)
            } catch let error as ImageError {
                checks.append(
                    .init(image: listing.label, subject: "documents", kind: "document", facts: [], failure: error))
            }
        }
        return ImageValidation(
            archive: archive.name, format: archive.format.rawValue, checks: checks, diagnostics: archive.diagnostics)
    }

    private func documentChecks(of image: Image, name: String) -> [ImageValidation.Check] {
        var checks: [ImageValidation.Check] = []
        if let manifest = image.manifestDigest {
            checks.append(
                .init(
                    image: name, subject: manifest.description, kind: "manifest", facts: ["digest", "size", "document"])
            )
        }
        let facts = image.manifestDigest == nil ? ["document"] : ["digest", "size", "document"]
        checks.append(
            .init(image: name, subject: image.configurationDigest.description, kind: "configuration", facts: facts))
        return checks
    }

    private func layerChecks(of image: Image, name: String) async throws -> [ImageValidation.Check] {
        let loader = LayerLoader(options: options, cache: LayerCache())
        let results = try await loader.results(image)
        return try zip(image.layers, results).map { layer, result in
            var facts = ["compression", "tar", "diff ID"]
            if layer.digest != nil { facts = ["digest", "size"] + facts }
            do {
                try loader.refuseUnreadable(layer)
                _ = try result.get()
                return .init(image: name, subject: layer.label, kind: "layer", facts: facts)
            } catch let error as ImageError {
                return .init(
                    image: name, subject: layer.label, kind: "layer", facts: [],
                    failure: error.located(archive: image.archive, layer: layer.label))
            }
        }
    }
}

/// What a validation checked.
public struct ImageValidation: Sendable {
    /// One thing that was checked.
    public struct Check: Sendable {
        /// The image it belongs to.
        public let image: String
        /// The digest or the file in the archive.
        public let subject: String
        /// What it is: `manifest`, `configuration`, `layer` or `document`.
        public let kind: String
        /// What was found right, for example `digest`.
        public let facts: [String]
        /// What is wrong; nil where nothing is.
        public var failure: ImageError?
    }

    /// The archive as the caller named it.
    public let archive: String
    /// The shape of the archive.
    public let format: String
    /// Everything that was checked.
    public let checks: [Check]
    /// Remarks on the archive.
    public let diagnostics: [Diagnostic]

    /// Whether nothing is wrong.
    public var isValid: Bool { checks.allSatisfy { $0.failure == nil } }
}
