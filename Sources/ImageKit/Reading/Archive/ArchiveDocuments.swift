/// What the documents of an archive say: its images, what stands beside them, and what is wrong.
///
/// Docker 25 and later writes both index.json and manifest.json, and each reader takes one of them: `docker load`
/// manifest.json, podman and containerd index.json. Both are read here and have to agree.
struct ArchiveDocuments: Sendable {
    /// The format that the archive is read as.
    let format: ImageArchive.Format
    private var otherFormats: [ImageArchive.Format] = []
    let reader: DocumentReader
    private(set) var candidates: [ImageCandidate]
    private(set) var failures: [ImageFailure] = []
    /// What the two lists of images disagree on.
    private(set) var disagreements: [ImageError] = []
    /// Manifests that are no images.
    private(set) var companions: [LayoutImages.Companion] = []
    /// The indices inside the archive's own.
    private(set) var indices: [Descriptor] = []
    private var remarks: [Diagnostic] = []

    /// Reads the documents of an archive.
    ///
    /// - Parameter wanted: the format that the caller names: where two lists disagree, its list counts; nil for none.
    init(_ reader: DocumentReader, as wanted: ImageArchive.Format?) throws {
        try self.init(reader, preferring: wanted)
        if let wanted, !formats.contains(wanted) {
            throw ImageError(.notAnImage, "the format is \(format.rawValue), not \(wanted.rawValue)")
        }
    }

    private init(_ reader: DocumentReader, preferring wanted: ImageArchive.Format?) throws {
        let source = reader.store.source
        let manifest = try reader.store.contents(of: "manifest.json", limits: reader.limits, bound: .document)
        let hasIndex = try reader.store.size(of: "index.json") != nil
        let dockerFormat = ImageArchive.Format(rawValue: "docker-" + source.medium)
        // docker-save writes a list, skopeo's dir: one manifest.
        let first = manifest?.first { !" \t\r\n".utf8.contains($0) }
        if let manifest, !hasIndex, first == UInt8(ascii: "{") {
            // A web application may have a manifest.json at the top of its root file system.
            let names = (source.fileNames ?? []).filter { $0 != "manifest.json" }
            if UnknownArchive.isRootFileSystem(names) { throw UnknownArchive.error(names) }
            var flat = reader
            flat.layout = .flat
            let images = try LayoutImages(flat, directoryManifest: manifest)
            self.init(flat, images, format: .directory)
            return
        }
        // A root file system may hold an index.json of its own.
        if manifest == nil, hasIndex, let names = source.fileNames, UnknownArchive.isRootFileSystem(names) {
            throw UnknownArchive.error(names)
        }
        guard hasIndex else {
            guard let manifest else { throw try UnknownArchive.error(of: source) }
            let docker = try DockerImages(reader, manifest: manifest)
            self.init(reader, candidates: docker.candidates, failures: docker.failures, format: dockerFormat)
            noteTwins()
            return
        }
        let layout = try LayoutImages(reader)
        let layoutFormat = ImageArchive.Format(rawValue: "oci-" + source.medium)
        guard let manifest, first == UInt8(ascii: "[") else {
            self.init(reader, layout, format: layoutFormat)
            noteTwins()
            return
        }
        let docker: DockerImages
        do {
            docker = try DockerImages(reader, manifest: manifest)
        } catch let error as ImageError
            where error.code != .limitExceeded && !layout.isEmpty && wanted != dockerFormat
        {
            self.init(reader, layout, format: layoutFormat)
            disagreements.append(error)
            return
        }
        // Docker 25.0 leaves an image without a tag out of index.json.
        self.init(reader, layout, format: layout.isEmpty ? dockerFormat : layoutFormat)
        if !layout.isEmpty { otherFormats = [dockerFormat] }
        var places = ImagePlaces(candidates)
        for candidate in docker.candidates { join(candidate, &places) }
        noteStrangers(layout, docker)
        let known = Set(failures.compactMap(\.reference).map(ImageListing.canonical))
        failures += docker.failures.filter { failure in
            failure.reference.map { !known.contains(ImageListing.canonical($0)) } ?? true
        }
        guard let wanted, !disagreements.isEmpty else { return }
        candidates = wanted == dockerFormat ? docker.candidates : layout.candidates
        failures = wanted == dockerFormat ? docker.failures : layout.failures
    }

    private init(_ reader: DocumentReader, _ layout: LayoutImages, format: ImageArchive.Format) {
        self.init(reader, candidates: layout.candidates, failures: layout.failures, format: format)
        if candidates.isEmpty, failures.isEmpty, let failure = layout.failure {
            failures = [ImageFailure(reference: nil, digest: nil, error: failure)]
        }
        companions = layout.companions
        indices = layout.indices
        remarks = layout.diagnostics
    }

    private init(
        _ reader: DocumentReader, candidates: [ImageCandidate], failures: [ImageFailure], format: ImageArchive.Format
    ) {
        self.reader = reader
        self.candidates = candidates
        self.failures = failures
        self.format = format
    }

    /// All formats that the archive can be read as.
    var formats: [ImageArchive.Format] { [format] + otherFormats }

    /// Joins an image of manifest.json with those of the index.
    private mutating func join(_ docker: ImageCandidate, _ places: inout ImagePlaces) {
        let same = places.positions(ofConfiguration: docker.configuration)
        for tag in docker.listing.references {
            let named = places.positions(named: tag)
            // Of two images of one name and platform in the index, containerd takes the last one.
            let own = named.first { candidates[$0].configuration == docker.configuration }
            let twin = own.flatMap { own in
                named.last { position in
                    candidates[position].configuration != docker.configuration
                        && candidates[position].listing.platforms == candidates[own].listing.platforms
                        && ArchiveDocuments.areApart(candidates[position], candidates[own])
                }
            }
            guard let other = own == nil ? named.first : twin else { continue }
            disagreements.append(
                ImageError(
                    .malformedDocument,
                    "manifest.json and index.json name different images \(tag): docker load takes the one of "
                        + "manifest.json (configuration \(docker.configuration)), podman and containerd that of index.json "
                        + "(configuration \(candidates[other].configuration)); save the image again",
                    path: "manifest.json"))
        }
        guard let first = same.first else {
            places.add(docker, at: candidates.count)
            candidates.append(docker)
            return
        }
        // Docker 25.0 wrote manifests without layers into the index, and the layers into manifest.json.
        if case .manifest(_, let manifest) = candidates[first].origin, manifest.layers.isEmpty,
            case .docker(let other) = docker.origin, !(other.layers ?? []).isEmpty
        {
            let known = candidates[first].listing
            let listing = ImageListing(
                references: docker.listing.references, digest: docker.listing.digest,
                platforms: docker.listing.platforms, identifiers: [known.digest]
            ).joined(with: known)
            candidates[first] = ImageCandidate(
                listing: listing, origin: docker.origin, configuration: docker.configuration)
            places.add(docker.listing.references, at: first)
            return
        }
        noteOtherLayers(docker, same)
        for position in same {
            candidates[position].listing = candidates[position].listing.putting(references: docker.listing.references)
            places.add(docker.listing.references, at: position)
        }
    }

    /// Notes that manifest.json has other layers for a configuration than the manifests of the index.
    private mutating func noteOtherLayers(_ docker: ImageCandidate, _ same: [Int]) {
        guard case .docker(let row) = docker.origin, let files = row.layers,
            files.allSatisfy({ $0.hasPrefix("blobs/") })
        else { return }
        let fits = same.contains { position in
            guard case .manifest(_, let manifest) = candidates[position].origin else { return true }
            return manifest.layers.map { DocumentReader.blobPath($0.digest) } == files
        }
        guard !fits else { return }
        disagreements.append(
            ImageError(
                .malformedDocument,
                "manifest.json names other layers for the configuration \(docker.configuration) than index.json: docker load "
                    + "takes those of manifest.json, podman and containerd those of index.json; save the image again",
                path: "manifest.json"))
    }

    /// Notes an image without a name in the index, and one with a name in manifest.json, that the other list does not have:
    /// each reader takes the only image that it sees.
    private mutating func noteStrangers(_ layout: LayoutImages, _ docker: DockerImages) {
        guard disagreements.isEmpty, failures.isEmpty else { return }
        let indexed = Set(layout.candidates.map(\.configuration))
        let listed = Set(docker.candidates.map(\.configuration))
        guard
            let named = docker.candidates.first(where: {
                !$0.listing.references.isEmpty && !indexed.contains($0.configuration)
            }),
            let unnamed = layout.candidates.first(where: {
                $0.listing.references.isEmpty && $0.index == nil && !listed.contains($0.configuration)
            })
        else { return }
        disagreements.append(
            ImageError(
                .malformedDocument,
                "manifest.json names \(named.listing.references.first ?? "") (configuration \(named.configuration)), index.json "
                    + "has an image without a name instead (configuration \(unnamed.configuration)): docker load takes the "
                    + "first, podman and containerd the second; save the image again",
                path: "manifest.json"))
    }

    /// Whether two images of a platform are not of one index, which may have several that other marks tell apart.
    private static func areApart(_ one: ImageCandidate, _ other: ImageCandidate) -> Bool {
        one.index != other.index || one.index == nil
    }

    /// Notes names that one list gives to two images of one platform.
    private mutating func noteTwins() {
        var known: [String: ImageCandidate] = [:]
        var noted: Set<String> = []
        for candidate in candidates {
            let platforms = candidate.listing.platforms.map(\.description).joined(separator: " ")
            for name in candidate.listing.references {
                guard let other = known.updateValue(candidate, forKey: "\(ImageListing.canonical(name)) \(platforms)"),
                    other.configuration != candidate.configuration, ArchiveDocuments.areApart(other, candidate),
                    noted.insert(ImageListing.canonical(name)).inserted
                else { continue }
                disagreements.append(
                    ImageError(
                        .malformedDocument,
                        "two images have the name \(name) (configurations \(other.configuration) and "
                            + "\(candidate.configuration)): some readers take the first, others the last; name them apart",
                        path: format.rawValue.hasPrefix("docker") ? "manifest.json" : "index.json"))
            }
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
                    ImageListing.canonical($0) == ImageListing.canonical(reference)
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

/// Where images are in a list, by name and by configuration.
private struct ImagePlaces {
    private var byName: [String: [Int]] = [:]
    private var byConfiguration: [Digest: [Int]] = [:]

    init(_ candidates: [ImageCandidate]) {
        for (position, candidate) in candidates.enumerated() { add(candidate, at: position) }
    }

    /// The positions of images with a name, however it is written; the lowest first.
    func positions(named name: String) -> [Int] { byName[ImageListing.canonical(name)] ?? [] }

    /// The positions of images with a configuration, the lowest first.
    func positions(ofConfiguration digest: Digest) -> [Int] { byConfiguration[digest] ?? [] }

    /// Adds an image behind all others.
    mutating func add(_ candidate: ImageCandidate, at position: Int) {
        byConfiguration[candidate.configuration, default: []].append(position)
        add(candidate.listing.references, at: position)
    }

    /// Adds names of an image.
    mutating func add(_ names: [String], at position: Int) {
        for name in Set(names.map(ImageListing.canonical)) {
            var positions = byName.removeValue(forKey: name) ?? []
            let place = positions.lastIndex { $0 <= position }
            if place.map({ positions[$0] != position }) ?? true {
                positions.insert(position, at: place.map { $0 + 1 } ?? 0)
            }
            byName[name] = positions
        }
    }
}
