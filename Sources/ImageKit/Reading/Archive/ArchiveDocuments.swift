/// What the documents of an archive say: its images, what stands beside them, and what is wrong.
///
/// Docker 25 and later writes both index.json and manifest.json, and each reader takes one of them: `docker load`
/// manifest.json, podman and containerd index.json. Both are read here and have to agree.
struct ArchiveDocuments: Sendable {
    let format: ImageArchive.Format
    let reader: DocumentReader
    private(set) var candidates: [ImageCandidate]
    private(set) var failures: [ImageFailure] = []
    /// What the two lists of images disagree on.
    private(set) var disagreements: [ImageError] = []
    /// Manifests that are no images.
    private(set) var companions: [LayoutImages.Companion] = []
    /// The indices inside the archive's own.
    private(set) var indices: [Descriptor] = []
    /// The formats that the archive can be read as.
    private(set) var formats: [ImageArchive.Format] = []
    private var remarks: [Diagnostic] = []

    init(_ reader: DocumentReader) throws {
        let source = reader.store.source
        let manifest = try reader.store.contents(of: "manifest.json", limits: reader.limits, bound: .document)
        let hasIndex = try reader.store.size(of: "index.json") != nil
        if let manifest, !hasIndex, manifest.first(where: { !" \t\r\n".utf8.contains($0) }) == UInt8(ascii: "{") {
            var flat = reader
            flat.layout = .flat
            let images = try LayoutImages(flat, directoryManifest: manifest)
            self.init(flat, images, format: .directory)
            return
        }
        guard hasIndex else {
            guard let manifest else { throw UnknownArchive.error(source.fileNames) }
            self.init(
                reader, try DockerImages(reader, manifest: manifest),
                format: ImageArchive.Format(rawValue: "docker-" + source.medium))
            return
        }
        let layout = try LayoutImages(reader)
        let dockerFormat = ImageArchive.Format(rawValue: "docker-" + source.medium)
        // What stands beside an OCI layout need not be docker-save's: its manifest.json is a list.
        guard let manifest, manifest.first(where: { !" \t\r\n".utf8.contains($0) }) == UInt8(ascii: "[") else {
            self.init(reader, layout, format: ImageArchive.Format(rawValue: "oci-" + source.medium))
            return
        }
        let docker: DockerImages
        do {
            docker = try DockerImages(reader, manifest: manifest)
        } catch let error as ImageError where error.code != .limitExceeded && !layout.isEmpty {
            self.init(reader, layout, format: ImageArchive.Format(rawValue: "oci-" + source.medium))
            disagreements.append(error)
            return
        }
        // Docker 25.0 leaves an image without a tag out of index.json.
        self.init(
            reader, layout,
            format: layout.isEmpty ? dockerFormat : ImageArchive.Format(rawValue: "oci-" + source.medium))
        formats = [format] + (format == dockerFormat ? [] : [dockerFormat])
        for candidate in docker.candidates { join(candidate) }
        let known = Set(failures.compactMap(\.reference).flatMap(ImageListing.spellings))
        failures += docker.failures.filter { failure in
            failure.reference.map { known.isDisjoint(with: ImageListing.spellings($0)) } ?? true
        }
    }

    private init(_ reader: DocumentReader, _ docker: DockerImages, format: ImageArchive.Format) {
        self.format = format
        self.reader = reader
        formats = [format]
        candidates = docker.candidates
        failures = docker.failures
    }

    private init(_ reader: DocumentReader, _ layout: LayoutImages, format: ImageArchive.Format) {
        self.format = format
        self.reader = reader
        formats = [format]
        candidates = layout.candidates
        failures = layout.failures
        if candidates.isEmpty, failures.isEmpty, let failure = layout.failure {
            failures = [ImageFailure(reference: nil, digest: nil, error: failure)]
        }
        companions = layout.companions
        indices = layout.indices
        remarks = layout.diagnostics
    }

    /// Joins an image of manifest.json with those of the index.
    private mutating func join(_ docker: ImageCandidate) {
        let same = candidates.indices.filter { candidates[$0].configuration == docker.configuration }
        for tag in docker.listing.references {
            let spellings = ImageListing.spellings(tag)
            let named = candidates.indices.filter { position in
                candidates[position].listing.references.contains {
                    !spellings.isDisjoint(with: ImageListing.spellings($0))
                }
            }
            guard let other = named.first, Set(named).isDisjoint(with: same) else { continue }
            disagreements.append(
                ImageError(
                    .malformedDocument,
                    "manifest.json and index.json name different images \(tag): docker load takes the one of "
                        + "manifest.json (configuration \(docker.configuration)), podman and containerd that of index.json "
                        + "(configuration \(candidates[other].configuration)); save the image again",
                    path: "manifest.json"))
        }
        guard let first = same.first else {
            candidates.append(docker)
            return
        }
        // Docker 25.0 wrote manifests without layers into the index, and the layers into manifest.json.
        if case .manifest(_, let manifest) = candidates[first].origin, manifest.layers.isEmpty,
            case .docker(let other) = docker.origin, !(other.layers ?? []).isEmpty
        {
            let listing = ImageListing(
                references: docker.listing.references
                    + candidates[first].listing.references.filter {
                        !docker.listing.references.contains($0)
                    },
                digest: docker.listing.digest, platforms: docker.listing.platforms,
                identifiers: [candidates[first].listing.digest])
            candidates[first] = ImageCandidate(
                listing: listing, origin: docker.origin, configuration: docker.configuration)
            return
        }
        for position in same where !docker.listing.references.isEmpty {
            let listing = candidates[position].listing
            let named = Set(docker.listing.references)
            candidates[position].listing = ImageListing(
                references: docker.listing.references + listing.references.filter { !named.contains($0) },
                digest: listing.digest, platforms: listing.platforms, identifiers: listing.identifiers)
        }
    }

    /// Remarks on documents: what is no image, what is not there, what can't be read, and what readers disagree on.
    var diagnostics: [Diagnostic] {
        remarks + failures.map { Diagnostic(.unreadableImage, "\($0.label) can't be read: \($0.error)") }
            + disagreements.map { Diagnostic(.ambiguousDocuments, $0.reason, path: $0.path) }
    }

    /// The damaged image that a reference names.
    func failure(named reference: String) -> ImageFailure? {
        failures.first { failure in
            guard let digest = failure.digest else {
                return failure.reference.map {
                    !ImageListing.spellings($0).isDisjoint(with: ImageListing.spellings(reference))
                } ?? false
            }
            let listing = ImageListing(
                references: [failure.reference].compactMap(\.self), digest: digest, platforms: [])
            return listing.match(reference) != nil
        }
    }
}

extension Diagnostic.Code {
    /// An image that the archive names can't be read.
    public static let unreadableImage = Diagnostic.Code(rawValue: "unreadableImage")
    /// Two documents of the archive say different things, and readers take one or the other.
    public static let ambiguousDocuments = Diagnostic.Code(rawValue: "ambiguousDocuments")
}
