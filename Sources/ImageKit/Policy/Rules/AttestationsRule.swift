import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// The archive holds statements of how the image was built and of what is in it.
struct AttestationsRule: Rule {
    static let documentation = RuleDocumentation(
        id: "supply-chain-attestations",
        title: "Supply chain attestations",
        reason:
            "An SBOM says what is in an image, provenance who built it from what; both let others check what they run.",
        method: """
            The in-toto statements of the archive: BuildKit's attestation manifests, referrers and cosign's tags. An SBOM (SPDX \
            or CycloneDX) and SLSA provenance about this image must be there, unless the policy asks for one of them only. \
            Builder, source and number of materials are shown. Statements about another digest do not count. Without any there \
            is no data.
            """,
        limits: """
            docker save drops attestations, and registries keep some beside the image: what is not in the archive may be \
            elsewhere. Signatures are not checked. Whether an SBOM is true is shown by imagescan attestations.
            """,
        remedy: "docker buildx build --sbom=true --provenance=mode=max --output type=oci,dest=image.tar .",
        parameters: [.init("kinds", "list", "What must be there: sbom, provenance; both without it.")],
        example: "kinds: [sbom, provenance]",
        references: ["Docker Scout: Supply chain attestations"])

    private let kinds: [String]

    init(_ parameters: RuleParameters) throws {
        kinds =
            try parameters.list("kinds", "sbom or provenance") { ["sbom", "provenance"].contains($0) ? $0 : nil }
            ?? ["sbom", "provenance"]
    }

    var needs: RuleNeeds { .attestations }

    func judge(_ input: RuleInput) -> Judgement {
        let all = input.attestations?.attestations.filter { !$0.isSignature } ?? []
        guard !all.isEmpty else { return .noData("attestations are not in this archive") }
        // A plain document names no image; the manifest that holds it does.
        let own = all.filter { $0.matchesImage ?? true }
        let evidence = all.map { attestation in
            Evidence(.attestation, attestation.predicateType, AttestationsRule.facts(attestation))
        }
        let missing = kinds.filter { kind in
            !own.contains { kind == "sbom" ? $0.bill != nil && $0.scope == .image : $0.provenance != nil }
        }
        let words = own.compactMap { $0.bill != nil ? "SBOM" : $0.provenance != nil ? "provenance" : nil }
        let found = Set(words).sorted().joined(separator: " and ")
        return missing.isEmpty
            ? .pass("\(found) about this image", evidence)
            : .fail("no \(missing.joined(separator: " and no ")) about this image", evidence)
    }

    private static func facts(_ attestation: Attestation) -> String {
        var facts = [attestation.matchesImage == false ? "about another image" : nil]
        if let bill = attestation.bill { facts.append(Plural.text(bill.components.count, "component")) }
        if let provenance = attestation.provenance {
            facts.append(provenance.builder.map { "builder \($0)" })
            facts.append(provenance.source.map { "source \($0)" })
            facts.append(Plural.text(provenance.materials.count, "material"))
        }
        facts.append(attestation.signatureCount.map { Plural.text($0, "signature") + ", not checked" })
        return facts.compactMap(\.self).joined(separator: ", ")
    }
}
