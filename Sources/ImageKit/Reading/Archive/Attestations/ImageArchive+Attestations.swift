extension ImageArchive {
    /// The SBOMs, provenance, signatures and other statements about an image that lie in its archive.
    ///
    /// Found are BuildKit's attestation manifests, manifests whose `subject` is the image or an index it is in, and cosign's
    /// tags. What is damaged, missing or not understood is a diagnostic. Digests are checked, signatures are not.
    ///
    /// - Parameter image: an image of this archive.
    /// - Returns: none and no diagnostic for a docker-save archive, which has no place for them.
    /// - Throws: ``ImageError`` where the archive itself can't be read, or can be read only once and was opened without
    ///   ``ReadOptions/readsAttestations``.
    public func attestations(for image: Image) throws -> ImageAttestations {
        var result = ImageAttestations()
        guard let target = image.manifestDigest else { return result }
        if let asked = reader.store.onlyReadFor, !asked.readsAttestations {
            throw ImageError.notAsked(["attestations (readsAttestations)"]).located(archive: name)
        }
        let manifests = try AttestationManifests(reader, of: target)
        var log = manifests.log
        var seen: Set<Digest> = []
        for found in manifests.found {
            for layer in found.manifest.layers.prefix(reader.limits.layers) where seen.insert(layer.digest).inserted {
                do {
                    guard let attestation = try read(layer, of: found, targets: manifests.targets) else { continue }
                    // A plain document names no image; it is that of the only one.
                    guard !found.isUntied || (attestation.matchesImage ?? (images.count == 1)) else { continue }
                    result.attestations.append(attestation)
                } catch let error as ImageError {
                    log.append(AttestationManifests.remark(error, layer))
                }
            }
        }
        ImageArchive.markScopes(&result.attestations)
        result.diagnostics = log.diagnostics
        return result
    }

    /// Tells SBOMs of build stages and of the context from that of the image.
    ///
    /// BuildKit ties all of them to the image and says in the document's name alone what was scanned: `sbom` is the image,
    /// `sbom-STAGE` a stage, `sbom-context` the build context; some scanners put another `sbom-` in front.
    private static func markScopes(_ attestations: inout [Attestation]) {
        let isImage = { (attestation: Attestation) in attestation.link == .buildKit && attestation.bill?.name == "sbom"
        }
        let manifests = Set(attestations.filter(isImage).map(\.manifestDigest))
        for index in attestations.indices where manifests.contains(attestations[index].manifestDigest) {
            guard var name = attestations[index].bill?.name?[...], name.hasPrefix("sbom-") else { continue }
            while name.hasPrefix("sbom-") { name = name.dropFirst("sbom-".count) }
            attestations[index].scope = name == "context" ? .context : .stage(String(name))
        }
    }

    /// Reads one document; nil for what is no statement.
    private func read(
        _ layer: Descriptor, of found: AttestationManifests.Found, targets: Set<Digest>
    ) throws -> Attestation? {
        let type = layer.mediaType?.rawValue ?? ""
        let kinds = ["in-toto", "dsse", "sigstore.bundle", "spdx", "cyclonedx", "simplesigning"]
        guard kinds.contains(where: { type.contains($0) }) else {
            guard found.link == .buildKit else { return nil }
            throw ImageError(
                .unsupportedMediaType, "an attestation of media type \(type.isEmpty ? "(none)" : type) is not read")
        }
        var attestation = Attestation(
            link: found.link, manifestDigest: found.descriptor.digest, digest: layer.digest, size: layer.size,
            mediaType: layer.mediaType?.rawValue,
            predicateType: layer.annotations?["in-toto.io/predicate-type"] ?? layer.annotations?["predicateType"] ?? "")
        let bytes = try reader.blob(layer, what: "attestation", bound: .attestation)
        try StatementReader(name: DocumentReader.blobPath(layer.digest), targets: targets)
            .read(bytes, into: &attestation)
        // cosign keeps the signature of a payload beside it.
        if attestation.isSignature {
            attestation.signatureCount = layer.annotations?["dev.cosignproject.cosign/signature"] == nil ? 0 : 1
        }
        return attestation
    }
}
