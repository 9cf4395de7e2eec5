import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// What the image is made of was signed, and the signatures were verified.
struct SignedArtifactsRule: Rule {
    static let documentation = RuleDocumentation(
        id: "signed-artifacts",
        title: "Signed artifacts are validated",
        reason: "A signature is worth what its verification is: an artifact that nobody verified may be anybody's.",
        method: """
            An archive of one image holds no signature that can be verified without its publisher's key, so there is no data. \
            Whether package managers were told to pass over signatures is decided by the rule verified-packages.
            """,
        limits: "Signatures that a registry keeps beside the image are not in an archive.",
        remedy: "cosign verify IMAGE before it is used, with the publisher's key or identity.",
        references: ["CIS Docker Benchmark 4.12"])

    init(_ parameters: RuleParameters) throws {}

    func judge(_ input: RuleInput) -> Judgement {
        .noData(
            "no signature that could be verified is in this archive",
            [Evidence(.image, input.analysis.image.digest.description)])
    }
}
