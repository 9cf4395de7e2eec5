import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// The image is built on the newest build of its base.
struct CurrentBaseImageRule: Rule {
    static let documentation = RuleDocumentation(
        id: "current-base-image",
        title: "No outdated base images",
        reason: "A base image is fixed by rebuilding it; an image on an old build lacks every fix made since.",
        method: """
            The current base is given as an archive (--base): its layers must be the lowest of the image. Or the policy lists \
            the digests of current bases: the digest that labels or provenance name must be among them, or the diff ID of a \
            layer where digests of layers are listed. Without either there is no data: nothing is fetched.
            """,
        limits: "Whether the list or the archive given is current is not known to the program.",
        remedy: "Build the image anew on the current base: docker build --pull.",
        parameters: [
            .init(
                "digests", "list of digests",
                "Manifest digests of current base images, or diff IDs of their top layers.")
        ],
        example: "digests: [\"sha256:0000000000000000000000000000000000000000000000000000000000000000\"]",
        references: ["Docker Scout: Up-to-date base images (formerly No outdated base images)"])

    private let digests: Set<String>

    init(_ parameters: RuleParameters) throws {
        digests = Set(
            try parameters.list("digests", "a digest such as sha256:...") { Digest($0).map(\.description) } ?? [])
    }

    var needs: RuleNeeds { .attestations }

    func judge(_ input: RuleInput) -> Judgement {
        let base = BaseEvidence(input)
        if let given = input.base {
            let (own, below) = (input.analysis.image.layers.map(\.diffID), given.image.layers.map(\.diffID))
            let shared = zip(own, below).prefix { $0 == $1 }.count
            let evidence = [
                Evidence(
                    .image, given.image.archive, "\(shared) of its \(below.count) layers are the lowest of this image")
            ]
            return base.isOnAnotherBase
                ? .fail(
                    "not built on the current base: only \(shared) of its \(below.count) layers are the same", evidence)
                : .pass("built on the current base, by its layers", evidence)
        }
        guard !digests.isEmpty else {
            return .noData("no digests of current base images and no --base archive given")
        }
        if let layer = input.analysis.image.layers.first(where: { digests.contains($0.diffID.description) }) {
            return .pass(
                "built on a current base, by a layer",
                [Evidence(.image, layer.diffID.description, "diff ID", layer: layer.index)])
        }
        let known = base.statements.compactMap { statement in statement.digest.map { ($0, statement) } }
        guard let first = known.first else {
            return .noData("the archive does not tell its base image's digest")
        }
        if let current = known.first(where: { digests.contains($0.0) }) {
            return .pass("built on a current base, according to \(current.1.source)", [current.1.evidence])
        }
        return .fail("built on \(first.0), which is not current; according to \(first.1.source)", [first.1.evidence])
    }
}
