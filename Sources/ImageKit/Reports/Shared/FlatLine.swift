import ImageLedger
import ImagePackages
import ImageReading

/// One line of a flat form: facts, and the image they are of.
struct FlatLine<Facts: Encodable>: Encodable {
    private let facts: Facts
    private let digest: String
    private let reference: String?
    private let schemaVersion: String
    private let isVerified: Bool

    /// Makes a line.
    ///
    /// - Parameters:
    ///   - facts: an object.
    ///   - analysis: the image.
    ///   - schemaVersion: the version of the line's schema.
    ///   - namesReference: whether the line has the image's name beside its digest.
    init(_ facts: Facts, of analysis: ImageAnalysis, schemaVersion: String, namesReference: Bool = true) {
        self.facts = facts
        self.schemaVersion = schemaVersion
        digest = analysis.image.digest.description
        reference = namesReference ? analysis.image.references.first : nil
        isVerified = analysis.isVerified
    }

    private enum CodingKeys: String, CodingKey { case imageDigest, imageReference, schemaVersion, verified }

    func encode(to encoder: any Encoder) throws {
        try facts.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(digest, forKey: .imageDigest)
        try container.encodeIfPresent(reference, forKey: .imageReference)
        try container.encode(schemaVersion, forKey: .schemaVersion)
        try container.encode(isVerified, forKey: .verified)
    }
}
