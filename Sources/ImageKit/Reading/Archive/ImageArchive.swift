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
        /// What skopeo writes for `dir:`, a directory of blobs and one manifest.
        public static let directory = Format(rawValue: "dir")
    }

    /// The archive as the caller named it.
    public let name: String
    /// Its shape.
    public var format: Format { documents.format }
    /// All shapes that it can be read as: what Docker 25 and later saves is an OCI layout and a docker-save archive.
    public var formats: [Format] { documents.formats }
    /// Whether the whole archive is compressed, and how.
    public let compression: CompressionFormat
    /// The images in it, in the order in which the archive names them.
    public var images: [ImageListing] { documents.candidates.map(\.listing) }
    /// Remarks made while it was opened.
    public let diagnostics: [Diagnostic]

    let documents: ArchiveDocuments
    var reader: DocumentReader { documents.reader }

    /// Opens a file, directory or pipe.
    ///
    /// What Docker 25 and later saves has two lists of its images. Where they disagree, `docker-archive` takes manifest.json, as
    /// `docker load` does, and `oci-archive` takes index.json, as podman and containerd do.
    ///
    /// - Parameters:
    ///   - path: a file or directory; `-` is standard input.
    ///   - format: the only format that it may have; nil where its contents decide.
    ///   - options: limits, and for an archive that can be read only once also what its layers are read for.
    /// - Throws: ``ImageError``.
    public init(path: String, as format: Format? = nil, reading options: ReadOptions) throws {
        try self.init(name: path == "-" ? "standard input" : path, as: format, limits: options.limits) { name in
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
        name: String, as format: Format? = nil, limits: Limits,
        open: (String) throws -> (any BlobSource, CompressionFormat)
    ) throws {
        (documents, compression) = try ImageError.locating(name) {
            let (source, compression) = try open(name)
            let reader = DocumentReader(store: BlobStore(source), limits: limits)
            let documents = try ArchiveDocuments(reader, as: format)
            guard !documents.candidates.isEmpty else {
                throw documents.failures.first?.error
                    ?? ImageError(.notAnImage, "the archive holds no image: its list of images is empty")
            }
            return (documents, compression)
        }
        self.name = name
        diagnostics = documents.reader.store.source.diagnostics + documents.diagnostics
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
            let prefixes = formats.map { "\($0.rawValue):" }.joined(separator: " or ")
            let list =
                documents.disagreements.isEmpty || formats.count == 1 ? "" : ", or a list with \(prefixes) in front"
            throw ImageError(
                .ambiguousImage,
                "\(fitting.count) images fit; choose one with #reference or --platform\(list):"
                    + fitting.map { "\n  " + $0.label }.joined(), archive: name)
        }
        return try image(listing)
    }

    /// The images that a reference and a platform fit.
    ///
    /// - Throws: ``ImageError`` with `noSuchImage`, listing the images there are, where none does.
    public func listings(reference: String? = nil, platform: Platform? = nil) throws -> [ImageListing] {
        let fitting = ImageArchive.best(of: images, reference: reference, platform: platform)
        guard fitting.isEmpty else { return fitting }
        if let reference, let damaged = documents.failure(named: reference) {
            throw damaged.error.located(archive: name)
        }
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
            let names = Set(listing.references)
            let candidate = documents.candidates.first {
                $0.listing.digest == listing.digest && Set($0.listing.references) == names
            }
            switch candidate?.origin {
            case .manifest(let descriptor, let manifest):
                return try LayoutImages.image(
                    descriptor, manifest, listing: listing, index: candidate?.index, reader: reader,
                    diagnostics: diagnostics)
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
    public func manifestDescriptor(of image: Image) -> Descriptor? {
        for candidate in documents.candidates where candidate.listing.digest == image.manifestDigest {
            guard case .manifest(let descriptor, let manifest) = candidate.origin else { continue }
            return Descriptor(
                mediaType: manifest.mediaType ?? .ociManifest, digest: descriptor.digest, size: descriptor.size)
        }
        return nil
    }

    private static func open(
        _ path: String, name: String, options: ReadOptions
    ) throws -> (any BlobSource, CompressionFormat) {
        let file = try InputFile(path: path)
        switch file.kind {
        case .directory:
            return (try DirectorySource(path: path, linkFolder: options.linkFolder), .none)
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

    /// The images that fit best: an exact name before a part of one, an exact platform before one that would do.
    private static func best(
        of images: [ImageListing], reference: String?, platform: Platform?
    ) -> [ImageListing] {
        var fitting = images
        if let reference {
            let found = images.compactMap { image in image.match(reference).map { (image: image, as: $0) } }
            let best = found.map(\.as.match).max()
            fitting = found.filter { $0.as.match == best }.map { found in
                found.image.putting(references: [found.as.name].compactMap(\.self))
            }
        }
        guard let platform else { return fitting }
        let found = fitting.compactMap { image in
            let fits = image.platforms.compactMap { own in own.fit(platform).map { (platform: own, fit: $0) } }
            return fits.max { $0.fit < $1.fit }.map { (image: image.putting(platforms: [$0.platform]), fit: $0.fit) }
        }
        // Only of one name, or of untagged ones, does one image stand for another.
        return found.filter { candidate in
            !found.contains { other in
                guard other.fit > candidate.fit else { return false }
                return other.image.references.isEmpty && candidate.image.references.isEmpty
                    || !Set(other.image.references).isDisjoint(with: candidate.image.references)
            }
        }.map(\.image)
    }
}

extension ImageError {
    /// The result of work on an archive; its errors name the archive.
    fileprivate static func locating<Result>(_ archive: String, _ work: () throws -> Result) throws -> Result {
        do { return try work() } catch let error as ImageError { throw error.located(archive: archive) }
    }
}
