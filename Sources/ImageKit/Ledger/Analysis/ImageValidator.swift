public import ImagePackages
public import ImageReading

/// Checks every image of an archive and what stands beside them: documents, blobs, sizes, digests and diff IDs.
public struct ImageValidator: Sendable {
    /// How images are read: layers are always verified.
    ///
    /// An archive that can be read only once has to be opened with these.
    public let options: ScanOptions
    /// Whether files are compared with what dpkg and pip recorded of them.
    public let checksFiles: Bool

    /// Makes a validator.
    ///
    /// - Parameters:
    ///   - options: how images are read.
    ///   - checksFiles: whether files are compared with what dpkg and pip recorded of them.
    public init(options: ScanOptions = ScanOptions(), checksFiles: Bool = false) {
        var options = options
        options.reading.verifiesLayers = true
        if checksFiles {
            options.prepareForIntegrity()
        } else {
            options.ecosystems = []
        }
        self.options = options
        self.checksFiles = checksFiles
    }

    /// Checks images.
    ///
    /// - Parameters:
    ///   - archive: the archive.
    ///   - reference: which image; nil checks all.
    ///   - platform: which platform; nil checks all.
    /// - Returns: what was checked and with which result; damage is a failed check and no error.
    /// - Throws: ``/ImageReading/ImageError`` where no image fits, or where the archive can be read only once and was
    ///   not opened with ``options``; `CancellationError` where the task is canceled.
    public func validate(
        _ archive: ImageArchive, reference: String? = nil, platform: Platform? = nil
    ) async throws -> ImageValidation {
        var checks: [ImageValidation.Check] = []
        var files: [ImageValidation.Files] = []
        var known: [LayerIdentity: Result<Layer, any Error>] = [:]
        var remarks: [Diagnostic] = []
        let listings = try archive.listings(reference: reference, platform: platform)
        for listing in listings {
            do {
                let image = try archive.image(listing)
                checks += documentChecks(of: image, name: listing.label)
                let loader = LayerLoader(options: options.uncached)
                // Images that share layers read them once.
                let fresh = checksFiles ? image.layers : image.layers.filter { known[LayerIdentity($0, image)] == nil }
                let results = try await loader.results(image.having(fresh))
                for (layer, result) in zip(fresh, results) {
                    let outcome = try checked(layer, in: image, result, loader)
                    known[LayerIdentity(layer, image)] = outcome
                    if case .success(let read) = outcome { remarks += loader.remarks(on: read, as: layer) }
                }
                let read = image.layers.compactMap { known[LayerIdentity($0, image)] }
                checks += layerChecks(of: image, name: listing.label, known)
                if let layers = try? read.map({ try $0.get() }), layers.count == image.layers.count {
                    let (check, noted) = try fileCheck(of: image, name: listing.label, layers)
                    if let check { checks.append(check) }
                    remarks += noted
                }
                if checksFiles, let layers = try? results.map({ try $0.get() }) {
                    files.append(.init(image: listing.label, integrity: try await integrity(of: image, layers)))
                }
            } catch let error as ImageError where error.code != .notAsked {
                checks.append(
                    .init(image: listing.label, subject: "documents", kind: "document", facts: [], failure: error))
            }
        }
        checks += archive.documentChecks(of: reference == nil && platform == nil ? nil : listings).map { check in
            .init(
                image: check.image, subject: check.subject, kind: check.kind, facts: check.facts, failure: check.failure
            )
        }
        return ImageValidation(
            archive: archive.name, format: archive.format.rawValue, checks: checks, files: checksFiles ? files : nil,
            diagnostics: archive.diagnostics + remarks.uniqued)
    }

    /// What an engine would meet that unpacks the layers one on the other: a failed check for what it can't make, remarks for
    /// what is odd.
    private func fileCheck(
        of image: Image, name: String, _ layers: [Layer]
    ) throws -> (ImageValidation.Check?, [Diagnostic]) {
        try ExpansionBudget.check(layers, limits: options.limits)
        var tree = FileTree(limits: options.limits)
        for layer in layers {
            try Task.checkCancellation()
            tree.apply(layer)
        }
        guard let broken = tree.diagnostics.first(where: { $0.code == .hardLinkMissing }) else {
            return (nil, tree.diagnostics)
        }
        let error = ImageError(
            .malformedTar, "a hard link names a file that is not there, and no engine can unpack it",
            archive: image.archive,
            layer: broken.layer.map(String.init), path: broken.path)
        let rest = tree.diagnostics.filter { $0.code != .hardLinkMissing }
        return (
            ImageValidation.Check(
                image: name, subject: image.digest.description, kind: "image", facts: [], failure: error), rest
        )
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

    /// Compares the files of layers with their records; layers are read again where a record names a rare kind of digest.
    ///
    /// Layers that can be read only once are not, and files with such a digest stay unchecked.
    private func integrity(of image: Image, _ layers: [Layer]) async throws -> FileIntegrity {
        let integrity = FileIntegrity(of: try ImageAnalyzer(options: options).assemble(image, layers: layers))
        guard !integrity.absentHashes.isEmpty, !image.store.isReadOnce else { return integrity }
        var options = options
        options.fileHashes.formUnion(integrity.absentHashes)
        let results = try await LayerLoader(options: options.uncached).results(image)
        let again = try results.map { try $0.get() }
        return FileIntegrity(of: try ImageAnalyzer(options: options).assemble(image, layers: again))
    }

    private func checked(
        _ layer: ImageLayer, in image: Image, _ result: Result<Layer, any Error>, _ loader: LayerLoader
    ) throws -> Result<Layer, any Error> {
        do {
            try loader.refuseUnreadable(layer)
            var read = try result.get()
            if layer.announcesTrailer { read.diagnostics.removeAll { $0.code == .trailingData } }
            return .success(read)
        } catch let error as ImageError where error.code != .notAsked {
            return .failure(error.located(archive: image.archive, layer: layer.label))
        }
    }

    private func layerChecks(
        of image: Image, name: String, _ known: [LayerIdentity: Result<Layer, any Error>]
    ) -> [ImageValidation.Check] {
        image.layers.map { layer in
            var failure: ImageError?
            if case .failure(let error) = known[LayerIdentity(layer, image)] { failure = error as? ImageError }
            let facts = (layer.digest == nil ? [] : ["digest", "size"]) + ["compression", "tar", "diff ID"]
            return .init(
                image: name, subject: layer.label, kind: "layer", facts: failure == nil ? facts : [], failure: failure)
        }
    }
}

/// What is said of a layer and where it lies: where both are the same, so is the outcome.
private struct LayerIdentity: Hashable {
    let file: String
    let digest: Digest?
    let size: Int64?
    let diffID: Digest
    let mediaType: MediaType?

    init(_ layer: ImageLayer, _ image: Image) {
        file = (try? image.store.identity(of: layer.file)) ?? layer.file
        digest = layer.digest
        size = layer.size
        diffID = layer.diffID
        mediaType = layer.mediaType
    }
}

extension Image {
    /// The image with some of its layers only.
    fileprivate func having(_ layers: [ImageLayer]) -> Image {
        guard layers.count < self.layers.count else { return self }
        return Image(
            archive: archive, references: references, manifestDigest: manifestDigest, indexDigest: indexDigest,
            configurationDigest: configurationDigest, platform: platform, configuration: configuration,
            layers: layers.enumerated().map { index, layer in
                ImageLayer(
                    index: index, mediaType: layer.mediaType, digest: layer.digest, size: layer.size,
                    diffID: layer.diffID, file: layer.file, history: layer.history)
            },
            diagnostics: diagnostics, store: store)
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
        /// What it is: `manifest`, `configuration`, `layer`, `index`, `attestation`, `artifact`, `image` or `document`.
        public let kind: String
        /// What was found right, for example `digest`.
        public let facts: [String]
        /// What is wrong; nil where nothing is.
        public var failure: ImageError?
    }

    /// What became of the files of one image.
    public struct Files: Sendable {
        /// The image.
        public let image: String
        /// Its files held against the records of them.
        public let integrity: FileIntegrity
    }

    /// The archive as the caller named it.
    public let archive: String
    /// The shape of the archive.
    public let format: String
    /// Everything that was checked.
    public let checks: [Check]
    /// The files of each image whose layers could be read; nil where they were not checked.
    public let files: [Files]?
    /// Remarks on the archive.
    public let diagnostics: [Diagnostic]

    /// Whether nothing is wrong with the archive; its files do not count.
    public var isValid: Bool { checks.allSatisfy { $0.failure == nil } }
    /// Whether no package's file is changed or missing; true where they were not checked.
    public var isIntact: Bool { files?.allSatisfy(\.integrity.isIntact) ?? true }
}

extension ScanOptions {
    /// What is asked of reading, without the cache: an archive is not checked by what was found in another.
    fileprivate var uncached: ReadOptions {
        var options = readOptions
        options.layerCache = nil
        return options
    }
}
