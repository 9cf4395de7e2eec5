import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// The image is built on a certain base, of a certain age.
struct BaseImageRule: Rule {
    static let documentation = RuleDocumentation(
        id: "base-image",
        title: "The base image",
        reason: "Most of an image comes from its base, and with it most of its vulnerabilities and their fixes.",
        method: """
            The first source that tells decides, and the message names it: an image given with --base whose layers are the \
            lowest of this one; the labels org.opencontainers.image.base.name and .digest; the remark FROM in buildah's \
            history; else, for official images of Debian, Ubuntu and Python, the traces of each part of the name: os-release, \
            PYTHON_VERSION, dpkg's settings for slim. Its age is counted from the given image's date, else from the last step \
            of the history that is the base's.
            """,
        limits: """
            Labels and remarks are what the builder wrote. Traces tell a kind of image, not which build of it. Docker keeps no \
            name of the base in an image. Dates before 1980, as reproducible builds write them, are no data.
            """,
        remedy:
            "Set the labels when building (docker buildx does with --provenance, or LABEL), or give the base with --base.",
        parameters: [
            .init(
                "name", "glob or list",
                "What the name looks like, one of several; docker.io/library/ may be left out."),
            .init("digest", "text or list", "The digest of the manifest, one of several."),
            .init("distribution", "text", "ID of os-release, for example debian."),
            .init("release", "text", "VERSION_ID or VERSION_CODENAME of os-release, for example bookworm."),
            .init("max-age-days", "number", "How many days ago the base may have been made at most."),
        ],
        example: "name: python:3.11-slim-bookworm\nmax-age-days: 90",
        references: ["OCI image specification: org.opencontainers.image.base.name", "CIS Docker Benchmark 4.2"])

    private let names: [String]
    private let digests: [String]
    private let distribution: String?
    private let release: String?
    private let maximumAge: Int?

    init(_ parameters: RuleParameters) throws {
        names = try parameters.texts("name") ?? []
        digests = try parameters.list("digest", "a digest such as sha256:...") { Digest($0).map(\.description) } ?? []
        distribution = try parameters.text("distribution")
        release = try parameters.text("release")
        maximumAge = try parameters.number("max-age-days")
        if names.isEmpty, digests.isEmpty, distribution == nil, release == nil, maximumAge == nil {
            throw parameters.error("the rule needs name, digest, distribution, release or max-age-days")
        }
    }

    func captureMode(for path: BytePath) -> CaptureMode? { SlimTraces.captureMode(for: path) }

    func judge(_ input: RuleInput) -> Judgement {
        let base = BaseEvidence(input)
        if base.isOnAnotherBase {
            return .fail(
                "not built on the image given with --base: its layers are not the lowest ones",
                [Evidence(.image, input.base?.image.archive ?? "", "other layers")])
        }
        let parts = [
            names.isEmpty && digests.isEmpty ? nil : origin(base, input),
            distribution == nil && release == nil ? nil : system(input), maximumAge.map { age(base, $0, input) },
        ].compactMap(\.self)
        return Judgement.all(parts)
    }

    private func origin(_ base: BaseEvidence, _ input: RuleInput) -> Judgement {
        for statement in base.statements where statement.name != nil || (statement.digest != nil && !digests.isEmpty) {
            if names.isEmpty, statement.digest == nil { continue }
            let isNamed = names.isEmpty || statement.name.map { matches($0) } ?? false
            let isDigest = digests.isEmpty || statement.digest.map(digests.contains) ?? false
            let found = [statement.name, digests.isEmpty ? nil : statement.digest].compactMap(\.self)
                .joined(separator: "@")
            return isNamed && isDigest
                ? .pass("\(found), according to \(statement.source)", [statement.evidence])
                : .fail(
                    "\(found), according to \(statement.source), not \((names + digests).joined(separator: " or "))",
                    [statement.evidence])
        }
        guard digests.isEmpty else {
            return .noData("nothing in the archive tells the base's digest; --base or labels do")
        }
        let candidates = names.map { (name: $0, traces: BaseFingerprint($0, input)) }
        if let fit = candidates.first(where: { $0.traces.outcome == .fits }) {
            return .pass("\(fit.name), according to its traces", fit.traces.evidence)
        }
        let contradictions = candidates.compactMap { item -> String? in
            guard case .contradicts(let reason) = item.traces.outcome else { return nil }
            return "not \(item.name): \(reason)"
        }
        return contradictions.count == candidates.count
            ? .fail(contradictions.joined(separator: "; "), candidates.flatMap(\.traces.evidence))
            : .noData("nothing in the archive tells the base's name; --base or labels do")
    }

    private func matches(_ name: String) -> Bool {
        names.contains {
            GlobPattern($0).matches(name)
                || GlobPattern(BaseEvidence.shortName($0)).matches(BaseEvidence.shortName(name))
        }
    }

    private func system(_ input: RuleInput) -> Judgement {
        guard let found = input.analysis.inventory.distribution else { return .noData("the image has no os-release") }
        let text = found.displayName
        let evidence = [Evidence(.file, "/etc/os-release", text)]
        if let distribution, found.id != distribution {
            return .fail("the distribution is \(found.id), not \(distribution)", evidence)
        }
        if let release, release != found.versionID, release != found.codename {
            return .fail("the release is \(text), not \(release)", evidence)
        }
        return .pass(text, evidence)
    }

    private func age(_ base: BaseEvidence, _ days: Int, _ input: RuleInput) -> Judgement {
        guard let created = base.created else { return .noData("nothing tells when the base was made") }
        return DayBounds(notBefore: nil, maximumAge: days).judge(created.date, "base made", [created.evidence], input)
    }
}
