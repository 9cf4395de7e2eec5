import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// What an image tells of the image it was built from.
struct BaseEvidence {
    /// A name or digest, and where it comes from.
    struct Statement {
        let name: String?
        let digest: String?
        let source: String
        let evidence: Evidence
    }

    static let nameLabel = "org.opencontainers.image.base.name"
    /// Images of BuildKit's own, which are materials of builds and not bases.
    private static let tools = ["docker/dockerfile", "docker/buildkit-syft-scanner"]
    static let digestLabel = "org.opencontainers.image.base.digest"

    /// What is said outright, the most certain first.
    let statements: [Statement]
    /// When the base image was made, and where that stands; nil where nothing tells.
    let created: (date: CalendarDate, evidence: Evidence)?
    /// Whether an image was given with --base that this one is not built on.
    let isOnAnotherBase: Bool

    init(_ input: RuleInput) {
        var statements: [Statement] = []
        let isBelow = input.history.basis == .sharedLayers
        isOnAnotherBase = input.base != nil && !isBelow
        if let base = input.base, isBelow {
            let shared = input.history.baseLayers ?? 0
            let evidence = Evidence(
                .image, base.image.archive,
                "its \(shared) layers are the lowest of \(input.analysis.image.layers.count)")
            let digest = base.image.digest.description
            let names = base.image.references.isEmpty ? [String?.none] : base.image.references.map(Optional.some)
            statements += names.map {
                Statement(name: $0, digest: digest, source: "shared layers", evidence: evidence)
            }
        }
        for attestation in input.attestations?.attestations ?? [] where attestation.matchesImage ?? true {
            statements += BaseEvidence.materials(of: attestation, input.analysis)
        }
        let labels = input.execution.labels ?? [:]
        let name = labels[BaseEvidence.nameLabel].flatMap { BaseEvidence.isReference($0) ? $0 : nil }
        let digest = labels[BaseEvidence.digestLabel].flatMap { Digest($0)?.description }
        if name != nil || digest != nil {
            let text = [name, digest].compactMap(\.self).joined(separator: " ")
            statements.append(
                Statement(
                    name: name, digest: digest, source: "labels",
                    evidence: .field("Labels.org.opencontainers.image.base", text)))
        }
        if let name = input.analysis.image.baseRemark?.name {
            statements.append(
                Statement(
                    name: name, digest: nil, source: "buildah's history",
                    evidence: Evidence(.instruction, "FROM \(name)", "remark of the history")))
        }
        self.statements = statements

        if let base = input.base, isBelow, let date = CalendarDate(stamp: base.image.configuration.created) {
            created = (date, Evidence(.image, base.image.archive, "created \(date)"))
        } else {
            let stamps = input.history.steps.filter(\.isBase).compactMap { step in
                CalendarDate(stamp: step.created).map { (date: $0, evidence: Evidence.step(step, "run on \($0)")) }
            }
            created = stamps.max { $0.date < $1.date }.map { ($0.date, $0.evidence) }
        }
    }

    /// The images that went into a build, as SLSA provenance names them: package URLs of type docker or oci.
    ///
    /// Where BuildKit recorded the steps, the base is the image that the last stage began with. Else which of several stages
    /// ended up in the image is not said, so only a build of one image tells its base.
    private static func materials(of attestation: Attestation, _ analysis: ImageAnalysis) -> [Statement] {
        if let steps = attestation.provenance?.steps {
            let layers = analysis.layers.map { $0.digest?.description ?? "" }
            let lowest = steps.images.filter { !$0.layers.isEmpty && layers.starts(with: $0.layers) }
            // What the last stage began with, where its layers are the image's; several images may have the same ones.
            let own = steps.base.flatMap { base in lowest.first { $0.reference == base.reference } }
            guard let base = own ?? lowest.max(by: { $0.layers.count < $1.layers.count }) ?? steps.base else {
                return []
            }
            let name = base.reference.prefix { $0 != "@" }
            let digest = base.reference.dropFirst(name.count).dropFirst()
            return [
                Statement(
                    name: String(name), digest: digest.isEmpty ? nil : String(digest), source: "provenance",
                    evidence: Evidence(.attestation, attestation.predicateType, "step docker-image://\(base.reference)")
                )
            ]
        }
        let images = (attestation.provenance?.materials ?? []).compactMap {
            material -> (statement: Statement, isOfPlatform: Bool)? in
            guard let uri = material.uri, let purl = try? PackageURL(normalizing: uri),
                ["docker", "oci"].contains(purl.type)
            else {
                return nil
            }
            let path = [purl.namespace, purl.name].compactMap(\.self).joined(separator: "/")
            let tag = purl.qualifiers["tag"] ?? purl.version.flatMap { $0.contains(":") ? nil : $0 }
            let statement = Statement(
                name: tag.map { "\(path):\($0)" } ?? path,
                digest: material.digest?["sha256"].map { "sha256:\($0)" }, source: "provenance",
                evidence: Evidence(.attestation, attestation.predicateType, "material \(uri)"))
            return (statement, purl.qualifiers["platform"] != nil)
        }
        // The images of BuildKit's own front end and of the SBOM scanner are materials too; BuildKit writes no platform to
        // them, as it does to those of stages.
        let hasPlatform = images.contains { $0.isOfPlatform }
        let own = images.filter { image in
            !BaseEvidence.tools.contains { (image.statement.name ?? "").hasPrefix($0) }
                && image.isOfPlatform == hasPlatform
        }
        // An image whose lowest layer the build itself copied began with nothing: the one material is an earlier stage's.
        guard own.count == 1, !BaseEvidence.beginsWithCopy(analysis) else { return [] }
        return own.map(\.statement)
    }

    /// Whether the first step of the history that made a layer is a COPY of BuildKit's.
    private static func beginsWithCopy(_ analysis: ImageAnalysis) -> Bool {
        let first = (analysis.image.configuration.history ?? []).first { $0.emptyLayer != true }
        return first?.createdBy?.hasPrefix("COPY ") ?? false
    }

    /// Whether a text can name an image: no capitals in its path, no space, nothing empty.
    private static func isReference(_ text: String) -> Bool {
        let path = text.prefix { $0 != "@" }
        let name = path.split(separator: "/", omittingEmptySubsequences: false).last?.prefix { $0 != ":" } ?? ""
        return !name.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
            && name.utf8.allSatisfy { !(0x41...0x5A).contains($0) }
    }

    /// A name without what Docker adds to short ones.
    static func shortName(_ name: String) -> String {
        var name = name[...]
        for prefix in ["docker.io/", "index.docker.io/", "library/"] where name.hasPrefix(prefix) {
            name = name.dropFirst(prefix.count)
        }
        return String(name)
    }
}
