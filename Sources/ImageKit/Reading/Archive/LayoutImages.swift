/// Finds the images of an OCI layout (image specification, "OCI Image Layout"), and what stands beside them.
struct LayoutImages {
    private let reader: DocumentReader
    private(set) var candidates: [ImageCandidate] = []
    /// Manifests that are no images: attestations, signatures and other artifacts, each once.
    private(set) var companions: [Companion] = []
    /// The indices inside the archive's own, each once, all with their digests.
    private(set) var indices: [Descriptor] = []
    /// Why images that an index names can't be read; an error only where none can.
    private(set) var failures: [ImageFailure] = []
    private var log = DiagnosticLog()
    /// What an index inside the archive's own names and the archive does not have.
    private var absent: [Descriptor] = []
    /// Where each image stands among the candidates.
    private var positions: [Digest: Int] = [:]
    private var documents: [DocumentKey: Result<Document, any Error>] = [:]
    private var configurations: [DocumentKey: Platform?] = [:]

    /// Whether the index names nothing at all.
    var isEmpty: Bool { candidates.isEmpty && failures.isEmpty && companions.isEmpty }

    /// A manifest beside the images.
    struct Companion {
        let descriptor: Descriptor
        /// What kind of artifact it is; nil for a build attestation.
        let type: String?
        /// The manifest; nil where it has not been read.
        let manifest: ImageManifest?
        let reference: String?
    }

    private struct Pending {
        let descriptor: Descriptor
        let depth: Int
        let reference: String?
        /// The index that the archive's own names.
        let index: Digest?
    }

    /// Reads a layout.
    init(_ reader: DocumentReader) throws {
        self.reader = reader
        try checkMarker()
        guard let index = try reader.document(ImageIndex.self, file: "index.json") else {
            throw ImageError(.missingBlob, "the layout has no index.json")
        }
        try walk(index, name: "index.json")
    }

    /// Reads what skopeo's `dir:` transport writes: manifest.json is one manifest or index.
    ///
    /// - Parameter manifest: the bytes of manifest.json.
    init(_ reader: DocumentReader, directoryManifest manifest: [UInt8]) throws {
        self.reader = reader
        let name = "manifest.json"
        let type = try JSONDocument.decode(TypedDocument.self, from: manifest, name: name)
        if type.manifests != nil {
            try walk(JSONDocument.decode(ImageIndex.self, from: manifest, name: name), name: name)
            return
        }
        let decoded = try JSONDocument.decode(ImageManifest.self, from: manifest, name: name)
        check(decoded.schemaVersion, name)
        let descriptor = Descriptor(
            mediaType: decoded.mediaType ?? .ociManifest, digest: .of(manifest, algorithm: .sha256),
            size: Int64(manifest.count))
        if let type = LayoutImages.artifactType(of: decoded, descriptor: descriptor, reference: nil) {
            throw LayoutImages.notAnImage(type, name, of: decoded)
        }
        try add(decoded, Pending(descriptor: descriptor, depth: 0, reference: nil, index: nil))
    }

    private struct TypedDocument: Decodable {
        struct Anything: Decodable {}
        let manifests: [Anything]?
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
    private mutating func walk(_ index: ImageIndex, name: String) throws {
        check(index.schemaVersion, name)
        note(index.damage, of: name)
        var seen: Set<String> = []
        var pending = index.manifests.reversed().map {
            Pending(descriptor: $0, depth: 1, reference: nil, index: nil)
        }
        while let next = pending.popLast() {
            let descriptor = next.descriptor
            let reference = LayoutImages.reference(of: descriptor) ?? next.reference
            let key = "\(descriptor.digest) \(reference ?? "") \(descriptor.platform?.description ?? "")"
            guard seen.insert(key).inserted else { continue }
            guard seen.count <= reader.limits.images else {
                throw reader.limits.exceeded(
                    .images, "the archive names more than \(reader.limits.images) manifests")
            }
            do {
                // Whoever saves one platform of an index keeps the index as it is.
                if next.depth > 1, try !reader.holds(descriptor) {
                    absent.append(descriptor)
                    continue
                }
                if descriptor.isAttestation {
                    companions.append(
                        Companion(descriptor: descriptor, type: nil, manifest: nil, reference: next.reference))
                    continue
                }
                switch try document(descriptor) {
                case .index(let nested):
                    guard next.depth < reader.limits.indexDepth else {
                        throw reader.limits.exceeded(
                            .indexDepth, "indices nest deeper than \(reader.limits.indexDepth)",
                            path: reader.path(descriptor))
                    }
                    note(nested.damage, of: reader.path(descriptor))
                    pending += nested.manifests.reversed().map {
                        Pending(
                            descriptor: $0, depth: next.depth + 1, reference: reference,
                            index: next.index ?? descriptor.digest)
                    }
                case .manifest(let manifest):
                    let place = Pending(
                        descriptor: descriptor, depth: next.depth, reference: reference, index: next.index)
                    if let type = LayoutImages.artifactType(of: manifest, descriptor: descriptor, reference: reference)
                    {
                        companions.append(
                            Companion(descriptor: descriptor, type: type, manifest: manifest, reference: reference))
                    } else {
                        try add(manifest, place)
                    }
                case .other(let type):
                    companions.append(
                        Companion(descriptor: descriptor, type: type, manifest: nil, reference: reference))
                }
            } catch let error as ImageError where error.code != .limitExceeded {
                failures.append(
                    ImageFailure(
                        reference: reference, digest: descriptor.digest, error: error,
                        isArtifact: LayoutImages.isNamedArtifact(descriptor, reference)))
            }
        }
    }

    /// Whether an index says of what it names that it is no image.
    private static func isNamedArtifact(_ descriptor: Descriptor, _ reference: String?) -> Bool {
        descriptor.artifactType != nil || reference.map { subject(ofTag: $0) != nil } ?? false
            || isCosignCompanion(descriptor)
    }

    /// Whether `cosign save` says that a manifest has signatures, attestations or bills.
    private static func isCosignCompanion(_ descriptor: Descriptor) -> Bool {
        let kind = descriptor.annotations?["kind"] ?? ""
        return ["/sigs", "/atts", "/sboms"].contains { kind.hasSuffix($0) }
    }

    /// Notes the entries of an index that are no descriptors.
    private mutating func note(_ damage: [String], of name: String) {
        for reason in damage.prefix(reader.limits.images) {
            failures.append(
                ImageFailure(
                    reference: nil, digest: nil, error: ImageError(.malformedDocument, reason, path: name)))
        }
    }

    private static func reference(of descriptor: Descriptor) -> String? {
        descriptor.annotations?["io.containerd.image.name"]
            ?? descriptor.annotations?["org.opencontainers.image.ref.name"]
    }

    private enum Document {
        case index(ImageIndex)
        case manifest(ImageManifest)
        /// Something of another media type, which readers of images pass over.
        case other(String)
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

    /// Reads what a descriptor of an index names.
    private mutating func document(_ descriptor: Descriptor) throws -> Document {
        let key = DocumentKey(descriptor)
        if let known = documents[key] { return try known.get() }
        let result = Result { try read(descriptor) }
        documents[key] = result
        return try result.get()
    }

    private mutating func read(_ descriptor: Descriptor) throws -> Document {
        let path = reader.path(descriptor)
        switch descriptor.mediaType {
        case let type? where type.isIndex:
            let index = try reader.blob(ImageIndex.self, descriptor, what: "index")
            try LayoutImages.check(index.mediaType, isIndex: true, path)
            check(index.schemaVersion, path)
            indices.append(descriptor)
            return .index(index)
        case let type? where type.isManifest:
            let manifest = try reader.blob(ImageManifest.self, descriptor, what: "manifest")
            try LayoutImages.check(manifest.mediaType, isIndex: false, path)
            check(manifest.schemaVersion, path)
            return .manifest(manifest)
        case let type:
            return .other(type?.rawValue ?? "")
        }
    }

    /// Refuses a document that calls itself the other kind than the descriptor does (CVE-2021-41190).
    private static func check(_ mediaType: MediaType?, isIndex: Bool, _ path: String) throws {
        guard let mediaType, isIndex ? mediaType.isManifest : mediaType.isIndex else { return }
        throw ImageError(
            .malformedDocument,
            "the document calls itself \(mediaType.rawValue), and what names it calls it \(isIndex ? "an index" : "a manifest"), "
                + "so readers disagree on what it is (CVE-2021-41190)", path: path)
    }

    private mutating func add(_ manifest: ImageManifest, _ place: Pending) throws {
        let descriptor = place.descriptor
        let platform = descriptor.platform ?? configuredPlatform(manifest)
        let listing = ImageListing(
            references: [place.reference].compactMap(\.self), digest: descriptor.digest,
            platforms: [platform].compactMap(\.self),
            identifiers: [manifest.config.digest] + [place.index].compactMap(\.self))
        // The same image under another name, or for another platform, is one image.
        if let same = positions[descriptor.digest] {
            candidates[same].listing = candidates[same].listing.joined(with: listing)
            return
        }
        positions[descriptor.digest] = candidates.count
        candidates.append(
            ImageCandidate(
                listing: listing, origin: .manifest(descriptor, manifest), configuration: manifest.config.digest,
                index: place.index))
    }

    private mutating func configuredPlatform(_ manifest: ImageManifest) -> Platform? {
        let key = DocumentKey(manifest.config)
        if let known = configurations[key] { return known }
        let platform = try? reader.blob(ImageConfiguration.self, manifest.config, what: "configuration").platform
        configurations[key] = .some(platform)
        return platform
    }

    private mutating func check(_ schemaVersion: Int, _ path: String) {
        guard schemaVersion != 2 else { return }
        log.append(Diagnostic(.documentRemark, "schemaVersion is \(schemaVersion), not 2; read as 2", path: path))
    }
}

extension LayoutImages {
    /// Remarks on what is not an image and what is not there, one of each.
    var diagnostics: [Diagnostic] { log.diagnostics + [companionRemark, absentRemark].compactMap(\.self) }

    private var companionRemark: Diagnostic? {
        let images = Set(candidates.map(\.listing.digest) + indices.map(\.digest))
        // What refers to an image of the archive is in its place.
        let artifacts = companions.filter { companion in
            companion.type != nil && !(companion.subject.map(images.contains) ?? false)
                && !LayoutImages.isCosignCompanion(companion.descriptor)
        }
        guard let first = artifacts.first else { return nil }
        let types = LayoutImages.listed(artifacts.map { $0.type?.isEmpty == false ? $0.type ?? "" : "(none)" })
        return Diagnostic(
            .notAnImage,
            artifacts.count == 1
                ? "an artifact of type \(types) is not an image"
                : "\(artifacts.count) artifacts beside the images are not images: \(types)",
            path: reader.path(first.descriptor))
    }

    private var absentRemark: Diagnostic? {
        absentNames.map { Diagnostic(.partialArchive, "the index also names \($0), not in this archive") }
    }

    /// What indices name and the archive does not have, in words; nil where there is nothing of the kind.
    private var absentNames: String? {
        guard !absent.isEmpty else { return nil }
        let images = absent.filter { !$0.isAttestation }
        let platforms = LayoutImages.listed(images.map { $0.platform?.description ?? $0.digest.description })
        let attestations = absent.count - images.count
        let parts = [
            images.isEmpty ? nil : platforms, attestations == 0 ? nil : Plural.text(attestations, "attestation"),
        ]
        return parts.compactMap(\.self).joined(separator: " and ")
    }

    /// Texts, each once, the first eight of them.
    private static func listed(_ texts: [String]) -> String {
        var seen: Set<String> = []
        let distinct = texts.filter { seen.insert($0).inserted }
        let rest = distinct.count - 8
        return distinct.prefix(8).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }

    /// What is wrong with an archive whose index names no image; nil where the index is empty.
    var failure: ImageError? {
        if let first = failures.first { return first.error }
        if candidates.isEmpty, let absentNames {
            return ImageError(
                .missingBlob,
                "the index names \(absentNames), and none of them is in this archive; save the image again")
        }
        let isCache = companions.contains {
            MediaType(rawValue: $0.type ?? "").isBuildCache
                || $0.manifest?.config.mediaType?.isBuildCache == true
        }
        if isCache {
            return ImageError(
                .notAnImage, "this is a cache of BuildKit, not an image; write the image with -o type=oci,dest=app.tar")
        }
        if let artifact = companions.first(where: { $0.type != nil }) {
            return LayoutImages.notAnImage(
                artifact.type ?? "", reader.path(artifact.descriptor), of: artifact.manifest)
        }
        return nil
    }

    /// What a manifest describes that is not an image; nil where it describes one.
    ///
    /// - Parameters:
    ///   - manifest: the manifest.
    ///   - descriptor: what an index says of it.
    ///   - reference: its name.
    static func artifactType(
        of manifest: ImageManifest, descriptor: Descriptor, reference: String?
    ) -> String? {
        let configuration = manifest.config.mediaType
        let layers = manifest.layers.map { $0.mediaType ?? MediaType(rawValue: "") }
        let hasOnlyOtherLayers = !layers.isEmpty && layers.allSatisfy { $0.layerKind == .unknown }
        let type = manifest.artifactType ?? descriptor.artifactType
        switch configuration {
        case let known? where known.isImageConfiguration: break
        case let old? where old.isOldImageConfiguration && type == nil && !hasOnlyOtherLayers: return nil
        case nil where type == nil && !hasOnlyOtherLayers: return nil
        default: return type ?? configuration?.rawValue ?? ""
        }
        // cosign gives signatures, attestations and bills the configuration of an image.
        guard hasOnlyOtherLayers else { return nil }
        let isTagged = reference.map { LayoutImages.subject(ofTag: $0) != nil } ?? false
        let isCompanion =
            isTagged || manifest.subject != nil || isCosignCompanion(descriptor)
            || layers.allSatisfy { !$0.rawValue.contains("tar") }
        return isCompanion ? type ?? layers.first?.rawValue : nil
    }

    /// The digest in a tag such as `sha256-HEX.att`, as cosign and the referrers' tag of the distribution specification have.
    static func subject(ofTag reference: String) -> Digest? {
        let tag = reference.split(separator: ":").last.map(String.init) ?? reference
        let stem = tag.prefix { $0 != "." }
        let parts = stem.split(separator: "-", maxSplits: 1)
        return parts.count == 2 ? Digest("\(parts[0]):\(parts[1])") : nil
    }

    /// What is thrown where an artifact is asked for as an image.
    static func notAnImage(_ type: String, _ path: String, of manifest: ImageManifest?) -> ImageError {
        let subject = manifest?.subject.map {
            "; it refers to the image \($0.digest): read them together, in one layout"
        }
        return ImageError(
            .unsupportedMediaType,
            "the manifest describes an artifact of type \(type.isEmpty ? "(none)" : type), which is not an image"
                + (subject ?? ""),
            path: path)
    }
}

extension Diagnostic.Code {
    /// An index names images that the archive does not have.
    public static let partialArchive = Diagnostic.Code(rawValue: "partialArchive")
}
