import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// Images are pulled and pushed with signatures.
struct ContentTrustRule: Rule {
    static let documentation = RuleDocumentation(
        id: "content-trust",
        title: "Content trust is on",
        reason: "With content trust Docker pulls only images that their publisher signed.",
        method: """
            Content trust is a setting of the machine that pulls and pushes (DOCKER_CONTENT_TRUST=1) and leaves no trace in an \
            archive, so there is no data. The digests of the image are shown: they are what a signature would be compared with.
            """,
        limits: "An image whose environment sets the variable has set it for programs inside the container alone.",
        remedy:
            "export DOCKER_CONTENT_TRUST=1 where images are built and pulled, or sign with cosign and verify on deployment.",
        references: ["CIS Docker Benchmark 4.5", "Dockle CIS-DI-0005"])

    init(_ parameters: RuleParameters) throws {}

    func judge(_ input: RuleInput) -> Judgement {
        .noData(
            "content trust is a setting of the machine that pulls and leaves no trace in an archive",
            [Evidence(.image, input.analysis.image.digest.description)])
    }
}
