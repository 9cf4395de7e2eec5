/// An image archive or image layout: the file, directory, pipe or other source in which images come.
///
/// What it is, is decided by its contents: a docker-save archive of any age, an OCI archive, an OCI layout directory, each
/// plain or compressed whole. A pipe and a compressed archive are read once, layers as they arrive.
public struct ImageArchive: Sendable {
    /// The shape of an archive: whose layout it has, and in which medium.
    public struct Format: RawRepresentable, Hashable, Sendable {
        /// The format as it is written in JSON and on the command line, for example `oci-archive`.
        public let rawValue: String

        /// Makes a format from its written form.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// An OCI layout in a tar.
        public static let ociArchive = Format(rawValue: "oci-archive")
        /// An OCI layout in a directory.
        public static let ociDirectory = Format(rawValue: "oci-dir")
        /// What `docker save` writes, in a tar.
        public static let dockerArchive = Format(rawValue: "docker-archive")
        /// What `docker save` writes, unpacked in a directory.
        public static let dockerDirectory = Format(rawValue: "docker-dir")
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

    /// Opens a file, directory or pipe.
    ///
    /// - Parameters:
    ///   - path: a file or directory; `-` is standard input.
    ///   - options: limits, and for an archive that can be read only once also what its layers are read for.
    /// - Throws: ``ImageError``.
    public init(path: String, reading options: ReadOptions) throws {
        try self.init(name: path == "-" ? "standard input" : path, limits: options.limits) { name in
            try ImageArchive.open(path, name: name, options: options)
        }
    }

    /// Opens an archive over a source of its files.
    ///
    /// - Parameters:
    ///   - source: where the files come from.
    ///   - options: has the limits on documents; layers are read when an image is analyzed.
    /// - Throws: ``ImageError``; what the source throws becomes one.
    public init(source: any BlobSource, reading options: ReadOptions) throws {
        try self.init(name: source.name, limits: options.limits) { _ in (source, .none) }
    }

    /// Reads an archive that comes once, such as what a daemon sends: a tar of an OCI layout or of `docker save`, plain or
    /// compressed whole.
    ///
    /// It is read to its end here, layers as they arrive. What they are not read for can't be learned later: that is an error
    /// with the code `notAsked`.
    ///
    /// - Parameters:
    ///   - stream: the archive; no other use can be made of it.
    ///   - name: what messages and results call it.
    ///   - options: limits, and what the layers are read for: the options that the images are analyzed with.
    /// - Throws: ``ImageError``; what the stream throws becomes one.
    public init(stream: any BlobStream, name: String, reading options: ReadOptions) throws {
        try self.init(name: name, limits: options.limits) { name in
            let stream = (stream as? any ByteStream) ?? SourceStream(stream, file: name, size: nil)
            return try ImageArchive.open(stream, name: name, options: options)
        }
    }

    private init(
        name: String, limits: Limits, open: (String) throws -> (any BlobSource, CompressionFormat)
    ) throws {
        self.name = name
        do {
            let (source, compression) = try open(name)
            self.compression = compression
            let store = BlobStore(source)
            reader = DocumentReader(store: store, limits: limits)
            let hasManifest = try store.size(of: "manifest.json") != nil
            let layout = try store.size(of: "index.json") == nil ? nil : try LayoutImages(reader)
            // Docker 25.0 leaves an image without a tag out of index.json.
            if let layout, !layout.isEmpty || !hasManifest {
                format = Format(rawValue: "oci-" + source.medium)
                if layout.candidates.isEmpty, let failure = layout.failures.first { throw failure.error }
                let unreadable = layout.failures.map {
                    Diagnostic(.notAnImage, "\($0.listing) can't be read: \($0.error)")
                }
                candidates = try ImageArchive.naming(layout.candidates, with: reader)
                diagnostics = source.diagnostics + layout.log.diagnostics + unreadable
            } else if hasManifest {
                format = Format(rawValue: "docker-" + source.medium)
                candidates = try DockerImages(reader).candidates
                diagnostics = source.diagnostics
            } else {
                throw ImageArchive.unknownFormat(source.fileNames)
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
    /// The descriptor of an image's manifest, as the `subject` of another manifest names it.
    ///
    /// - Parameter image: an image of this archive.
    /// - Returns: nil where the archive has no manifest, as docker-save wrote it before Docker 25.
    /// - Throws: ``ImageError`` where the manifest can't be read or is damaged.
    public func manifestDescriptor(of image: Image) throws -> Descriptor? {
        guard let digest = image.manifestDigest else { return nil }
        let path = DocumentReader.blobPath(digest)
        guard let bytes = try reader.store.contents(of: path, limits: reader.limits, bound: .document) else {
            return nil
        }
        guard Digest.of(bytes, algorithm: digest.algorithm) == digest else {
            throw ImageError(.digestMismatch, "the manifest has another digest", path: path)
        }
        let manifest = try JSONDocument.decode(ImageManifest.self, from: bytes, name: path)
        return Descriptor(mediaType: manifest.mediaType ?? .ociManifest, digest: digest, size: Int64(bytes.count))
    }

    private static func open(
        _ path: String, name: String, options: ReadOptions
    ) throws -> (any BlobSource, CompressionFormat) {
        let file = try InputFile(path: path)
        switch file.kind {
        case .directory:
            return (try DirectorySource(path: path), .none)
        case .regular(let size):
            guard size > 0 else { throw ImageError(.notAnImage, "the file is empty") }
            let head = try PeekedStream(file.region(offset: 0, size: size), count: CompressionFormat.headLength)
            guard CompressionFormat(head: head.peeked) != .none else {
                return (try TarSource(file, size: size, limits: options.limits), .none)
            }
            options.progress?.expect(bytes: size, layers: 0)
            return try open(file.region(offset: 0, size: size), name: name, options: options)
        case .stream:
            return try open(file.stream(), name: name, options: options)
        }
    }

    private static func open(
        _ stream: any ByteStream, name: String, options: ReadOptions
    ) throws -> (any BlobSource, CompressionFormat) {
        let peeked = try PeekedStream(
            CountingStream(stream, progress: options.progress), count: CompressionFormat.headLength)
        guard !peeked.peeked.isEmpty else { throw ImageError(.notAnImage, "nothing came through the pipe") }
        let format = CompressionFormat(head: peeked.peeked)
        let decoded = try format.decode(peeked, limits: options.limits)
        return (try StreamSource(decoded, name: name, options: options), format)
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

    private static func unknownFormat(_ names: [String]?) -> ImageError {
        let roots = Set((names ?? []).compactMap { $0.split(separator: "/").first.map(String.init) })
        if !roots.isDisjoint(with: ["etc", "usr", "bin"]) {
            return ImageError(
                .notAnImage,
                "this is a root file system, not an image; save the image itself, for example with docker save")
        }
        if names?.contains("repositories") == true {
            return ImageError(
                .notAnImage,
                "this archive was saved by a Docker older than 1.10, without manifest.json; save it again")
        }
        let found = names.map { $0.isEmpty ? "; it is empty" : "; it holds " + $0.prefix(3).joined(separator: ", ") }
        return ImageError(
            .notAnImage, "this is not an image archive: no manifest.json and no index.json\(found ?? "")")
    }
}
