/// What became of checking a document of an archive that is no part of one image: an index, an attestation, an artifact.
package struct DocumentCheck: Sendable {
    /// The image it speaks of, or the archive.
    package let image: String
    /// The digest or the file in the archive.
    package let subject: String
    /// What it is: `index`, `attestation`, `artifact`, `image` or `document`.
    package let kind: String
    /// What was found right; empty where something is wrong.
    package let facts: [String]
    /// What is wrong; nil where nothing is.
    package let failure: ImageError?
}

extension ImageArchive {
    /// Checks what stands around the images: indices, attestations, artifacts, images that can't be read, and what two
    /// documents disagree on.
    ///
    /// - Parameter chosen: the images that were asked for; what belongs to others is left out. Nil checks everything.
    package func documentChecks(of chosen: [ImageListing]?) -> [DocumentCheck] {
        var checks: [DocumentCheck] = []
        if chosen == nil {
            checks += documents.indices.map { index in
                DocumentCheck(
                    image: name, subject: index.digest.description, kind: "index",
                    facts: ["digest", "size", "document"], failure: nil)
            }
            checks += documents.failures.map { failure in
                DocumentCheck(
                    image: failure.label, subject: failure.digest?.description ?? failure.error.path ?? "documents",
                    kind: failure.isArtifact ? "artifact" : "image", facts: [],
                    failure: failure.error.located(archive: name))
            }
        }
        checks += documents.disagreements.map { error in
            DocumentCheck(
                image: name, subject: error.path ?? "manifest.json", kind: "document", facts: [],
                failure: error.located(archive: name))
        }
        for companion in documents.companions {
            let subject = companion.subject
            let of = subject.flatMap { subject in
                images.first { $0.digest == subject || $0.identifiers.contains(subject) }
            }
            if let chosen {
                guard let of, chosen.contains(where: { $0.digest == of.digest }) else { continue }
            }
            checks.append(check(companion, of: of))
        }
        return checks
    }

    private func check(_ companion: LayoutImages.Companion, of image: ImageListing?) -> DocumentCheck {
        let what = companion.type == nil ? "attestation" : "artifact"
        var facts: [String] = []
        var failure: ImageError?
        do {
            facts = try verified(companion, what: what)
        } catch let error as ImageError {
            failure = error.located(archive: name)
        } catch {
            failure = ImageError(.unreadable, "the \(what) can't be read: \(error)", archive: name)
        }
        return DocumentCheck(
            image: image?.label ?? name, subject: companion.descriptor.digest.description, kind: what, facts: facts,
            failure: failure)
    }

    /// Checks a manifest and the blobs that it names.
    private func verified(_ companion: LayoutImages.Companion, what: String) throws -> [String] {
        let descriptor = companion.descriptor
        guard descriptor.mediaType?.isManifest ?? false else {
            return try reader.verify(descriptor, what: what) ? ["digest", "size"] : ["size"]
        }
        let manifest =
            try companion.manifest ?? reader.blob(ImageManifest.self, descriptor, what: "manifest of the \(what)")
        try checkSubject(of: manifest, reader.path(descriptor))
        if companion.type == nil { try checkDiffIDs(of: manifest) }
        var isHashed = true
        var seen: Set<Digest> = []
        for blob in ([manifest.config] + manifest.layers).prefix(reader.limits.layers + 1)
        where seen.insert(blob.digest).inserted {
            // A blob of this kind is `{}` and need not be there (image specification, "Guidance for an Empty Descriptor").
            if blob.mediaType == .ociEmpty, try !reader.holds(blob) { continue }
            isHashed =
                try reader.verify(blob, what: blob.digest == manifest.config.digest ? "configuration" : what)
                && isHashed
            if companion.type == nil, blob.mediaType?.rawValue == "application/vnd.in-toto+json",
                blob.size <= reader.limits.document
            {
                _ = try reader.blob(StatementParts.self, blob, what: "statement")
            }
        }
        return isHashed ? ["digest", "size", "document"] : ["size", "document"]
    }
}

extension ImageArchive {
    /// Checks the size of the image or index that an artifact refers to; its digest is that of what it refers to.
    private func checkSubject(of manifest: ImageManifest, _ path: String) throws {
        guard let subject = manifest.subject else { return }
        let known =
            documents.indices
            + documents.candidates.compactMap { candidate in
                if case .manifest(let descriptor, _) = candidate.origin { descriptor } else { nil }
            }
        guard let size = known.first(where: { $0.digest == subject.digest })?.size, size != subject.size else { return }
        throw ImageError(
            .sizeMismatch, "the subject \(subject.digest) has \(size) bytes, its descriptor says \(subject.size)",
            path: path)
    }

    /// Checks that a build attestation's configuration names its statements, which are not compressed, as its diff IDs.
    private func checkDiffIDs(of manifest: ImageManifest) throws {
        guard let configuration = try? reader.blob(ImageConfiguration.self, manifest.config, what: "configuration"),
            manifest.layers.allSatisfy({ $0.mediaType?.rawValue == "application/vnd.in-toto+json" })
        else { return }
        let named = configuration.rootfs.diffIDs
        let digests = manifest.layers.map(\.digest)
        // Digests of two kinds can't be compared.
        let fits =
            named.count == digests.count
            && zip(named, digests).allSatisfy { $0 == $1 || $0.algorithm != $1.algorithm }
        guard !named.isEmpty, !fits else { return }
        throw ImageError(
            .diffIDMismatch,
            "the configuration of the attestation has other diff IDs than the digests of its statements",
            path: reader.path(manifest.config))
    }
}

/// What every in-toto statement has (in-toto Attestation Framework, "Statement").
private struct StatementParts: Decodable {
    struct Subject: Decodable {}

    let type: String
    let predicateType: String
    let subject: [Subject]

    enum CodingKeys: String, CodingKey {
        case type = "_type"
        case predicateType, subject
    }
}

extension LayoutImages.Companion {
    /// The digest of the image or index that it speaks of; nil where it names none.
    var subject: Digest? {
        if type == nil { return descriptor.annotations?["vnd.docker.reference.digest"].flatMap { Digest($0) } }
        return manifest?.subject?.digest ?? reference.flatMap { LayoutImages.subject(ofTag: $0) }
    }
}
