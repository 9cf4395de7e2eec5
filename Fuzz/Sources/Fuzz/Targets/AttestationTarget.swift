@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Reads the document of an attestation: a statement, an envelope or a plain SBOM.
enum AttestationTarget: FuzzTarget {
    private static let digest = Digest.of([], algorithm: .sha256)

    static func run(_ input: FuzzInput) throws {
        var attestation = Attestation(
            link: .buildKit, manifestDigest: digest, digest: digest, size: Int64(input.bytes.count), mediaType: nil,
            predicateType: "")
        try StatementReader(name: "statement", targets: [digest]).read(input.bytes, into: &attestation)
        let isNamed = attestation.subjects.contains { $0.digest.values.contains(digest.hex) }
        expect(attestation.matchesImage != true || isNamed, "no subject has the digest of the image")
        let isRead = attestation.bill != nil || attestation.matchesImage != nil
        expect(isRead, "the document is neither a statement nor an SBOM")
    }
}
