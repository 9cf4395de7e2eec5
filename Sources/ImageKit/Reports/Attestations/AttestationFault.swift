/// Something that an attestation says and that does not hold, or that can't be learned of it.
public enum AttestationFault: String, Sendable, Hashable, CaseIterable {
    /// An SBOM lists a package that the image does not have.
    case absent
    /// The image has a package that an SBOM does not list.
    case unlisted
    /// An SBOM lists a package in another version.
    case version
    /// A statement is about another image.
    case subject
    /// A document is damaged, missing or of no known kind.
    case unreadable

    /// The fault in a sentence.
    public var words: String {
        switch self {
        case .absent: "an SBOM lists packages that are not in the image"
        case .unlisted: "packages of the image are not in an SBOM"
        case .version: "an SBOM lists packages in other versions than the image has"
        case .subject: "an attestation is about another image"
        case .unreadable: "an attestation can't be read"
        }
    }
}
