/// Finds the manifests of an OCI layout that speak of an image.
struct AttestationManifests {
    /// A manifest that speaks of the image.
    struct Found {
        let link: Attestation.Link
        let descriptor: Descriptor
        let manifest: ImageManifest
        /// Whether only its statements can tell which image it speaks of, as `cosign save` writes it.
        var isUntied = false
    }

    private let reader: DocumentReader
    private let target: Digest
    /// The image's manifest and the indices that it is in: a statement may speak of any of them.
    private(set) var targets: Set<Digest>
    private(set) var found: [Found] = []
    private(set) var log = DiagnosticLog()

    private struct Pending {
        let descriptor: Descriptor
        let depth: Int
        /// The digests of the indices around it.
        let parents: [Digest]
    }

    /// What ties a manifest to something: the digest it speaks of.
    private struct Candidate {
        let found: Found
        let subject: Digest
    }

    init(_ reader: DocumentReader, of manifestDigest: Digest) throws {
        self.reader = reader
        target = manifestDigest
        targets = [manifestDigest]
        guard let index = try reader.document(ImageIndex.self, file: "index.json") else { return }
        try walk(index)
    }

    private mutating func walk(_ index: ImageIndex) throws {
        var pending = index.manifests.reversed().map { Pending(descriptor: $0, depth: 1, parents: []) }
        var seen: Set<Digest> = []
        var candidates: [Candidate] = []
        while let next = pending.popLast() {
            let descriptor = next.descriptor
            if descriptor.digest == target { targets.formUnion(next.parents) }
            guard seen.insert(descriptor.digest).inserted, seen.count <= reader.limits.images else { continue }
            do {
                if descriptor.mediaType?.isIndex == true {
                    guard next.depth < reader.limits.indexDepth else { continue }
                    let nested = try reader.blob(ImageIndex.self, descriptor, what: "index")
                    pending += nested.manifests.reversed().map {
                        Pending(
                            descriptor: $0, depth: next.depth + 1, parents: next.parents + [descriptor.digest])
                    }
                } else if descriptor.digest != target, let candidate = try candidate(descriptor) {
                    candidates.append(candidate)
                }
            } catch let error as ImageError {
                // What is wrong with other images is reported where those are read.
                guard descriptor.isAttestation || descriptor.artifactType != nil else { continue }
                log.append(AttestationManifests.remark(error, descriptor))
            }
        }
        found = candidates.filter { targets.contains($0.subject) }.map(\.found)
    }

    static func remark(_ error: ImageError, _ descriptor: Descriptor) -> Diagnostic {
        Diagnostic(
            .unreadableAttestation, error.reason, path: error.path ?? DocumentReader.blobPath(descriptor.digest))
    }

    private mutating func candidate(_ descriptor: Descriptor) throws -> Candidate? {
        guard descriptor.mediaType?.isManifest ?? false else { return nil }
        let manifest = try reader.blob(ImageManifest.self, descriptor, what: "manifest")
        if descriptor.isAttestation {
            guard let subject = descriptor.annotations?["vnd.docker.reference.digest"].flatMap({ Digest($0) }) else {
                log.append(
                    Diagnostic(
                        .unreadableAttestation, "the attestation manifest does not say which image it speaks of",
                        path: DocumentReader.blobPath(descriptor.digest)))
                return nil
            }
            return Candidate(
                found: Found(link: .buildKit, descriptor: descriptor, manifest: manifest), subject: subject)
        }
        if let subject = manifest.subject {
            return Candidate(
                found: Found(link: .referrer, descriptor: descriptor, manifest: manifest), subject: subject.digest)
        }
        if let subject = AttestationManifests.tagged(descriptor) {
            return Candidate(found: Found(link: .tag, descriptor: descriptor, manifest: manifest), subject: subject)
        }
        let kind = descriptor.annotations?["kind"] ?? ""
        guard ["/sigs", "/atts", "/sboms"].contains(where: { kind.hasSuffix($0) }) else { return nil }
        return Candidate(
            found: Found(link: .tag, descriptor: descriptor, manifest: manifest, isUntied: true), subject: target)
    }

    /// The digest in a tag such as `sha256-HEX.att`.
    private static func tagged(_ descriptor: Descriptor) -> Digest? {
        guard let name = descriptor.annotations?["org.opencontainers.image.ref.name"],
            [".sig", ".att", ".sbom"].contains(where: { name.hasSuffix($0) })
        else { return nil }
        return LayoutImages.subject(ofTag: name)
    }
}
