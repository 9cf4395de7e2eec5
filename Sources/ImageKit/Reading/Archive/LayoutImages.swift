/// Finds the images of an OCI layout (image specification, "OCI Image Layout").
struct LayoutImages {
    private let reader: DocumentReader
    private(set) var candidates: [ImageCandidate] = []
    private(set) var log = DiagnosticLog()
    /// Where each image stands among the candidates.
    private var positions: [Digest: Int] = [:]
    private var documents: [DocumentKey: Result<Document?, any Error>] = [:]
    private var platforms: [DocumentKey: Platform?] = [:]
    /// Why images that the index names can't be read; an error only where none can.
    private(set) var failures: [(listing: String, error: ImageError)] = []

    /// Whether the index names nothing at all.
    var isEmpty: Bool { candidates.isEmpty && failures.isEmpty }

    private struct Pending {
        let descriptor: Descriptor
        let depth: Int
        let reference: String?
    }

    init(_ reader: DocumentReader) throws {
        self.reader = reader
        try checkMarker()
        guard let index = try reader.document(ImageIndex.self, file: "index.json") else {
            throw ImageError(.missingBlob, "the layout has no index.json")
        }
        try walk(index)
    }

    private mutating func checkMarker() throws {
        guard let marker = try reader.document(ImageLayoutMarker.self, file: "oci-layout") else {
            log.append(Diagnostic(.documentRemark, "the layout lacks its oci-layout file", path: "oci-layout"))
            return
        }
        if !marker.imageLayoutVersion.hasPrefix("1.") {
            log.append(
                Diagnostic(
                    .documentRemark, "the layout's version \(marker.imageLayoutVersion) is not known; read as 1.0.0",
                    path: "oci-layout"))
        }
    }

    /// Walks an index and those nested in it, each once, without recursion.
    private mutating func walk(_ index: ImageIndex) throws {
        check(index.schemaVersion, "index.json")
        var seen: Set<String> = []
        var pending = LayoutImages.children(of: index, depth: 1, reference: nil).reversed() as [Pending]
        while let next = pending.popLast() {
            let descriptor = next.descriptor
            let reference = LayoutImages.reference(of: descriptor) ?? next.reference
            guard seen.insert("\(descriptor.digest) \(reference ?? "")").inserted else { continue }
            guard seen.count <= reader.limits.images else {
                throw reader.limits.exceeded(
                    .images, "the archive names more than \(reader.limits.images) manifests")
            }
            if descriptor.isAttestation { continue }
            do {
                guard let document = try document(descriptor) else { continue }
                switch document {
                case .index(let nested):
                    guard next.depth < reader.limits.indexDepth else {
                        throw reader.limits.exceeded(
                            .indexDepth, "indices nest deeper than \(reader.limits.indexDepth)",
                            path: DocumentReader.blobPath(descriptor.digest))
                    }
                    pending += LayoutImages.children(of: nested, depth: next.depth + 1, reference: reference).reversed()
                case .manifest(let manifest):
                    try add(manifest, descriptor: descriptor, reference: reference)
                }
            } catch let error as ImageError where error.code != .limitExceeded {
                failures.append((reference ?? descriptor.digest.description, error))
            }
        }
    }

    private static func children(of index: ImageIndex, depth: Int, reference: String?) -> [Pending] {
        index.manifests.map { Pending(descriptor: $0, depth: depth, reference: reference) }
    }

    private static func reference(of descriptor: Descriptor) -> String? {
        descriptor.annotations?["io.containerd.image.name"]
            ?? descriptor.annotations?["org.opencontainers.image.ref.name"]
    }

    private enum Document {
        case index(ImageIndex)
        case manifest(ImageManifest)
    }

    /// A document as descriptors name it; ten thousand of them may name the same one of megabytes.
    private struct DocumentKey: Hashable {
        let digest: Digest
        let size: Int64
        let mediaType: MediaType?

        init(_ descriptor: Descriptor) {
            digest = descriptor.digest
            size = descriptor.size
            mediaType = descriptor.mediaType
        }
    }

    /// Reads what a descriptor of an index names; nil where that is not an image, with a remark.
    private mutating func document(_ descriptor: Descriptor) throws -> Document? {
        let key = DocumentKey(descriptor)
        if let known = documents[key] { return try known.get() }
        let result = Result { try read(descriptor) }
        documents[key] = result
        return try result.get()
    }

    private mutating func read(_ descriptor: Descriptor) throws -> Document? {
        let path = DocumentReader.blobPath(descriptor.digest)
        switch descriptor.mediaType {
        case let type? where type.isIndex:
            let index = try reader.blob(ImageIndex.self, descriptor, what: "index")
            check(index.schemaVersion, path)
            return .index(index)
        case let type? where type.isManifest:
            let manifest = try reader.blob(ImageManifest.self, descriptor, what: "manifest")
            check(manifest.schemaVersion, path)
            return .manifest(manifest)
        case let type:
            log.append(
                Diagnostic(
                    .notAnImage,
                    "an index names something of media type \(type?.rawValue ?? "(none)"), which is not an image",
                    path: path))
            throw ImageError(
                .unsupportedMediaType, "the media type \(type?.rawValue ?? "(none)") is not an image manifest", path: path)
        }
    }

    private mutating func add(_ manifest: ImageManifest, descriptor: Descriptor, reference: String?) throws {
        if let type = LayoutImages.artifactType(of: manifest) {
            let path = DocumentReader.blobPath(descriptor.digest)
            log.append(Diagnostic(.notAnImage, "an artifact of type \(type) is not an image", path: path))
            throw LayoutImages.notAnImage(type, path)
        }
        var platform = descriptor.platform
        if platform == nil {
            let key = DocumentKey(manifest.config)
            if let known = platforms[key] {
                platform = known
            } else {
                platform = try? reader.blob(ImageConfiguration.self, manifest.config, what: "configuration").platform
                platforms[key] = .some(platform)
            }
        }
        // The same image under another name is one image.
        if let same = positions[descriptor.digest] {
            let known = candidates[same].listing
            let references = known.references + [reference].compactMap(\.self).filter { !known.references.contains($0) }
            let listing = ImageListing(references: references, digest: known.digest, platform: known.platform)
            candidates[same] = ImageCandidate(listing: listing, origin: candidates[same].origin)
            return
        }
        let listing = ImageListing(
            references: [reference].compactMap(\.self), digest: descriptor.digest, platform: platform)
        positions[descriptor.digest] = candidates.count
        candidates.append(ImageCandidate(listing: listing, origin: .manifest(descriptor, manifest)))
    }

    private mutating func check(_ schemaVersion: Int, _ path: String) {
        guard schemaVersion != 2 else { return }
        log.append(Diagnostic(.documentRemark, "schemaVersion is \(schemaVersion), not 2; read as 2", path: path))
    }
}

extension LayoutImages {
    /// What a manifest describes that is not an image; nil where it describes one.
    private static func artifactType(of manifest: ImageManifest) -> String? {
        let isConfiguration = manifest.config.mediaType?.isImageConfiguration
        guard isConfiguration ?? (manifest.artifactType == nil) else {
            return manifest.artifactType ?? manifest.config.mediaType?.rawValue ?? ""
        }
        return nil
    }

    private static func notAnImage(_ type: String, _ path: String) -> ImageError {
        ImageError(
            .unsupportedMediaType, "the manifest describes an artifact of type \(type), which is not an image",
            path: path)
    }

    /// The image of a manifest that is found by its digest.
    static func image(_ descriptor: Descriptor, references: [String], reader: DocumentReader) throws -> Image {
        let path = DocumentReader.blobPath(descriptor.digest)
        guard descriptor.mediaType?.isManifest ?? true else {
            throw ImageError(
                .unsupportedMediaType, "the media type \(descriptor.mediaType?.rawValue ?? "") is not a manifest's",
                path: path)
        }
        let manifest = try reader.blob(ImageManifest.self, descriptor, what: "manifest")
        if let type = artifactType(of: manifest) { throw notAnImage(type, path) }
        let listing = ImageListing(references: references, digest: descriptor.digest, platform: descriptor.platform)
        return try image(
            descriptor, manifest, listing: listing, reader: reader, diagnostics: reader.store.source.diagnostics)
    }

    /// The image of a candidate.
    static func image(
        _ descriptor: Descriptor, _ manifest: ImageManifest, listing: ImageListing, reader: DocumentReader,
        diagnostics: [Diagnostic]
    ) throws -> Image {
        let configuration = try reader.blob(ImageConfiguration.self, manifest.config, what: "configuration")
        var log = DiagnosticLog()
        let blobs = manifest.layers.map { (file: DocumentReader.blobPath($0.digest), descriptor: $0 as Descriptor?) }
        let layers = try Image.layers(
            blobs, configuration: configuration, name: DocumentReader.blobPath(descriptor.digest),
            limits: reader.limits, log: &log)
        return Image(
            archive: reader.store.name, references: listing.references, manifestDigest: descriptor.digest,
            configurationDigest: manifest.config.digest, platform: listing.platform ?? configuration.platform,
            configuration: configuration, layers: layers, diagnostics: diagnostics + log.diagnostics,
            store: reader.store)
    }
}

extension ImageConfiguration {
    /// The platform the configuration names; nil where it names none.
    public var platform: Platform? {
        guard let os, let architecture, !os.isEmpty, !architecture.isEmpty else { return nil }
        return Platform(os: os, architecture: architecture, variant: variant)
    }
}
