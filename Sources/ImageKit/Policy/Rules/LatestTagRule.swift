import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// Names of images say which version they are.
struct LatestTagRule: Rule {
    static let documentation = RuleDocumentation(
        id: "no-latest-tag",
        title: "No latest tag",
        reason:
            "latest names another image every week: nobody can tell what runs from its name, or get the same image later.",
        method: """
            The names that the archive gives the image, and the label org.opencontainers.image.base.name: each has a tag other \
            than latest, or a digest.
            """,
        limits: "What the Dockerfile's FROM says is not in an image, only in that label where a builder writes it.",
        remedy: "docker build -t app:1.4.2 . and FROM python:3.11.9-slim-bookworm@sha256:...",
        references: ["Dockle DKL-DI-0006"])

    static let baseLabel = "org.opencontainers.image.base.name"

    init(_ parameters: RuleParameters) throws {}

    func judge(_ input: RuleInput) -> Judgement {
        let references = input.analysis.image.references
        let base = input.execution.labels?[LatestTagRule.baseLabel]
        guard !references.isEmpty || base != nil else { return .noData("the archive gives the image no name") }
        // Only OCI archives, whose manifests have digests, give a tag alone.
        let isTagged = input.analysis.image.manifestDigest != nil
        var offences = references.filter { LatestTagRule.isLatest($0, isTagged: isTagged) }.map {
            Evidence(.image, $0, "the image's name")
        }
        if let base, LatestTagRule.isLatest(base, isTagged: false) {
            offences.append(Evidence(.configuration, "Labels: \(LatestTagRule.baseLabel)", base))
        }
        return .offences(
            offences, "name without a version", plural: "names without a version",
            none: "named \((references + [base].compactMap { $0 }).joined(separator: ", "))")
    }

    /// Whether a name has neither a digest nor a tag other than latest.
    private static func isLatest(_ name: String, isTagged: Bool) -> Bool {
        if name.contains("@") { return false }
        if isTagged, !name.contains("/"), !name.contains(":") { return name == "latest" }
        let last = name.split(separator: "/").last ?? ""
        guard let colon = last.lastIndex(of: ":") else { return true }
        return last[last.index(after: colon)...] == "latest"
    }
}
