/// An image archive or image layout: the file, directory or pipe in which images come.
///
/// What it is, is decided by its contents: a docker-save archive of any age, an OCI archive, an OCI layout directory, each
/// plain or compressed whole. A pipe and a compressed archive are read once, layers as they arrive.
public struct ImageArchive: Sendable {
    /// The shape of an archive.
    public enum Format: String, Sendable {
        /// An OCI layout in a tar.
        case ociArchive = "oci-archive"
        /// An OCI layout in a directory.
        case ociDirectory = "oci-dir"
        /// What `docker save` writes, in a tar.
        case dockerArchive = "docker-archive"
        /// What `docker save` writes, unpacked in a directory.
        case dockerDirectory = "docker-dir"
    }

    /// The archive as the caller named it.
    public let name: String
    /// Its shape.
    public let format: Format
    /// Whether the whole archive is compressed, and how.
    public let compression: CompressionFormat
    /// The images in it, in the order in which the archive names them.
    public var images: [ImageListing] { candidates.map(\.listing) }
    /// Remarks made while it was opened.
    public let diagnostics: [Diagnostic]

    private let candidates: [ImageCandidate]
    let reader: DocumentReader

    /// Opens an archive.
    ///
    /// - Parameters:
    ///   - path: a file or directory; `-` is standard input.
    ///   - options: limits, and for an archive that can be read only once also what its layers are read for.
    /// - Throws: ``ImageError``.
    public init(path: String, reading options: ReadOptions) throws {
        name = path == "-" ? "standard input" : path
        do {
            let (store, compression) = try ImageArchive.open(path, name: name, options: options)
            self.compression = compression
            reader = DocumentReader(store: store, limits: options.limits)
            let isDirectory = store is DirectoryStore
            let hasManifest = try store.size(of: "manifest.json") != nil
            let layout = try store.size(of: "index.json") == nil ? nil : try LayoutImages(reader)
            // Docker 25.0 leaves an image without a tag out of index.json.
            if let layout, !layout.isEmpty || !hasManifest {
                format = isDirectory ? .ociDirectory : .ociArchive
                if layout.candidates.isEmpty, let failure = layout.failures.first { throw failure.error }
                let unreadable = layout.failures.map {
                    Diagnostic(.notAnImage, "\($0.listing) can't be read: \($0.error)")
                }
                candidates = try ImageArchive.naming(layout.candidates, with: reader)
                diagnostics = store.diagnostics + layout.log.diagnostics + unreadable
            } else if hasManifest {
                format = isDirectory ? .dockerDirectory : .dockerArchive
                candidates = try DockerImages(reader).candidates
                diagnostics = store.diagnostics
            } else {
                throw ImageArchive.unknownFormat(store.sampleNames)
            }
            guard !candidates.isEmpty else {
                throw ImageError(.notAnImage, "the archive holds no image: its list of images is empty")
            }
        } catch let error as ImageError {
            throw error.located(archive: name)
        }
    }

    /// Chooses an image.
    ///
    /// - Parameters:
    ///   - reference: a name, tag or digest; nil takes the only image.
    ///   - platform: the platform; nil takes the only one.
    /// - Throws: ``ImageError`` with `noSuchImage` or `ambiguousImage`, both listing the images there are.
    public func image(reference: String? = nil, platform: Platform? = nil) throws -> Image {
        let fitting = try listings(reference: reference, platform: platform)
        guard fitting.count == 1, let listing = fitting.first else {
            throw ImageError(
                .ambiguousImage,
                "\(fitting.count) images fit; choose one with #reference or --platform:"
                    + fitting.map { "\n  " + $0.label }.joined(), archive: name)
        }
        return try image(listing)
    }

    /// The images that a reference and a platform fit.
    ///
    /// - Throws: ``ImageError`` with `noSuchImage`, listing the images there are, where none does.
    public func listings(reference: String? = nil, platform: Platform? = nil) throws -> [ImageListing] {
        let fitting = images.filter { listing in
            (reference.map { listing.matches($0) } ?? true)
                && (platform.map { listing.platform?.satisfies($0) ?? false } ?? true)
        }
        guard fitting.isEmpty else { return fitting }
        let wanted = [reference.map { "named \($0)" }, platform.map { "for \($0)" }].compactMap(\.self)
        throw ImageError(
            .noSuchImage,
            "no image \(wanted.joined(separator: " ")) is in the archive; there is:"
                + images.map { "\n  " + $0.label }.joined(), archive: name)
    }

    /// The image of a listing of this archive.
    ///
    /// - Throws: ``ImageError`` where its documents are missing or damaged.
    public func image(_ listing: ImageListing) throws -> Image {
        do {
            switch candidates.first(where: { $0.listing == listing })?.origin {
            case .manifest(let descriptor, let manifest):
                return try LayoutImages.image(
                    descriptor, manifest, listing: listing, reader: reader, diagnostics: diagnostics)
            case .docker(let manifest):
                return try DockerImages.image(manifest, listing: listing, reader: reader, diagnostics: diagnostics)
            case nil:
                throw ImageError(.noSuchImage, "\(listing.label) is of another archive")
            }
        } catch let error as ImageError {
            throw error.located(archive: name)
        }
    }
}

extension ImageArchive {
    private static func open(
        _ path: String, name: String, options: ReadOptions
    ) throws -> (any BlobStore, CompressionFormat) {
        let file = try InputFile(path: path)
        switch file.kind {
        case .directory:
            return (try DirectoryStore(path: path), .none)
        case .regular(let size):
            guard size > 0 else { throw ImageError(.notAnImage, "the file is empty") }
            let head = try PeekedStream(
                file.region(offset: 0, size: size, progress: nil), count: CompressionFormat.headLength)
            let format = CompressionFormat(head: head.peeked)
            guard format == .none else {
                options.progress?.expect(bytes: size, layers: 0)
                let stream = file.region(offset: 0, size: size, progress: options.progress)
                return (try streamStore(stream, format: format, name: name, options: options), format)
            }
            return (try TarStore(file, size: size, limits: options.limits), .none)
        case .stream:
            let peeked = try PeekedStream(
                file.stream(progress: options.progress), count: CompressionFormat.headLength)
            guard !peeked.peeked.isEmpty else { throw ImageError(.notAnImage, "nothing came through the pipe") }
            let format = CompressionFormat(head: peeked.peeked)
            return (try streamStore(peeked, format: format, name: name, options: options), format)
        }
    }

    private static func streamStore(
        _ stream: any ByteStream, format: CompressionFormat, name: String, options: ReadOptions
    ) throws -> StreamStore {
        try StreamStore(
            format.decode(stream, limits: options.limits), name: name, options: options)
    }

    /// Gives the images of an OCI layout the tags of the manifest.json that Docker 25 and later write beside it.
    private static func naming(_ candidates: [ImageCandidate], with reader: DocumentReader) throws -> [ImageCandidate] {
        guard let manifests = try? reader.document([DockerManifest].self, file: "manifest.json") else {
            return candidates
        }
        let tagsByPath = Dictionary(grouping: manifests, by: \.config).mapValues { $0.flatMap { $0.repoTags ?? [] } }
        return candidates.map { candidate in
            guard case .manifest(_, let manifest) = candidate.origin else { return candidate }
            let path = DocumentReader.blobPath(manifest.config.digest)
            guard let tags = tagsByPath[path], !tags.isEmpty else { return candidate }
            let named = Set(tags)
            let references = tags + candidate.listing.references.filter { !named.contains($0) }
            return ImageCandidate(
                listing: ImageListing(
                    references: references, digest: candidate.listing.digest, platform: candidate.listing.platform),
                origin: candidate.origin)
        }
    }

    private static func unknownFormat(_ names: [String]) -> ImageError {
        let roots = Set(names.compactMap { $0.split(separator: "/").first.map(String.init) })
        if !roots.isDisjoint(with: ["etc", "usr", "bin"]) {
            return ImageError(
                .notAnImage,
                "this is a root file system, not an image; save the image itself, for example with docker save")
        }
        if names.contains("repositories") {
            return ImageError(
                .notAnImage, "this archive was saved by a Docker older than 1.10, without manifest.json; save it anew")
        }
        let found = names.isEmpty ? "it is empty" : "it holds " + names.prefix(3).joined(separator: ", ")
        return ImageError(.notAnImage, "this is no image archive: no manifest.json and no index.json; \(found)")
    }
}
