import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// The image is built on one of the images that the policy approves.
struct ApprovedBaseImageRule: Rule {
    static let documentation = RuleDocumentation(
        id: "approved-base-image",
        title: "No unapproved base images",
        reason: "Most of an image comes from its base; whoever chooses the base chooses what is in the image.",
        method: """
            The first source that tells decides, and the result names it: an image given with --base whose layers are the lowest \
            of this one, which is approval where the policy lists no images; provenance in the archive; the labels \
            org.opencontainers.image.base.name and .digest; buildah's remark in the history. Where none tells, os-release is \
            held against distributions, if the policy lists some. Else there is no data.
            """,
        limits: """
            Labels are what the builder wrote, and provenance is not checked for its signature. Docker's builder keeps no name of \
            the base in an image; os-release tells a distribution, not an image.
            """,
        remedy: "Build FROM an approved image, and have the builder record it: labels or --provenance.",
        parameters: [
            .init(
                "images", "list of globs",
                "Names that are approved, docker.io/library/ left out or not; without it official images, "
                    + "which are names without a slash."),
            .init(
                "distributions", "list of globs", "ID:VERSION_ID of os-release that is approved where no name is known."
            ),
        ],
        example: "images: [\"python:3.*-slim-bookworm\", \"debian:bookworm-slim\"]\ndistributions: [\"debian:12\"]",
        references: [
            "Docker Scout: No unapproved base images (formerly Approved base images)", "CIS Docker Benchmark 4.2",
            "Dockle CIS-DI-0002",
        ])

    private let images: [String]?
    private let distributions: [GlobPattern]

    init(_ parameters: RuleParameters) throws {
        images = try parameters.texts("images")
        distributions = try (parameters.texts("distributions") ?? []).map { GlobPattern($0) }
    }

    var needs: RuleNeeds { .attestations }

    func judge(_ input: RuleInput) -> Judgement {
        let base = BaseEvidence(input)
        if base.isOnAnotherBase {
            return .fail(
                "not built on the image given with --base: its layers are not the lowest ones",
                [Evidence(.image, input.base?.image.archive ?? "", "other layers")])
        }
        if images == nil, let given = base.statements.first, input.history.basis == .sharedLayers {
            return .pass("built on \(given.name ?? given.digest ?? "the image given with --base")", [given.evidence])
        }
        let named = base.statements.compactMap { statement in statement.name.map { ($0, statement) } }
        if let first = named.first {
            // One image can have several names.
            let accepted = named.first { isApproved($0.0) && $0.1.source == first.1.source } ?? first
            let message = "\(accepted.0), according to \(accepted.1.source)"
            return isApproved(accepted.0)
                ? .pass(message, [accepted.1.evidence]) : .fail("\(message), is not approved", [accepted.1.evidence])
        }
        guard let system = input.analysis.inventory.distribution else {
            return .noData("nothing in the archive tells the base image")
        }
        let text = [system.id, system.versionID].compactMap(\.self).joined(separator: ":")
        let evidence = [Evidence(.file, "/etc/os-release", text)]
        guard !distributions.isEmpty else {
            return .noData("nothing in the archive names the base image; os-release says \(text)", evidence)
        }
        return distributions.contains { $0.matches(text) }
            ? .pass("\(text), according to os-release", evidence)
            : .fail("\(text), according to os-release, is not approved", evidence)
    }

    private func isApproved(_ name: String) -> Bool {
        let short = BaseEvidence.shortName(name)
        guard let images else { return !short.contains("/") }
        return images.contains {
            GlobPattern($0).matches(name) || GlobPattern(BaseEvidence.shortName($0)).matches(short)
        }
    }
}
