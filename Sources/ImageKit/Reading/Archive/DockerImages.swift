/// Finds the images of a docker-save archive: the elements of its manifest.json.
struct DockerImages {
    private(set) var candidates: [ImageCandidate] = []
    /// Why images that manifest.json names can't be read; an error only where none can.
    private(set) var failures: [ImageFailure] = []

    /// Reads manifest.json.
    init(_ reader: DocumentReader, manifest bytes: [UInt8]) throws {
        let list = try JSONDocument.decode(TolerantList<DockerManifest>.self, from: bytes, name: "manifest.json")
        // One damaged element does not make the others unreadable.
        failures = list.damage.map { reason in
            ImageFailure(
                reference: nil, digest: nil, error: ImageError(.malformedDocument, reason, path: "manifest.json"))
        }
        let manifests = list.elements
        guard manifests.count <= reader.limits.images else {
            throw reader.limits.exceeded(.images, "the archive names more than \(reader.limits.images) images")
        }
        // Ten thousand images may name the same configuration of megabytes.
        var known: [String: Result<(platform: Platform?, digest: Digest), any Error>] = [:]
        var positions: [DockerManifest.Contents: Int] = [:]
        for manifest in manifests {
            let references = manifest.repoTags ?? []
            do {
                let found =
                    known[manifest.config]
                    ?? Result {
                        let (configuration, digest) = try DockerImages.configuration(of: manifest, reader: reader)
                        return (configuration.platform, digest)
                    }
                known[manifest.config] = found
                let (platform, digest) = try found.get()
                let listing = ImageListing(
                    references: references, digest: digest, platforms: [platform].compactMap(\.self))
                // The same image under another name is one image.
                if let same = positions[manifest.contents] {
                    candidates[same].listing = candidates[same].listing.joined(with: listing)
                    continue
                }
                positions[manifest.contents] = candidates.count
                candidates.append(
                    ImageCandidate(listing: listing, origin: .docker(manifest), configuration: digest))
            } catch let error as ImageError where error.code != .limitExceeded {
                failures.append(
                    ImageFailure(
                        reference: references.first, digest: DockerImages.digestNaming(manifest.config), error: error))
            }
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
        if let named = digestNaming(manifest.config), named != digest {
            throw ImageError(.digestMismatch, "the configuration has the digest \(digest)", path: manifest.config)
        }
        return (try JSONDocument.decode(ImageConfiguration.self, from: bytes, name: manifest.config), digest)
    }

    /// The digest that the name of a configuration's file is made of; nil where it is another name.
    private static func digestNaming(_ file: String) -> Digest? {
        let stem = file.split(separator: "/").last.map { $0.hasSuffix(".json") ? $0.dropLast(5) : $0 } ?? ""
        return Digest(.sha256, hex: stem)
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
            archive: reader.store.name, references: listing.references, manifestDigest: nil, indexDigest: nil,
            configurationDigest: digest, platform: configuration.platform, configuration: configuration,
            layers: layers, diagnostics: diagnostics + log.diagnostics, store: reader.store)
    }
}
