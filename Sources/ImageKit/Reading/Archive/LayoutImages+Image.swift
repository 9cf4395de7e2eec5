/// Makes images of the manifests of a layout.
extension LayoutImages {
    /// The image of a manifest that is found by its digest.
    static func image(_ descriptor: Descriptor, references: [String], reader: DocumentReader) throws -> Image {
        let path = reader.path(descriptor)
        guard descriptor.mediaType?.isManifest ?? true else {
            throw ImageError(
                .unsupportedMediaType, "the media type \(descriptor.mediaType?.rawValue ?? "") is not a manifest's",
                path: path)
        }
        let manifest = try reader.blob(ImageManifest.self, descriptor, what: "manifest")
        if let type = artifactType(of: manifest, descriptor: descriptor, reference: nil) {
            throw notAnImage(type, path, of: manifest)
        }
        let listing = ImageListing(
            references: references, digest: descriptor.digest, platforms: [descriptor.platform].compactMap(\.self))
        return try image(
            descriptor, manifest, listing: listing, index: nil, reader: reader,
            diagnostics: reader.store.source.diagnostics)
    }

    /// The image of a candidate.
    static func image(
        _ descriptor: Descriptor, _ manifest: ImageManifest, listing: ImageListing, index: Digest?,
        reader: DocumentReader, diagnostics: [Diagnostic]
    ) throws -> Image {
        let configuration = try reader.blob(ImageConfiguration.self, manifest.config, what: "configuration")
        var log = DiagnosticLog()
        let blobs = manifest.layers.map { (file: reader.path($0), descriptor: $0 as Descriptor?) }
        let layers = try Image.layers(
            blobs, configuration: configuration, name: reader.path(descriptor), limits: reader.limits, log: &log)
        return Image(
            archive: reader.store.name, references: listing.references, manifestDigest: descriptor.digest,
            indexDigest: index, configurationDigest: manifest.config.digest,
            platform: listing.platform ?? configuration.platform, configuration: configuration, layers: layers,
            diagnostics: diagnostics + log.diagnostics, store: reader.store)
    }
}

extension ImageConfiguration {
    /// The platform the configuration names; nil where it names none.
    public var platform: Platform? {
        guard let os, let architecture, !os.isEmpty, !architecture.isEmpty else { return nil }
        return Platform(os: os, architecture: architecture, variant: variant, osVersion: osVersion)
    }
}
