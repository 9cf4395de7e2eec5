/// One image of an archive: its documents read and checked, its layers not read yet.
public struct Image: Sendable {
    /// The archive as the user named it.
    public let archive: String
    /// The names the archive gives the image; empty for an untagged one.
    public let references: [String]
    /// The digest of the manifest; nil for a docker-save archive that has none.
    public let manifestDigest: Digest?
    /// The digest of the index that the archive names and that the image is in, which containerd's image store calls the
    /// image's identifier; nil where the archive names the manifest itself.
    public let indexDigest: Digest?
    /// The digest of the configuration, which Docker calls the image's identifier.
    public let configurationDigest: Digest
    /// The platform it runs on, from the index or the configuration.
    public let platform: Platform?
    /// The configuration.
    public let configuration: ImageConfiguration
    /// The layers, the lowest first.
    public let layers: [ImageLayer]
    /// Remarks made while the documents were read.
    public let diagnostics: [Diagnostic]
    package let store: BlobStore

    package init(
        archive: String, references: [String], manifestDigest: Digest?, indexDigest: Digest?,
        configurationDigest: Digest, platform: Platform?, configuration: ImageConfiguration, layers: [ImageLayer],
        diagnostics: [Diagnostic], store: BlobStore
    ) {
        self.archive = archive
        self.references = references
        self.manifestDigest = manifestDigest
        self.indexDigest = indexDigest
        self.configurationDigest = configurationDigest
        self.platform = platform
        self.configuration = configuration
        self.layers = layers
        self.diagnostics = diagnostics
        self.store = store
    }

    /// The digest that names the image: the manifest's, else the configuration's.
    public var digest: Digest { manifestDigest ?? configurationDigest }
}

extension Image {
    /// Makes the image of a manifest that no index names, such as one that was asked of a registry.
    ///
    /// - Parameters:
    ///   - source: has the manifest, the configuration and the layers as blobs of an OCI layout.
    ///   - manifest: the digest, size and media type of the manifest; with its ``Descriptor/platform`` where it is known.
    ///   - references: the names of the image.
    ///   - options: has the limits on documents; layers are read when the image is analyzed.
    /// - Throws: ``ImageError`` where a document is missing or damaged, or does not describe an image.
    public init(
        source: any BlobSource, manifest: Descriptor, references: [String] = [], reading options: ReadOptions
    ) throws {
        do {
            self = try LayoutImages.image(
                manifest, references: references,
                reader: DocumentReader(store: BlobStore(source), limits: options.limits))
        } catch let error as ImageError {
            throw error.located(archive: source.name)
        }
    }
}

/// A layer as an image's documents describe it.
public struct ImageLayer: Sendable, Hashable {
    /// The position in the image, 0 being the lowest.
    public let index: Int
    /// The media type; nil in a docker-save archive.
    public let mediaType: MediaType?
    /// The digest of the blob; nil in a docker-save archive.
    public let digest: Digest?
    /// Bytes of the blob as its descriptor says; nil in a docker-save archive.
    public let size: Int64?
    /// The digest of the uncompressed tar, from the configuration.
    public let diffID: Digest
    /// The file in the archive.
    package let file: String
    /// The step of the build that made it; nil where the history does not tell.
    public let history: ImageConfiguration.History?

    package init(
        index: Int, mediaType: MediaType?, digest: Digest?, size: Int64?, diffID: Digest, file: String,
        history: ImageConfiguration.History?
    ) {
        self.index = index
        self.mediaType = mediaType
        self.digest = digest
        self.size = size
        self.diffID = diffID
        self.file = file
        self.history = history
    }

    /// Whether an annotation announces a table of contents behind the tar, as estargz has it.
    package var announcesTrailer = false

    /// The layer's name in messages: its digest, or the file in the archive.
    package var label: String { digest?.description ?? file }
}

extension Image {
    /// Joins the parts of an image and checks that they fit.
    ///
    /// - Throws: ``ImageError`` where layers and diff IDs differ in number or a limit is exceeded.
    static func layers(
        _ blobs: [(file: String, descriptor: Descriptor?)], configuration: ImageConfiguration, name: String,
        limits: Limits, log: inout DiagnosticLog
    ) throws -> [ImageLayer] {
        let diffIDs = configuration.rootfs.diffIDs
        guard blobs.count == diffIDs.count else {
            throw ImageError(
                .malformedDocument,
                "the configuration names \(Plural.text(diffIDs.count, "diff ID")) for the manifest's "
                    + Plural.text(blobs.count, "layer"), path: name)
        }
        guard blobs.count <= limits.layers else {
            throw limits.exceeded(.layers, "the image has more than \(limits.layers) layers", path: name)
        }
        guard blobs.count <= Limits.mostLayers else {
            throw ImageError(.limitExceeded, "the image has more than \(Limits.mostLayers) layers", path: name)
        }
        let steps = (configuration.history ?? []).filter { $0.emptyLayer != true }
        if !steps.isEmpty, steps.count != blobs.count {
            log.append(
                Diagnostic(
                    .historyMismatch,
                    "the history has \(steps.count) steps that make a layer for \(blobs.count) layers; it is not used"))
        }
        return blobs.enumerated().map { index, blob in
            var layer = ImageLayer(
                index: index, mediaType: blob.descriptor?.mediaType, digest: blob.descriptor?.digest,
                size: blob.descriptor?.size, diffID: diffIDs[index], file: blob.file,
                history: steps.count == blobs.count ? steps[index] : nil)
            layer.announcesTrailer =
                blob.descriptor?.annotations?.keys.contains("containerd.io/snapshot/stargz/toc.digest") ?? false
            return layer
        }
    }
}

extension Diagnostic.Code {
    /// The configuration's history does not fit the layers.
    public static let historyMismatch = Diagnostic.Code(rawValue: "historyMismatch")
    /// A document is not quite as its specification asks.
    public static let documentRemark = Diagnostic.Code(rawValue: "documentRemark")
    /// An archive holds something beside images.
    public static let notAnImage = Diagnostic.Code(rawValue: "notAnImage")
    /// A layer's media type does not say how it is compressed.
    public static let mediaTypeMismatch = Diagnostic.Code(rawValue: "mediaTypeMismatch")
}
