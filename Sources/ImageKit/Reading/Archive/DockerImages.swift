/// Finds the images of a docker-save archive: the elements of its manifest.json.
struct DockerImages {
    private(set) var candidates: [ImageCandidate] = []

    init(_ reader: DocumentReader) throws {
        guard let manifests = try reader.document([DockerManifest].self, file: "manifest.json") else {
            throw ImageError(.missingBlob, "the archive has no manifest.json")
        }
        guard manifests.count <= reader.limits.images else {
            throw reader.limits.exceeded(.images, "the archive names more than \(reader.limits.images) images")
        }
        // Ten thousand images may name the same configuration of megabytes.
        var known: [String: (platform: Platform?, digest: Digest)] = [:]
        for manifest in manifests {
            if known[manifest.config] == nil {
                let (configuration, digest) = try DockerImages.configuration(of: manifest, reader: reader)
                known[manifest.config] = (configuration.platform, digest)
            }
            guard let (platform, digest) = known[manifest.config] else { continue }
            let listing = ImageListing(references: manifest.repoTags ?? [], digest: digest, platform: platform)
            candidates.append(ImageCandidate(listing: listing, origin: .docker(manifest)))
        }
    }

    /// Reads a configuration; a file named by a digest must have it.
    private static func configuration(
        of manifest: DockerManifest, reader: DocumentReader
    ) throws -> (ImageConfiguration, Digest) {
        guard let bytes = try reader.store.contents(of: manifest.config, limits: reader.limits, bound: .document) else {
            throw ImageError(
                .missingBlob, "the configuration that manifest.json names is not in the archive", path: manifest.config)
        }
        let digest = Digest.of(bytes, algorithm: .sha256)
        let stem = manifest.config.split(separator: "/").last.map { $0.hasSuffix(".json") ? $0.dropLast(5) : $0 } ?? ""
        if let named = Digest(.sha256, hex: stem), named != digest {
            throw ImageError(.digestMismatch, "the configuration has the digest \(digest)", path: manifest.config)
        }
        return (try JSONDocument.decode(ImageConfiguration.self, from: bytes, name: manifest.config), digest)
    }

    /// The image of a candidate.
    static func image(
        _ manifest: DockerManifest, listing: ImageListing, reader: DocumentReader, diagnostics: [Diagnostic]
    ) throws -> Image {
        let (configuration, digest) = try configuration(of: manifest, reader: reader)
        var log = DiagnosticLog()
        let blobs = (manifest.layers ?? []).map { (file: $0, descriptor: Descriptor?.none) }
        let layers = try Image.layers(
            blobs, configuration: configuration, name: "manifest.json", limits: reader.limits, log: &log)
        return Image(
            archive: reader.store.name, references: listing.references, manifestDigest: nil,
            configurationDigest: digest,
            platform: configuration.platform, configuration: configuration, layers: layers,
            diagnostics: diagnostics + log.diagnostics, store: reader.store)
    }
}
