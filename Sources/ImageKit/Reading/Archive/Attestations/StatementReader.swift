import FoundationEssentials

/// Reads the document of an attestation: an in-toto statement, one in a DSSE envelope or a Sigstore bundle, or a plain SBOM.
struct StatementReader {
    /// Where the document stands, for errors.
    let name: String
    /// The digests of the image's manifest and of the indices that it is in.
    let targets: Set<Digest>

    /// in-toto Attestation Framework, "Statement", v0.1 and v1.
    private struct Header: Decodable {
        let type: String?
        let predicateType: String?
        let subject: [Subject]?

        struct Subject: Decodable {
            let name: String?
            let digest: [String: String]?
        }

        enum CodingKeys: String, CodingKey {
            case type = "_type"
            case predicateType, subject
        }
    }

    /// Dead Simple Signing Envelope.
    private struct Envelope: Decodable {
        let payloadType: String
        let payload: String
        let signatures: [Signature]?

        struct Signature: Decodable {}
    }

    private struct Wrapper: Decodable {
        let payload: String?
        let dsseEnvelope: Envelope?
    }

    /// What cosign signs: the digest of an image in the form that Red Hat's "simple signing" has.
    private struct SignedImage: Decodable {
        let critical: Critical?

        struct Critical: Decodable {
            let identity: Identity?
            let image: Image?
        }

        struct Identity: Decodable {
            let reference: String?

            enum CodingKeys: String, CodingKey { case reference = "docker-reference" }
        }

        struct Image: Decodable {
            let digest: String?

            enum CodingKeys: String, CodingKey { case digest = "docker-manifest-digest" }
        }
    }

    private struct Statement<Predicate: Decodable>: Decodable { let predicate: Predicate }

    private struct PlainMarks: Decodable {
        let spdxVersion: String?
        let bomFormat: String?
        /// JSON-LD's, a text in SPDX 3.
        let contextText: Lenient<String>?
        var context: String? { contextText?.value }

        enum CodingKeys: String, CodingKey {
            case spdxVersion, bomFormat
            case contextText = "@context"
        }
    }

    /// Fills in what the document says.
    ///
    /// - Throws: ``ImageError`` where it is damaged or of no known kind.
    func read(_ bytes: [UInt8], into attestation: inout Attestation) throws {
        var bytes = bytes
        let wrapper = try JSONDocument.decode(Wrapper.self, from: bytes, name: name)
        if wrapper.payload != nil || wrapper.dsseEnvelope != nil {
            let envelope =
                try wrapper.dsseEnvelope ?? JSONDocument.decode(Envelope.self, from: bytes, name: name)
            guard let payload = StatementReader.base64(envelope.payload) else {
                throw ImageError(.malformedDocument, "the envelope's payload is not base64", path: name)
            }
            attestation.signatureCount = envelope.signatures?.count ?? 0
            bytes = payload
        }
        let header = try JSONDocument.decode(Header.self, from: bytes, name: name)
        guard header.type?.hasPrefix("https://in-toto.io/Statement/") == true else {
            try readPlain(bytes, into: &attestation)
            return
        }
        if let type = header.predicateType { attestation.predicateType = type }
        attestation.subjects = (header.subject ?? []).map {
            Attestation.Subject(name: $0.name, digest: $0.digest ?? [:])
        }
        attestation.matchesImage = speaksOfImage(attestation)
        try readPredicate(bytes, into: &attestation)
    }

    private func speaksOfImage(_ attestation: Attestation) -> Bool {
        attestation.subjects.contains { subject in
            targets.contains { subject.digest[$0.algorithm.rawValue] == $0.hex }
        }
    }

    private static func base64(_ text: String) -> [UInt8]? {
        // The envelope's specification allows the alphabet for URLs too, with and without padding.
        var bytes = text.utf8.map { $0 == UInt8(ascii: "-") ? UInt8(ascii: "+") : $0 == UInt8(ascii: "_") ? slash : $0 }
        while bytes.last == UInt8(ascii: "=") { bytes.removeLast() }
        bytes += Array(repeating: UInt8(ascii: "="), count: (4 - bytes.count % 4) % 4)
        return Data(base64Encoded: Data(bytes)).map { Array($0) }
    }

    private func readPredicate(_ bytes: [UInt8], into attestation: inout Attestation) throws {
        let type = attestation.predicateType
        func predicate<Value: Decodable>(_ value: Value.Type) throws -> Value {
            try JSONDocument.decode(Statement<Value>.self, from: bytes, name: name).predicate
        }
        if type.hasPrefix("https://spdx.dev/Document") {
            attestation.bill =
                try predicate(PlainMarks.self).context == nil
                ? predicate(SPDXPredicate.self).bill : predicate(SPDX3Predicate.self).bill
        } else if type.hasPrefix("https://cyclonedx.org/bom") {
            attestation.bill = try predicate(CycloneDXPredicate.self).bill
        } else if type.hasPrefix("https://slsa.dev/provenance/v0.") {
            attestation.provenance = try predicate(EarlyProvenancePredicate.self).provenance
        } else if type.hasPrefix("https://slsa.dev/provenance/") {
            attestation.provenance = try predicate(ProvenancePredicate.self).provenance
        }
        if attestation.provenance != nil { attestation.provenance?.texts = try predicate(PredicateTexts.self).texts }
    }

    private func readPlain(_ bytes: [UInt8], into attestation: inout Attestation) throws {
        let marks = try JSONDocument.decode(PlainMarks.self, from: bytes, name: name)
        if marks.context?.contains("spdx.org/rdf/3") == true {
            attestation.predicateType = "https://spdx.dev/Document"
            attestation.bill = try JSONDocument.decode(SPDX3Predicate.self, from: bytes, name: name).bill
        } else if marks.spdxVersion != nil {
            attestation.predicateType = "https://spdx.dev/Document"
            attestation.bill = try JSONDocument.decode(SPDXPredicate.self, from: bytes, name: name).bill
        } else if marks.bomFormat == "CycloneDX" {
            attestation.predicateType = "https://cyclonedx.org/bom"
            attestation.bill = try JSONDocument.decode(CycloneDXPredicate.self, from: bytes, name: name).bill
        } else if let signed = try JSONDocument.decode(SignedImage.self, from: bytes, name: name).critical {
            attestation.predicateType = Attestation.signatureType
            let digest = signed.image?.digest.flatMap { Digest($0) }
            attestation.subjects = [
                Attestation.Subject(
                    name: signed.identity?.reference, digest: digest.map { [$0.algorithm.rawValue: $0.hex] } ?? [:])
            ]
            attestation.matchesImage = speaksOfImage(attestation)
        } else {
            throw ImageError(
                .malformedDocument, "the document is neither an in-toto statement nor an SBOM in JSON", path: name)
        }
    }
}

private let slash = UInt8(ascii: "/")
